"""From a scenario to a world that runs: assembly, top to bottom; the only module that knows every other one."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from sim.flows.replenish import arrive, first_arrives, periodic_review, place_order
from sim.flows.roster import desk_opens, duty_roster
from sim.flows.sources import breakdown
from sim.flows.write import write_open
from sim.kernel import Kernel, Timer
from sim.nature.calendars import Calendar, OpeningHours
from sim.nature.durations import Constant, DurationLaw
from sim.nature.travel import Spot
from sim.policies.replenishment import BaseStock, StockRule
from sim.records import DUTIES, EFFECTS, NONE, REASONS, SUPPLY_SOURCES, Log, RunRecord
from sim.scenario.describe import describe
from sim.scenario.spec import AssetType, FailureMode, Maintenance, Offer, Scenario, SourcingStep
from sim.streams import Luck, name_key
from sim.system.desk import Desk
from sim.system.dispatcher import Dispatcher
from sim.system.fleet import Fleet, Life, Mode, Site
from sim.system.shop import Shop
from sim.system.stock import Shelf
from sim.system.workforce import SHIFT, Technician
from sim.system.world import ReturnsLoop, Step, World
from sim.units import to_tick

Draw = Callable[[float], float]
MAINTENANCE = "maintenance"


def simulate(scenario: Scenario, replication: int = 0, policy: str = "baseline") -> RunRecord:
    """Run one replication of a scenario and return its records; `policy` is only the name written into them."""
    collecting = gc.isenabled()
    gc.disable()  # a run leaves no cycles worth collecting, and looking for them doubles the time of a large fleet
    try:
        names = Names(scenario)
        world = build(scenario, replication, names)
        world.kernel.run_to(scenario.horizon)
        write_open(world)
    finally:
        if collecting:
            gc.enable()
    return RunRecord(world.log, names.by_vocabulary(), *describe(scenario, names.van_owner, policy, replication))


class Names:
    """The code of every named thing; codes follow the order of the scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.technicians = dict(scenario.each_technician())
        self.van_owner = {f"van:{name}": name for name, spec in self.technicians.items() if spec.van}
        self.site = _codes(scenario.sites)
        self.part = _codes(scenario.parts)
        self.location = _codes([*scenario.locations, *self.van_owner])
        self.technician = _codes(self.technicians)
        self.offer = _codes(scenario.offers)
        self.mode = _codes(name for kind, spec in scenario.asset_types.items() for name in mode_names(kind, spec))

    def by_vocabulary(self) -> dict[str, list[str]]:
        """Names by code, for the tables."""
        kinds = ("site", "part", "location", "technician", "offer", "mode")
        return {kind: list(getattr(self, kind)) for kind in kinds}


