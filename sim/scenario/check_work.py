"""Is there work, and is there somebody for each piece of it?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.nature.travel import Matrix, Spot
from sim.scenario.assets import FailureMode, Site, planned_at
from sim.scenario.finding import Finding, dangling
from sim.scenario.people import Technician
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path

MOST_MATRIX_PLACES = 2000
LEAST_URGENT = 9

Region = str | None
Task = tuple[Path, str | None, int]
"""(path, skill, level) of work that needs a visit."""


def check_work(scenario: Scenario) -> Iterator[Finding]:
    """Faults of sites, technicians, skills, territories and travel."""
    for name, site in scenario.sites.items():
        yield from _site(scenario, name, site)
    used = _used(scenario)
    if not scenario.part_orders:  # who sells parts has work without any machine
        yield from _some_work(scenario, used)
    yield from _requests(scenario)
    yield from _regions(scenario)
    yield from _people(scenario, used)
    yield from _travel(scenario)


def _some_work(scenario: Scenario, used: list[str]) -> Iterator[Finding]:
    if not used:
        yield Finding(("sites",), "there are no assets; add 'sites' with 'assets'")
    elif not any(_has_work(scenario, name) for name in used):
        yield Finding(("asset_types",), "nothing ever happens: no asset type at a site has 'failures' or 'maintenance'")


def _site(scenario: Scenario, name: str, site: Site) -> Iterator[Finding]:
    for asset_type in site.assets:
        fault = dangling(("sites", name, "assets", asset_type), "asset type", asset_type, scenario.asset_types)
        if fault:
            yield fault
    yield from _preference(scenario, name, site)
    if site.offer is not None:
        fault = dangling(("sites", name, "offer"), "offer", site.offer, scenario.offers)
        if fault:
            yield fault


def _preference(scenario: Scenario, name: str, site: Site) -> Iterator[Finding]:
    """Who is wanted at a site must exist, serve its territory, and be named once."""
    if not site.technicians:
        return
    group = {each: name for name in scenario.technicians for each in scenario.members(name)}
    known = {*group, *scenario.technicians}
    told: set[str] = set()
    for index, wanted in enumerate(site.technicians):
        path = ("sites", name, "technicians", index)
        fault = dangling(path, "technician", wanted, known)
        if fault:
            yield fault
            continue
        members = scenario.members(wanted) if wanted in scenario.technicians else [wanted]
        if told.intersection(members):
            yield Finding(path, f"'{wanted}' is in the list already")
        elif not serves(scenario.technicians[group[members[0]]], site.region):
            yield Finding(path, f"'{wanted}' does not serve the region of '{name}'")
        told.update(members)


def _used(scenario: Scenario) -> list[str]:
    """Asset types of which at least one asset stands somewhere."""
    return list(dict.fromkeys(kind for site in scenario.sites.values() for kind, count in site.assets.items() if count))


def _has_work(scenario: Scenario, asset_type: str) -> bool:
    kind = scenario.asset_types.get(asset_type)
    return kind is None or bool(kind.failures) or bool(kind.scheduled())


def _needs_visit(scenario: Scenario, mode: FailureMode) -> bool:
    """False when the desk solves every such fault."""
    return scenario.desk is None or scenario.desk.solves(mode) < 1


def _tasks(scenario: Scenario, asset_type: str) -> list[Task]:
    """The work at one asset type that somebody must drive to."""
    kind = scenario.asset_types.get(asset_type)
    if kind is None:
        return []
    path = ("asset_types", asset_type)
    tasks: list[Task] = [
        ((*path, "failures", name), mode.skill, mode.level)
        for name, mode in kind.failures.items()
        if _needs_visit(scenario, mode)
    ]
    tasks += [((*path, *planned_at(name)), task.skill, task.level) for name, task in kind.scheduled().items()]
    return tasks


def _requests(scenario: Scenario) -> Iterator[Finding]:
    """Requests come while earlier ones are open; an asset that is down asks for nothing."""
    for asset_type, kind in scenario.asset_types.items():
        for name, mode in kind.failures.items():
            if mode.law.overlapping and mode.effect == "down":
                yield Finding(
                    ("asset_types", asset_type, "failures", name, "effect"),
                    f"'{mode.law.word}' is a law of requests, which take no asset down; leave out 'effect', "
                    "or use a law of faults such as exponential",
                )


def _regions(scenario: Scenario) -> Iterator[Finding]:
    """Territories that technicians serve must be those of sites."""
    regions = {site.region for site in scenario.sites.values() if site.region is not None}
    for name, technician in scenario.technicians.items():
        for index, region in enumerate(technician.regions):
            fault = dangling(("technicians", name, "regions", index), "site in region", region, regions)
            if fault:
                yield fault


def _people(scenario: Scenario, used: list[str]) -> Iterator[Finding]:
    """Somebody on duty with the skill must serve the territory of every site."""
    if not any(_tasks(scenario, name) for name in used):
        return
    if not scenario.technicians and not scenario.partners:
        yield Finding(("technicians",), "there are no technicians, and work that needs a visit; add 'technicians'")
        return
    for name, technician in scenario.technicians.items():
        if technician.absence is not None and technician.absence.after.quantile(0.5) <= 0:
            yield Finding(("technicians", name, "absence", "after"), "there must be some time between two absences")
        if not _on_duty(technician):
            yield Finding(("technicians", name, "hours"), f"'{name}' never works; give 'hours' or 'on_call' hours")
    yield from _territories(scenario)
    told: set[Path] = set()
    for region, kinds in _kinds_by_region(scenario).items():
        crew = [each for each in scenario.technicians.values() if serves(each, region)]
        served = bool(crew) or _by_partner(scenario, None, 1, region)
        for path, skill, level in (task for kind in kinds for task in _tasks(scenario, kind)):
            if _by_partner(scenario, skill, level, region):
                continue
            if (
                served
                and path not in told
                and skill is not None
                and _best(crew, skill) < level
                and not is_taught(scenario, skill, level)
            ):
                told.add(path)
                yield _unskilled(scenario, region, (path, skill, level))


def _by_partner(scenario: Scenario, skill: str | None, level: int, region: Region) -> bool:
    """Whether a partner does all such work where nobody of ours does."""
    there = (each for each in scenario.partners.values() if each.takes != "busy" and each.least_urgent == LEAST_URGENT)
    return any(each.may_do(skill, level, region) for each in there)


def _on_duty(technician: Technician) -> bool:
    on_call = technician.on_call
    return technician.hours.weekly_hours > 0 or (on_call is not None and on_call.weekly_hours > 0)


def serves(technician: Technician, region: Region) -> bool:
    """Whether a technician is bound to no territories, or to this one among others."""
    return not technician.regions or region in technician.regions


def _territories(scenario: Scenario) -> Iterator[Finding]:
    """Each territory is told once, at its first site."""
    told: set[Region] = set()
    served = {region for each in scenario.technicians.values() for region in each.regions}
    everywhere = any(not each.regions for each in scenario.technicians.values())
    for name, site in scenario.sites.items():
        if everywhere or site.region in told or site.region in served or _by_partner(scenario, None, 1, site.region):
            continue
        told.add(site.region)
        if site.region is None:
            yield Finding(
                ("sites", name), f"no technician serves '{name}': it has no 'region', and all technicians are bound to regions"
            )
        else:
            fault = dangling(("sites", name, "region"), "technician for region", site.region, served)
            if fault:
                yield fault


def _kinds_by_region(scenario: Scenario) -> dict[Region, list[str]]:
    kinds: dict[Region, dict[str, None]] = {}
    for site in scenario.sites.values():
        kinds.setdefault(site.region, {}).update(dict.fromkeys(kind for kind, count in site.assets.items() if count))
    return {region: list(each) for region, each in kinds.items()}


def is_taught(scenario: Scenario, skill: str, level: int) -> bool:
    """Somebody may come to have the level: in a course, by experience, or as a newcomer."""
    courses = (course for course in scenario.courses.values() if course.skill == skill)
    newcomers = (person.replaced.skills or {} for person in scenario.technicians.values() if person.replaced is not None)
    known = scenario.skills.get(skill)
    reached = [*(course.level or 0 for course in courses), *(each.get(skill, 0) for each in newcomers)]
    return max([*reached, *(known.level_after if known is not None else ())], default=0) >= level


def _best(crew: list[Technician], skill: str) -> int:
    return max((each.skills.get(skill, 0) for each in crew), default=0)


def _unskilled(scenario: Scenario, region: Region, task: Task) -> Finding:
    path, skill, level = task
    assert skill is not None
    everyone = list(scenario.technicians.values())
    best, known = _best(everyone, skill), {name for each in everyone for name in each.skills}
    if best >= level:
        where = f"region '{region}'" if region is not None else "the sites without region"
        return Finding((*path, "skill"), f"no technician who serves {where} has skill '{skill}' at level {level}")
    if best:
        return Finding((*path, "level"), f"no technician has skill '{skill}' at level {level}; the best has level {best}")
    return (dangling((*path, "skill"), "technician with skill", skill, known)) or Finding(path, f"nobody has skill '{skill}'")


def _travel(scenario: Scenario) -> Iterator[Finding]:
    """Every place that somebody drives to must be known to the travel law."""
    spots = {("locations", each.home): each.home for each in scenario.technicians.values() if each.home in scenario.locations}
    spots.update({("sites", name): name for name in scenario.sites})
    depots = {site.depot for site in scenario.sites.values() if site.depot in scenario.locations}
    spots.update({("locations", name): name for name in scenario.locations if name in depots})
    places = [(path, Spot(name, getattr(scenario, path[0])[name].at)) for path, name in spots.items()]
    if isinstance(scenario.travel, Matrix):
        yield from _legs(scenario, scenario.travel)
        if len(places) > MOST_MATRIX_PLACES:
            yield Finding(
                ("travel", "matrix"), f"a matrix is for at most {MOST_MATRIX_PLACES:,} places; here are {len(places):,}"
            )
            return
    everywhere = [spot for _, spot in places]
    faults = scenario.travel.missing(everywhere, everywhere)
    lost = [(path, fault) for path, spot in places for fault in scenario.travel.missing([spot], [spot])] if faults else []
    yield from (Finding(path, f"{fault}, and technicians travel there") for path, fault in lost)
    if faults and not lost:
        more = f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""
        yield Finding(("travel",), f"{faults[0]}{more}")


def _legs(scenario: Scenario, matrix: Matrix) -> Iterator[Finding]:
    known = {*scenario.sites, *scenario.locations}
    for index, leg in enumerate(matrix.rows):
        for key, name in (("from", leg.origin), ("to", leg.target)):
            fault = dangling(("travel", "matrix", "rows", index, key), "site or location", name, known)
            if fault:
                yield fault
