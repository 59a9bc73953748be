"""A visit: travel, find the fault, get the parts, repair or come back."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from sim.flows.core_return import send_cores_back
from sim.flows.diagnostics import note_finding
from sim.flows.find_part import look_for_parts
from sim.flows.overtime import note_limit
from sim.flows.practise import practise
from sim.flows.predicted_parts import give_back, take_along
from sim.flows.report import report
from sim.flows.reroute import may_turn, on_the_road
from sim.flows.retrofit import kit_hours
from sim.flows.schedule import LET_IN, REFUSED, be_let_in
from sim.flows.write import write_visit
from sim.flows.wrong_parts import replace_wrongly, wrong_repair_hours
from sim.nature.travel import Spot
from sim.records import NEVER, OUTCOMES, TRIPS
from sim.streams import ACCURACY, DIAGNOSIS, REPAIR, SUCCESS, TRAVEL, unit
from sim.system.calls import DIAGNOSIS as DIAGNOSIS_STAGE
from sim.system.calls import PARTS_WAIT, REWORK, ServiceCall, Visit
from sim.system.calls import REPAIR as REPAIR_STAGE
from sim.system.calls import TRAVEL as TRAVEL_STAGE
from sim.system.workforce import SHIFT, Technician
from sim.system.world import World
from sim.units import to_tick

if TYPE_CHECKING:
    from sim.system.modes import Mode
    from sim.system.work_orders import WorkOrder

FIXED, WRONG_DIAGNOSIS, WRONG_SKILL, NO_PARTS, REPAIR_FAILED, SHIFT_ENDED, NO_ACCESS = range(len(OUTCOMES))
HOME, BETWEEN_JOBS = TRIPS.index("home"), TRIPS.index("between jobs")
LEAVES_WITHOUT = -1.0


def visit(world: World, call: ServiceCall, order: WorkOrder, technician: Technician) -> Generator[Any, Any, int]:
    """One trip to the site; returns how it ended, as an index in records.OUTCOMES.

    Travel and diagnosis are one delay, and so are waiting for parts and repair: nobody can look in between.
    """
    now = world.kernel._now
    call.visits = nth = call.visits + 1
    call.visit = trip = Visit(world.visits_begun, nth, order, technician, now)
    world.visits_begun += 1
    if nth == 1:
        call.dispatched = now
    origin = technician.place if world.reroutes and may_turn(world, call, order, technician) else None
    delay = set_off(world, call, order, trip)
    if origin is not None and trip.travel and not trip.ends_on_the_way:
        if (yield from on_the_road(world, call, order, trip, origin)):
            return SHIFT_ENDED  # broken off: the order keeps its place in the queue
        delay -= trip.travel
    if world.scheduling is not None and world.scheduling.has_door(call) and trip.arrived == trip.arrived:
        yield trip.travel
        call.stages[DIAGNOSIS_STAGE] -= trip.work  # he has not begun to look yet
        trip.work = 0.0
        ending = yield from be_let_in(world, call, trip)
        if ending != LET_IN:
            return leave(world, call, trip, NO_ACCESS if ending == REFUSED else SHIFT_ENDED)
        delay = look_behind_the_door(world, call, trip)
    if trip.ends_on_the_way:
        yield delay
        return leave(world, call, trip, SHIFT_ENDED)
    if call.parts_sought:  # a return visit: the fault is known and the parts are there
        trip.diagnosed = trip.parts_ready = world.kernel._now + delay
    else:
        yield delay
        outcome = find_fault(world, call, trip)
        if outcome != FIXED:
            if outcome == WRONG_DIAGNOSIS and call.mode.wrong_parts:
                wrong = wrong_repair_hours(world, call, trip)
                yield from replace_wrongly(world, call, trip, at_level(world, trip, trip.believed.skill, wrong))
            return leave(world, call, trip, outcome)
        delay = parts_wait(world, call, trip)
        if delay < 0.0 or trip.diagnosed + delay > trip.stop:
            if delay >= 0.0:  # an absence begins while he waits for them
                yield give_up_waiting(call, trip)
            return leave(world, call, trip, NO_PARTS)
    hours = hands_on(world, call, trip)
    yield delay + hours
    return leave(world, call, trip, test(world, call))


def set_off(world: World, call: ServiceCall, order: WorkOrder, trip: Visit) -> float:
    """Drive to the site and look for the fault; returns the hours until it should be found."""
    technician = trip.technician
    trip.luck = luck = call.fate if trip.nth == 1 else world.luck.fate(call.key, call.nth, trip.nth)
    if world.takes_along and not call.parts_sought:
        take_along(world, call, order.wanted, trip)
    spot = order.spot
    travel, trip.km = technician.trip(technician.place, spot, unit(luck, TRAVEL))
    if call.pick_up is not None and not technician.trip_by_chance:
        stops = [call.pick_up] if order.wanted.tool is None else [technician.home, call.pick_up]
        travel, trip.km = by_way_of(technician, stops, spot)
        call.pick_up = None
    technician.place = spot
    look = 0.0 if call.mode.diagnosis is None else time_to_find(world, call, trip)
    trip.arrived = trip.dispatched + travel
    if technician.breaks_off:
        travel, look = stop_in_time(trip, technician, travel, look)
        if technician.overtime_limit is not None:
            note_limit(world, call, order, trip)
    trip.travel = travel
    call.stages[TRAVEL_STAGE] += travel
    if look:
        trip.work = look
        call.stages[DIAGNOSIS_STAGE] += look
    return travel + look


def time_to_find(world: World, call: ServiceCall, trip: Visit) -> float:
    """Hours that he looks for the fault, where it is not known."""
    mode = call.mode
    if mode.diagnosis is None or call.diagnosed:
        return 0.0
    look = at_level(world, trip, mode.skill, mode.diagnosis(unit(trip.luck, DIAGNOSIS)))
    return look if call.document is None else to_tick(look * call.document.diagnosis_time)


def look_behind_the_door(world: World, call: ServiceCall, trip: Visit) -> float:
    """Look for the fault once he is let in, or for as much of it as the shift allows; returns the hours."""
    wanted = time_to_find(world, call, trip)
    look = min(wanted, trip.stop - world.kernel._now)
    trip.ends_on_the_way = look < wanted
    trip.work += look
    call.stages[DIAGNOSIS_STAGE] += look
    return look


def by_way_of(technician: Technician, stops: Sequence[Spot], target: Spot) -> tuple[float, float]:
    """Hours and kilometres of a drive that calls somewhere on the way."""
    hours = km = 0.0
    place = technician.place
    for stop in (*stops, target):
        if stop != place:
            on, km_on = technician.trip(place, stop, 0.5)
            hours, km, place = hours + on, km + km_on, stop
    return hours, km


def stop_in_time(trip: Visit, technician: Technician, travel: float, look: float) -> tuple[float, float]:
    """Cut travel and diagnosis off where the shift ends or an absence begins."""
    trip.must_leave = technician.must_stop_at(trip.dispatched)
    trip.stop = min(trip.must_leave, technician.is_absent_from(trip.dispatched))
    if trip.arrived + look > trip.stop:
        trip.ends_on_the_way = True
        if trip.arrived > trip.stop:
            trip.arrived = NEVER
            travel = trip.stop - trip.dispatched
        look = trip.stop - trip.dispatched - travel
    return travel, look


def at_level(world: World, trip: Visit, skill: str | None, hours: float) -> float:
    """Hours that the work takes this technician: by his level, and by what he has done of the skill when he is sent."""
    technician = trip.technician
    factor = world.level_time.get(technician.level(skill), 1.0) if world.level_time else 1.0
    if technician.practice is not None and skill in technician.practice:
        practice = technician.practice[skill]
        factor *= practice.curve.factor(practice.experience(trip.dispatched) + 1.0)
    return hours if factor == 1.0 else to_tick(hours * factor)


def find_fault(world: World, call: ServiceCall, trip: Visit) -> int:
    """FIXED when the fault is known and may be repaired, else why not."""
    trip.diagnosed = world.kernel._now
    mode = call.mode
    if not call.diagnosed:
        accuracy = mode.accuracy
        if world.level_diagnosis:
            accuracy *= world.level_diagnosis.get(trip.technician.level(mode.skill), 1.0)
        if call.document is not None:
            accuracy = max(accuracy, call.document.diagnosis_accuracy)
        if mode.on_site is not None:
            note_finding(world, call, trip, accuracy)
        if accuracy < 1.0 and unit(trip.luck, ACCURACY) >= accuracy:
            return WRONG_DIAGNOSIS
        call.diagnosed = True
    if mode.bound and not (trip.technician.masters(mode.skill, mode.level) if mode.tool is None else equipped(mode, trip)):
        return WRONG_SKILL
    return FIXED


def equipped(mode: Mode, trip: Visit) -> bool:
    """He has the tool that the fault wants with him, and may do the work."""
    technician = trip.technician
    return technician.tool == mode.tool and (mode.skill is None or technician.masters(mode.skill, mode.level))


def parts_wait(world: World, call: ServiceCall, trip: Visit) -> float:
    """Hours that the technician waits for parts; negative when he has to leave without."""
    wait = 0.0
    call.parts_sought = True
    if call.mode.needs:
        wait = look_for_parts(world, call, trip)
        if world.demand_seen is not None:
            world.demand_seen.job(call.parts[call.rows_returned :])
        if world.returns is not None and world.returns.at_diagnosis:
            send_cores_back(world, call)
    elif call.mode.gives_back and world.returns is not None and world.returns.at_diagnosis:
        send_cores_back(world, call)
    if call.needed_again is None:
        call.parts_at_hand = wait == 0.0
    if wait:
        if not wait <= world.wait_limit or trip.diagnosed + wait > trip.must_leave:
            return LEAVES_WITHOUT
        call.pick_up = None
        trip.waiting = wait
        trip.km += trip.km_fetching
        call.stages[PARTS_WAIT] += wait
    trip.parts_ready = trip.diagnosed + wait
    return wait


def give_up_waiting(call: ServiceCall, trip: Visit) -> float:
    """Take back what of a wait lies beyond the moment when he has to go; returns what is left of it."""
    waited = trip.stop - trip.diagnosed
    if trip.km_fetching:
        trip.km -= trip.km_fetching * (1.0 - waited / trip.waiting)
        call.pick_up = trip.technician.home
    call.stages[PARTS_WAIT] -= trip.waiting - waited
    trip.waiting = waited
    trip.parts_ready = NEVER
    return waited


def hands_on(world: World, call: ServiceCall, trip: Visit) -> float:
    """Repair, or as much of it as the shift allows; returns its hours."""
    mode = call.mode
    attempt = call.attempts + 1
    hours = call.repair_left
    if hours is None:
        hours = 0.0
        if mode.repair is not None:
            fate = call.fate if attempt == 1 else world.luck.fate(call.key, call.nth, attempt)
            hours = mode.repair(unit(fate, REPAIR))
            if world.hands_differ:
                hours = at_level(world, trip, mode.skill, hours)
            if world.own_work:
                hours = own_work(world, call, trip, hours)
    else:
        call.repair_left = None
    if trip.parts_ready + hours > trip.stop:
        done = max(0.0, trip.stop - trip.parts_ready)
        call.repair_left = hours - done
        hours = done
    trip.work += hours
    call.stages[REPAIR_STAGE if attempt == 1 else REWORK] += hours
    return hours


def own_work(world: World, call: ServiceCall, trip: Visit, hours: float) -> float:
    """Hours that this piece of work takes with the parts that were found for it; it may take the machine down."""
    if world.begin_work is not None:
        world.begin_work(call, trip.parts_ready)
    if call.parts:
        hours = to_tick(hours * max(part.repair_factor for part in call.parts))
    return hours if world.configuration is None else hours + kit_hours(world, world.configuration, call)


def test(world: World, call: ServiceCall) -> int:
    """See whether the repair holds, once it is complete."""
    if call.repair_left is not None:
        return SHIFT_ENDED
    call.attempts += 1
    returns = world.returns
    if returns is not None:
        first = call.attempts == 1 and (call.parts or call.mode.gives_back)
        if not returns.at_diagnosis and (first or call.rows_returned < len(call.parts)):
            send_cores_back(world, call)
        if returns.missed_faults and dead_on_arrival(world, call):
            return REPAIR_FAILED
    mode = call.mode
    if mode.success < 1.0 and world.luck.draw(call.key, call.nth, call.attempts, SUCCESS) >= mode.success:
        return REPAIR_FAILED
    return FIXED


def dead_on_arrival(world: World, call: ServiceCall) -> bool:
    """Units from the shelf that are defective themselves are found out now; the next visit looks for others."""
    found = [row for row in call.parts if row.bad]
    for row in found:
        world.log.dead_on_arrival.write(call.number, row.part, world.kernel._now, row.bad, row.source)
    if found:
        if call.rows_first is None:
            call.rows_first = len(call.parts)
        call.needed_again = [(row.part, row.bad) for row in found]
        call.parts_sought = False
        for row in found:
            row.bad = 0
    return bool(found)


def leave(world: World, call: ServiceCall, trip: Visit, outcome: int) -> int:
    """The technician is free again, or drives home first; off duty he goes home."""
    technician = trip.technician
    if trip.nth == 1:
        if outcome == FIXED:
            call.fixed_first_visit = True
        else:
            call.miss = outcome - 1
    if call.arrived != call.arrived:
        call.arrived = trip.arrived
    write_visit(world, call, trip, world.kernel._now, outcome)
    if technician.practice is not None:
        practise(world, call, trip, outcome)
    if world.office is not None:
        report(world, world.office, call, trip)
    call.visit = None
    if technician.absences is not None:
        technician.begin_duty(technician.duty_at(world.kernel._now))
    if technician.goes_home:
        drive_back(world, trip)
    else:
        world.release(technician)
        if technician.duty != SHIFT and technician.order is None:
            go_home(world, technician)
    if call.set_aside and call.diagnosed:
        give_back(world, call)
    return outcome


def go_home(world: World, technician: Technician) -> None:
    """Drive home; where travel is drawn by chance a place means nothing, and nobody drives."""
    if technician.place is technician.home or technician.trip_by_chance:
        return
    hours, km = technician.trip(technician.place, technician.home, 0.5)
    technician.place = technician.home
    world.dispatcher.moved(technician)
    if hours or km:
        world.log.trips.write(technician.code, world.kernel._now, hours, km, HOME)


def drive_back(world: World, trip: Visit) -> None:
    """Drive home, on whatever duty, and be free only then; where travel is drawn by chance the way back is as long as the way out."""
    technician, now = trip.technician, world.kernel._now
    hours, km = technician.trip(technician.place, technician.home, unit(trip.luck, TRAVEL))
    technician.place = technician.home
    if hours or km:
        world.log.trips.write(technician.code, now, hours, km, BETWEEN_JOBS if technician.duty == SHIFT else HOME)
    world.kernel.at(now + hours, world.dispatcher.release, technician)
