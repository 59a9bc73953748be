"""Do classes of parts, and what is stated by class, make sense?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.policies.replenishment import StockRule
from sim.scenario.classes import COMPUTED, CRITICALITIES, class_words
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


def check_demand(scenario: Scenario) -> Iterator[Finding]:
    """Faults of classes and write-offs, and of rules for parts and classes that do not exist."""
    yield from _names(scenario)
    for name, location in scenario.locations.items():
        yield from _rules(scenario, ("locations", name, "stock"), location.stock)
        if location.supplier and location.write_off is not None:
            yield Finding(("locations", name, "write_off"), f"'{name}' is a supplier; what lies there is not ours to write off")
    for name, technician in scenario.technicians.items():
        yield from _rules(scenario, ("technicians", name, "van"), technician.van)


def _names(scenario: Scenario) -> Iterator[Finding]:
    """The name of a part must not stand for a class, too."""
    stated = {part.stated_class for part in scenario.parts.values()}
    words = stated | set(COMPUTED if scenario.classification is not None else ())
    if any(part.criticality for part in scenario.parts.values()):
        words |= set(CRITICALITIES)
    for name, part in scenario.parts.items():
        if name in words:
            yield Finding(("parts", name), f"'{name}' is also what a class of parts is called; give one of them another name")
        if part.stated_class in {*COMPUTED, *CRITICALITIES}:
            yield Finding(
                ("parts", name, "class"), f"'{part.stated_class}' is kept for classes by demand or criticality; use another word"
            )


def _rules(scenario: Scenario, path: Path, rules: Mapping[str, StockRule]) -> Iterator[Finding]:
    words = class_words(scenario)
    for key in rules:
        if key in scenario.parts or key in words:
            continue
        if key in COMPUTED:
            yield Finding((*path, key), f"'{key}' is a class of parts by demand; add a 'classification', which finds it")
            continue
        fault = dangling((*path, key), "part", key, [*scenario.parts, *words])
        if fault:
            yield fault
