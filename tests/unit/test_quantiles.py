"""Percentiles between order statistics: the places are the narrowest that hold, and the intervals cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.study.quantiles import order_statistics, quantile_interval


@pytest.mark.parametrize("observations", [1, 2, 5, 6, 58, 59, 200, 1000])
@pytest.mark.parametrize("probability", [0.01, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_each_tail_is_at_most_its_share_and_the_next_place_would_exceed_it(
    observations: int, probability: float, confidence: float
) -> None:
    found = order_statistics(observations, probability, confidence)
    law, tail = stats.binom(observations, probability), (1 - confidence) / 2
    assert 0 <= found.lower < found.upper <= observations + 1
    assert law.cdf(found.lower - 1) <= tail < law.cdf(found.lower)
    assert law.sf(found.upper - 1) <= tail + 1e-12
    assert law.sf(found.upper - 2) > tail
    assert found.coverage == pytest.approx(law.cdf(found.upper - 1) - law.cdf(found.lower - 1))
    assert found.coverage >= confidence - 1e-12


def test_the_median_lies_symmetrically() -> None:
    found = order_statistics(101, 0.5)
    assert found.lower + found.upper == 102


def test_small_samples_have_open_ends() -> None:
    """Below 72 values the largest is no upper end for the 95th percentile: 0.95^72 = 2.5 %."""
    assert order_statistics(71, 0.95).upper == 72
    assert order_statistics(72, 0.95).upper < 73
    found = quantile_interval(range(10), 0.95)
    assert (found.estimate, found.high) == (9.0, math.inf)
    assert quantile_interval(range(10), 0.01).low == -math.inf


def test_estimate_is_the_smallest_value_that_the_share_does_not_exceed() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0, math.nan]
    assert [quantile_interval(values, p).estimate for p in (0.01, 0.2, 0.21, 0.5, 0.6, 0.99)] == [1, 1, 2, 3, 3, 5]
    assert quantile_interval([float(n) for n in range(1, 101)], 0.07).estimate == 7  # 100 · 0.07 is 7.000000000000001
    assert quantile_interval(values, 0.5).count == 5
    assert math.isnan(quantile_interval([], 0.5).estimate)


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    studies, truth = 2000, math.log(10)  # 90th percentile of a standard exponential
    found = [quantile_interval(rng.exponential(size=100), 0.9) for _ in range(studies)]
    coverage = found[0].coverage
    share = np.mean([each.low <= truth < each.high for each in found])
    assert abs(share - coverage) < 4 * math.sqrt(coverage * (1 - coverage) / studies)


@pytest.mark.parametrize(
    ("arguments", "message"), [((0, 0.5), "observations"), ((5, 1.0), "probability"), ((5, 0.5, 0.0), "confidence")]
)
def test_what_cannot_be_computed_is_said(arguments: tuple[int, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        order_statistics(*arguments)
