"""Elementary effects: exact where the function is linear, and no effect made of luck."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.study.elementary import STEP, effect, effects, trajectories


def test_each_step_moves_one_input_by_two_thirds_of_its_range() -> None:
    points, order = trajectories(20, 4, seed=3)
    assert points.min() >= 0
    assert points.max() <= 1
    for row, moves in zip(points, order, strict=True):
        assert sorted(moves) == [0, 1, 2, 3]
        for step, place in enumerate(moves):
            change = row[step + 1] - row[step]
            assert abs(change[place]) == pytest.approx(STEP)
            assert np.count_nonzero(change) == 1
    assert {round(3 * each) for each in points[:, 0, :].flat} == {0, 1, 2, 3}
    assert (trajectories(5, 3, seed=1)[0] == trajectories(5, 3, seed=1)[0]).all()
    assert (trajectories(5, 3, seed=1)[0] != trajectories(5, 3, seed=2)[0]).any()


def test_a_linear_outcome_has_its_slopes() -> None:
    points, order = trajectories(6, 3)
    outcome = 5 + points @ np.array([3.0, -2.0, 0.0])
    found = effects(points, order, outcome[..., None] + np.zeros(2))
    assert [each.mean.mean for each in found] == pytest.approx([3, -2, 0])
    assert [each.size.mean for each in found] == pytest.approx([3, 2, 0])
    assert [each.spread for each in found] == pytest.approx([0, 0, 0], abs=1e-9)
    assert [each.p_value for each in found] == [0, 0, 1]


def test_an_interaction_shows_in_the_spread() -> None:
    """y = (2 a − 1)(2 b − 1): the effect of a is 4 b − 2, of which b is on the grid: mean 0, variance 16 · 5/36."""
    points, order = trajectories(400, 2, seed=5)
    outcome = (2 * points[..., 0] - 1) * (2 * points[..., 1] - 1)
    found = effects(points, order, outcome[..., None] + np.zeros(2))[0]
    assert found.mean.mean == pytest.approx(0, abs=0.2)
    assert found.spread == pytest.approx(math.sqrt(16 * 5 / 36), rel=0.05)
    assert found.p_value == 0


def test_luck_alone_is_no_effect_and_is_as_large_as_foretold() -> None:
    wrong, size, foretold = 0, [], []
    for seed in range(200):
        luck = np.random.default_rng(seed)
        found = effect(luck.normal(size=(10, 5)) + luck.normal(size=5), 1.0)
        wrong += found.p_value < 0.05
        only = effect(luck.normal(size=(10, 5)), 1.0)
        size.append(only.size.mean)
        foretold.append(only.noise)
    assert wrong / 200 <= 0.09
    assert np.mean(size) == pytest.approx(np.mean(foretold), rel=0.05)


def test_luck_is_taken_off_the_spread() -> None:
    luck = np.random.default_rng(4)
    truth = np.where(np.arange(60) % 2, 1.0, -1.0)[:, None]
    found = effect(truth + luck.normal(size=(60, 4)), 1.0)
    assert found.spread == pytest.approx(1.0, abs=0.1)
    assert found.p_value < 1e-3


def test_what_is_missing_stays_missing() -> None:
    points, order = trajectories(4, 2)
    found = effects(points, order, np.full((4, 3, 2), np.nan))
    assert all(math.isnan(each.p_value) and each.size.count == 0 for each in found)
    one = effect(np.array([[1.0], [2.0]]), 1.0)
    assert math.isnan(one.p_value)
    assert one.size.mean == 1.5
