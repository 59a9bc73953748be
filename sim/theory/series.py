"""Correlated series whose mean has a known variance: yardsticks for intervals from one long run."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Autoregression:
    """A stationary series x_t = coefficient · x_{t−1} + innovation, innovations independent with one standard deviation."""

    coefficient: float
    deviation: float
    """Standard deviation of an innovation."""

    @property
    def variance(self) -> float:
        """Variance of one observation, deviation² / (1 − coefficient²)."""
        return self.deviation**2 / (1 - self.coefficient**2)

    @property
    def asymptotic_variance(self) -> float:
        """Limit of n times the variance of the mean of n observations, deviation² / (1 − coefficient)²."""
        return self.deviation**2 / (1 - self.coefficient) ** 2

    def correlation(self, lag: int) -> float:
        """Correlation of observations `lag` steps apart."""
        return self.coefficient ** abs(lag)

    def mean_variance(self, observations: int) -> float:
        """Exact variance of the mean of n successive observations: variance/n · [1 + 2 Σ_{k<n} (1 − k/n) coefficient^k]."""
        if observations < 1:
            raise ValueError(f"observations must be at least 1, not {observations}")
        n, c = observations, self.coefficient
        sum_weighted = c / (1 - c) - c * (1 - c**n) / (n * (1 - c) ** 2)
        return self.variance / n * (1 + 2 * sum_weighted)

    def standard_error(self, observations: int) -> float:
        """Standard deviation of the mean of n successive observations."""
        return math.sqrt(self.mean_variance(observations))


def autoregression(coefficient: float, deviation: float = 1.0) -> Autoregression:
    """The stationary first-order autoregression AR(1); observations in any unit, `deviation` in the same.

    Source: Box & Jenkins, Time Series Analysis (1970), chapter 3. Raises ValueError unless the coefficient lies between −1 and 1, for
    otherwise no stationary series exists, and the deviation is above 0.
    """
    if not -1 < coefficient < 1:
        raise ValueError(f"coefficient must lie between -1 and 1 for a stationary series, not {coefficient}")
    if not deviation > 0:
        raise ValueError(f"deviation must be above 0, not {deviation}")
    return Autoregression(coefficient, deviation)
