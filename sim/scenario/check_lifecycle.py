"""Do the ends of parts make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.lifecycle import Supersession
from sim.scenario.spec import Scenario
from sim.units import describe_hours


def check_lifecycle(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about parts that come to their end."""
    for name, part in scenario.parts.items():
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
