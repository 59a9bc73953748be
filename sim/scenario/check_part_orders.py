"""Do customers who order parts make sense: is there somewhere to serve them from, and something that brings it to them?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.check_fulfilment import one_way
from sim.scenario.finding import Finding, dangling
from sim.scenario.part_orders import PartOrders
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


def check_part_orders(scenario: Scenario) -> Iterator[Finding]:
    """Faults of streams of orders."""
    for name, spec in scenario.part_orders.items():
        path = ("part_orders", name)
        yield from _place(scenario, path, spec)
        yield from _parts(scenario, path, spec)
        if not spec.law.overlapping:
            yield Finding(
                (*path, "law"),
                f"'{spec.law.word}' is about the lives of machines; orders come as 'poisson', 'hourly', 'monthly' or 'seasonal'",
            )
        said = " and ".join(f"'{key}'" for key in ("transit", "freight") if key in spec.model_fields_set)
        yield from one_way(scenario, (*path, "carrier"), spec.carrier, said)


def _place(scenario: Scenario, path: Path, spec: PartOrders) -> Iterator[Finding]:
    fault = dangling((*path, "at"), "location", spec.at, scenario.locations)
    if fault:
        yield fault
    elif scenario.locations[spec.at].supplier:
        yield Finding((*path, "at"), f"'{spec.at}' is a supplier, whose customers are not ours; name a location of our own")


def _parts(scenario: Scenario, path: Path, spec: PartOrders) -> Iterator[Finding]:
    """Parts that are there to be sold, and likely enough."""
    for part, line in spec.parts.items():
        fault = dangling((*path, "parts", part), "part", part, scenario.parts)
        if fault:
            yield fault
            continue
        if line.probability == 0.0 and len(spec.parts) == 1:
            yield Finding((*path, "parts", part, "probability"), "nobody would order anything; expected more than 0 %")
