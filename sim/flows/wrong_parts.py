"""A technician believes in the wrong fault and has its parts at hand: he replaces what is good, and the machine fails its test."""

from __future__ import annotations

from typing import NamedTuple

from sim.flows.core_return import core_return, setting_off, take_out
from sim.flows.find_part import NOT_NEEDED
from sim.flows.supersede import newest, serving
from sim.flows.way_back import begin_journey
from sim.kernel import Flow
from sim.streams import ACTS_ON_IT, CORE, GOOD_CORE, TEST, WRONG_REPAIR, unit
from sim.system.calls import DIAGNOSIS, PartNeeded, ServiceCall, Visit
from sim.system.stock import Shelf
from sim.system.world import World


class AtHand(NamedTuple):
    """Units of a part that he could put in: out of his van, or taken along for this call."""

    part: int
    quantity: int
    van: Shelf | None
    taken_along: PartNeeded | None


def wrong_repair_hours(world: World, call: ServiceCall, trip: Visit) -> float:
    """Hours that the repair takes of the fault that he believes in, at the level of an ordinary technician."""
    repair = trip.believed.repair
    return 0.0 if repair is None else repair(unit(world.luck.fate(call.key, call.nth, TEST + trip.nth), WRONG_REPAIR))


def replace_wrongly(world: World, call: ServiceCall, trip: Visit, hours: float) -> Flow:
    """The parts of the fault that he believes in, if he acts on it, may, can, has the time, and has not tried that already."""
    believed, technician = trip.believed, trip.technician
    if unit(world.luck.fate(call.key, call.nth, TEST + trip.nth), ACTS_ON_IT) >= call.mode.wrong_parts:
        return
    if believed in call.tried or (believed.skill is not None and technician.level(believed.skill) < believed.level):
        return
    found = parts_at_hand(world, call, trip)
    if not found or world.kernel._now + hours > trip.stop:
        return
    call.tried = (*call.tried, believed)
    for each in found:
        put_in(world, call, trip, each)
    trip.work += hours
    call.stages[DIAGNOSIS] += hours
    yield hours
    if world.returns is not None:
        send_good_units_back(world, call, trip, found)


def parts_at_hand(world: World, call: ServiceCall, trip: Visit) -> list[AtHand]:
    """What he believes the fault needs and the true one cannot need: all of it, or nothing."""
    shelves = trip.technician.shelves
    truly = {newest(world, part) for part, _ in call.mode.predicted_parts}
    found = []
    for wanted, quantity in trip.believed.predicted_parts:
        if newest(world, wanted) in truly:
            continue
        spare = next((row for row in call.set_aside if lies_ready(row, wanted, quantity)), None)
        if spare is not None:
            found.append(AtHand(spare.part, quantity, None, spare))
            continue
        part = serving(world, call, wanted, quantity, lambda code: [(shelves[code], 0)] if code in shelves else [])
        van = shelves.get(part)
        if van is None or not van.can_give(quantity, call.priority):
            return []
        found.append(AtHand(part, quantity, van, None))
    return found if can_give_together(found, call.priority) else []


def can_give_together(found: list[AtHand], priority: int) -> bool:
    """Whether the van has all of it at once: what takes the place of two parts is there twice, and a kit is opened but once."""
    wanted: dict[Shelf, int] = {}
    for each in found:
        if each.van is not None:
            wanted[each.van] = wanted.get(each.van, 0) + each.quantity
    opened: dict[Shelf, int] = {}
    for shelf, units in wanted.items():
        if shelf.has(units, priority):
            continue
        pack = next((each for each in shelf.packs or () if each.kits_for(shelf, units, priority)), None)
        if pack is None:
            return False
        kits, before = pack.kits_for(shelf, units, priority), opened.get(pack.kits, 0)
        opened[pack.kits] = max(before, kits) if pack.loose else before + kits
    return all(shelf.can_give(kits + wanted.get(shelf, 0), priority) for shelf, kits in opened.items())


def lies_ready(row: PartNeeded, wanted: int, quantity: int) -> bool:
    """Whether these units were there as soon as somebody asked for them, and nobody needs them for the true fault."""
    return row.supply == NOT_NEEDED and row.wanted == wanted and row.quantity >= quantity and row.filled == row.asked


def put_in(world: World, call: ServiceCall, trip: Visit, each: AtHand) -> None:
    """The units are used up, and the record says for what. Cores count as on order before anybody orders, as those of any repair do."""
    if leaves_cores(world, trip, each.part) and world.returns is not None and world.returns.counts_from_removal:
        part = world.parts[each.part]
        world.shelves[part.cores_to, part.becomes].expect_core(each.quantity)
    if each.van is not None:
        given = each.van.take(each.quantity, call.priority)
        assert given, "what can be given is given"
        source = each.van.location
    else:
        row = each.taken_along
        assert row is not None
        source = row.source
        row.quantity -= each.quantity
        row.bad = min(row.bad, row.quantity)
        if not row.quantity:
            call.set_aside = [other for other in call.set_aside if other is not row]
    now = world.kernel._now
    world.log.wrong_parts.write(call.number, trip.number, trip.believed.code, each.part, each.quantity, now, source)


def leaves_cores(world: World, trip: Visit, part: int) -> bool:
    """Whether what comes out is wanted back."""
    return world.parts[part].repairable and part not in trip.believed.coreless


def send_good_units_back(world: World, call: ServiceCall, trip: Visit, found: list[AtHand]) -> None:
    """What came out is good, though nobody knows, and goes the way of all cores."""
    loop = world.returns
    assert loop is not None
    set_off = setting_off(world, call)
    for each in found:
        if not leaves_cores(world, trip, each.part):
            continue
        for _ in range(each.quantity):
            core = take_out(world, call, each.part, GOOD_CORE + call.good_cores)
            call.good_cores += 1
            core.sound, core.counted = True, loop.counts_from_removal
            if loop.way is not None:
                begin_journey(world, loop.way, call, core, 0.0)
            set_off(core_return(world, loop, core, world.luck.fate(call.key, call.nth, CORE + core.nth)))
