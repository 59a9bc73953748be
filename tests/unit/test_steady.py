"""Where a run has warmed up, and intervals from one long run against series whose mean has a known variance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.study.steady import autocorrelation, batch_means, truncate, von_neumann_ratio
from sim.theory.series import autoregression


def correlated(coefficient: float, count: int, seed: int) -> np.ndarray:
    """A stationary autoregression with mean zero."""
    from scipy.signal import lfilter

    rng = np.random.default_rng(seed)
    start = rng.normal() / math.sqrt(1 - coefficient**2)
    return np.asarray(lfilter([1], [1, -coefficient], rng.normal(size=count), zi=[coefficient * start])[0])


def test_a_step_is_cut_where_it_is() -> None:
    series = [9.0] * 30 + [1.0, 2.0] * 60
    cut = truncate(series, batch=2)
    assert (cut.batches, cut.observations, cut.mean, cut.statistic) == (15, 30, 1.5, 0.0)


def test_a_steady_series_keeps_nearly_everything() -> None:
    cuts = [truncate(np.random.default_rng(seed).normal(size=500)).observations for seed in range(40)]
    assert np.mean(cuts) < 75


def test_never_more_than_half_is_cut_and_the_tail_counts_in_the_mean() -> None:
    rising = list(range(100))
    assert truncate(rising).batches == 9
    assert truncate([0.0, 0.0, 0.0, 0.0, 6.0], batch=2).mean == pytest.approx(1.2)


def test_the_least_statistic_is_the_least_of_all_cuts() -> None:
    series = correlated(0.9, 300, 3)
    means = series.reshape(60, 5).mean(axis=1)
    every = [float(((means[d:] - means[d:].mean()) ** 2).sum()) / (60 - d) ** 2 for d in range(30)]
    assert truncate(series).statistic == pytest.approx(min(every))
    assert truncate(series).batches == every.index(min(every))


def test_batches_take_the_last_observations() -> None:
    found = batch_means([99.0, 1.0, 3.0, 5.0, 7.0, 9.0, 11.0], batches=3)
    assert found.means == (2.0, 6.0, 10.0)
    assert found.mean == 6.0
    assert found.half_width == pytest.approx(4.302652729911275 * 4 / math.sqrt(3))
    assert batch_means([99.0, 98.0, 1.0, 3.0, 5.0, 7.0, 9.0, 11.0], batches=3, warm_up=2) == found
    assert (found.correlation, found.von_neumann_ratio) == (0.0, 1.0)


def test_autocorrelation_and_ratio_know_each_other() -> None:
    """Σ(x_{t+1} − x_t)² = 2Σ(x − mean)²(1 − r₁) less the squared deviations of both ends."""
    series = correlated(0.7, 50, 4)
    apart = series - series.mean()
    ends = (apart[0] ** 2 + apart[-1] ** 2) / (apart @ apart)
    assert von_neumann_ratio(series) == pytest.approx(2 * (1 - autocorrelation(series)) - ends)
    assert math.isnan(autocorrelation([1.0, 1.0]))
    assert math.isnan(von_neumann_ratio([1.0, 1.0]))


def test_autocorrelation_finds_the_coefficient() -> None:
    series = correlated(0.8, 20000, 8)
    theory = autoregression(0.8)
    for lag in (1, 2, 5):
        assert autocorrelation(series, lag) == pytest.approx(theory.correlation(lag), abs=0.03)


def test_von_neumann_ratio_of_independent_values_is_two_on_average() -> None:
    found = [von_neumann_ratio(np.random.default_rng(seed).normal(size=20)) for seed in range(500)]
    assert abs(np.mean(found) - 2) < 4 * np.std(found) / math.sqrt(len(found))


def test_batch_means_cover_where_the_naive_interval_does_not() -> None:
    """400 autoregressive runs of 4,000: ten batches cover the mean as often as promised; single values far too seldom."""
    runs = [correlated(0.8, 4000, seed) for seed in range(400)]
    good = np.mean([abs(found.mean) <= found.half_width for found in (batch_means(run, 10) for run in runs)])
    bad = np.mean([abs(found.mean) <= found.half_width for found in (batch_means(run, 4000) for run in runs)])
    assert abs(good - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 400)
    assert bad < 0.7
    expected = math.sqrt(autoregression(0.8).mean_variance(4000))
    assert np.std([run.mean() for run in runs]) == pytest.approx(expected, rel=4 / math.sqrt(2 * 400))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: truncate([1.0] * 9), "two batches of 5"),
        (lambda: truncate([1.0] * 9, batch=0), "at least 1"),
        (lambda: truncate([1.0, math.nan] * 9), "gaps"),
        (lambda: batch_means([1.0] * 9, 1), "at least 2 batches"),
        (lambda: batch_means([1.0] * 9, 10), "do not fill 10"),
        (lambda: batch_means([1.0] * 9, 8, warm_up=2), "do not fill 8"),
        (lambda: batch_means([1.0] * 9, 2, warm_up=-1), "negative"),
        (lambda: autocorrelation([1.0, 2.0], 2), "between 1 and 1"),
        (lambda: von_neumann_ratio([1.0]), "two values"),
    ],
)
def test_what_cannot_be_computed_is_said(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
