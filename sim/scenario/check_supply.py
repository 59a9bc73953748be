"""Does every part that a repair may need have a way to the technician?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import FailureMode
from sim.scenario.classes import possible_rules
from sim.scenario.finding import Finding, dangling, some
from sim.scenario.locations import Location
from sim.scenario.people import Technician
from sim.scenario.spec import Scenario

_ALWAYS_FINDS = "emergency"
_DRIVEN_TO = ("depot", "vans")
"""Steps that need no time: the technician drives there himself."""
_HOLD_BACK = ("lateral", "vans")
_REACHES_ALL = ("upstream", "emergency")
"""Steps that reach every technician, whatever his home stocks."""


def check_supply(scenario: Scenario) -> Iterator[Finding]:
    """Faults of locations, stock, vans and sourcing, and needs that nothing meets."""
    for name, location in scenario.locations.items():
        yield from _location(scenario, name, location)
    yield from _rings(scenario)
    yield from _vans(scenario)
    yield from _sourcing(scenario)
    yield from _depots(scenario)
    yield from _needs(scenario)


def _location(scenario: Scenario, name: str, location: Location) -> Iterator[Finding]:
    path = ("locations", name)
    if location.supplier:
        if location.source is not None:
            yield Finding(
                (*path, "source"), "a supplier supplies from outside and is not refilled; leave out 'source' or 'supplier'"
            )
        if location.stock:
            yield Finding((*path, "stock"), "a supplier has all parts at all times; it takes no stock rules")
    elif location.capacity is not None:
        yield Finding((*path, "capacity"), f"'{name}' is no supplier; only those have a capacity, and others ship what they have")
    if location.works_while_below is not None and location.capacity is None:
        yield Finding(
            (*path, "works_while_below"),
            "without a 'capacity' orders are not worked on one after the other; add it, or leave this out",
        )
    if not location.supplier and location.source is None:
        yield Finding(path, f"nothing supplies '{name}'; give it a 'source', or make it a supplier with 'supplier: true'")
    if location.source is not None:
        fault = dangling((*path, "source"), "location", location.source, scenario.locations)
        if fault:
            yield fault
    yield from _reserves(scenario, name, location)
    if location.supplier and location.count_every is not None:
        yield Finding((*path, "count_every"), "a supplier has all parts at all times; there is nothing of ours to count")
    elif location.count_cost and location.count_every is None:
        yield Finding((*path, "count_cost"), "nobody counts here, so this costs nothing; add 'count_every'")
    for index, lateral in enumerate(location.laterals):
        yield from _lateral(scenario, name, location, index, lateral)


def _reserves(scenario: Scenario, name: str, location: Location) -> Iterator[Finding]:
    for part, reserve in location.reserve.items():
        path = ("locations", name, "reserve", part)
        rules = possible_rules(scenario, location.stock, part).values()
        most = max((rule.levels for rule in rules), default=0)
        fault = dangling(path, "part", part, scenario.parts)
        if fault:
            yield fault
        elif not rules:
            yield Finding(path, f"no stock rule for '{part}' at '{name}', so there is nothing to keep")
        elif reserve.units >= most:
            yield Finding(
                (*path, "units"),
                f"{reserve.units} kept of at most {most} on the shelf: nobody else would ever get one; expected fewer",
            )


def _lateral(scenario: Scenario, name: str, location: Location, index: int, lateral: str) -> Iterator[Finding]:
    path = ("locations", name, "laterals", index)
    fault = dangling(path, "location", lateral, scenario.locations)
    if fault:
        yield fault
    elif lateral == name:
        yield Finding(path, f"'{name}' cannot help itself out")
    elif scenario.locations[lateral].supplier:
        yield Finding(path, f"'{lateral}' is a supplier; for supply from outside use an emergency step of sourcing")
    elif lateral in location.laterals[:index]:
        yield Finding(path, f"'{lateral}' stands twice in the list")


def _rings(scenario: Scenario) -> Iterator[Finding]:
    """Locations that supply one another in a circle; each circle is told once."""
    told: set[str] = set()
    for start in scenario.locations:
        trail: list[str] = []
        name: str | None = start
        while name in scenario.locations and name not in trail and name not in told:
            trail.append(name)
            name = None if scenario.locations[name].supplier else scenario.locations[name].source
        if name in trail:
            ring = trail[trail.index(name) :]
            words = (
                f"'{name}' supplies itself"
                if len(ring) == 1
                else f"locations supply one another: {' <- '.join([*ring, ring[0]])}"
            )
            yield Finding(("locations", ring[0], "source"), words)
        told.update(trail)


def _vans(scenario: Scenario) -> Iterator[Finding]:
    for name, technician in scenario.technicians.items():
        path = ("technicians", name)
        if technician.count_every is not None and not technician.van:
            yield Finding((*path, "count_every"), f"'{name}' carries no parts; there is nothing to count")
        elif technician.count_cost and technician.count_every is None:
            yield Finding((*path, "count_cost"), "nobody counts this van, so this costs nothing; add 'count_every'")
        fault = dangling((*path, "home"), "location", technician.home, scenario.locations)
        if fault:
            yield fault
        elif scenario.locations[technician.home].supplier:
            yield Finding((*path, "home"), f"'{technician.home}' is a supplier; a technician's home is a location that we run")


def _sourcing(scenario: Scenario) -> Iterator[Finding]:
    steps = scenario.sourcing.steps
    seen: list[str] = []
    never = False
    for index, step in enumerate(steps):
        path = ("sourcing", "steps", index)
        if step.source in seen:
            yield Finding(path, f"a second step from '{step.source}'; each source is tried once")
        elif never:
            yield Finding(path, f"this step is never tried: '{_ALWAYS_FINDS}' before it always finds the part")
        seen.append(step.source)
        never = never or (step.source == _ALWAYS_FINDS and step.chance == 1 and not _fails(scenario, step.supplier))
        if step.time is None and step.carrier is None and step.source not in _DRIVEN_TO:
            yield Finding(path, f"missing key 'time': time until a part from '{step.source}' is with the technician")
        if step.source == "lateral" and not any(each.laterals for each in scenario.locations.values()):
            yield Finding(path, "no location has 'laterals', so nobody can help out")
        if step.source == "vans" and not _colleagues(scenario):
            yield Finding(path, "no two technicians with vans share a home, so nobody can help out")
        if step.source == "cannibalise" and step.carrier is not None:
            yield Finding(
                (*path, "carrier"), "nobody ships what is taken out of a machine at the site; give the 'time' that it takes"
            )
        if step.hold_back and step.source not in _HOLD_BACK:
            yield Finding(
                (*path, "hold_back"),
                f"'{step.source}' holds nothing back; laterals and vans do, and a location keeps a 'reserve' for urgent calls",
            )
    if scenario.sourcing.owed_by == "group" and all(step.source != "lateral" for step in steps):
        yield Finding(
            ("sourcing", "owed_by"), "a group is a home and its laterals; add a step 'from: lateral' with the time it takes"
        )


def _colleagues(scenario: Scenario) -> bool:
    """Whether two vans start from one home."""
    homes = [each.home for each in scenario.technicians.values() for _ in range(min(each.count, 2)) if each.van]
    return len(set(homes)) < len(homes)


def _fails(scenario: Scenario, supplier: str | None) -> bool:
    """Whether an emergency supply may find its supplier disrupted."""
    return supplier in scenario.locations and scenario.locations[supplier].disruptions is not None


def _depots(scenario: Scenario) -> Iterator[Finding]:
    """Parts that triage named come from depots: there must be one to ask, and only one per site to set them aside."""
    told: set[tuple[str, ...]] = set()
    for name, site in scenario.sites.items():
        path = ("sites", name, "depot")
        fault = None if site.depot is None else dangling(path, "location", site.depot, scenario.locations)
        if fault:
            yield fault
        elif site.depot is not None and scenario.locations[site.depot].supplier:
            yield Finding(path, f"'{site.depot}' is a supplier; parts are set aside at a location that we run")
        depots = tuple(scenario.depots(site))
        if scenario.sourcing.predicted_parts == "wait_for" and len(depots) > 1 and depots not in told:
            told.add(depots)
            yield Finding(
                ("sites", name),
                f"those who serve '{name}' start from {some(list(depots), 2)}; say at which 'depot' its parts are set aside",
            )
    steps = scenario.sourcing.steps
    if scenario.sourcing.predicted_parts != "at_visit" and steps and all(step.source != "depot" for step in steps):
        yield Finding(("sourcing", "predicted_parts"), "parts that triage named come from the depot; add a step 'from: depot'")


def _needs(scenario: Scenario) -> Iterator[Finding]:
    """Parts that a failure mode names must exist and reach every technician who may be sent."""
    sure = any(step.source in _REACHES_ALL and step.chance > 0 for step in scenario.sourcing.steps)
    kits: dict[str, list[str]] = {}
    for kit, spec in scenario.parts.items():
        for part in spec.contains:
            kits.setdefault(part, []).append(kit)
    for asset_type, each in scenario.asset_types.items():
        for mode, failure in each.failures.items():
            for part, need in failure.parts.items():
                path = ("asset_types", asset_type, "failures", mode, "parts", part)
                fault = dangling(path, "part", part, scenario.parts)
                if fault:
                    yield fault
                elif not sure and need.probability > 0:
                    yield from _reach(scenario, failure, (part, *kits.get(part, ())), path)


def _reach(scenario: Scenario, failure: FailureMode, parts: tuple[str, ...], path: tuple[str, ...]) -> Iterator[Finding]:
    """A part, which may come in kits, must be stocked where those start who may be sent."""
    lost = [name for name, technician in scenario.technicians.items() if not _reaches(scenario, technician, failure, parts)]
    if lost:
        home = scenario.technicians[lost[0]].home
        yield Finding(
            path,
            f"no stock rule for '{parts[0]}' at '{home}' nor in the van of {some(lost, 1)}; give one of them a rule "
            "(level 0 passes each order on to the source), or add an upstream or emergency step to 'sourcing'",
        )


def _reaches(scenario: Scenario, technician: Technician, failure: FailureMode, parts: tuple[str, ...]) -> bool:
    """True when the technician carries one of the parts, is refilled with it, or is never sent to this mode (or the home is wrong anyway)."""
    if not technician.may_repair(failure):
        return True
    home = scenario.locations.get(technician.home)
    if home is None or home.supplier:
        return True
    return any(possible_rules(scenario, rules, each) for rules in (technician.van, home.stock) for each in parts)
