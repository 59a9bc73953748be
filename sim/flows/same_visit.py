"""What a technician does besides before he leaves: he removes what he has found, and does planned work that falls due soon at the site."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from sim.flows.alarms import take_up
from sim.flows.condition import look
from sim.flows.prevent import WORK_ORDER, begin_work_order, write_alarm
from sim.flows.service_call import close
from sim.flows.sources import breakdown
from sim.flows.work_order import see_to
from sim.kernel import Flow
from sim.nature.travel import Spot
from sim.streams import Fate
from sim.system.calls import ServiceCall
from sim.system.condition import Watch
from sim.system.fleet import Begin
from sim.system.modes import Mode
from sim.system.workforce import SHIFT, Technician
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.partners import Partner
    from sim.system.work_orders import WorkOrder

Steps = Generator[Any, Any, int]
Visit = Callable[[World, ServiceCall, "WorkOrder", Any], Steps]


def visit_or_stay(
    watch: Watch, visit: Visit, world: World, call: ServiceCall, order: WorkOrder, who: Technician | Partner
) -> Steps:
    """Who is at the site already has no way to go."""
    if not isinstance(who, Technician):
        return visit(world, call, order, who)
    watch.here[who] = call
    if order not in watch.staying:
        return visit(world, call, order, who)
    watch.staying.remove(order)
    return stay(visit(world, call, order, who), who)


def stay(visit: Steps, technician: Technician) -> Steps:
    """A visit without a journey."""
    trip, technician.trip = technician.trip, no_way
    first = next(visit)
    technician.trip = trip
    yield first
    return (yield from visit)


def no_way(_from: Spot, _to: Spot, _luck: float) -> tuple[float, float]:
    """He is there."""
    return 0.0, 0.0


def stay_or_go(world: World, watch: Watch, technician: Technician) -> None:
    """A visit is over: he goes on with what else he can do here, or is free again."""
    call = watch.here.pop(technician, None)
    jobs = watch.jobs.pop(technician, None)
    if call is not None:
        if jobs is None:
            jobs = besides(world, watch, call)
        if call.mode.code in watch.looking and call.attempts and call.repair_left is None:
            watch.looked.add(call.socket)
            jobs += look(world, watch, call.socket)
        on_shift = technician.duty == SHIFT == technician.duty_at(world.kernel._now)
        while jobs:
            if begin_here(world, watch, technician, call, jobs.pop(), on_shift):
                watch.jobs[technician] = [*jobs, *watch.jobs.get(technician, [])]
                return
    world.dispatcher.release(technician)


def besides(world: World, watch: Watch, call: ServiceCall) -> list[int]:
    """Sockets at the site where something could be done on the same visit: tasks that fall due soon, and alarms that wait for them."""
    fleet, now = watch.fleet, world.kernel._now
    tasks = [
        socket
        for socket in watch.tasks_at.get(fleet.site_of[call.asset], ())
        if fleet.stands(socket) and fleet.due(socket) <= now + fleet.opportunistic[fleet.mode_of[socket]]
    ]
    alarms = (
        [socket for socket in watch.pending if fleet.asset_of[socket] == call.asset and fleet.stands(socket)]
        if watch.events.bundle
        else []
    )
    return tasks + alarms


def begin_here(world: World, watch: Watch, technician: Technician, call: ServiceCall, socket: int, on_shift: bool) -> bool:
    """Begin a piece of work on the spot; False if it cannot be, and what was found is ordered otherwise."""
    fleet = watch.fleet
    condition = fleet.conditions.get(fleet.mode_of[socket])
    work = fleet.modes[fleet.mode_of[socket] if condition is None else condition.preventive]
    able = on_shift and able_to(world, technician, call, work) and (condition is None or condition.same_visit)
    place = socket if condition is None else fleet.beside(socket, condition.preventive)
    if fleet.is_open(place):
        return able and take_over(world, watch, technician, call, place)
    if not fleet.stands(socket):
        return False  # it has been taken away meanwhile
    if condition is not None:
        return remove_here(world, watch, technician if able else None, call, socket)
    if able:
        note(world, technician, call, world.calls_begun)
        number, fate = fleet.begin_early(socket)
        if fleet.mode_of[socket] in fleet.looks:
            watch.inspecting[socket] = world.calls_begun, number
        begin_task(world, watch, socket, number, fate, technician)
    return able


def take_over(world: World, watch: Watch, technician: Technician, call: ServiceCall, place: int) -> bool:
    """Work at the site that waits for a technician is his now; False if it waits for something else."""
    order = watch.queued.get(place)
    if order is None:
        return False
    note(world, technician, call, next(each.number for each in world.open_calls.values() if each.socket == place))
    watch.staying.add(order)
    world.dispatcher.take(order, technician)
    return True


def remove_here(world: World, watch: Watch, technician: Technician | None, call: ServiceCall, socket: int) -> bool:
    """Remove what he has found, or what alarms that waited say; alarms wait on where he cannot, and what he found becomes an order."""
    alarms = [*watch.pending.get(socket, ())]
    if technician is None and alarms:
        return False
    if technician is not None:
        note(world, technician, call, world.calls_begun)
    number = world.calls_begun
    for alarm in alarms:
        take_up(watch, alarm)
        write_alarm(world, watch, alarm, world.kernel._now, WORK_ORDER, number)
    false_alarm = bool(alarms) and not any(alarm.true for alarm in alarms)
    begin_work_order(world, watch, socket, technician, false_alarm)
    return technician is not None


def note(world: World, technician: Technician, after: ServiceCall, call: int) -> None:
    """One row for work on the same visit."""
    world.log.same_visits.write(call, technician.code, after.number, world.kernel._now)


def able_to(world: World, technician: Technician, call: ServiceCall, work: Mode) -> bool:
    """He may do it, needs no scarce tool for it, and can do it before he has to stop."""
    now = world.kernel._now
    if work.tool is not None or not technician.may_do(work.skill, work.level, call.site.region):
        return False
    if not technician.minds_shift_end:
        return True
    priority = work.priority if work.priority is not None else call.site.priority
    return now < technician.must_stop_at(now) and now + work.expected_work <= technician.must_be_done_by(priority, now)


def begins_task(world: World, watch: Watch, begin: Begin, socket: int, asset: int, mode: Mode, nth: int, fate: Fate) -> None:
    """A task falls due that who is at the site may do before its time comes."""
    if watch.fleet.mode_of[socket] in watch.fleet.opportunistic:
        begin_task(world, watch, socket, nth, fate)
    else:
        begin(socket, asset, mode, nth, fate)


def begin_task(world: World, watch: Watch, socket: int, nth: int, fate: Fate, technician: Technician | None = None) -> None:
    """Planned work begins; who is there already does it at once."""
    fleet = watch.fleet

    def serve(world: World, call: ServiceCall) -> Flow:
        return planned_work(world, watch, call, technician)

    breakdown(world, socket, fleet.asset_of[socket], fleet.modes[fleet.mode_of[socket]], nth, fate, serve)


def planned_work(world: World, watch: Watch, call: ServiceCall, technician: Technician | None) -> Flow:
    """A task, from when it is begun until it is done."""
    yield from see_to(world, watch, call, technician)
    close(world, call)
