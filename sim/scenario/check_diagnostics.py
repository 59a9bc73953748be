"""Can faults be named as the scenario says?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import AssetType
from sim.scenario.diagnostics import Confusion
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path

_CLOSE = 1e-9


def check_diagnostics(scenario: Scenario) -> Iterator[Finding]:
    """Faults of confusion tables and remote tests."""
    for name, kind in scenario.asset_types.items():
        path = ("asset_types", name)
        yield from _table((*path, "triage", "confusion"), kind, kind.triage.confusion)
        yield from _table((*path, "on_site", "confusion"), kind, kind.on_site.confusion)
        if kind.remote_test is not None:
            yield from _table((*path, "remote_test", "confusion"), kind, kind.remote_test.confusion)
        for mode in kind.on_site.confusion:
            if mode in kind.failures and kind.failures[mode].diagnosis_accuracy < 1:
                yield Finding(
                    (*path, "on_site", "confusion", mode),
                    f"'{mode}' has a 'diagnosis_accuracy' already; say only once how often it is found",
                )
        if scenario.desk is None:
            if kind.triage.confusion:
                yield Finding((*path, "triage"), "nobody names faults before a visit; add a 'desk'")
            if kind.remote_test is not None:
                yield Finding((*path, "remote_test"), "nobody tests from afar; add a 'desk'")
    yield from _accuracy(scenario)
    if scenario.sourcing.to_be_safe:
        path = ("sourcing", "to_be_safe")
        if scenario.sourcing.predicted_parts != "take_along":
            yield Finding(path, "nobody takes parts along; add 'predicted_parts: take_along'")
        elif scenario.desk is None:
            yield Finding(path, "nobody names faults before a visit, so none is named wrongly; add a 'desk'")


def _table(path: Path, kind: AssetType, table: Confusion) -> Iterator[Finding]:
    """A table names failure modes that there are, and no row is more than 100 %."""
    for mode, row in table.items():
        fault = dangling((*path, mode), "failure mode", mode, kind.failures)
        if fault:
            yield fault
            continue
        for other in row:
            fault = dangling((*path, mode, other), "failure mode", other, kind.failures)
            if fault:
                yield fault
            elif other == mode:
                yield Finding((*path, mode, other), f"'{mode}' is not taken for itself; what is left of 100 % is named rightly")
        total = sum(row.values())
        if total > 1 + _CLOSE:
            yield Finding((*path, mode), f"the shares add up to {100 * total:g} %, which is more than 100 %")


def _accuracy(scenario: Scenario) -> Iterator[Finding]:
    """An accuracy of the desk that no fault is named by."""
    desk = scenario.desk
    if desk is None or desk.triage_accuracy == 1:
        return
    kinds = [kind for kind in scenario.asset_types.values() if kind.failures]
    if kinds and all(set(kind.failures) <= set(kind.triage.confusion) for kind in kinds):
        yield Finding(("desk", "triage_accuracy"), "no fault is named by it: 'triage' has a row for every failure mode")
