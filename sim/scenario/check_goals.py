"""Does the yardstick of strategies make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding
from sim.scenario.goals import Goals
from sim.scenario.spec import Scenario


def check_goals(scenario: Scenario) -> Iterator[Finding]:
    """One objective at most, something to judge by, and limits that can be kept together."""
    if scenario.goals is not None:
        yield from senseless_goals(scenario.goals)


def senseless_goals(goals: Goals) -> Iterator[Finding]:
    """What every word for itself is right in, but not the whole."""
    if goals.minimise is not None and goals.maximise is not None:
        yield Finding(
            ("goals", "maximise"),
            "there is one objective, to minimise or to maximise; state what else matters as a limit (at_least, at_most)",
        )
    if goals.minimise is None and goals.maximise is None and not goals.at_least and not goals.at_most:
        yield Finding(("goals",), "there is nothing to judge by; add minimise or maximise, at_least or at_most")
    for figure in goals.at_least.keys() & goals.at_most.keys():
        low, high = goals.at_least[figure], goals.at_most[figure]
        if low.unit == high.unit and low.number > high.number:
            message = f"nothing is at most {high.text} and at least {low.text}"
            yield Finding(("goals", "at_most", figure), message)
