"""Laws of units on the way: they are laws, have the moments asked for, and meet each other at their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.theory import pipelines as law


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.3, 7.5, 400.0, 30_000.0])
def test_poisson_is_the_textbook_law(mean: float) -> None:
    pipeline = law.poisson(mean=mean)
    assert pipeline.sum() == pytest.approx(1, abs=1e-10)
    assert law.mean(pipeline) == pytest.approx(mean, rel=1e-9)
    assert pipeline == pytest.approx(stats.poisson.pmf(np.arange(len(pipeline)), mean), rel=1e-7, abs=1e-15)


@pytest.mark.parametrize(("mean", "variance"), [(2, 4), (0.05, 0.06), (12, 90), (300, 301), (1, 500)])
def test_negative_binomial_has_the_moments_asked_for(mean: float, variance: float) -> None:
    pipeline = law.negative_binomial(mean=mean, variance=variance)
    assert pipeline.sum() == pytest.approx(1, abs=1e-10)
    assert law.mean(pipeline) == pytest.approx(mean, rel=1e-9)
    assert law.variance(pipeline) == pytest.approx(variance, rel=1e-8)
    p = mean / variance
    assert pipeline == pytest.approx(stats.nbinom.pmf(np.arange(len(pipeline)), mean * p / (1 - p), p), rel=1e-7, abs=1e-15)


def test_negative_binomial_becomes_poisson_as_the_variance_falls_to_the_mean() -> None:
    poisson = law.poisson(mean=3)
    assert law.negative_binomial(mean=3, variance=3) == pytest.approx(poisson)
    near = law.negative_binomial(mean=3, variance=3 + 1e-9)
    assert near[: len(poisson)] == pytest.approx(poisson, abs=1e-9)


def test_one_repairer_is_geometric_and_many_are_ample() -> None:
    one = law.shop(arrival_rate=0.3, mean_repair=2, repairers=1)
    assert one[:40] == pytest.approx(0.4 * 0.6 ** np.arange(40))
    many = law.shop(arrival_rate=0.3, mean_repair=2, repairers=40)
    poisson = law.supply(arrival_rate=0.3, mean_time=2)
    assert many[:15] == pytest.approx(poisson[:15])
    assert law.shop(arrival_rate=0, mean_repair=2, repairers=1).tolist() == [1.0]


def test_a_shop_at_its_limit_still_sums_to_one() -> None:
    busy = law.shop(arrival_rate=0.99, mean_repair=1, repairers=1)
    assert busy.sum() == pytest.approx(1)
    assert law.mean(busy) == pytest.approx(99, rel=1e-9)


def test_a_thinned_poisson_law_is_poisson_and_the_shares_join_again() -> None:
    whole = law.poisson(mean=5)
    part, rest = law.thinned(whole, 0.3), law.thinned(whole, 0.7)
    assert part == pytest.approx(law.poisson(mean=1.5)[: len(part)], rel=1e-9, abs=1e-15)
    assert law.joined(part, rest)[:30] == pytest.approx(whole[:30])
    assert law.thinned(whole, 1.0) == pytest.approx(whole)
    assert law.thinned(whole, 0.0) == pytest.approx([1.0])


def test_backorders_are_what_the_pipeline_holds_beyond_the_stock() -> None:
    pipeline = law.negative_binomial(mean=4, variance=9)
    owed = law.backordered(pipeline, 5)
    assert owed.sum() == pytest.approx(1)
    assert law.mean(owed) == pytest.approx(law.excess(pipeline, 5))
    assert law.backordered(pipeline, 0) == pytest.approx(pipeline)
    assert law.backordered(pipeline, 10_000).tolist() == pytest.approx([1.0])


def test_expected_backorders_fall_by_the_chance_of_a_stock_out() -> None:
    for stock in range(30):
        drop = law.poisson_excess(mean=8, base_stock=stock) - law.poisson_excess(mean=8, base_stock=stock + 1)
        assert drop == pytest.approx(stats.poisson.sf(stock, 8), rel=1e-6, abs=1e-15)
        assert law.poisson_excess(mean=8, base_stock=stock) == pytest.approx(
            law.negative_binomial_excess(mean=8, variance=8, base_stock=stock), rel=1e-9
        )
    assert law.poisson_excess(mean=0, base_stock=0) == 0


def test_the_far_end_of_a_poisson_pipeline_keeps_its_digits() -> None:
    k = np.arange(41, 120)
    by_hand = math.fsum((k - 40) * stats.poisson.pmf(k, 2.0))
    assert law.poisson_excess(mean=2, base_stock=40) == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: law.poisson(mean=-1), "mean"),
        (lambda: law.negative_binomial(mean=2, variance=1), "variance must be at least the mean"),
        (lambda: law.shop(arrival_rate=1, mean_repair=2, repairers=2), "keep up"),
        (lambda: law.shop(arrival_rate=1, mean_repair=0, repairers=2), "mean_repair"),
        (lambda: law.thinned(law.poisson(mean=1), 1.2), "share"),
        (lambda: law.backordered(law.poisson(mean=1), -1), "base_stock"),
        (lambda: law.poisson_excess(mean=1, base_stock=-1), "base_stock"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
