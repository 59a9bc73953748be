"""Hidden defects: they arise, somebody looks for them, and they are found or become failures."""

from __future__ import annotations

from collections.abc import Callable

from sim.flows.alarms import FAILED_FIRST as ALARM_TOO_LATE
from sim.flows.alarms import watch_defect, write_waiting_alarms
from sim.flows.prevent import begin_work_order, call_off, forget_alarms, write_defect
from sim.records import DEFECT_ENDS, NEVER, NONE
from sim.streams import CONDITION, Fate
from sim.system.calls import ServiceCall
from sim.system.condition import FAILED, SOUND, Watch
from sim.system.fleet import Begin
from sim.system.modes import Mode
from sim.system.world import World

BeginWork = Callable[[ServiceCall, float], None]
FAILED_FIRST, AVOIDED = DEFECT_ENDS.index("failed"), DEFECT_ENDS.index("avoided")


def defect_arises(world: World, watch: Watch, socket: int) -> None:
    """A defect can be seen from now on, by who looks and by sensors."""
    watch.arose[socket] = world.kernel._now
    watch_defect(world, watch, socket)


def begins(world: World, watch: Watch, begin: Begin, socket: int, asset: int, mode: Mode, nth: int, fate: Fate) -> None:
    """A machine fails, or a task falls due: where a defect has become the failure, nobody need remove it any more."""
    fleet, number = watch.fleet, world.calls_begun
    index = fleet.mode_of[socket]
    if index not in fleet.conditions:
        if index in fleet.looks:
            watch.inspecting[socket] = number, nth
        begin(socket, asset, mode, nth, fate)
        return
    forget_alarms(world, watch, socket, ALARM_TOO_LATE)
    call_off(world, watch, socket)
    begin(socket, asset, mode, nth, fate)
    called = world.calls_begun > number
    write_defect(world, watch, socket, world.kernel._now, FAILED_FIRST if called else AVOIDED, number if called else NONE)


def task_done(world: World, watch: Watch, socket: int) -> None:
    """A task that looks for defects is done: what it finds becomes work, unless who did it has seen to that."""
    if socket in watch.looked:
        watch.looked.remove(socket)
        return
    for found in look(world, watch, socket):
        begin_work_order(world, watch, found)


def look(world: World, watch: Watch, task: int) -> list[int]:
    """Look at what a task inspects; returns the sockets whose defects are to be removed."""
    fleet = watch.fleet
    call, nth = watch.inspecting.get(task, (NONE, 0))
    found = []
    for i, each in enumerate(fleet.looks[fleet.mode_of[task]]):
        socket = fleet.beside(task, each.mode)
        stage = fleet.stage[socket]
        if stage == FAILED or not fleet.stands(socket):
            continue
        seen = stage > SOUND and world.luck.draw(fleet.key_of[task], nth, CONDITION + i, 0) < each.sees
        acts = seen and stage >= each.act_from
        mode = fleet.modes[each.mode]
        world.log.condition_checks.write(call, fleet.asset_of[task], mode.code, world.kernel._now, stage, seen, acts)
        if acts:
            found.append(socket)
    return found


def begin_work_on_defect(world: World, watch: Watch, besides: BeginWork | None, call: ServiceCall, at: float) -> None:
    """Hands-on work begins at this moment, now or when the parts are there: the defect grows no more."""
    if besides is not None:
        besides(call, at)
    failure = watch.fleet.prevents.get(watch.fleet.mode_of[call.socket])
    if failure is None or call.attempts:
        return
    socket = watch.fleet.beside(call.socket, failure)
    if at > world.kernel._now:
        world.kernel.at(at, watch.fleet.hold, socket)
    else:
        watch.fleet.hold(socket)


def write_open_defects(world: World) -> None:
    """At the horizon: defects that are still there, and alarms that wait."""
    watch = world.watch
    if watch is not None:
        for socket in [*watch.arose]:
            write_defect(world, watch, socket, NEVER, NONE, NONE)
        write_waiting_alarms(world, watch)
