"""Do units that come back as another part, or are sold, make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.policies.forecast_stock import ForecastStock
from sim.scenario.classes import possible_rules
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


def check_refurbish(scenario: Scenario) -> Iterator[Finding]:
    """Faults of refurbished parts and of what is sold."""
    for name, part in scenario.parts.items():
        if part.refurbished is not None:
            yield from _refurbished(scenario, name, part.refurbished.part)
        if part.sold is not None:
            yield from _sold(scenario, name, part.sold.above)


def _refurbished(scenario: Scenario, name: str, becomes: str) -> Iterator[Finding]:
    """They come back, by way of a shop, as another part that can lie on a shelf."""
    part, path = scenario.parts[name], ("parts", name, "refurbished", "part")
    fault = dangling(path, "part", becomes, scenario.parts)
    if fault:
        yield fault
    elif becomes == name:
        yield Finding(path, f"a '{name}' that is repaired is a '{name}' anyway; name another part, or leave 'refurbished' out")
    elif scenario.parts[becomes].contains:
        yield Finding(path, f"'{becomes}' is a kit, which no repair makes")
    if not part.repairable:
        yield Finding(("parts", name, "refurbished"), f"no core of '{name}' is due back; add 'repairable: true'")
    if part.repaired_locally:
        yield Finding(
            ("parts", name, "repaired_locally"),
            f"a '{name}' repaired locally stays a '{name}'; only a shop makes another part of it",
        )


def _sold(scenario: Scenario, name: str, above: int) -> Iterator[Finding]:
    """Some units come back to be sold, and nobody buys new ones instead of them."""
    path: Path = ("parts", name, "sold")
    sources = [each for each, part in scenario.parts.items() if part.repairable and part.comes_back_as(each) == name]
    if not sources:
        yield Finding(
            path, f"no '{name}' ever comes out of a repair shop; make it repairable, or what another part is refurbished to"
        )
    places = [scenario.returns.route(scenario.parts[each].shops)[-1].location for each in sources] if scenario.returns else []
    for place in dict.fromkeys(each for each in places if each in scenario.locations):
        for rule in possible_rules(scenario, scenario.locations[place].stock, name).values():
            if not isinstance(rule, ForecastStock) and rule.levels > above:
                yield Finding(
                    (*path, "above"),
                    f"{rule.word} at '{place}' keeps up to {rule.levels}, so that what is sold would be bought anew; "
                    f"expected {rule.levels} or more, found {above}",
                )
