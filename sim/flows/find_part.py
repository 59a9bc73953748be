"""The sourcing cascade: where a part comes from that a job needs."""

from __future__ import annotations

from sim.records import SUPPLY_SOURCES
from sim.streams import SOURCING, unit
from sim.system.stock import Shelf
from sim.system.workforce import Technician
from sim.system.world import Draw, PartNeeded, ServiceCall, Visit, World

OWN_VAN, DEPOT, LATERAL, UPSTREAM, EMERGENCY, BACKORDER = range(len(SUPPLY_SOURCES))
OUTSIDE = -1
"""Source code of supply that comes from no shelf."""


def find_part(world: World, call: ServiceCall, trip: Visit, technician: Technician, needed: PartNeeded, nth: int) -> float:
    """Find the units and settle when they can be had; returns the hours of a drive to the depot and back, if it takes one.

    A unit found is set aside for this call at once. When no step has it, the technician's home location owes it.
    """
    now = world.kernel._now
    part, quantity, home = needed.part, needed.quantity, technician.home_code
    needed.asked = now
    needed.visit = trip.number
    if world.returns is not None and world.repairable[part]:
        world.shelves[world.returns.location, part].expect_core(quantity)
    van = technician.shelves.get(part)
    needed.location = home if van is None else van.location
    if van is not None and van.take(quantity):
        needed.supply, needed.source = OWN_VAN, van.location
        needed.filled = now
        needed.at_once = True
        return 0.0
    for supply, draw, cost in world.sourcing.steps:
        source = _look(world, supply, home, part, quantity)
        if source is None:
            continue
        needed.supply, needed.source, needed.freight = supply, source, cost
        if draw is None:
            return _drive(world, trip, technician, needed)
        time = _time(world, call, draw, nth)
        needed.filled = now + time
        needed.at_once = time == 0.0 and source == needed.location
        return 0.0
    needed.supply, needed.source = BACKORDER, home

    def on_filled() -> None:
        needed.filled = world.kernel._now
        if call.on_parts is not None and all(each.filled == each.filled for each in call.parts):
            call.on_parts()

    world.shelves[home, part].owe(quantity, call.priority, on_filled)
    return 0.0


def _time(world: World, call: ServiceCall, draw: Draw, nth: int) -> float:
    return draw(unit(world.luck.fate(call.key, call.nth, SOURCING + nth // 8)[nth % 8]))


def _drive(world: World, trip: Visit, technician: Technician, needed: PartNeeded) -> float:
    """The depot has it and no time is stated: the technician drives there and back, or gets it before the next visit."""
    hours, km = (0.0, 0.0) if technician.trip_by_chance else technician.trip(technician.place, technician.home, 0.5)
    needed.filled = world.kernel._now
    needed.at_once = hours == 0.0 and needed.source == needed.location
    trip.km_fetching = 2 * km
    return 2 * hours


def _look(world: World, supply: int, home: int, part: int, quantity: int) -> int | None:
    """The location that gives the units in this step, or None."""
    if supply == EMERGENCY:
        return OUTSIDE
    if supply == DEPOT:
        return _take(world.shelves.get((home, part)), quantity)
    if supply == LATERAL:
        for neighbour in world.laterals.get(home, ()):
            found = _take(world.shelves.get((neighbour, part)), quantity)
            if found is not None:
                return found
        return None
    above = world.source_of.get(home)
    while above is not None:
        if above in world.suppliers:
            return above
        found = _take(world.shelves.get((above, part)), quantity)
        if found is not None:
            return found
        above = world.source_of.get(above)
    return None


def _take(shelf: Shelf | None, quantity: int) -> int | None:
    return shelf.location if shelf is not None and shelf.take(quantity) else None
