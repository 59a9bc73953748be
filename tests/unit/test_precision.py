"""Paired and unpaired differences against scipy, what pairing saves, and the number of replications at its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.study.precision import common_luck, paired, replications_needed, welch
from sim.study.statistics import interval

NAN = math.nan
RNG = np.random.default_rng(20260301)
A, B = RNG.normal(10, 2, 12), RNG.normal(9, 5, 12)


def test_paired_difference_is_the_paired_t_test() -> None:
    found, known = paired(A, B), stats.ttest_rel(A, B)
    assert (found.statistic, found.p_value, found.degrees) == pytest.approx((known.statistic, known.pvalue, known.df))
    assert (found.low, found.high) == pytest.approx(tuple(known.confidence_interval(0.95)))


def test_welch_is_the_unequal_variance_t_test() -> None:
    found, known = welch(A, B[:7], 0.9), stats.ttest_ind(A, B[:7], equal_var=False)
    assert (found.statistic, found.p_value, found.degrees) == pytest.approx((known.statistic, known.pvalue, known.df))
    assert (found.low, found.high) == pytest.approx(tuple(known.confidence_interval(0.9)))


def test_the_interval_shuts_zero_out_exactly_when_the_test_rejects() -> None:
    for shift in np.linspace(-3, 3, 25):
        found = welch(A + shift, A[::-1])
        assert (found.low > 0 or found.high < 0) == (found.p_value < 0.05)


def test_pairs_without_data_drop_out() -> None:
    with_gaps = paired([1.0, NAN, 3.0, 5.0], [0.5, 2.0, NAN, 4.0])
    assert with_gaps == paired([1.0, 5.0], [0.5, 4.0])
    assert welch([1.0, NAN, 3.0], [0.0, 2.0]) == welch([1.0, 3.0], [0.0, 2.0])


@pytest.mark.parametrize(("values", "mean"), [([], NAN), ([4.0], 1.0)])
def test_too_few_values_have_no_interval(values: list[float], mean: float) -> None:
    base = [3.0] * len(values)
    for found in (paired(values, base), welch(values, base)):
        assert found.mean == pytest.approx(mean, nan_ok=True)
        assert math.isnan(found.half_width)
        assert math.isnan(found.p_value)


def test_without_spread_a_difference_is_certain() -> None:
    for test in (paired, welch):
        found, same = test([2.0, 2.0], [1.0, 1.0]), test([1.0, 1.0], [1.0, 1.0])
        assert (found.statistic, found.p_value, found.low, found.high) == (math.inf, 0.0, 1.0, 1.0)
        assert (same.statistic, same.p_value) == (0.0, 1.0)


def test_pairs_must_match() -> None:
    with pytest.raises(ValueError, match="same length, not 3 and 2"):
        paired([1.0, 2.0, 3.0], [1.0, 2.0])


def test_common_luck_pays_when_it_correlates_and_costs_when_it_opposes() -> None:
    same = common_luck(A, 2 * A + 1)
    assert same.correlation == pytest.approx(1)
    assert same.variance_ratio == pytest.approx(1 / 5)  # (2 − 1)² / (1 + 2²)
    assert common_luck(A, -A).variance_ratio == pytest.approx(2)
    found = common_luck(A, B)
    assert found.correlation == pytest.approx(np.corrcoef(A, B)[0, 1])
    assert (A - B).var(ddof=1) == pytest.approx(found.variance_ratio * (A.var(ddof=1) + B.var(ddof=1)))
    assert math.isnan(common_luck([1.0, 2.0], [3.0, 3.0]).correlation)
    assert common_luck([1.0, 2.0], [3.0, 3.0]).variance_ratio == 1
    assert math.isnan(common_luck([1.0, NAN], [3.0, 4.0]).variance_ratio)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 1.0, 5.0, 100.0])
def test_replications_needed_is_the_first_number_that_suffices(share: float) -> None:
    """Tried out against the definition, one number below and at the number found."""
    half, spread = share * A.std(ddof=1), A.std(ddof=1)

    def reached(count: int) -> bool:
        return bool(stats.t.ppf(0.975, count - 1) * spread / math.sqrt(count) <= half)

    found = replications_needed(A, half)
    assert reached(found)
    assert found == 2 or not reached(found - 1)


def test_replications_needed_of_the_own_width_are_those_made() -> None:
    assert replications_needed(A, interval(A).half_width * (1 + 1e-12)) == len(A)


def test_replications_needed_says_what_is_wrong() -> None:
    for values, half, message in (([1.0], 1.0, "two values"), ([1.0, 2.0], 0.0, "above 0"), ([1.0, 2.0], 1e-9, "more than")):
        with pytest.raises(ValueError, match=message):
            replications_needed(values, half)


def test_welch_covers_although_the_spreads_differ() -> None:
    rng = np.random.default_rng(5)
    studies = 2000
    held = 0
    for _ in range(studies):
        found = welch(rng.normal(1, 1, 6), rng.normal(0, 4, 9))
        held += found.low <= 1 <= found.high
    assert abs(held / studies - 0.95) < 4 * math.sqrt(0.95 * 0.05 / studies)
