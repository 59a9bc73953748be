"""The service desk, and the documents that answer in its place, as columns."""

from __future__ import annotations

from collections.abc import Iterator

from sim.nature.calendars import OpeningHours, changes
from sim.scenario.describe.columns import Columns, columns_of
from sim.scenario.desk import Agents
from sim.scenario.spec import Scenario


def agent_shifts(scenario: Scenario, line: Agents) -> list[tuple[float, int]]:
    """When agents come on duty and leave it besides those who are always there: (time, how many more)."""
    return changes((scenario.calendar(OpeningHours.read(hours)), people) for hours, people in line.shifts.items())


def _on_duty(scenario: Scenario, line: Agents) -> Iterator[tuple[float, float, int]]:
    """(begin, end, agents) of every stretch of the opening hours in which their number stays the same."""
    agents, staffing = line.agents, iter(agent_shifts(scenario, line))
    change = next(staffing, None)
    for opens, closes in scenario.calendar(line.hours).spans:
        begin, end = opens, min(closes, scenario.horizon)
        while begin < end:
            while change is not None and change[0] <= begin:
                agents += change[1]
                change = next(staffing, None)
            until = end if change is None else min(change[0], end)
            yield begin, until, agents
            begin = until


def desk_hours(scenario: Scenario) -> Columns:
    """How many agents are there from when to when, in opening hours."""
    desk = scenario.desk
    rows = [] if desk is None else [(*each, desk.cost, desk.lines) for each in _on_duty(scenario, desk)]
    return columns_of(("begin", "end", "agents", "cost", "lines"), rows)


def second_line_hours(scenario: Scenario) -> Columns:
    """The same of the specialists behind them."""
    line = scenario.desk.second_line if scenario.desk is not None else None
    rows = [] if line is None else [(*each, line.cost) for each in _on_duty(scenario, line)]
    return columns_of(("begin", "end", "agents", "cost"), rows)


def portals(scenario: Scenario) -> Columns:
    """What a visit to the portal costs; no row where there is none."""
    portal = scenario.desk.portal if scenario.desk is not None else None
    return columns_of(("cost",), [] if portal is None else [(portal.cost,)])


def documents(scenario: Scenario) -> Columns:
    """What each document is about, how it goes out of date, and how it is renewed."""
    return columns_of(
        ("document", "asset_type", "decay", "feedback", "revised_to", "author_cost"),
        [
            (
                name,
                each.asset_type,
                each.decay,
                each.feedback,
                None if each.authoring is None else each.authoring.coverage,
                each.author_cost,
            )
            for name, each in scenario.documents.items()
        ],
    )