def _codes(names: Iterable[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(names)}


def mode_names(kind: str, spec: AssetType) -> Iterator[str]:
    """'pump.leak' for every failure mode, 'pump.maintenance' for planned maintenance."""
    for mode in spec.failures:
        yield f"{kind}.{mode}"
    if spec.maintenance is not None:
        yield f"{kind}.{MAINTENANCE}"


def sampler(law: DurationLaw | None) -> Draw | None:
    """A fast draw of hours, or None for a law that is always zero, so that no luck is spent on it."""
    return None if law is None or (isinstance(law, Constant) and law.time == 0) else law.sampler()


def build(scenario: Scenario, replication: int, names: Names) -> World:
    """Assemble the world, everything in its opening state at time 0."""
    kernel = Kernel()
    luck = Luck(scenario.seed, replication)
    log = Log()
    shelves = add_shelves(scenario, names, kernel, luck, log)
    technicians = add_technicians(scenario, names, shelves, log)
    fleet = Fleet(kernel, luck)
    world = World(
        kernel=kernel,
        luck=luck,
        log=log,
        fleet=fleet,
        dispatcher=Dispatcher(kernel, scenario.dispatch, technicians),
        technicians=technicians,
        shelves=shelves,
        cascade={
            names.location[home]: cascade(scenario, names, home)
            for home in dict.fromkeys(each.home for each in scenario.technicians.values())
        },
        wait_limit=scenario.sourcing.wait_limit,
        prices=[part.price for part in scenario.parts.values()],
        repairable=[part.repairable for part in scenario.parts.values()],
        healthy_cores=[part.no_fault_found for part in scenario.parts.values()],
        level_diagnosis={level: spec.diagnosis for level, spec in scenario.skill_levels.items()},
        level_time={level: spec.repair_time for level, spec in scenario.skill_levels.items()},
    )
    add_assets(scenario, names, fleet)
    add_desk(scenario, world)
    add_returns(scenario, names, world)
    open_for_business(world)
    return world


def calendar(scenario: Scenario, hours: OpeningHours) -> Calendar:
    """Opening hours on the scenario's dates."""
    return hours.calendar(scenario.start, scenario.horizon, frozenset(scenario.holidays))


# ---------------------------------------------------------------------- parts
def add_shelves(scenario: Scenario, names: Names, kernel: Kernel, luck: Luck, log: Log) -> dict[tuple[int, int], Shelf]:
    """One shelf per (location, part): where a rule is stated, and, passing orders through, at every warehouse on the way."""
    rules: dict[tuple[str, str], StockRule] = {}
    for name, location in scenario.locations.items():
        if not location.supplier:
            for part in scenario.parts:
                rules[name, part] = location.stock.get(part) or BaseStock(level=0)
    for technician, spec in names.technicians.items():
        for part, rule in spec.van.items():
            rules[f"van:{technician}", part] = rule
    shelves: dict[tuple[int, int], Shelf] = {}
    for (name, part), rule in rules.items():
        code = names.location[name], names.part[part]
        shelves[code] = Shelf(kernel, luck, log.movements, *code, rule, name_key("order", name, part))
    for (name, part), shelf in ((key, shelves[names.location[key[0]], names.part[key[1]]]) for key in rules):
        connect(scenario, names, shelves, shelf, name, part)
    return shelves


def connect(
    scenario: Scenario, names: Names, shelves: Mapping[tuple[int, int], Shelf], shelf: Shelf, name: str, part: str
) -> None:
    """Tell a shelf who refills it and how long that takes."""
    if name in names.van_owner:
        spec = names.technicians[names.van_owner[name]]
        source_name: str | None = spec.home
        set_transit(shelf, spec.refill)
    else:
        location = scenario.locations[name]
        source_name = location.source
        if source_name is not None:
            source = scenario.locations[source_name]
            own = scenario.parts[part].lead_time if source.supplier else None
            law = location.transit or own or source.lead_time
            set_transit(shelf, law)
            shelf.may_cross = location.orders_may_cross and not isinstance(law, Constant)
    if source_name is not None:
        shelf.source_code = names.location[source_name]
        shelf.source = shelves.get((shelf.source_code, shelf.part))


def set_transit(shelf: Shelf, law: DurationLaw) -> None:
    """Tell a shelf how long a refill takes; a constant spends no luck."""
    draw = law.sampler()
    if isinstance(law, Constant):
        shelf.refilled_in(draw(0.5))
    else:
        shelf.refilled_in(None, draw)


def cascade(scenario: Scenario, names: Names, home: str) -> list[Step]:
    """The steps after the own van for technicians of a home; where none is stated they fetch from the depot."""
    steps = scenario.sourcing.steps or [SourcingStep(source="depot")]
    return [sourcing_step(step, tuple(places_to_ask(scenario, names, home, step.source))) for step in steps]


def places_to_ask(scenario: Scenario, names: Names, home: str, source: str) -> Iterator[int]:
    """The locations that a step asks, in order; outside supply is none of them."""
    if source == "depot":
        yield names.location[home]
    elif source == "lateral":
        yield from (names.location[neighbour] for neighbour in scenario.locations[home].laterals)
    elif source == "upstream":
        above = scenario.locations[home].source
        while above is not None and not scenario.locations[above].supplier:
            yield names.location[above]
            above = scenario.locations[above].source
    else:
        yield NONE


def sourcing_step(spec: SourcingStep, places: tuple[int, ...]) -> Step:
    """A step with its time fixed, drawn, or (a depot without time) driven."""
    supply = SUPPLY_SOURCES.index(spec.source)
    if spec.time is None:
        return Step(supply, None, None, spec.cost, places)
    draw = spec.time.sampler()
    if isinstance(spec.time, Constant):
        return Step(supply, draw(0.5), None, spec.cost, places)
    return Step(supply, None, draw, spec.cost, places)


# ---------------------------------------------------------------------- people
def add_technicians(scenario: Scenario, names: Names, shelves: Mapping[tuple[int, int], Shelf], log: Log) -> list[Technician]:
    """Technicians at home, their vans, and the hours they will be paid for."""
    trip = scenario.travel.plan()
    technicians = []
    for name, spec in names.technicians.items():
        home = names.location[spec.home]
        technician = Technician(
            code=names.technician[name],
            name=name,
            home=Spot(spec.home, scenario.locations[spec.home].at),
            home_code=home,
            levels=spec.skills,
            regions=frozenset(spec.regions),
            shift=calendar(scenario, spec.hours),
            on_call=calendar(scenario, spec.on_call) if spec.on_call is not None else None,
            on_call_priority=spec.on_call_priority,
            stops=spec.at_shift_end == "stop",
            trip=trip,
            trip_by_chance=scenario.travel.uses_luck,
        )
        if spec.van:
            technician.van_code = names.location[f"van:{name}"]
            technician.shelves = {names.part[part]: shelves[technician.van_code, names.part[part]] for part in spec.van}
        write_attendance(technician, log, scenario.horizon)
        technicians.append(technician)
    return technicians


def write_attendance(technician: Technician, log: Log, horizon: float) -> None:
    """Shifts as they stand in the calendar; on-call hours without those that are shift hours anyway."""
    for begin, end in technician.shift.spans:
        if begin < horizon:
            log.attendance.write(technician.code, begin, min(end, horizon), SHIFT)
    if technician.on_call is None:
        return
    for begin, end in technician.on_call.spans:
        for free_from, free_to in _outside(technician.shift, begin, min(end, horizon)):
            log.attendance.write(technician.code, free_from, free_to, DUTIES.index("on call"))


def _outside(shift: Calendar, begin: float, end: float) -> Iterator[tuple[float, float]]:
    """The stretches of [begin, end) that are not shift hours."""
    while begin < end:
        if shift.is_open(begin):
            begin = shift.open_until(begin)
        else:
            until = min(shift.next_open(begin), end)
            yield begin, until
            begin = until


# ---------------------------------------------------------------------- assets
def add_assets(scenario: Scenario, names: Names, fleet: Fleet) -> None:
    """Sites, assets and their sockets, all up; every name keys its own luck."""
    kinds: dict[str, list[tuple[int, int]]] = {}
    """type -> (mode, key of its name)"""
    unequal = {kind: any(mode.law.unequal for mode in spec.failures.values()) for kind, spec in scenario.asset_types.items()}
    for kind, spec in scenario.asset_types.items():
        modes = [failure_mode(names, kind, name, mode) for name, mode in spec.failures.items()]
        for mode in modes:
            mode.siblings = tuple(other for other in modes if other is not mode)
        if spec.maintenance is not None:
            modes.append(maintenance_mode(names, kind, spec.maintenance))
        first = len(fleet.modes)
        fleet.modes.extend(modes)
        kinds[kind] = [(first + i, name_key("mode", mode.name)) for i, mode in enumerate(modes)]
    for site_name, site_spec in scenario.sites.items():
        fleet.sites.append(make_site(scenario, names, site_name))
        site = len(fleet.sites) - 1
        for kind, count in site_spec.assets.items():
            fleet.add(site, count, name_key("assets", site_name, kind), kinds[kind], unequal[kind])


def make_site(scenario: Scenario, names: Names, name: str) -> Site:
    """A site with its promises; without an offer it is covered round the clock and promised nothing."""
    spec = scenario.sites[name]
    site = Site()
    site.code = names.site[name]
    site.spot = Spot(name, spec.at)
    site.region = spec.region
    site.lanes = {}
    if spec.offer is None:
        site.offer, site.priority, site.promised = NONE, Offer.model_fields["priority"].default, None
        site.coverage = calendar(scenario, OpeningHours(always=True))
    else:
        offer = scenario.offers[spec.offer]
        site.offer, site.priority = names.offer[spec.offer], offer.priority
        site.promised = offer.restoration if offer.response is None else offer.response
        site.coverage = calendar(scenario, offer.hours)
    return site


def failure_mode(names: Names, kind: str, name: str, spec: FailureMode) -> Mode:
    """A failure mode with its laws ready to draw."""
    needs = tuple((names.part[part], need.probability, need.quantity) for part, need in spec.parts.items())
    return Mode(
        name=name,
        code=names.mode[f"{kind}.{name}"],
        reason=REASONS.index("breakdown"),
        effect=EFFECTS.index(spec.effect),
        down=spec.effect == "down",
        life=spec.law.sampler(),
        memoryless=spec.law.memoryless,
        operating_clock=spec.law.clock == "operating",
        reporting=sampler(spec.reporting_delay),
        priority=spec.priority,
        remote=spec.remote,
        remote_time=sampler(spec.remote_time),
        skill=spec.skill,
        level=spec.level,
        needs=needs,
        needs_all=all(probability == 1.0 for _, probability, _ in needs),
        predicted_parts=tuple((part, quantity) for part, _, quantity in needs),
        diagnosis=sampler(spec.diagnosis),
        accuracy=spec.diagnosis_accuracy,
        repair=sampler(spec.repair),
        success=spec.repair_success,
        expected_work=spec.diagnosis.mean + spec.repair.mean,
    )


def maintenance_mode(names: Names, kind: str, spec: Maintenance) -> Mode:
    """Planned maintenance runs like a mode that fails by the calendar and harms nothing."""
    return Mode(
        name=MAINTENANCE,
        code=names.mode[f"{kind}.{MAINTENANCE}"],
        reason=REASONS.index("maintenance"),
        effect=EFFECTS.index("cosmetic"),
        even_when_down=True,
        due_within=spec.due_within,
        life=by_calendar(spec.every),
        memoryless=True,
        priority=spec.priority,
        skill=spec.skill,
        level=spec.level,
        repair=sampler(spec.duration),
        expected_work=spec.duration.mean,
    )


def by_calendar(every: float) -> Life:
    """Due times at a fixed interval, the first at a random moment of it."""
    interval = to_tick(every)

    def next_due(now: float, luck: float, _own: float) -> float:
        return to_tick(luck * every) if now == 0.0 else now + interval

    return next_due


# ---------------------------------------------------------------------- the desk, the way back of cores
def add_desk(scenario: Scenario, world: World) -> None:
    """The hotline, if there is one."""
    spec = scenario.desk
    if spec is not None:
        world.desk = Desk(
            kernel=world.kernel,
            agents=spec.agents,
            hours=calendar(scenario, spec.hours),
            handling=sampler(spec.handling),
            patience=sampler(spec.patience) if spec.patience is not None else None,
            redial=sampler(spec.redial),
            accuracy=spec.triage_accuracy,
            remote_success=spec.remote_success,
        )


def add_returns(scenario: Scenario, names: Names, world: World) -> None:
    """The way back of cores, if there is one."""
    spec = scenario.returns
    if spec is not None:
        world.returns = ReturnsLoop(
            transit=sampler(spec.transit),
            inspection=sampler(spec.inspection),
            detection=spec.detection,
            disposition=spec.disposition,
            repair=sampler(spec.shop.repair),
            repair_success=spec.shop.repair_success,
            repair_cost=spec.shop.cost,
            shop=Shop(spec.shop.benches),
            location=names.location[spec.shop.location],
        )


# ---------------------------------------------------------------------- the first morning
def open_for_business(world: World) -> None:
    """Stock the shelves, start the rosters and the calendar of faults."""
    world.arrive = partial(arrive, world)
    for shelf in world.shelves.values():
        shelf.place_order = partial(place_order, world)
        shelf.bell = Timer(partial(first_arrives, world), shelf)
    for shelf in world.shelves.values():
        shelf.open()
    for shelf in world.shelves.values():
        if shelf.rule.review is not None:
            world.kernel.walk(periodic_review(shelf, to_tick(shelf.rule.review)))
    rosters: dict[tuple[int, int], list[Technician]] = {}
    for technician in world.technicians:
        technician.begin_duty(technician.duty_at(0.0))
        rosters.setdefault((id(technician.shift), id(technician.on_call)), []).append(technician)
    for crew in rosters.values():
        world.kernel.walk(duty_roster(world, crew))
    if world.desk is not None and not world.desk.hours.always:
        world.kernel.walk(desk_opens(world, world.desk))
    world.fleet.start(partial(breakdown, world))
