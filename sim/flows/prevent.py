"""Work that removes a defect before it becomes a failure: begun by an inspection or an alarm, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.flows.service_call import close
from sim.flows.sources import breakdown
from sim.flows.work_order import see_to
from sim.kernel import Flow
from sim.records import ALARM_ENDS, DEFECT_ENDS, NONE, PREVENTION_RESULTS
from sim.system.calls import ServiceCall
from sim.system.condition import Alarm, Watch
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.workforce import Technician

REMOVED = DEFECT_ENDS.index("removed")
DEFECT_REMOVED, NO_FAULT_FOUND, FAILED_ALREADY, WITHDRAWN = range(len(PREVENTION_RESULTS))
WORK_ORDER, SEEN_TO = ALARM_ENDS.index("work order"), ALARM_ENDS.index("seen to already")


def begin_work_order(
    world: World, watch: Watch, socket: int, technician: Technician | None = None, false_alarm: bool = False
) -> int:
    """Write a work order to remove a defect of a socket, unless one is open; returns its call. A technician who is there already does it."""
    if socket in watch.orders:
        if not false_alarm:
            something_to_remove(watch, socket)
        return watch.orders[socket].number
    fleet = watch.fleet
    preventive = fleet.conditions[fleet.mode_of[socket]].preventive
    place = fleet.beside(socket, preventive)
    nth, fate = fleet.begin_early(place)
    number = world.calls_begun

    def serve(world: World, call: ServiceCall) -> Flow:
        watch.orders[socket] = call
        if false_alarm or not fleet.has_defect(socket):
            nothing_to_remove(watch, call)
        return remove_defect(world, watch, socket, call, technician)

    breakdown(world, place, fleet.asset_of[socket], fleet.modes[preventive], nth, fate, serve)
    return number


def nothing_to_remove(watch: Watch, call: ServiceCall) -> None:
    """Whoever comes looks, and needs neither parts nor time to repair."""
    watch.nothing_to_do.add(call.number)
    call.needed_again, call.repair_left = (), 0.0


def something_to_remove(watch: Watch, socket: int) -> None:
    """Who was sent for nothing hears of a defect after all, before he has looked."""
    call = watch.orders[socket]
    if call.number in watch.nothing_to_do and not call.parts_sought and watch.fleet.has_defect(socket):
        watch.nothing_to_do.remove(call.number)
        call.needed_again = call.repair_left = None


def remove_defect(world: World, watch: Watch, socket: int, call: ServiceCall, technician: Technician | None) -> Flow:
    """The work order, and what came of it."""
    done = yield from see_to(world, watch, call, technician)
    fleet, now = watch.fleet, world.kernel._now
    del watch.orders[socket]
    sound_or_failed = call.number in watch.nothing_to_do
    watch.nothing_to_do.discard(call.number)
    if fleet.has_defect(socket) and done and not sound_or_failed:
        result = DEFECT_REMOVED
        write_defect(world, watch, socket, now, REMOVED, call.number)
        fleet.remove_defect(socket)
        forget_alarms(world, watch, socket, SEEN_TO)
    elif not done:
        result = WITHDRAWN
    else:
        result = FAILED_ALREADY if call.number in watch.overtaken else NO_FAULT_FOUND
    watch.overtaken.discard(call.number)
    mode = fleet.modes[fleet.mode_of[socket]]
    world.log.prevention.write(call.number, call.asset, mode.code, now, result)
    close(world, call)


def call_off(world: World, watch: Watch, socket: int) -> None:
    """The failure came first: a work order that waits is withdrawn, and who is on his way finds nothing to prevent. Parts sought are used up."""
    call = watch.orders.get(socket)
    if call is None:
        return
    watch.overtaken.add(call.number)
    if call.parts_sought or call.set_aside:
        return
    nothing_to_remove(watch, call)
    order = watch.queued.get(call.socket)
    if order is not None and not call.visits:
        world.kernel.at(world.kernel._now, world.dispatcher.withdraw, (order, order.granted))


def write_defect(world: World, watch: Watch, socket: int, ended: float, ending: int, call: int) -> None:
    """One row for the defect of a socket, which is over, or open at the horizon."""
    fleet = watch.fleet
    index = fleet.mode_of[socket]
    last = len(fleet.conditions[index].stages)
    stage = fleet.stage[socket] if ending in (REMOVED, NONE) else last
    life = fleet.number_of[socket]
    world.log.defects.write(
        fleet.asset_of[socket], fleet.modes[index].code, life, watch.arose.pop(socket), ended, stage, ending, call
    )


def forget_alarms(world: World, watch: Watch, socket: int, why: int) -> None:
    """Alarms that wait for their work orders need none any more."""
    for alarm in watch.pending.pop(socket, ()):
        write_alarm(world, watch, alarm, world.kernel._now, why, NONE)


def write_alarm(world: World, watch: Watch, alarm: Alarm, at: float, handled: int, call: int) -> None:
    """One row for an alarm."""
    fleet, socket = watch.fleet, alarm.socket
    mode = fleet.modes[fleet.mode_of[socket]]
    world.log.alarms.write(alarm.number, fleet.asset_of[socket], mode.code, alarm.raised, alarm.true, at, handled, call)
