"""Confusion tables, ready to name faults."""

from __future__ import annotations

from itertools import accumulate

from sim.build.names import sampler
from sim.scenario import diagnostics
from sim.scenario.assets import AssetType
from sim.scenario.spec import Scenario
from sim.system.diagnostics import Confusion, RemoteTest
from sim.system.modes import Mode


def add_diagnostics(scenario: Scenario, spec: AssetType, modes: list[Mode]) -> None:
    """What triage, the remote test and technicians on site take each failure mode of an asset type for."""
    known = {mode.name: mode for mode in modes}
    for mode in modes:
        mode.siblings = tuple(other for other in modes if other is not mode)
        if mode.name in spec.triage.confusion:
            mode.at_triage = row(spec.triage.confusion, mode, known)
        if spec.remote_test is not None:
            mode.remote_test = remote_test(spec.remote_test, mode, known)
        if spec.on_site != diagnostics.OnSite():
            mode.on_site = on_site(spec.on_site, mode, known)
            mode.accuracy, mode.wrong_parts = mode.on_site.accuracy, spec.on_site.wrong_parts
    if scenario.sourcing.to_be_safe:
        think_of_others(scenario, spec, modes)


def think_of_others(scenario: Scenario, spec: AssetType, modes: list[Mode]) -> None:
    """What each failure mode may be after all where it was named, by Bayes' rule; as many as parts are taken along for."""
    accuracy = 1.0 if scenario.desk is None else scenario.desk.triage_accuracy

    def likelihood(true: Mode, named: Mode) -> float:
        says = true.remote_test.says if true.remote_test is not None else true.at_triage or Confusion(accuracy, ())
        return (spec.failures[true.name].law.mean_rate or 0.0) * says.share(true, named)

    for named in modes:
        possible = [other for other in named.siblings if likelihood(other, named) > 0]
        possible.sort(key=lambda true: -likelihood(true, named))
        named.instead = tuple(possible[: scenario.sourcing.to_be_safe])


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
