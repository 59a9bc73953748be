"""Can inspected cores be sorted and disposed of as the scenario says?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.policies.disposition import ByGrade, DispositionRule
from sim.scenario.finding import Finding, dangling
from sim.scenario.returns import Returns
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path

_CLOSE = 1e-9


def check_inspection(scenario: Scenario) -> Iterator[Finding]:
    """Faults of grades, disposition rules and what is in a core."""
    yield from _what_cores_are_worth(scenario)
    returns = scenario.returns
    if returns is None:
        return
    total = sum(grade.share for grade in returns.grades.values())
    if returns.grades and abs(total - 1.0) > _CLOSE:
        yield Finding(("returns", "grades"), f"the shares of all grades add up to {100 * total:g} %, not to 100 %")
    yield from _grades_named(returns, ("returns", "disposition"), returns.disposition)
    for name, part in scenario.parts.items():
        if part.disposition is not None:
            yield from _grades_named(returns, ("parts", name, "disposition"), part.disposition)
        yield from _harvest(scenario, returns, name)


def _what_cores_are_worth(scenario: Scenario) -> Iterator[Finding]:
    """Only what comes back can be sold, credited, taken apart, decided on, or be too dear to repair."""
    for name, part in scenario.parts.items():
        for key in ("salvage", "supplier_credit", "harvest", "disposition", "repair_limit", "core_value"):
            if getattr(part, key) and not part.repairable:
                yield Finding(("parts", name, key), f"no core of '{name}' is due back; add 'repairable: true'")
        if part.repair_limit is not None and not part.price:
            yield Finding(("parts", name, "repair_limit"), f"'{name}' has no price, so any repair would cost more; add 'price'")


def _grades_named(returns: Returns, path: Path, rule: DispositionRule) -> Iterator[Finding]:
    """A rule by grade names grades that there are, each once."""
    if not isinstance(rule, ByGrade):
        return
    taken: set[str] = set()
    for key, grade in rule.named:
        fault = dangling((*path, key), "grade", grade, returns.grades)
        if fault:
            yield fault
        elif grade in taken:
            yield Finding((*path, key), f"'{grade}' stands in two lists, or twice in one")
        taken.add(grade)


def _harvest(scenario: Scenario, returns: Returns, name: str) -> Iterator[Finding]:
    """What is taken out of a core is another part, and has a shelf where cores are taken apart."""
    part = scenario.parts[name]
    location = returns.route(part.shops)[-1].location
    for inside in part.harvest:
        path = ("parts", name, "harvest", inside)
        fault = dangling(path, "part", inside, scenario.parts)
        if fault:
            yield fault
        elif inside == name:
            yield Finding(path, f"a '{name}' cannot be inside a '{name}'")
        elif location in scenario.locations and inside not in scenario.locations[location].stock:
            yield Finding(path, f"no stock rule for '{inside}' at '{location}', where cores of '{name}' are taken apart")
