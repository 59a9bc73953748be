"""The sourcing cascade: where a part comes from that a job needs."""

from __future__ import annotations

from itertools import takewhile

from sim.records import NONE, SUPPLY_SOURCES
from sim.streams import CORE, CORE_LOCAL, HELP, SOURCING, unit
from sim.system.calls import PartNeeded, ServiceCall, Visit
from sim.system.workforce import Technician
from sim.system.world import Draw, Step, World

OWN_VAN, DEPOT, BACKORDER, NOT_NEEDED = (
    SUPPLY_SOURCES.index(source) for source in ("own van", "depot", "backorder", "not needed")
)
NOBODY_KNOWS = float("nan")


def look_for_parts(world: World, call: ServiceCall, trip: Visit) -> float:
    """Find every part that the fault needs; returns the hours until all can be on site, not a number when nobody knows.

    A unit found is set aside for this call at once. When no step of the cascade has it, the technician's home location owes it.
    """
    technician = trip.technician
    now = trip.diagnosed
    wait = drive = 0.0
    call.parts = parts = []
    for part, quantity in call.needs(world.luck):
        if call.set_aside:
            ready = reserved(call, part)
            if ready is not None:
                parts.append(ready)
                continue
        van = technician.shelves.get(part)
        home = technician.home_code
        needed = PartNeeded(part, quantity, now, trip.number, home if van is None else van.location)
        parts.append(needed)
        expect_core(world, call, needed, home)
        if van is not None and van.take(quantity):
            needed.supply, needed.source, needed.filled, needed.at_once = OWN_VAN, van.location, now, True
            continue
        step = search(world, call, home, needed)
        if step is None:
            needed.supply = BACKORDER
            given = owe(world, call, needed, home)
            if given < quantity and needed.location == home and home_is_at_hand(world, trip):
                needed.units_at_once = given
            call.pick_up = technician.home
            wait = NOBODY_KNOWS
        elif step.hours is None and step.draw is None:
            drive = fetch(trip, technician, needed)  # one drive fetches all
            call.pick_up = technician.home
        else:
            hours = step.hours if step.draw is None else drawn(world, call, step.draw, len(parts) - 1)
            assert hours is not None
            if step.carrier is not None:
                hours += step.carrier.leaves(now) - now
            needed.filled = now + hours
            if needed.filled > call.parts_ready:
                call.parts_ready = needed.filled
            needed.at_once = hours == 0.0 and needed.source == needed.location
            if hours > wait:
                wait = hours
    return wait + drive


def reserved(call: ServiceCall, part: int) -> PartNeeded | None:
    """The units of a part that were set aside for what the true fault needs, before he came."""
    for row in call.set_aside:
        if row.part == part and row.supply != NOT_NEEDED:
            call.set_aside = [other for other in call.set_aside if other is not row]
            return row
    return None


def expect_core(world: World, call: ServiceCall, needed: PartNeeded, home: int) -> None:
    """A job will leave defective units of a part; where they are repaired, at the shop or at home, they count as on order from now on."""
    part = world.parts[needed.part]
    loop = world.returns
    if loop is None or not part.repairable:
        return
    travelling = needed.quantity
    if part.repaired_locally:
        needed.cores_at = home
        here = repaired_at_home(world, call, needed)
        if here:
            world.shelves[home, needed.part].expect_core(here)
        travelling -= here
    if travelling and loop.counts_from_removal:
        world.shelves[part.cores_to, needed.part].expect_core(travelling)


def repaired_at_home(world: World, call: ServiceCall, needed: PartNeeded) -> int:
    """How many defective units of a part stay at the technician's home; the luck of each core, numbered as the call's cores are."""
    before = takewhile(lambda need: need[0] != needed.part, call.needs(world.luck))
    first = sum(quantity for part, quantity in before if world.parts[part].repairable)
    share, draw = world.parts[needed.part].repaired_locally, world.luck.draw
    return sum(draw(call.key, call.nth, CORE + first + i, CORE_LOCAL) < share for i in range(needed.quantity))


def search(world: World, call: ServiceCall, home: int, needed: PartNeeded) -> Step | None:
    """The first step of the cascade that has the units; they are taken from their shelf."""
    for step in world.cascade[home]:
        if step.chance < 1.0 and not can_help(world, call, step, needed.part):
            continue
        for place in step.places:
            if place != NONE:
                shelf = world.shelves.get((place, needed.part))
                if shelf is None or not shelf.take(needed.quantity, call.priority):
                    continue
            needed.supply, needed.source, needed.freight = step.supply, place, step.cost
            if step.carrier is not None:
                needed.freight = step.carrier.price(world.parts[needed.part].weight * needed.quantity)
            needed.repair_factor = step.repair_factor
            return step
    return None


def can_help(world: World, call: ServiceCall, step: Step, part: int) -> bool:
    """The luck of the fault, the part and the step, whichever visit asks."""
    return world.luck.draw(call.key ^ world.parts[part].key, call.nth, HELP, step.supply) < step.chance


def owe(world: World, call: ServiceCall, needed: PartNeeded, place: int) -> int:
    """Nobody has it all: a location sets aside what is there, and gives the rest as soon as it comes; returns the units set aside."""
    needed.source = place
    call.parts_owed += 1

    def on_filled() -> None:
        needed.filled = world.kernel._now
        call.parts_owed -= 1
        if not call.parts_owed and call.on_parts is not None:
            call.on_parts()

    return world.shelves[place, needed.part].owe(needed.quantity, call.priority, on_filled)


def home_is_at_hand(world: World, trip: Visit) -> bool:
    """Whether what lies at the technician's home is with him without wait."""
    technician = trip.technician
    for step in world.cascade[technician.home_code]:
        if step.supply == DEPOT:
            if step.hours is None and step.draw is None:
                return technician.trip_by_chance or technician.trip(technician.place, technician.home, 0.5)[0] == 0.0
            return step.hours == 0.0 and (step.carrier is None or step.carrier.departures is None)
    return False


def drawn(world: World, call: ServiceCall, draw: Draw, nth: int) -> float:
    """The time that the n-th part of a call takes; the same whichever visit asks."""
    return draw(unit(world.luck.fate(call.key, call.nth, SOURCING + nth // 8), nth % 8))


def fetch(trip: Visit, technician: Technician, needed: PartNeeded) -> float:
    """The depot has it: hours of a drive there and back; if that is too long the next visit calls there."""
    hours, km = (0.0, 0.0) if technician.trip_by_chance else technician.trip(technician.place, technician.home, 0.5)
    needed.filled = trip.diagnosed
    needed.at_once = hours == 0.0 and needed.source == needed.location
    trip.km_fetching = 2 * km
    return 2 * hours
