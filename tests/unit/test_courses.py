"""Levels over time against sums by hand, and against the figures that are their averages."""

from __future__ import annotations

import numpy as np
import pytest
from small_run import SmallRun

import sim
from sim.errors import UsageError
from sim.kpi.courses import COURSES, course, windows
from sim.results import Tables

DAYS = 10


def test_calls_and_assets_by_hand() -> None:
    run = SmallRun()
    run.call(-5.0, 12.0, asset=0)  # open at the start
    run.call(6.0, 30.0, asset=0)  # overlaps: one asset, two calls
    run.call(100.0, asset=1)  # open at the end
    run.call(50.0, 60.0, asset=2, effect="degraded")
    run.call(70.0, 80.0, asset=3, reason="maintenance")
    tables = run.tables()
    calls, down = course(tables, "open_calls", 24.0), course(tables, "assets_down", 24.0)
    assert calls == pytest.approx([(12 + 18) / 24, 6 / 24, 10 / 24, 0, 20 / 24, 1, 1, 1, 1, 1])
    assert down == pytest.approx([1, 6 / 24, 0, 0, 20 / 24, 1, 1, 1, 1, 1])


def test_stock_by_hand() -> None:
    run = SmallRun(warm_up=40.0)
    seal = {"location": "depot", "part": "seal"}
    run.add("movements", time=0.0, movement="initial", quantity=3, on_hand=3, **seal)
    run.add("movements", time=0.0, movement="initial", quantity=90, on_hand=90, location="factory", part="seal")  # a supplier's
    run.add("movements", time=0.0, movement="initial", quantity=5, on_hand=5, location="van", part="bolt")
    run.add("movements", time=60.0, movement="issue", quantity=-3, on_hand=0, **seal)
    run.add("movements", time=100.0, movement="demand backordered", quantity=2, backorders=2, **seal)
    run.add("movements", time=220.0, movement="receipt", quantity=3, on_hand=3, backorders=2, **seal)
    run.add("movements", time=220.0, movement="backorder filled", quantity=-2, on_hand=1, **seal)
    tables = run.tables()
    assert course(tables, "units_on_hand", 24.0) == pytest.approx([8, 8, 6.5, 5, 5, 5, 5, 5, 5, 5 + 20 / 24])
    assert course(tables, "backorders", 24.0) == pytest.approx([0, 0, 0, 0, 2 * 20 / 24, 2, 2, 2, 2, 2 * 4 / 24])


@pytest.fixture(scope="module")
def tiny() -> Tables:
    return sim.run("scenarios/tiny.yaml").tables


def test_averages_of_courses_are_the_figures(tiny: Tables) -> None:
    """Over the whole run, which has no warm-up when it is read again without."""
    tiny.warm_up, begin = 0.0, tiny.warm_up
    try:
        found = sim.kpi.figures(tiny, ["availability"])
    finally:
        tiny.warm_up = begin
    assert 1 - course(tiny, "assets_down", tiny.horizon).item() / tiny.facts["assets"] == pytest.approx(found["availability"])


@pytest.mark.parametrize("name", COURSES)
def test_longer_intervals_are_means_of_shorter_ones(tiny: Tables, name: str) -> None:
    days = course(tiny, name, 24.0)
    assert len(days) == windows(tiny.horizon, 24.0)
    weeks = course(tiny, name, 168.0)
    assert weeks == pytest.approx(days[: 7 * len(weeks)].reshape(-1, 7).mean(axis=1))
    assert np.all(days > -1e-9)


def test_whole_intervals_only() -> None:
    assert (windows(240.0, 24.0), windows(239.9, 24.0), windows(0.3, 0.1)) == (10, 9, 3)


def test_an_unknown_course_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'open_calls'"):
        course(SmallRun().tables(), "open_cals", 24.0)
