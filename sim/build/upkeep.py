"""Planned work, ready to run, and what it does to machines."""

from __future__ import annotations

from functools import partial

from sim.build.condition import add_conditions
from sim.build.names import Names, open_hours, sampler
from sim.flows.upkeep import begin_work
from sim.kernel import Kernel
from sim.records import EFFECTS, REASONS
from sim.scenario.assets import PREVENTIVE, AssetType, Maintenance
from sim.scenario.spec import Scenario
from sim.streams import Luck
from sim.system.condition import WatchedFleet
from sim.system.fleet import NEVER, Fleet
from sim.system.health import Care, TendedFleet, Wear
from sim.system.modes import Life, Mode
from sim.system.renewal import RenewedFleet
from sim.system.world import World
from sim.units import FOREVER, to_tick


def make_fleet(scenario: Scenario, kernel: Kernel, luck: Luck) -> Fleet:
    """No machines yet; a fleet that is looked after where planned work makes any difference to it."""
    if any(kind.uncalled for kind in scenario.asset_types.values()):
        return RenewedFleet(kernel, luck)
    planned = [task for kind in scenario.asset_types.values() for task in kind.planned().values()]
    if scenario.shares_visits:
        return WatchedFleet(kernel, luck)
    tended = any(task.down or any(task.renews.values()) for task in planned)
    return TendedFleet(kernel, luck) if tended else Fleet(kernel, luck)


def task_mode(scenario: Scenario, names: Names, kind: str, name: str) -> Mode:
    """Planned work runs like a mode that fails by the calendar, by use or by age, and harms nothing."""
    spec = scenario.asset_types[kind].planned()[name]
    removes = name.removesuffix(PREVENTIVE)
    look = None if removes == name else scenario.asset_types[kind].failures[removes].preventive.look
    needs = tuple(
        (names.part[part], need.probability, need.quantity.expected, need.quantity.sampler()) for part, need in spec.parts.items()
    )
    return Mode(
        name=name,
        code=names.mode[f"{kind}.{name}"],
        reason=REASONS.index("maintenance"),
        effect=EFFECTS.index("cosmetic"),
        even_when_down=True,
        due_within=spec.due_within,
        life=when_due(scenario.asset_types[kind], name, spec),
        memoryless=spec.by == "calendar",
        operating_clock=on_operating_clock(scenario.asset_types[kind], spec),
        priority=spec.priority,
        skill=spec.skill,
        level=spec.level,
        tool=None if spec.tool is None else names.tool[spec.tool],
        hours=open_hours(scenario, spec.hours),
        needs=needs,
        needs_all=all(probability == 1.0 and draw is None for _, probability, _, draw in needs),
        predicted_parts=tuple((part, quantity) for part, probability, quantity, _ in needs if probability > 0),
        coreless=frozenset(names.part[part] for part, need in spec.parts.items() if not need.core),
        diagnosis=None if look is None else sampler(look),
        repair=sampler(spec.duration),
        expected_work=spec.duration.mean + (0.0 if look is None else look.mean),
    )


def on_operating_clock(kind: AssetType, spec: Maintenance) -> bool:
    """Whether the interval counts hours in which the machine runs."""
    if spec.by == "age":
        ages = [*(mode for mode, share in spec.renews.items() if share > 0.0), *spec.inspects]
        return any(kind.failures[mode].law.clock == "operating" for mode in ages)
    return spec.by == "use"


def when_due(kind: AssetType, name: str, spec: Maintenance) -> Life:
    """When planned work falls due; retrofits and replacements do when somebody says so, and a defect is removed when somebody has found it."""
    if name in kind.uncalled or spec.every >= FOREVER:
        return lambda _age, _luck, _own: NEVER
    return by_age(spec.every) if spec.by == "age" else at_intervals(spec.every)


def at_intervals(every: float) -> Life:
    """Due times at a fixed interval, the first at a random moment of it."""
    interval = to_tick(every)

    def next_due(age: float, luck: float, _own: float) -> float:
        return to_tick(luck * every) if age == 0.0 else age + interval

    return next_due


def by_age(every: float) -> Life:
    """Due when a machine that is new has that age."""
    interval = to_tick(every)
    return lambda age, _luck, _own: age + interval


def add_upkeep(spec: AssetType, first: int, fleet: Fleet) -> None:
    """What the planned work of a type does; its modes are those of the fleet from the first on, failures before tasks."""
    if not isinstance(fleet, TendedFleet):
        return
    modes = {name: first + i for i, name in enumerate([*spec.failures, *spec.planned()])}
    by_the_age_of: dict[str, list[int]] = {}
    for name, task in spec.planned().items():
        renewed = {mode: share for mode, share in task.renews.items() if share > 0.0}
        care = Care(
            tuple((modes[mode], 1.0 - share) for mode, share in renewed.items()),
            to_tick(task.every) if task.by == "age" else None,
            task.down,
            tuple(modes[mode] for mode in task.inspects) if task.by == "age" else (),
        )
        fleet.cares[modes[name]] = care
        for mode in renewed:
            by_the_age_of.setdefault(mode, []).extend([modes[name]] if task.by == "age" else [])
    if isinstance(fleet, WatchedFleet):
        add_conditions(spec, first, fleet)
    for mode, tasks in by_the_age_of.items():
        law = spec.failures[mode].law
        fleet.wears[modes[mode]] = Wear(law.hazard, law.age_at, law.mends_as_before, tuple(tasks))
    for mode, failure in spec.failures.items() if isinstance(fleet, RenewedFleet) else ():
        law = failure.law
        if not law.memoryless:  # its age counts from when the machine was last changed
            fleet.wears.setdefault(modes[mode], Wear(law.hazard, law.age_at, law.mends_as_before, ()))


def add_standstill(world: World) -> None:
    """Let work on a machine take it down, where planned work does."""
    fleet = world.fleet
    if isinstance(fleet, TendedFleet) and any(care.down for care in fleet.cares.values()):
        world.begin_work = partial(begin_work, world, fleet)
        world.own_work = True
