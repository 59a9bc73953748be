"""Hidden defects, ready to run: how they grow, who looks for them, what watches them, and who stays on the spot to remove them."""

from __future__ import annotations

from functools import partial

from sim.build.names import sampler
from sim.flows.alarms import next_false_alarm
from sim.flows.condition import begin_work_on_defect, begins, defect_arises, task_done
from sim.flows.same_visit import begins_task, stay_or_go, visit_or_stay
from sim.nature.durations import Exponential
from sim.scenario.assets import PREVENTIVE, AssetType
from sim.scenario.condition import Monitoring
from sim.scenario.spec import Scenario
from sim.system.condition import Condition, Events, Look, Sensors, Watch, WatchedFleet
from sim.system.fleet import Begin
from sim.system.world import World
from sim.units import HOURS_PER_YEAR, to_tick


def add_conditions(spec: AssetType, first: int, fleet: WatchedFleet) -> None:
    """Conditions of a type's failure modes, and what its tasks see; its modes are those of the fleet from the first on."""
    modes = {name: first + i for i, name in enumerate([*spec.failures, *spec.planned()])}
    by_age: dict[str, list[int]] = {}
    for name, task in spec.scheduled().items():
        looks = [Look(modes[mode], each.sees, each.act_from) for mode, each in task.inspects.items()]
        if looks:
            fleet.looks[modes[name]] = tuple(looks)
        if task.with_visit is not None:
            fleet.opportunistic[modes[name]] = to_tick(task.with_visit)
        for mode in task.inspects if task.by == "age" else ():
            by_age.setdefault(mode, []).append(modes[name])
    for name, failure in spec.failures.items():
        if failure.condition is not None:
            preventive = modes[name + PREVENTIVE]
            fleet.prevents[preventive] = modes[name]
            fleet.conditions[modes[name]] = Condition(
                stages=tuple(sampler(law) for law in failure.condition.stages),
                preventive=preventive,
                same_visit=failure.preventive.same_visit,
                sensors=None if failure.monitoring is None else sensors(failure.monitoring),
                age_tasks=tuple(by_age.get(name, ())),
                tasks=tuple(modes[task] for task in spec.scheduled()),
            )


def sensors(spec: Monitoring) -> Sensors:
    """What watches a failure mode from afar."""
    return Sensors(
        detects=spec.detects,
        delay=sampler(spec.delay),
        repeats=None if spec.repeats is None else to_tick(spec.repeats),
        gap=sampler(Exponential(mean=HOURS_PER_YEAR / spec.false_alarms)) if spec.false_alarms else None,
    )


def add_watch(scenario: Scenario, world: World) -> None:
    """Let defects arise, be looked for, watched and removed, where there are any."""
    fleet = world.fleet
    if not isinstance(fleet, WatchedFleet):
        return
    spec = scenario.events
    events = Events(to_tick(spec.act_after), spec.filter.count, to_tick(spec.filter.within), to_tick(spec.bundle))
    world.watch = watch = Watch(fleet, events)
    for socket, index in enumerate(fleet.mode_of) if fleet.opportunistic else ():
        if index in fleet.opportunistic:
            watch.tasks_at.setdefault(fleet.site_of[fleet.asset_of[socket]], []).append(socket)
    watch.looking = {fleet.modes[index].code for index in fleet.looks}
    fleet.tell_defect = partial(defect_arises, world, watch)
    fleet.tell_done = partial(task_done, world, watch)
    world.visit = partial(visit_or_stay, watch, world.visit)
    world.release = partial(stay_or_go, world, watch)
    world.begin_work = partial(begin_work_on_defect, world, watch, world.begin_work)
    world.own_work = True


def begin_of_work(world: World, begin: Begin) -> Begin:
    """What a fault or a task begins, where machines have hidden defects or tasks wait for visits."""
    if world.watch is None:
        return begin
    return partial(begins, world, world.watch, partial(begins_task, world, world.watch, begin))


def begin_sensors(world: World) -> None:
    """Sensors are on from the start, and now and then wrong."""
    watch = world.watch
    if watch is None:
        return
    wrong = {i for i, each in watch.fleet.conditions.items() if each.sensors is not None and each.sensors.gap is not None}
    for socket, index in enumerate(watch.fleet.mode_of) if wrong else ():
        if index in wrong:
            next_false_alarm(world, watch, socket, 0)
