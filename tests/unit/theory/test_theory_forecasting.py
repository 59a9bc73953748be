"""Forecasts of intermittent demand: what smoothing must do to plain series, the four patterns, and Croston's bias where it is known."""

from __future__ import annotations

import math
import random

import pytest

from sim.theory.forecasting import croston, croston_bias, demand_pattern, tsb

LUMPS = [0, 3, 0, 0, 1, 4, 0, 0, 0, 2, 0, 6]


def test_regular_demand_is_forecast_without_error():
    learnt = croston(series=[0, 0, 6] * 8, smoothing=0.3)
    assert (learnt.size, learnt.interval) == (6, 3)
    assert learnt.forecast == 2
    assert learnt.errors == tuple(demand - 2.0 for demand in ([0, 0, 6] * 8)[3:])
    assert learnt.mean_absolute_error == pytest.approx((2 + 2 + 4) / 3)


def test_nothing_moves_between_demands():
    early = croston(series=LUMPS, smoothing=0.2)
    late = croston(series=[*LUMPS, 0, 0, 0, 0], smoothing=0.2)
    assert late.forecast == early.forecast


def test_smoothing_of_one_remembers_the_last_demand_only():
    learnt = croston(series=LUMPS, smoothing=1)
    assert (learnt.size, learnt.interval, learnt.forecast) == (6, 2, 3)


def test_demand_in_every_period_is_simple_exponential_smoothing():
    series = [4, 6, 5, 9, 2]
    smooth = series[0]
    for demand in series[1:]:
        smooth += 0.2 * (demand - smooth)
    assert croston(series=series, smoothing=0.2).forecast == pytest.approx(smooth, rel=1e-15)
    assert tsb(series=series, size_smoothing=0.2, probability_smoothing=0.7).forecast == pytest.approx(smooth, rel=1e-15)


def test_corrections_take_their_factor_off():
    plain = croston(series=LUMPS, smoothing=0.2).forecast
    assert croston(series=LUMPS, smoothing=0.2, correction="sba").forecast == pytest.approx(0.9 * plain)
    assert croston(series=LUMPS, smoothing=0.2, correction="sbj").forecast == pytest.approx((1 - 0.2 / 1.8) * plain)


def test_tsb_is_a_weighted_sum_of_the_past():
    learnt = tsb(series=LUMPS, size_smoothing=0.3, probability_smoothing=0.2)
    asked = [float(demand > 0) for demand in LUMPS]
    chance = asked[0] * 0.8 ** (len(asked) - 1) + sum(0.2 * 0.8**age * was for age, was in enumerate(reversed(asked[1:])))
    assert 1 / learnt.interval == pytest.approx(chance, rel=1e-14)
    assert learnt.forecast == pytest.approx(learnt.size * chance, rel=1e-14)


def test_tsb_forgets_what_is_no_longer_asked_for():
    forecasts = [
        tsb(series=[*LUMPS, *[0] * quiet], size_smoothing=0.2, probability_smoothing=0.1).forecast for quiet in (0, 1, 30)
    ]
    assert forecasts[1] == pytest.approx(0.9 * forecasts[0])
    assert forecasts[2] == pytest.approx(0.9**30 * forecasts[0])


@pytest.mark.parametrize(
    ("series", "pattern"),
    [
        ([5, 4, 6, 5], "smooth"),
        ([1, 20, 1, 2], "erratic"),
        ([5, 0, 0, 4, 0, 6], "intermittent"),
        ([1, 0, 0, 20, 0, 1], "lumpy"),
    ],
)
def test_a_series_has_one_of_four_patterns(series, pattern: str):
    assert demand_pattern(series=series).pattern == pattern


def test_without_smoothing_the_bias_is_that_of_one_interval():
    """E[1 / Q] of a geometric interval is -p ln p / (1 - p)."""
    for p in (0.05, 0.4, 0.9):
        assert croston_bias(probability=p, mean_size=2, smoothing=1).croston_mean == pytest.approx(
            -2 * p * math.log(p) / (1 - p), rel=1e-11
        )


def test_certain_demand_has_no_bias_and_slow_smoothing_little():
    assert croston_bias(probability=1, mean_size=7, smoothing=0.3).croston == pytest.approx(0, abs=1e-12)
    slow = croston_bias(probability=0.3, mean_size=1, smoothing=0.002)
    assert slow.croston == pytest.approx(0.002 / 1.998 * 0.7, rel=2e-3)
    assert slow.sba == pytest.approx((1 + slow.croston) * 0.999 - 1)


def test_the_bias_is_the_one_that_is_observed():
    luck = random.Random(5)
    interval, sums, rounds = 4.0, 0.0, 200_000
    for _ in range(rounds):
        gap = 1 + int(math.log(luck.random()) / math.log(0.75))
        interval += 0.2 * (gap - interval)
        sums += 3 / interval
    exact = croston_bias(probability=0.25, mean_size=3, smoothing=0.2).croston_mean
    deviation = 0.27  # of 3 / interval over time; neighbours are correlated over some 9 rounds
    assert sums / rounds == pytest.approx(exact, abs=4 * deviation * math.sqrt(9 / rounds))


def test_bad_arguments_are_refused():
    for wrong in ([0, 0], [1, -2]):
        with pytest.raises(ValueError, match="demand"):
            croston(series=wrong, smoothing=0.1)
    with pytest.raises(ValueError, match="smoothing must be above 0"):
        croston(series=LUMPS, smoothing=0)
    with pytest.raises(ValueError, match="correction must be one of none, sba, sbj"):
        croston(series=LUMPS, smoothing=0.1, correction="croston")
    with pytest.raises(ValueError, match="probability_smoothing must be"):
        tsb(series=LUMPS, size_smoothing=0.1, probability_smoothing=2)
    with pytest.raises(ValueError, match="at least two periods"):
        demand_pattern(series=[0, 3])
    with pytest.raises(ValueError, match="probability must be above 0"):
        croston_bias(probability=0, mean_size=1, smoothing=0.1)
