"""The sourcing cascade: where a part comes from that a job needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from sim.flows.cannibalise import take_from_machine
from sim.flows.replenish import lend
from sim.flows.supersede import comes_out, serving
from sim.records import SUPPLY_SOURCES
from sim.streams import CORE, CORE_LOCAL, HELP, SOURCING, unit
from sim.system.calls import PartNeeded, ServiceCall, Visit
from sim.system.claims import Claim
from sim.system.dock import Carrier
from sim.system.stock import Shelf
from sim.system.workforce import Technician
from sim.system.world import Draw, Step, World

OWN_VAN, DEPOT, LATERAL, EMERGENCY, BACKORDER, NOT_NEEDED, VANS, GROUP, CANNIBALISE = (
    SUPPLY_SOURCES.index(source)
    for source in ("own van", "depot", "lateral", "emergency", "backorder", "not needed", "vans", "group", "cannibalise")
)
NOT_FROM_A_SHELF = frozenset({EMERGENCY, CANNIBALISE})
NOBODY_KNOWS = float("nan")


def look_for_parts(world: World, call: ServiceCall, trip: Visit) -> float:
    """Find every part that the fault needs; returns the hours until all can be on site, not a number when nobody knows.

    A unit found is set aside for this call at once. When no step of the cascade has it, the technician's home location owes it.
    """
    technician, home = trip.technician, trip.technician.home_code
    now = trip.diagnosed
    wait = drive = 0.0
    call.parts = parts = [] if call.needed_again is None else call.rows_before()
    for wanted, quantity in call.needs(world.luck):
        if call.set_aside:
            ready = reserved(call, wanted)
            if ready is not None:
                parts.append(ready)
                continue
        part = wanted if world.fitted is None else part_for(world, call, technician, wanted, quantity)
        van = technician.shelves.get(part)
        needed = PartNeeded(part, quantity, now, trip.number, home if van is None else van.location)
        parts.append(needed)
        if world.fitted is not None:
            needed.wanted, needed.old = wanted, comes_out(world, call, wanted)
        if world.returns is not None:
            expect_core(world, call, needed, home)
        if van is not None and van.take(quantity):
            needed.supply, needed.source, needed.filled, needed.at_once = OWN_VAN, van.location, now, True
            needed.bad = van.bad_out
            continue
        step = search(world, call, technician, needed)
        if step is None:
            wait = NOBODY_KNOWS
            owe_at_home(world, call, trip, needed)
        elif step.hours is None and step.draw is None:
            drive += fetch(world, call, trip, needed)
            call.pick_up = technician.home
        else:
            hours = step.hours
            if hours is None or step.carrier is not None:
                hours = time_of(world, call, step, len(parts) - 1)
            needed.filled = ready_at = now + hours
            if ready_at > call.parts_ready:
                call.parts_ready = ready_at
            needed.at_once = hours == 0.0 and needed.source == needed.location
            if hours > wait:
                wait = hours
    return wait + drive


def part_for(world: World, call: ServiceCall, technician: Technician, wanted: int, quantity: int) -> int:
    """The part that serves a need now: the one that is wanted, what takes its place, or what it is refurbished to."""
    return serving(world, call, wanted, quantity, partial(within_reach, world, call, technician))


def within_reach(world: World, call: ServiceCall, technician: Technician, part: int) -> Iterator[tuple[Shelf, int]]:
    """Shelves of a part that he may take it from, each with the units that it keeps for itself."""
    van = technician.shelves.get(part)
    if van is not None:
        yield van, 0
    for step in world.cascade[technician.home_code]:
        if step.supply in NOT_FROM_A_SHELF or (step.chance < 1.0 and not can_help(world, call, step, part)):
            continue
        for place in step.places:
            shelf = world.shelves.get((place, part))
            sends = place not in world.disruptions or not world.disruptions[place].on or step.supply == DEPOT
            if shelf is not None and sends and place != technician.van_code:
                yield shelf, step.hold_back


def reserved(call: ServiceCall, part: int) -> PartNeeded | None:
    """The units of a part that were set aside for what the true fault needs, before he came."""
    for row in call.set_aside:
        if row.wanted == part and row.supply != NOT_NEEDED:
            call.set_aside = [other for other in call.set_aside if other is not row]
            return row
    return None


def expect_core(world: World, call: ServiceCall, needed: PartNeeded, home: int) -> None:
    """A job will leave defective units of a part; where they are repaired, at the shop or at home, they count as on order from now on."""
    part = world.parts[needed.old]
    loop = world.returns
    if loop is None or not part.repairable or needed.wanted in call.mode.coreless:
        return
    travelling = needed.quantity
    if part.repaired_locally:
        needed.cores_at = home
        here = repaired_at_home(world, call, needed)
        if here:
            world.shelves[home, needed.old].expect_core(here)
        travelling -= here
    if travelling and loop.counts_from_removal:
        world.shelves[part.cores_to, part.becomes].expect_core(travelling)


def repaired_at_home(world: World, call: ServiceCall, needed: PartNeeded) -> int:
    """How many defective units of a part stay at the technician's home; the luck of each core, numbered as the call's cores are."""
    before = takewhile(lambda need: need[0] != needed.wanted, call.needs(world.luck))
    left = ((comes_out(world, call, part), quantity) for part, quantity in before if part not in call.mode.coreless)
    first = call.units_returned + sum(quantity for part, quantity in left if world.parts[part].repairable)
    share, draw = world.parts[needed.old].repaired_locally, world.luck.draw
    return sum(draw(call.key, call.nth, CORE + first + i, CORE_LOCAL) < share for i in range(needed.quantity))


def search(world: World, call: ServiceCall, technician: Technician, needed: PartNeeded) -> Step | None:
    """The first step of the cascade that has the units; they are taken from their shelf."""
    for step in world.cascade[technician.home_code]:
        if step.chance < 1.0 and not can_help(world, call, step, needed.part):
            continue
        supply = step.supply
        for place in step.places if supply != VANS else nearest_vans(world, step, technician):
            if world.disruptions and place in world.disruptions and world.disruptions[place].on and supply != DEPOT:
                continue  # nothing is sent from there; who starts there helps himself
            if supply not in NOT_FROM_A_SHELF:
                shelf = world.shelves.get((place, needed.part))
                if shelf is None or (step.hold_back and shelf.on_hand - needed.quantity < step.hold_back):
                    continue
                if not shelf.take(needed.quantity, call.priority):
                    continue
                needed.bad = shelf.bad_out
            elif supply == EMERGENCY:
                if not world.parts[needed.part].obtainable:
                    continue
            elif not take_from_machine(world, call, needed, partial(owe_machine, world)):
                continue
            needed.supply, needed.source = supply, place
            needed.freight = step.cost if step.carrier is None else cost_of(world, step.carrier, needed)
            needed.repair_factor = step.repair_factor
            return step
    return None


def nearest_vans(world: World, step: Step, technician: Technician) -> list[int]:
    """Vans of colleagues, the nearest of now first; as declared on a tie, and where travel is drawn by chance."""
    vans = [van for van in step.places if van != technician.van_code]
    if not technician.trip_by_chance:
        vans.sort(key=lambda van: technician.trip(technician.place, world.van_owner[van].place, 0.5))
    return vans


def can_help(world: World, call: ServiceCall, step: Step, part: int) -> bool:
    """The luck of the fault, the part and the step, whichever visit asks."""
    slot = BACKORDER if step.supply == CANNIBALISE else step.supply  # of eight slots; a backorder is no step and needs none
    return world.luck.draw(call.key ^ world.parts[part].key, call.nth, HELP, slot) < step.chance


def owe_at_home(world: World, call: ServiceCall, trip: Visit, needed: PartNeeded) -> None:
    """No step has the units: the technician's home owes them, and where stock is owed by a group, its laterals do as well."""
    home = trip.technician.home_code
    needed.supply, needed.fetched = BACKORDER, True
    claim = owe(world, call, needed, home)
    if 0 < claim.missing < needed.quantity and needed.location == home and home_is_at_hand(world, trip):
        needed.units_at_once = needed.quantity - claim.missing
    if claim.missing == needed.quantity and world.owed_by_group:
        ask_group(world, call, needed, claim)
    call.pick_up = trip.technician.home


