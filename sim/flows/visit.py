"""A visit: travel, find the fault, get the parts, repair or come back."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.flows.core_return import send_cores_back
from sim.flows.find_part import find_part
from sim.flows.write import write_visit
from sim.records import OUTCOMES, TRIPS
from sim.streams import ACCURACY, DIAGNOSIS, REPAIR, SUCCESS, TRAVEL, Fate, unit
from sim.system.workforce import SHIFT, Technician
from sim.system.world import DIAGNOSIS as DIAGNOSIS_STAGE
from sim.system.world import PARTS_WAIT, REWORK, ServiceCall, Visit, World
from sim.system.world import REPAIR as REPAIR_STAGE
from sim.system.world import TRAVEL as TRAVEL_STAGE
from sim.units import to_tick

if TYPE_CHECKING:
    from sim.system.dispatcher import WorkOrder

FIXED, WRONG_DIAGNOSIS, WRONG_SKILL, NO_PARTS, REPAIR_FAILED, SHIFT_ENDED = range(len(OUTCOMES))
HOME = TRIPS.index("home")


def visit(world: World, call: ServiceCall, order: WorkOrder, technician: Technician) -> Generator[Any, Any, int]:
    """One trip to the site; returns how it ended, as an index in records.OUTCOMES."""
    kernel = world.kernel
    now = kernel._now
    call.visits += 1
    trip = call.visit = Visit(world.visits_begun, call.visits, technician, order, now)
    world.visits_begun += 1
    if trip.nth == 1:
        call.dispatched = now
    luck = call.luck(world.luck, trip.nth)
    stop = technician.must_stop_at(now)

    travel, trip.km = technician.trip(technician.place, order.spot, unit(luck[TRAVEL]))
    technician.place = order.spot
    look = diagnosis_time(world, call, technician, luck)
    if now + travel + look > stop:
        yield from turn_back(call, trip, now, travel, stop)
        return leave(world, call, trip, SHIFT_ENDED)
    trip.travel = travel
    trip.arrived = now + travel
    call.stages[TRAVEL_STAGE] += travel
    if look:
        trip.work = look
        call.stages[DIAGNOSIS_STAGE] += look
    yield travel + look  # one delay: nobody can look in between
    if call.arrived != call.arrived:
        call.arrived = trip.arrived
    trip.diagnosed = now = kernel._now

    if not call.diagnosed:
        outcome = find_fault(world, call, technician, luck)
        if outcome != FIXED:
            return leave(world, call, trip, outcome)
        wait = look_for_parts(world, call, trip, technician)
        call.parts_at_hand = wait == 0.0
        if not wait <= world.sourcing.wait_limit or now + wait > stop:
            return leave(world, call, trip, NO_PARTS)
    else:
        wait = 0.0
    if wait:
        trip.waiting = wait
        trip.km += trip.km_fetching
        call.stages[PARTS_WAIT] += wait
    trip.parts_ready = now + wait
    return (yield from repair(world, call, trip, wait, stop))


def turn_back(call: ServiceCall, trip: Visit, now: float, travel: float, stop: float) -> Generator[Any, Any, None]:
    """The shift ends on the road, or before the fault is found."""
    trip.travel = min(travel, stop - now)
    trip.work = stop - now - trip.travel
    if trip.travel == travel:
        trip.arrived = now + travel
        if call.arrived != call.arrived:
            call.arrived = trip.arrived
    call.stages[TRAVEL_STAGE] += trip.travel
    call.stages[DIAGNOSIS_STAGE] += trip.work
    yield stop - now


def diagnosis_time(world: World, call: ServiceCall, technician: Technician, luck: Fate) -> float:
    """Hours to find the fault; none once it is known."""
    mode = call.mode
    if call.diagnosed or mode.diagnosis is None:
        return 0.0
    return at_level(world, technician, mode.skill, mode.diagnosis(unit(luck[DIAGNOSIS])))


def at_level(world: World, technician: Technician, skill: str | None, hours: float) -> float:
    """Hours that the work takes this technician."""
    factor = world.level_time.get(technician.level(skill), 1.0) if world.level_time else 1.0
    return hours if factor == 1.0 else to_tick(hours * factor)


def find_fault(world: World, call: ServiceCall, technician: Technician, luck: Fate) -> int:
    """FIXED when the fault is found and may be repaired, else why not."""
    mode = call.mode
    accuracy = mode.accuracy
    if world.level_diagnosis:
        accuracy *= world.level_diagnosis.get(technician.level(mode.skill), 1.0)
    if accuracy < 1.0 and unit(luck[ACCURACY]) >= accuracy:
        return WRONG_DIAGNOSIS
    if mode.skill is not None and technician.level(mode.skill) < mode.level:
        call.diagnosed = True
        return WRONG_SKILL
    return FIXED


def look_for_parts(world: World, call: ServiceCall, trip: Visit, technician: Technician) -> float:
    """Hours until all parts can be on site; not a number when nobody knows."""
    call.diagnosed = True
    if not call.mode.needs:
        return 0.0
    now = world.kernel._now
    call.parts = call.needs(world.luck)
    wait = fetched = 0.0
    for i, needed in enumerate(call.parts):
        drive = find_part(world, call, trip, technician, needed, i)
        if drive > 0.0:
            fetched = max(fetched, drive)  # one drive to the depot fetches all
        elif needed.filled != needed.filled:
            wait = float("nan")
        elif wait == wait:
            wait = max(wait, needed.filled - now)
    if fetched and not wait + fetched <= world.sourcing.wait_limit:
        return float("nan")  # set aside at the depot for the next visit
    return wait + fetched


def repair(world: World, call: ServiceCall, trip: Visit, wait: float, stop: float) -> Generator[Any, Any, int]:
    """Hands on: repair, test, and leave."""
    kernel = world.kernel
    mode = call.mode
    hours = call.repair_left
    attempt = call.attempts + 1
    if hours is None:
        if mode.repair is None:
            hours = 0.0
        else:
            word = call.fate[REPAIR] if attempt == 1 else world.luck.fate(call.key, call.nth, attempt)[REPAIR]
            hours = at_level(world, trip.technician, mode.skill, mode.repair(unit(word)))
    stage = REPAIR_STAGE if attempt == 1 else REWORK
    begin = trip.parts_ready
    if begin + hours > stop:
        done = stop - begin
        call.repair_left = hours - done
        trip.work += done
        call.stages[stage] += done
        yield wait + done
        return leave(world, call, trip, SHIFT_ENDED)
    trip.work += hours
    call.stages[stage] += hours
    yield wait + hours
    call.repair_left = None
    call.attempts = attempt
    if attempt == 1 and world.returns is not None and call.parts:
        send_cores_back(world, call)
    if mode.success < 1.0 and world.luck.draw(call.key, call.nth, attempt, SUCCESS) >= mode.success:
        return leave(world, call, trip, REPAIR_FAILED)
    return leave(world, call, trip, FIXED)


def leave(world: World, call: ServiceCall, trip: Visit, outcome: int) -> int:
    """The technician is free again; off duty he goes home."""
    now = world.kernel._now
    technician = trip.technician
    if trip.nth == 1:
        if outcome == FIXED:
            call.fixed_first_visit = True
        else:
            call.miss = outcome - 1
    write_visit(world, call, trip, now, outcome)
    call.visit = None
    world.dispatcher.release(technician)
    if technician.order is None and technician.duty != SHIFT:
        go_home(world, technician)
    return outcome


def go_home(world: World, technician: Technician) -> None:
    """Drive home; where travel is drawn by chance a place means nothing, and nobody drives."""
    if technician.place is technician.home or technician.trip_by_chance:
        return
    hours, km = technician.trip(technician.place, technician.home, 0.5)
    technician.place = technician.home
    if hours or km:
        world.log.trips.write(technician.code, world.kernel._now, hours, km, HOME)
