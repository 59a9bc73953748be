"""Walks that leave their triangle, and contests that stand on them: who goes when, and why."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.study.screening import Contest, Walks, eta


def one_walk(drift: float, first_stage: int, error: float) -> Walks:
    return Walks(np.array([drift]), first_stage, error, np.ones(1, dtype=np.int8))


def test_a_walk_leaves_where_its_triangle_says() -> None:
    """By the formula, written out for one series."""
    values = np.random.default_rng(4).normal(0.3, 1.0, 400)
    walk = one_walk(0.5, 12, 0.01)
    variance = float(values[:12].var(ddof=1))
    h_squared = 2 * 11 * 0.5 * ((0.02) ** (-2 / 11) - 1)
    sums = np.cumsum(values)
    count = np.arange(1, 401)
    reach = np.maximum(0, h_squared * variance / (2 * 0.5) - 0.5 * count / 2)
    expected = next(n for n in range(12, 401) if abs(sums[n - 1]) > reach[n - 1])
    left = next(n for n in range(1, 401) if walk.step(values[n - 1 : n]))
    assert left == expected > 12
    assert walk.side[0] == np.sign(sums[left - 1])
    assert walk.variance[0] == pytest.approx(variance)
    assert not walk.step(np.array([-1e9]))  # what left stays out
    assert walk.side[0] == np.sign(sums[left - 1])


def test_steps_without_data_are_none() -> None:
    values = np.random.default_rng(5).normal(0.2, 1.0, 300)
    gaps = np.insert(values, slice(0, 100, 3), np.nan)
    whole, holed = one_walk(0.4, 10, 0.05), one_walk(0.4, 10, 0.05)
    for value in values:
        whole.step(np.array([value]))
    for value in gaps:
        holed.step(np.array([value]))
    assert whole.steps[0] == holed.steps[0]
    assert whole.sums[0] == pytest.approx(holed.sums[0])


def test_the_same_number_for_all_is_that_of_stein() -> None:
    values = np.random.default_rng(6).normal(0.0, 2.0, 10)
    walk = one_walk(0.5, 10, 0.0125)
    for value in values:
        walk.step(np.array([value]))
    t = stats.t(9).ppf(1 - 0.0125)
    assert walk.fixed_length() == math.ceil(t**2 * values.var(ddof=1) / 0.25) > 10


@pytest.mark.parametrize("error", [0.2, 0.05])
def test_a_walk_with_just_the_drift_errs_no_more_often_than_promised(error: float) -> None:
    rng, studies = np.random.default_rng(8), 4000
    walks = Walks(np.full(studies, 0.4), 10, error, np.ones(studies, dtype=np.int8))
    while not walks.side.all():
        walks.step(rng.normal(0.4, 1.0, studies))
    wrong = float((walks.side == -1).mean())
    assert wrong <= error + 3 * math.sqrt(error * (1 - error) / studies)
    assert wrong > error / 4  # a bound that is far too wide would waste replications


def test_eta_is_that_of_kim_and_nelson() -> None:
    assert eta(0.05 / 3, 10) == pytest.approx(0.5 * ((2 * 0.05 / 3) ** (-2 / 9) - 1))


def contest_of(systems: int, tolerances: list[float] | None = None) -> Contest:
    return Contest(
        systems, difference=1.0, first_stage=5, duel_error=0.01, tolerances=np.array(tolerances or []), trial_error=0.01
    )


def run(contest: Contest, objective: list[float], distances: list[list[float]], seed: int = 1, most: int = 3000) -> None:
    rng = np.random.default_rng(seed)
    while not contest.over and contest.stage < most:
        noise = rng.normal(0.0, 0.5, (len(objective), 1 + len(distances[0]) if distances else 1))
        contest.replicate(np.array(objective) + noise[:, 0], np.array(distances) + noise[:, 1:] if distances else None)


def test_who_was_beaten_stays_until_the_winner_is_known_to_keep_the_limits() -> None:
    """The better one turns out to break its limit late: the other must still be there."""
    contest = contest_of(2, [0.1])
    run(contest, [9.0, 0.0], [[-0.15], [2.0]])
    assert contest.duels.side[0, 1] == 1
    assert contest.alive == [1]
    assert contest.beaten_by == [None, None]
    assert contest.dropped_at[0] == contest.tried_at[0, 0] > contest.first_stage
    held = contest_of(2, [0.1])
    run(held, [9.0, 0.0], [[0.15], [2.0]])
    assert held.alive == [0]
    assert held.beaten_by[1] == 0
    assert held.dropped_at[1] == held.tried_at[0, 0]


def test_nobody_is_left_where_nobody_keeps_the_limits() -> None:
    contest = contest_of(3, [0.2, 0.2])
    run(contest, [1.0, 2.0, 3.0], [[1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    assert contest.alive == []
    assert contest.over


def test_one_alone_is_tried_until_its_limits_are_decided() -> None:
    contest = contest_of(1, [0.2])
    assert not contest.over
    run(contest, [1.0], [[0.5]])
    assert contest.over
    assert contest.fit(0)


def test_who_has_no_data_is_given_up_and_the_rest_go_on() -> None:
    contest = contest_of(3)
    rng = np.random.default_rng(3)
    while not contest.over:
        contest.replicate(np.array([np.nan, rng.normal(3.0), rng.normal(0.0)]))
    assert contest.alive == [1]
    assert contest.dropped_at[0] == contest.first_stage
    assert contest.beaten_by == [None, None, 1]


def test_twins_do_not_wait_for_each_other() -> None:
    contest = contest_of(3)
    rng = np.random.default_rng(2)
    while not contest.over:
        luck = rng.normal()
        contest.replicate(np.array([luck, luck, rng.normal(-0.2)]))
    assert contest.alive == [0]
    assert contest.dropped_at[1] == contest.first_stage
    assert contest.beaten_by[1] == 0