def owe(world: World, call: ServiceCall, needed: PartNeeded, place: int) -> Claim:
    """Nobody has it all: a location sets aside what is there, and gives the rest as soon as it comes."""
    needed.source = place
    call.parts_owed += 1

    shelf = world.shelves[place, needed.part]

    def on_filled() -> None:
        needed.filled = world.kernel._now
        needed.bad = shelf.bad_out
        needed.claim = None
        one_less_owed(call)

    claim = shelf.owe(needed.quantity, call.priority, on_filled)
    if claim.missing:
        needed.claim = claim
    return claim


def owe_again(world: World, call: ServiceCall, needed: PartNeeded) -> None:
    """What a location owes has become another part."""
    call.parts_owed -= 1
    claim = owe(world, call, needed, needed.source)
    if claim.missing == claim.quantity and world.owed_by_group and needed in call.parts:
        ask_group(world, call, needed, claim)


def owe_machine(world: World, call: ServiceCall, needed: PartNeeded, place: int) -> None:
    """A machine gave a part to another one: its own job waits for one now."""
    claim = owe(world, call, needed, place)
    if claim.missing == claim.quantity and world.owed_by_group:
        ask_group(world, call, needed, claim)


def one_less_owed(call: ServiceCall) -> None:
    """A part that was owed is there, or on its way at last."""
    call.parts_owed -= 1
    if not call.parts_owed and call.on_parts is not None:
        call.on_parts()


