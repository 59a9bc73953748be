"""Does somebody answer, and does what stands before and behind the hotline have something to do?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.desk import Agents
from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


def check_desk(scenario: Scenario) -> Iterator[Finding]:
    """Faults of the hotline and of its second line."""
    desk = scenario.desk
    if desk is None:
        return
    if desk.hours.weekly_hours == 0:
        yield Finding(("desk", "hours"), "the desk never opens; leave out 'desk' to do without one")
    if (desk.patience is not None or desk.lines is not None) and desk.redial_share > 0 and desk.redial.quantile(0.5) <= 0:
        yield Finding(("desk", "redial"), "a caller who rang in vain must take some time to ring again")
    yield from _staffed(("desk", "agents"), desk)
    if desk.lines is not None and desk.lines < desk.most_agents:
        yield Finding(
            ("desk", "lines"),
            f"expected a line for each of the {desk.most_agents} agents at least, found {desk.lines}; lines count "
            "callers talking and waiting",
        )
    if desk.second_line is not None:
        if desk.second_line.hours.weekly_hours == 0:
            yield Finding(
                ("desk", "second_line", "hours"), "the second line never opens; leave out 'second_line' to do without one"
            )
        yield from _staffed(("desk", "second_line", "agents"), desk.second_line)
    if desk.call_back is not None:
        if desk.call_back.after is None and not desk.call_back.outside_hours:
            yield Finding(("desk", "call_back"), "nobody is ever offered a call-back; give 'after', or 'outside_hours: true'")
        if desk.call_back.outside_hours and desk.hours.always:
            yield Finding(("desk", "call_back", "outside_hours"), "the desk never closes; leave it out, or give the desk 'hours'")


def _staffed(path: Path, line: Agents) -> Iterator[Finding]:
    if not line.most_agents:
        yield Finding(path, "nobody ever answers; give 'agents' or 'shifts'")
