"""What inputs do and what luck does, told apart: by hand, by their moments, and with cells missing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import f_oneway

from sim.study.noise import complete, split, squares
from sim.study.statistics import Values, t_quantile


def crossed(luck: np.random.Generator, points: int, replications: int, *, inputs: float, common: float, rest: float) -> Values:
    """Points whose means are spread by `inputs`, with replications that all share `common` and each point has `rest` of its own."""
    return (
        10
        + inputs * luck.normal(size=(points, 1))
        + common * luck.normal(size=(1, replications))
        + rest * luck.normal(size=(points, replications))
    )


def test_mean_squares_by_hand() -> None:
    found = squares(np.array([[1.0, 3.0], [3.0, 5.0], [8.0, 7.0]]))
    assert found.between_points == pytest.approx(2 * ((2 - 4.5) ** 2 + 0.5**2 + 3**2) / 2)
    assert found.between_replications == pytest.approx(3 * 2 * 0.5**2)
    assert found.rest == pytest.approx((4 * 0.5**2 + 2 * 1.0**2) / 2)
    assert found.input_variance == pytest.approx((found.between_points - found.rest) / 2)
    assert found.luck_variance == pytest.approx(np.var([[1, 3], [3, 5], [8, 7]], axis=1, ddof=1).mean())


def test_without_common_luck_the_f_test_is_nearly_that_of_one_way() -> None:
    matrix = crossed(np.random.default_rng(3), 8, 400, inputs=0.05, common=0, rest=1)
    assert split(matrix).p_value == pytest.approx(f_oneway(*matrix).pvalue, rel=0.05)


@pytest.mark.parametrize(("inputs", "common", "rest"), [(1.0, 0.7, 0.7), (0.5, 2.0, 0.5), (1.0, 0.0, 2.0)])
def test_the_share_of_the_inputs_is_found_within_its_interval(inputs: float, common: float, rest: float) -> None:
    share = inputs**2 / (inputs**2 + common**2 + rest**2)
    found = [split(crossed(np.random.default_rng(seed), 40, 8, inputs=inputs, common=common, rest=rest)) for seed in range(60)]
    assert np.mean([each.squares.input_variance for each in found]) == pytest.approx(inputs**2, rel=0.12)
    assert np.mean([each.squares.luck_variance for each in found]) == pytest.approx(common**2 + rest**2, rel=0.15)
    assert np.mean([each.share_low <= share <= each.share_high for each in found]) >= 0.88
    assert np.mean([each.mean.low <= 10 <= each.mean.high for each in found]) >= 0.88
    assert np.mean([each.share_high - each.share_low for each in found]) < 0.55


def test_where_inputs_do_nothing_their_share_begins_at_zero() -> None:
    found = [split(crossed(np.random.default_rng(seed), 30, 6, inputs=0, common=1, rest=1)) for seed in range(60)]
    assert np.mean([each.share_low == 0 for each in found]) >= 0.88
    assert np.mean([each.share for each in found]) < 0.03


def test_without_luck_everything_is_input() -> None:
    matrix = np.repeat(np.arange(5.0)[:, None], 3, axis=1)
    found = split(matrix)
    assert (found.share, found.share_low, found.share_high, found.p_value) == (1, 1, 1, 0)
    assert found.squares.input_variance == pytest.approx(2.5)
    assert (found.band_low, found.band_high) == (0, 4)


def test_luck_that_all_points_share_widens_the_mean_and_no_verdict() -> None:
    luck = np.random.default_rng(8)
    quiet = crossed(luck, 30, 10, inputs=1, common=0, rest=0.5)
    loud = quiet + 3 * luck.normal(size=(1, 10))
    assert split(loud).mean.half_width > 2 * split(quiet).mean.half_width
    assert split(loud).mean.half_width == pytest.approx(t_quantile(9, 0.975) * 3 / math.sqrt(10), rel=0.5)
    assert split(loud).p_value == pytest.approx(split(quiet).p_value)
    assert split(loud).band_high - split(loud).band_low > 1.1 * (split(quiet).band_high - split(quiet).band_low)


def test_an_empty_cell_is_filled_so_that_it_adds_nothing() -> None:
    matrix = np.arange(4.0)[:, None] * 2 + np.array([[0.0, 5.0, 1.0]])
    holed = matrix.copy()
    holed[1, 2] = holed[3, 0] = np.nan
    filled, missing = complete(holed)
    assert missing == 2
    assert filled == pytest.approx(matrix)
    with_gaps = np.vstack([np.column_stack([holed, np.full(4, np.nan)]), np.full((1, 4), np.nan)])
    assert complete(with_gaps)[0] == pytest.approx(matrix)
    assert squares(filled, missing).rest_degrees == 4


def test_too_little_says_nothing() -> None:
    assert math.isnan(split(np.full((3, 3), np.nan)).share)
    assert math.isnan(split(np.array([[1.0], [2.0]])).share)
    assert split(np.array([[1.0], [2.0]])).mean.mean == 1.5