def ask_group(world: World, call: ServiceCall, needed: PartNeeded, claim: Claim) -> None:
    """What a home owes its laterals owe as well: the first of them to have it sends it, and gets back what comes in at the home."""
    debtor = world.shelves[needed.source, needed.part]
    for step in world.cascade[needed.source]:
        if step.supply == LATERAL and (step.chance == 1.0 or can_help(world, call, step, needed.part)):
            on_given = partial(sent_by, world, call, needed, step, debtor, claim)
            for place in step.places:
                world.shelves[place, needed.part].ask(claim, call.priority, step.hold_back, on_given)


def sent_by(world: World, call: ServiceCall, needed: PartNeeded, step: Step, debtor: Shelf, claim: Claim, giver: Shelf) -> None:
    """A lateral has what the home owes, and sends it."""
    hours = time_of(world, call, step, call.parts.index(needed))
    needed.bad = giver.bad_out
    lend(world, giver, debtor, claim, hours)
    if world.demand_seen is not None:
        world.demand_seen.book(giver.location, needed.part, -needed.quantity)
    needed.supply, needed.source, needed.claim = GROUP, giver.location, None
    needed.freight = step.cost if step.carrier is None else cost_of(world, step.carrier, needed)
    needed.repair_factor = step.repair_factor
    needed.filled = world.kernel._now + hours
    call.parts_ready = max(call.parts_ready, needed.filled)
    needed.fetched = False
    if not any(row.fetched for row in call.parts):
        call.pick_up = None
    one_less_owed(call)


def home_is_at_hand(world: World, trip: Visit) -> bool:
    """Whether what lies at the technician's home is with him without wait."""
    technician = trip.technician
    for step in world.cascade[technician.home_code]:
        if step.supply == DEPOT:
            if step.hours is None and step.draw is None:
                return technician.trip_by_chance or technician.trip(technician.place, technician.home, 0.5)[0] == 0.0
            return step.hours == 0.0 and (step.carrier is None or step.carrier.departures is None)
    return False


def time_of(world: World, call: ServiceCall, step: Step, nth: int) -> float:
    """Hours until the n-th part of a call is there by a step that brings it, from now."""
    hours = step.hours if step.draw is None else drawn(world, call, step.draw, nth)
    assert hours is not None
    if step.carrier is not None:
        hours += step.carrier.leaves(world.kernel._now) - world.kernel._now
    return hours


def cost_of(world: World, carrier: Carrier, needed: PartNeeded) -> float:
    """What a carrier asks for the units of a part."""
    return carrier.price(world.parts[needed.part].weight * needed.quantity)


def drawn(world: World, call: ServiceCall, draw: Draw, nth: int) -> float:
    """The time that the n-th part of a call takes; the same whichever visit asks."""
    return draw(unit(world.luck.fate(call.key, call.nth, SOURCING + nth // 8), nth % 8))


def fetch(world: World, call: ServiceCall, trip: Visit, needed: PartNeeded) -> float:
    """The depot or a colleague has it: hours of a drive there and back, one for all parts that one of them gives.

    If that is too long it will lie at the depot (a colleague leaves it there), where the next visit calls.
    """
    technician = trip.technician
    colleague = world.van_owner.get(needed.source)
    there = technician.home if colleague is None else colleague.place
    hours, km = (0.0, 0.0) if technician.trip_by_chance else technician.trip(technician.place, there, 0.5)
    needed.filled = trip.diagnosed
    needed.at_once = hours == 0.0 and needed.source == needed.location
    if any(row.fetched and row.source == needed.source for row in call.parts):
        hours = km = 0.0
    needed.fetched = True
    trip.km_fetching += 2 * km
    return 2 * hours
