"""Shelves and who refills them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.build.demand import is_watched
from sim.build.docks import add_docks
from sim.build.names import Names
from sim.kernel import Kernel
from sim.nature.durations import Constant, DurationLaw
from sim.policies.replenishment import StockRule
from sim.records import Log
from sim.scenario.classes import parts_at, possible_rules
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.streams import Luck, name_key
from sim.system.classes import ClassedShelf, PartClasses
from sim.system.demand import WatchedShelf
from sim.system.dock import UNLIMITED, Carrier, Dock
from sim.system.lanes import Lane, Making
from sim.system.shop import Shop
from sim.system.stock import Shelf

AMPLE = 1_000_000_000
"""Places of a supplier whose capacity is not limited."""


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
        kind = WatchedShelf if is_watched(scenario, name, possible.values()) else Shelf
        shelves[code] = stated.shelf = kind(kernel, log.movements, *code, rule)
        if classes is not None and any(key != part for key in possible):
            classes.shelves.append(stated)
        if name in scenario.locations and part in scenario.locations[name].reserve:
            reserve = scenario.locations[name].reserve[part]
            shelves[code].reserve, shelves[code].reserved_for = reserve.units, reserve.priority
    makers = {name: Shop(spec.capacity) for name, spec in scenario.locations.items() if spec.capacity is not None}
    docks = add_docks(scenario)
    for name, part, _ in stocked(scenario, names):
        lane = Lane(luck, name_key("order", name, part))
        shelf = shelves[names.location[name], names.part[part]]
        shelf.lane, shelf.dock = lane, docks.get(name)
        if name in names.van_owner:
            owner = names.technicians[names.van_owner[name]]
            set_source(names, shelves, lane, owner.home, part)
            by_van = owner.refill_by
            set_transit(lane, owner.refill if by_van is None else scenario.carriers[by_van].time)
            hand_over(lane, docks.get(owner.home), carriers.get(by_van or ""))
        else:
            connect(scenario, names, shelves, makers, lane, name, part)
            location = scenario.locations[name]
            lane.freight = location.freight
            hand_over(lane, docks.get(location.source or ""), carriers.get(location.carrier or ""))
            if location.express is not None:
                lane.express = express = lane.twin()
                express.carrier = carriers[location.express]
                set_transit(express, scenario.carriers[location.express].time)
            lane.can_hurry = lane.express is not None or (lane.dock is not None and lane.dock.free != UNLIMITED)
    return shelves


def stocked(scenario: Scenario, names: Names) -> Iterator[tuple[str, str, Mapping[str, StockRule]]]:
    """(place, part, rules stated there) wherever there is a shelf."""
    for name, location in scenario.locations.items():
        if not location.supplier:
            yield from ((name, part, location.stock) for part in scenario.parts)
    for van, owner in names.van_owner.items():
        rules = names.technicians[owner].van
        yield from ((van, part, rules) for part in parts_at(scenario, rules))


def connect(
    scenario: Scenario,
    names: Names,
    shelves: Mapping[tuple[int, int], Shelf],
    makers: Mapping[str, Shop],
    lane: Lane,
    name: str,
    part: str,
) -> None:
    """Lay the lane from a location's source to its shelf of a part; `makers` are the suppliers of limited capacity."""
    location = scenario.locations[name]
    if location.source is None:
        return
    source = scenario.locations[location.source]
    set_source(names, shelves, lane, location.source, part)
    if source.supplier:
        lane.unit_price = scenario.parts[part].price
    lead_time = (source.supplier and scenario.parts[part].lead_time) or source.lead_time
    made_first = source.capacity is not None or (source.supplier and location.carrier is not None)
    by = None if location.carrier is None else scenario.carriers[location.carrier]
    law = (by and by.time) or location.transit or (NOTHING if made_first else lead_time)
    set_transit(lane, law)
    if made_first:
        lane.making = Making(makers.get(location.source) or Shop(AMPLE), lead_time.sampler(), source.works_while_below)
    drawn = [law, lead_time] if lane.making else [law]
    lane.may_cross = location.orders_may_cross and not all(isinstance(each, Constant) for each in drawn)


def set_source(names: Names, shelves: Mapping[tuple[int, int], Shelf], lane: Lane, source: str, part: str) -> None:
    """Tell a lane where it begins."""
    lane.source_code = names.location[source]
    lane.source = shelves.get((lane.source_code, names.part[part]))


def hand_over(lane: Lane, dock: Dock | None, carrier: Carrier | None) -> None:
    """Tell a lane which dock its orders leave from, and with which carrier."""
    lane.dock, lane.carrier = dock, carrier
    lane.straight = dock is None and carrier is None


def set_transit(lane: Lane, law: DurationLaw) -> None:
    """Tell a lane how long it takes; a constant spends no luck."""
    draw = law.sampler()
    if isinstance(law, Constant):
        lane.takes(draw(0.5))
    else:
        lane.takes(None, draw)
