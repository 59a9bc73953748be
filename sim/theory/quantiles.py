"""Stock that covers a demand with a stated probability: the least whole number of units that the demand exceeds at most so rarely."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

from sim.theory.arguments import need_not_negative

_FAR = 12.0
"""Standard deviations below the mean where the sums begin: less than 1e-30 lies beyond."""


def poisson_level(*, mean: float, service: float) -> int:
    """Least S with P(D <= S) >= service, D Poisson.

    Raises ValueError if the mean is negative or the service not from 0 to below 1.
    """
    _need(mean, mean, service)
    if mean == 0:
        return 0
    begin = max(0, math.floor(mean - _FAR * math.sqrt(mean)))
    first = math.exp(begin * math.log(mean) - mean - math.lgamma(begin + 1))
    return _climb(begin, first, lambda units: mean / units, service)


def negative_binomial_level(*, mean: float, variance: float, service: float) -> int:
    """Least S with P(D <= S) >= service, D negative binomial; Poisson where the variance is not above the mean.

    Raises ValueError if mean or variance are negative or the service is not from 0 to below 1.
    """
    _need(mean, variance, service)
    if mean == 0 or variance <= mean * (1 + 1e-9):
        return poisson_level(mean=mean, service=service)
    shape, chance = mean * mean / (variance - mean), mean / variance
    begin = max(0, math.floor(mean - _FAR * math.sqrt(variance)))
    logs = math.lgamma(begin + shape) - math.lgamma(shape) - math.lgamma(begin + 1)
    first = math.exp(logs + shape * math.log(chance) + begin * math.log1p(-chance))
    return _climb(begin, first, lambda units: (units - 1 + shape) / units * (1 - chance), service)


def normal_level(*, mean: float, variance: float, service: float) -> int:
    """Least whole S >= 0 with P(D <= S) >= service, D normal.

    Raises ValueError if mean or variance are negative or the service is not above 0 and below 1.
    """
    _need(mean, variance, service)
    if service == 0:
        raise ValueError("service must be above 0 for a normal demand, which has no least value")
    wanted = mean + NormalDist().inv_cdf(service) * math.sqrt(variance)
    return max(0, math.ceil(wanted - 1e-9 * max(1.0, wanted)))


def _climb(units: int, term: float, ratio: Callable[[int], float], service: float) -> int:
    """Add up probabilities until they reach the service; `ratio(n)` is that of P(n) to P(n - 1)."""
    total = term
    while total < service:
        units += 1
        term *= ratio(units)
        if total + term == total and ratio(units) < 1:
            break  # nothing is left to add: the service is 1 but for rounding
        total += term
    return units


def _need(mean: float, variance: float, service: float) -> None:
    need_not_negative(mean=mean, variance=variance)
    if not 0 <= service < 1:
        raise ValueError(f"service must be from 0 to below 1, not {service!r}")
