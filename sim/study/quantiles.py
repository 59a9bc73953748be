"""Percentiles with intervals that assume no distribution: between which order statistics the true percentile lies.

Pure functions. Sources: Conover, Practical Nonparametric Statistics (1999), section 3.2; Law, Simulation Modeling and Analysis (2015), 9.5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import CONFIDENCE, NOTHING, Numbers, known_values


@dataclass(frozen=True, slots=True)
class OrderStatistics:
    """Two places in the sorted sample between which a percentile lies with a known probability."""

    lower: int
    """Place of the lower end in the sorted sample, counted from 1; 0 when the sample is too small for a lower end."""
    upper: int
    """Place of the upper end, counted from 1; sample size + 1 when the sample is too small for an upper end."""
    coverage: float
    """Probability that the interval from `lower` (inclusive) to `upper` (exclusive) holds the percentile; at least the confidence."""


@dataclass(frozen=True, slots=True)
class QuantileInterval:
    """A percentile of a sample and its interval; infinite ends where the sample is too small for them, NaN without data."""

    estimate: float
    low: float
    high: float
    coverage: float
    count: int


def order_statistics(observations: int, probability: float, confidence: float = CONFIDENCE) -> OrderStatistics:
    """Places in a sorted sample of independent observations between which the quantile at `probability` lies.

    The number of observations below the quantile is binomial(observations, probability); each tail left out has at most
    (1 − confidence)/2. Raises ValueError for no observations and for a probability or confidence outside 0 to 1.
    """
    from scipy.special import bdtr

    if observations < 1:
        raise ValueError(f"observations must be at least 1, not {observations}")
    for name, value in (("probability", probability), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie between 0 and 1, not {value}")
    tail = (1 - confidence) / 2
    at_most = bdtr(np.arange(observations + 1), observations, probability)
    lower = int(np.searchsorted(at_most, tail, side="right"))
    upper = int(np.searchsorted(at_most, 1 - tail, side="left")) + 1
    missed = float(at_most[lower - 1]) if lower else 0.0
    return OrderStatistics(lower, upper, float(at_most[upper - 1]) - missed)


def quantile_interval(values: Numbers, probability: float, confidence: float = CONFIDENCE) -> QuantileInterval:
    """The quantile of independent values at `probability` and its distribution-free interval; NaN values are left out.

    The estimate is the smallest value that at least this share of the sample does not exceed. Errors as in `order_statistics`.
    """
    known = np.sort(known_values(values))
    count = len(known)
    if not count:
        return QuantileInterval(NOTHING, NOTHING, NOTHING, NOTHING, 0)
    places = order_statistics(count, probability, confidence)
    ordered = [-math.inf, *known.tolist(), math.inf]
    place = max(math.ceil(count * probability * (1 - 1e-12)), 1)
    return QuantileInterval(ordered[place], ordered[places.lower], ordered[places.upper], places.coverage, count)
