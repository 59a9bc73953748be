"""Do the suppliers make sense: their terms, who buys from whom by which rule, and what disrupts them?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import nearest
from sim.policies.purchase import First
from sim.scenario.finding import Finding, dangling, some
from sim.scenario.locations import Location
from sim.scenario.spec import Scenario
from sim.scenario.suppliers import Terms
from sim.scenario.tree import Path


def check_suppliers(scenario: Scenario) -> Iterator[Finding]:
    """Faults of terms, of the choice among suppliers, and of disruptions."""
    for part, spec in scenario.parts.items():
        for name, terms in spec.suppliers.items():
            yield from _terms(scenario, ("parts", part, "suppliers", name), name, terms, spec.price)
    for name, location in scenario.locations.items():
        faults = [*_also_from(scenario, name, location)]
        yield from faults
        if not faults:
            yield from _purchase(name, location)
            yield from _sellers(scenario, name, location)
        if location.disruptions is not None and location.disruptions.after.quantile(0.5) <= 0:
            yield Finding(("locations", name, "disruptions", "after"), "there must be some time between two disruptions")
    yield from _emergency(scenario)


def _supplier(scenario: Scenario, path: Path, name: str, why: str) -> Iterator[Finding]:
    """A name must be that of a supplier."""
    fault = dangling(path, "location", name, scenario.locations)
    if fault:
        yield fault
    elif not scenario.locations[name].supplier:
        yield Finding(path, f"'{name}' is no supplier; {why}")


def _terms(scenario: Scenario, path: Path, name: str, terms: Terms, price: float) -> Iterator[Finding]:
    yield from _supplier(scenario, path, name, "terms are those of a supplier")
    least, before = 1, price if terms.price is None else terms.price
    for units, each in sorted(terms.price_breaks.items()):
        if units <= least:
            yield Finding((*path, "price_breaks", units), "a price for one unit or more is the 'price'; breaks begin at 2 units")
        elif each >= before:
            yield Finding((*path, "price_breaks", units), "more units must cost less each; expected a price below the one before")
        before = min(before, each)


def _also_from(scenario: Scenario, name: str, location: Location) -> Iterator[Finding]:
    if not location.also_from:
        return
    source = scenario.locations.get(location.source or "")
    if source is None or not source.supplier:
        refilled = "a supplier" if location.supplier else f"refilled by '{location.source}', which is no supplier"
        yield Finding(
            ("locations", name, "also_from"), f"'{name}' is {refilled}; only who buys from a supplier may buy from others, too"
        )
    for index, other in enumerate(location.also_from):
        path = ("locations", name, "also_from", index)
        yield from _supplier(scenario, path, other, "another location may only be the 'source'")
        if other == location.source or other in location.also_from[:index]:
            yield Finding(path, f"'{other}' is asked already")


def _purchase(name: str, location: Location) -> Iterator[Finding]:
    path = ("locations", name, "purchase")
    known = [each for each in (location.source, *location.also_from) if each is not None]
    if not location.also_from and not isinstance(location.purchase, First):
        yield Finding(path, f"'{name}' has nobody to choose from; add 'also_from', the other suppliers")
        return
    for supplier in location.purchase.suppliers:
        if supplier not in known:
            words = f"'{name}' does not buy from '{supplier}'; name it as 'source' or in 'also_from', or give it no share"
            yield Finding(path, words, nearest(supplier, known))


def _sellers(scenario: Scenario, name: str, location: Location) -> Iterator[Finding]:
    """Each part that a location may be asked for must have a supplier there."""
    source = scenario.locations.get(location.source or "")
    if source is None or not source.supplier:
        return
    for part, spec in scenario.parts.items():
        if not scenario.sellers(name, part):
            asked = some([each for each in (location.source, *location.also_from) if each is not None])
            yield Finding(
                ("parts", part, "suppliers"),
                f"nobody supplies '{part}' to '{name}', which asks {asked}; name one of them here, or add "
                f"{some(list(spec.suppliers), 1)} to its 'also_from'",
            )


def _emergency(scenario: Scenario) -> Iterator[Finding]:
    for index, step in enumerate(scenario.sourcing.steps):
        path = ("sourcing", "steps", index, "supplier")
        if step.supplier is None:
            continue
        if step.source != "emergency":
            yield Finding(path, f"only an emergency comes from a supplier; parts 'from: {step.source}' come from our own stock")
        yield from _supplier(scenario, path, step.supplier, "leave out 'supplier', or name one")
        for part, spec in scenario.parts.items():
            if spec.suppliers and step.supplier not in spec.suppliers:
                yield Finding(path, f"'{step.supplier}' does not supply '{part}'; name him under its 'suppliers'")
