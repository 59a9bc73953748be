"""The autoregression: its sum by hand, its limits and its conditions."""

from __future__ import annotations

import pytest

from sim.theory.series import autoregression


@pytest.mark.parametrize("coefficient", [-0.9, -0.3, 0.0, 0.5, 0.95])
@pytest.mark.parametrize("observations", [1, 2, 3, 17])
def test_variance_of_the_mean_is_the_sum_of_all_covariances(coefficient: float, observations: int) -> None:
    series = autoregression(coefficient, 2.0)
    times = range(observations)
    total = sum(series.variance * series.correlation(one - other) for one in times for other in times)
    assert series.mean_variance(observations) == pytest.approx(total / observations**2)
    assert series.standard_error(observations) ** 2 == pytest.approx(series.mean_variance(observations))


def test_limits() -> None:
    assert autoregression(0.0, 3.0).asymptotic_variance == 9.0
    series = autoregression(0.8)
    assert series.mean_variance(1) == pytest.approx(series.variance)
    assert 10**6 * series.mean_variance(10**6) == pytest.approx(series.asymptotic_variance, rel=1e-5)


@pytest.mark.parametrize("coefficient", [1.0, -1.0, 1.5])
def test_a_series_that_is_not_stationary_is_refused(coefficient: float) -> None:
    with pytest.raises(ValueError, match="stationary"):
        autoregression(coefficient)


def test_other_arguments_are_checked() -> None:
    with pytest.raises(ValueError, match="deviation"):
        autoregression(0.5, 0.0)
    with pytest.raises(ValueError, match="observations"):
        autoregression(0.5).mean_variance(0)
