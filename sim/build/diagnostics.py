"""Confusion tables, ready to name faults."""

from __future__ import annotations

from itertools import accumulate

from sim.build.names import sampler
from sim.scenario import diagnostics
from sim.scenario.assets import AssetType
from sim.system.diagnostics import Confusion, RemoteTest
from sim.system.fleet import Mode


def add_diagnostics(spec: AssetType, modes: list[Mode]) -> None:
    """What triage, the remote test and technicians on site take each failure mode of an asset type for."""
    known = {mode.name: mode for mode in modes}
    for mode in modes:
        mode.siblings = tuple(other for other in modes if other is not mode)
        if mode.name in spec.triage.confusion:
            mode.at_triage = row(spec.triage.confusion, mode, known)
        if spec.remote_test is not None:
            mode.remote_test = remote_test(spec.remote_test, mode, known)
        if spec.on_site.confusion:
            mode.on_site = on_site(spec.on_site, mode, known)
            mode.accuracy = mode.on_site.accuracy


def row(table: diagnostics.Confusion, mode: Mode, known: dict[str, Mode]) -> Confusion:
    """The row of a failure mode; without one it is always named rightly."""
    taken_for = [(known[name], share) for name, share in table.get(mode.name, {}).items() if share > 0 and name != mode.name]
    wrong = sum(share for _, share in taken_for)
    up_to = accumulate(share / wrong for _, share in taken_for)
    return Confusion(max(0.0, 1.0 - wrong), tuple(zip(up_to, (other for other, _ in taken_for), strict=True)))


def remote_test(spec: diagnostics.RemoteTest, mode: Mode, known: dict[str, Mode]) -> RemoteTest:
    """The test from afar, with what it takes this failure mode for."""
    return RemoteTest(sampler(spec.time), spec.cost, row(spec.confusion, mode, known))


def on_site(spec: diagnostics.OnSite, mode: Mode, known: dict[str, Mode]) -> Confusion:
    """What technicians take a failure mode for; without a row any other of the type."""
    if mode.name in spec.confusion:
        return row(spec.confusion, mode, known)
    return Confusion(mode.accuracy, ())
