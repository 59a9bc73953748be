"""Sites, the machines installed there, and how they fail."""

from __future__ import annotations

from sim.build.diagnostics import add_diagnostics
from sim.build.names import Names, calendar, open_hours, sampler
from sim.build.upkeep import add_upkeep, task_mode
from sim.nature.calendars import OpeningHours
from sim.nature.travel import Spot
from sim.records import EFFECTS, NONE, REASONS
from sim.scenario.offers import Offer
from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.fleet import Fleet
from sim.system.modes import Mode
from sim.system.sites import Site


def add_assets(scenario: Scenario, names: Names, fleet: Fleet) -> None:
    """Sites, assets and their sockets, all up; every name keys its own luck."""
    kinds: dict[str, list[tuple[int, int]]] = {}
    """type -> (mode, key of its name)"""
    unequal = {
        kind: any(mode.law.unequal for each in (spec, *scenario.built(kind).values()) for mode in each.failures.values())
        for kind, spec in scenario.asset_types.items()
    }
    for kind in scenario.asset_types:
        first = add_modes(scenario, names, fleet, kind)
        kinds[kind] = [(first + i, name_key("mode", mode.name)) for i, mode in enumerate(fleet.modes[first:])]
    for site_name, site_spec in scenario.sites.items():
        fleet.sites.append(make_site(scenario, names, site_name, site_spec.offer))
        site = len(fleet.sites) - 1
        for kind, count in site_spec.assets.items():
            enters, leaves = scenario.stay(site_spec, kind)
            gone = None if leaves is None else leaves.sampler()
            key, old = name_key("assets", site_name, kind), sampler(scenario.age(site_spec, kind))
            fleet.add(site, count, key, kinds[kind], unequal[kind], sampler(enters), gone, old)


def add_modes(scenario: Scenario, names: Names, fleet: Fleet, kind: str) -> int:
    """How a type fails, and its planned work; returns the first of these modes."""
    spec = scenario.asset_types[kind]
    modes = [failure_mode(scenario, names, kind, name) for name in spec.failures]
    add_diagnostics(scenario, spec, modes)
    modes += [task_mode(scenario, names, kind, name) for name in spec.planned()]
    first = len(fleet.modes)
    fleet.modes.extend(modes)
    add_upkeep(spec, first, fleet)
    return first


def make_site(scenario: Scenario, names: Names, name: str, signed: str | None) -> Site:
    """A site with its promises under an offer; without one it is covered round the clock and promised nothing."""
    spec = scenario.sites[name]
    site = Site()
    site.code = names.site[name]
    site.spot = Spot(name, spec.at)
    site.region = spec.region
    site.lanes = {}
    site.access = open_hours(scenario, spec.access)
    site.book = None
    site.no_access = spec.no_access
    site.preference = preference(scenario, names, spec.technicians)
    site.depot = NONE
    if scenario.sourcing.predicted_parts == "wait_for":
        depot = scenario.depots(spec)[0]
        site.depot, site.depot_spot = names.location[depot], Spot(depot, scenario.locations[depot].at)
    if signed is None:
        site.takes_refurbished = True
        site.offer, site.priority, site.promised = NONE, Offer.model_fields["priority"].default, None
        site.coverage = calendar(scenario, OpeningHours(always=True))
    else:
        offer = scenario.offers[signed]
        site.takes_refurbished = offer.refurbished
        site.offer, site.priority = names.offer[signed], offer.priority
        site.promised = offer.restoration if offer.response is None else offer.response
        site.coverage = calendar(scenario, offer.hours)
    return site


def preference(scenario: Scenario, names: Names, wanted: list[str]) -> dict[int, int]:
    """Each listed technician's place in the list; the members of a group share one."""
    places: dict[int, int] = {}
    for place, name in enumerate(wanted):
        for each in scenario.members(name) if name in scenario.technicians else [name]:
            places.setdefault(names.technician[each], place)
    return places


def failure_mode(scenario: Scenario, names: Names, kind: str, name: str) -> Mode:
    """A failure mode with its laws ready to draw."""
    spec = scenario.asset_types[kind].failures[name]
    needs = tuple(
        (names.part[part], need.probability, need.quantity.expected, need.quantity.sampler()) for part, need in spec.parts.items()
    )
    return Mode(
        name=name,
        code=names.mode[f"{kind}.{name}"],
        reason=REASONS.index("breakdown"),
        effect=EFFECTS.index(spec.effect),
        down=spec.effect == "down",
        life=spec.law.sampler_from(scenario.start),
        memoryless=spec.law.memoryless and spec.condition is None,
        overlapping=spec.law.overlapping,
        operating_clock=spec.law.clock == "operating",
        reporting=sampler(spec.reporting_delay),
        priority=spec.priority,
        remote=spec.remote,
        remote_time=sampler(spec.remote_time),
        escalation=scenario.desk.escalation(spec) if scenario.desk is not None else 0.0,
        self_service=spec.self_service,
        self_service_time=sampler(spec.self_service_time),
        skill=spec.skill,
        level=spec.level,
        tool=None if spec.tool is None else names.tool[spec.tool],
        needs=needs,
        needs_all=all(probability == 1.0 and draw is None for _, probability, _, draw in needs),
        predicted_parts=tuple((part, quantity) for part, probability, quantity, _ in needs if probability > 0),
        coreless=frozenset(names.part[part] for part, need in spec.parts.items() if not need.core),
        gives_back=tuple((names.part[part], units) for part, units in spec.gives_back.items()),
        diagnosis=sampler(spec.diagnosis),
        accuracy=spec.diagnosis_accuracy,
        repair=sampler(spec.repair),
        success=spec.repair_success,
        expected_work=spec.diagnosis.mean + spec.repair.mean,
    )
