"""Planned routes where much more waits than anybody can do."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

from sim.policies.route_plan import MOST_STOPS, Route, RoutePlan


def waiting(number: int, priority: int = 3) -> Any:
    """An order somewhere on a line."""
    return SimpleNamespace(spot=number * 37 % 101, created=0.0, due=float(number), priority=priority, expected_work=1.0)


def route() -> Route:
    return Route(begin=0, free=0.0, until=float("inf"), may_do=lambda _: True, drive=lambda a, b: abs(a - b) / 100)


def test_a_long_backlog_is_planned_as_far_as_anybody_gets_and_soon() -> None:
    planned = route()
    begun = time.process_time()
    RoutePlan().plan([waiting(number) for number in range(300)], [planned])
    assert len(planned.stops) == MOST_STOPS
    assert time.process_time() - begun < 5.0, "without a limit it takes minutes"


def test_what_is_urgent_finds_a_place_in_a_full_route() -> None:
    planned = route()
    planned.stops = [waiting(number) for number in range(MOST_STOPS)]
    assert RoutePlan().insert(waiting(50), [planned]) is None
    assert RoutePlan().insert(waiting(51, priority=1), [planned]) is planned
    assert planned.stops[0].priority == 1
