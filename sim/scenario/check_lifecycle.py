"""Do the ends of parts make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.lifecycle import Supersession
from sim.scenario.parts import Part
from sim.scenario.spec import Scenario
from sim.units import describe_hours


def check_lifecycle(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about parts that come to their end."""
    for name, part in scenario.parts.items():
        yield from _kit(scenario, name, part)
        if part.superseded_by is not None:
            yield from _supersession(scenario, name, part.superseded_by)


def _supersession(scenario: Scenario, name: str, change: Supersession) -> Iterator[Finding]:
    """The new part must exist, be stocked by then, and not come back to the old one."""
    path = ("parts", name, "superseded_by", "part")
    fault = dangling(path, "part", change.part, scenario.parts)
    if fault:
        yield fault
        return
    line = [name]
    while line[-1] in scenario.parts and len(line) == len(set(line)):
        following = scenario.parts[line[-1]].superseded_by
        if following is None:
            break
        line.append(following.part)
    if line[-1] == name:
        yield Finding(path, f"parts supersede one another: {' -> '.join(line)}")
    if scenario.parts[change.part].introduced > change.at:
        yield Finding(
            ("parts", name, "superseded_by", "at"),
            f"'{change.part}' is introduced {describe_hours(scenario.parts[change.part].introduced)} after the start, so nobody would stock it yet",
        )


def _kit(scenario: Scenario, name: str, part: Part) -> Iterator[Finding]:
    """A kit holds parts, no kits, and is no core itself."""
    path = ("parts", name)
    for each in part.contains:
        fault = dangling((*path, "contains", each), "part", each, scenario.parts)
        if fault:
            yield fault
        elif scenario.parts[each].contains:
            yield Finding((*path, "contains", each), f"'{each}' is a kit itself; say what is in it here")
    if part.contains and part.repairable:
        yield Finding((*path, "repairable"), "a kit is used up part by part and does not come back; make its parts repairable")
    if not part.contains and part.opened != "loose":
        yield Finding((*path, "opened"), "there is nothing to open; add 'contains', or leave this out")
