"""Do hidden defects make sense: has what is inspected, watched or prevented a condition, and can anybody tell its stages apart?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import PREVENTIVE, AssetType, FailureMode, Maintenance, planned_at
from sim.scenario.condition import Events, Preventive
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


def check_condition(scenario: Scenario) -> Iterator[Finding]:
    """Faults of hidden defects."""
    for name, kind in scenario.asset_types.items():
        path = ("asset_types", name)
        for mode, failure in kind.failures.items():
            yield from _failure(scenario, (*path, "failures", mode), failure)
        for task, planned in kind.scheduled().items():
            yield from _inspects((*path, *planned_at(task)), kind, planned)
            if task.endswith(PREVENTIVE):
                yield Finding(
                    (*path, "tasks", task), f"names that end in '{PREVENTIVE.strip()}' are kept for work that removes defects"
                )
    for name, kind in scenario.asset_types.items() if scenario.shares_visits else ():
        if kind.replacement is not None:
            yield Finding(
                ("asset_types", name, "replacement"),
                "machines are not replaced in a scenario with hidden defects ('condition') or with tasks that are done 'with_visit'",
            )
        if kind.retrofits:
            yield Finding(
                ("asset_types", name, "retrofits"),
                "machines are not retrofitted in a scenario with hidden defects ('condition') or with tasks that are done 'with_visit'",
            )
    modes = [mode for kind in scenario.asset_types.values() for mode in kind.failures.values()]
    if scenario.events != Events() and not any(mode.monitoring is not None for mode in modes):
        yield Finding(("events",), "no failure mode is monitored, so that there are no alarms; add 'monitoring' to one")


def _failure(scenario: Scenario, path: Path, failure: FailureMode) -> Iterator[Finding]:
    """A condition needs a life that ends; the rest needs a condition."""
    if failure.condition is None:
        for key in ("monitoring", "preventive"):
            if getattr(failure, key) not in (None, Preventive()):
                yield Finding((*path, key), "nothing announces this failure; add 'condition', the stages of the defect before it")
        return
    if failure.law.overlapping:
        yield Finding((*path, "condition"), f"'{failure.law.word}' are requests, which no defect announces")
    elif failure.law.mends_as_before:
        yield Finding(
            (*path, "condition"),
            f"'{failure.law.word}' leaves a machine as old as it was; a defect that is removed needs a life that begins anew",
        )
    for part in failure.preventive.parts or ():
        fault = dangling((*path, "preventive", "parts", part), "part", part, scenario.parts)
        if fault:
            yield fault


def _inspects(path: Path, kind: AssetType, planned: Maintenance) -> Iterator[Finding]:
    """What is inspected can be seen, and has the stage from which on something is done."""
    for mode, each in planned.inspects.items():
        fault = dangling((*path, "inspects", mode), "failure mode", mode, kind.failures)
        if fault:
            yield fault
            continue
        condition = kind.failures[mode].condition
        if condition is None:
            yield Finding(
                (*path, "inspects", mode), "nothing announces this failure; add 'condition', the stages of the defect before it"
            )
        elif each.act_from > len(condition.stages):
            stages = len(condition.stages)
            yield Finding(
                (*path, "inspects", mode, "act_from"),
                f"the defect has {stages} {'stage' if stages == 1 else 'stages'} and then fails",
            )
    for mode in planned.renews:
        if mode in kind.failures and kind.failures[mode].condition is not None:
            yield Finding(
                (*path, "renews", mode),
                "this failure is announced by a defect: let the task inspect it, and remove what it finds",
            )
