"""Shelves and who refills them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.build.demand import is_watched
from sim.build.docks import add_docks
from sim.build.lanes import Ways
from sim.build.names import Names
from sim.kernel import Kernel
from sim.policies.replenishment import BaseStock, StockRule
from sim.records import Log
from sim.scenario.classes import parts_carried, possible_rules
from sim.scenario.spec import Scenario
from sim.streams import Luck
from sim.system.classes import ClassedShelf, PartClasses
from sim.system.demand import WatchedShelf
from sim.system.dock import Carrier
from sim.system.stock import Shelf


def add_shelves(
    scenario: Scenario,
    names: Names,
    kernel: Kernel,
    luck: Luck,
    log: Log,
    carriers: Mapping[str, Carrier],
    classes: PartClasses | None,
) -> dict[tuple[int, int], Shelf]:
    """One shelf per (location, part): where a rule is stated, and, passing orders through, at every warehouse on the way."""
    shelves: dict[tuple[int, int], Shelf] = {}
    for name, part, rules in stocked(scenario, names):
        code = names.location[name], names.part[part]
        stated = ClassedShelf(rules, part, scenario.parts[part])
        possible = possible_rules(scenario, rules, part)
        rule = stated.rule(*(classes.words(names.part[part]) if classes is not None else ("", "")))
        waits = scenario.parts[part].introduced > 0
        if waits:
            rule = BaseStock(level=0)
        kind = WatchedShelf if is_watched(scenario, name, part, possible.values()) else Shelf
        shelves[code] = stated.shelf = kind(kernel, log.movements, *code, rule)
        if not waits and classes is not None and any(key != part for key in possible):
            classes.shelves.append(stated)
        if name in scenario.locations and part in scenario.locations[name].reserve:
            reserve = scenario.locations[name].reserve[part]
            shelves[code].reserve, shelves[code].reserved_for = reserve.units, reserve.priority
    ways = Ways(scenario, names, luck, shelves, add_docks(scenario), carriers)
    for name, part, _ in stocked(scenario, names):
        shelf = shelves[names.location[name], names.part[part]]
        shelf.dock = ways.docks.get(name)
        if name in names.van_owner:
            shelf.lane = ways.to_van(name, part)
        else:
            shelf.lane, shelf.market = ways.to_location(name, part)
    return shelves


def stocked(scenario: Scenario, names: Names) -> Iterator[tuple[str, str, Mapping[str, StockRule]]]:
    """(place, part, rules stated there) wherever there is a shelf."""
    for name, location in scenario.locations.items():
        if not location.supplier:
            yield from ((name, part, location.stock) for part in scenario.parts)
    for van, owner in names.van_owner.items():
        rules = names.technicians[owner].van
        yield from ((van, part, rules) for part in parts_carried(scenario, rules))
