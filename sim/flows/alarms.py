"""Alarms: sensors raise them, somebody decides whether to believe them, and those that are believed become work orders."""

from __future__ import annotations

from functools import partial

from sim.flows.prevent import begin_work_order, write_alarm
from sim.records import ALARM_ENDS, NEVER, NONE
from sim.streams import ALARM, ALARM_DELAY, DETECTED, GAP, unit
from sim.system.condition import SOUND, Alarm, Watch
from sim.system.world import World

WORK_ORDER, KNOWN, NOT_BELIEVED, FAILED_FIRST, SEEN_TO, GONE = range(len(ALARM_ENDS))
FALSE_ALARM = ALARM + 1


def watch_defect(world: World, watch: Watch, socket: int) -> None:
    """A defect can be seen: sensors that can tell it raise an alarm after a while."""
    fleet = watch.fleet
    sensors = fleet.conditions[fleet.mode_of[socket]].sensors
    if sensors is None:
        return
    life = fleet.number_of[socket]
    luck = world.luck.fate(fleet.key_of[socket], life, ALARM)
    if unit(luck, DETECTED) < sensors.detects:
        delay = 0.0 if sensors.delay is None else sensors.delay(unit(luck, ALARM_DELAY))
        world.kernel.at(world.kernel._now + delay, partial(tell, world, watch, socket), life)


def tell(world: World, watch: Watch, socket: int, life: int) -> None:
    """The alarm of a defect, if it is still there; and perhaps again."""
    fleet = watch.fleet
    if not (fleet.has_defect(socket) and fleet.number_of[socket] == life):
        return
    sensors = fleet.conditions[fleet.mode_of[socket]].sensors
    assert sensors is not None
    if sensors.repeats is not None:
        world.kernel.at(world.kernel._now + sensors.repeats, partial(tell, world, watch, socket), life)
    raise_alarm(world, watch, socket, True)


def next_false_alarm(world: World, watch: Watch, socket: int, nth: int) -> None:
    """Draw the next moment at which a sensor is wrong, if the machine is sound then."""
    fleet = watch.fleet
    sensors = fleet.conditions[fleet.mode_of[socket]].sensors
    assert sensors is not None
    assert sensors.gap is not None
    gap = sensors.gap(world.luck.draw(fleet.key_of[socket], nth, FALSE_ALARM, GAP))
    world.kernel.at(world.kernel._now + gap, partial(be_wrong, world, watch, socket), nth)


def be_wrong(world: World, watch: Watch, socket: int, nth: int) -> None:
    """A false alarm, of a machine that is there and sound."""
    fleet = watch.fleet
    if fleet.stage[socket] == SOUND:
        raise_alarm(world, watch, socket, False)
    next_false_alarm(world, watch, socket, nth + 1)


def raise_alarm(world: World, watch: Watch, socket: int, true: bool) -> None:
    """An alarm comes in: it is believed or not, and if so becomes a work order in its time."""
    now = world.kernel._now
    if not watch.fleet.stands(socket):
        return
    alarm = Alarm(watch.alarms, socket, now, true)
    watch.alarms += 1
    events = watch.events
    recent = [each for each in watch.recent.get(socket, ()) if each >= now - events.within] if events.count > 1 else []
    if events.count > 1:
        watch.recent[socket] = [*recent, now]
    if socket in watch.orders:
        write_alarm(world, watch, alarm, now, KNOWN, begin_work_order(world, watch, socket, false_alarm=not true))
    elif len(recent) + 1 < events.count:
        write_alarm(world, watch, alarm, now, NOT_BELIEVED, NONE)
    else:
        watch.pending.setdefault(socket, []).append(alarm)
        wait = events.bundle if task_is_near(watch, socket, now + events.bundle) else events.act_after
        if wait > 0.0:
            world.kernel.at(now + wait, partial(act, world, watch), alarm)
        else:
            act(world, watch, alarm)


def task_is_near(watch: Watch, socket: int, until: float) -> bool:
    """Whether planned work at its machine falls due by then, so that an alarm may wait for it."""
    fleet = watch.fleet
    tasks = fleet.conditions[fleet.mode_of[socket]].tasks if watch.events.bundle else ()
    return any(fleet.due(fleet.beside(socket, task)) <= until for task in tasks)


def act(world: World, watch: Watch, alarm: Alarm) -> None:
    """Write the work order, unless the machine has been seen to meanwhile, or one is open."""
    socket, now = alarm.socket, world.kernel._now
    if not take_up(watch, alarm):
        return
    if not watch.fleet.stands(socket):
        write_alarm(world, watch, alarm, now, GONE, NONE)
    else:
        known = socket in watch.orders
        call = begin_work_order(world, watch, socket, false_alarm=not alarm.true)
        write_alarm(world, watch, alarm, now, KNOWN if known else WORK_ORDER, call)


def take_up(watch: Watch, alarm: Alarm) -> bool:
    """Take an alarm off the list of those that wait; False if it is there no more."""
    waiting = watch.pending.get(alarm.socket, [])
    if alarm not in waiting:
        return False
    waiting.remove(alarm)
    if not waiting:
        del watch.pending[alarm.socket]
    return True


def write_waiting_alarms(world: World, watch: Watch) -> None:
    """At the horizon: alarms whose time has not come."""
    for alarm in (each for waiting in watch.pending.values() for each in waiting):
        write_alarm(world, watch, alarm, NEVER, NONE, NONE)
