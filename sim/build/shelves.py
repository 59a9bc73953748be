"""Shelves and who refills them."""

from __future__ import annotations

from collections.abc import Mapping

from sim.build.names import Names
from sim.kernel import Kernel
from sim.nature.durations import Constant, DurationLaw
from sim.policies.replenishment import BaseStock, StockRule
from sim.records import Log
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.streams import Luck, name_key
from sim.system.shop import Shop
from sim.system.stock import Making, Shelf


def add_shelves(scenario: Scenario, names: Names, kernel: Kernel, luck: Luck, log: Log) -> dict[tuple[int, int], Shelf]:
    """One shelf per (location, part): where a rule is stated, and, passing orders through, at every warehouse on the way."""
    rules: dict[tuple[str, str], StockRule] = {}
    for name, location in scenario.locations.items():
        if not location.supplier:
            for part in scenario.parts:
                rules[name, part] = location.stock.get(part) or BaseStock(level=0)
    for technician, spec in names.technicians.items():
        for part, rule in spec.van.items():
            rules[f"van:{technician}", part] = rule
    shelves: dict[tuple[int, int], Shelf] = {}
    for (name, part), rule in rules.items():
        code = names.location[name], names.part[part]
        shelves[code] = Shelf(kernel, luck, log.movements, *code, rule, name_key("order", name, part))
    makers = {name: Shop(spec.capacity) for name, spec in scenario.locations.items() if spec.capacity is not None}
    for (name, part), shelf in ((key, shelves[names.location[key[0]], names.part[key[1]]]) for key in rules):
        connect(scenario, names, shelves, makers, shelf, name, part)
    return shelves


def connect(
    scenario: Scenario,
    names: Names,
    shelves: Mapping[tuple[int, int], Shelf],
    makers: Mapping[str, Shop],
    shelf: Shelf,
    name: str,
    part: str,
) -> None:
    """Tell a shelf who refills it and how long that takes; `makers` are the suppliers of limited capacity."""
    if name in names.van_owner:
        spec = names.technicians[names.van_owner[name]]
        source_name: str | None = spec.home
        set_transit(shelf, spec.refill)
    else:
        location = scenario.locations[name]
        source_name = location.source
        if part in location.reserve:
            shelf.reserve, shelf.reserved_for = location.reserve[part].units, location.reserve[part].priority
        if source_name is not None:
            source = scenario.locations[source_name]
            lead_time = (source.supplier and scenario.parts[part].lead_time) or source.lead_time
            law = location.transit or (lead_time if source.capacity is None else NOTHING)
            set_transit(shelf, law)
            if source.capacity is not None:
                shelf.making = Making(makers[source_name], lead_time.sampler())
            drawn = [law, lead_time] if shelf.making else [law]
            shelf.may_cross = location.orders_may_cross and not all(isinstance(each, Constant) for each in drawn)
    if source_name is not None:
        shelf.source_code = names.location[source_name]
        shelf.source = shelves.get((shelf.source_code, shelf.part))


def set_transit(shelf: Shelf, law: DurationLaw) -> None:
    """Tell a shelf how long a refill takes; a constant spends no luck."""
    draw = law.sampler()
    if isinstance(law, Constant):
        shelf.refilled_in(draw(0.5))
    else:
        shelf.refilled_in(None, draw)
