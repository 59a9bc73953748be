"""Laws of the number of units on the way to a shelf: on order, in repair, in transit, backordered upstream.

A law is an array: entry k is the probability of k units. The parts of a pipeline are made here (ample supply, a shop with
few repairers, another shelf's backorders, one customer's share of them) and joined; sim.theory.stock reads the shelf off.
Arrays end where less than 1e-18 of the probability is left.
"""

from __future__ import annotations

import math
from functools import reduce
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share, need_stable

Pmf = NDArray[np.float64]
"""Probabilities of 0, 1, 2, … units."""

_NEGLIGIBLE = 1e-18
_BLOCK = 256


def poisson(*, mean: float) -> Pmf:
    """Units in an ample pipeline: Poisson with mean = demand rate x mean time on the way, whatever the law of that time.

    Source: Palm (1938). Raises ValueError if the mean is negative.
    """
    return negative_binomial(mean=mean, variance=mean)


def negative_binomial(*, mean: float, variance: float) -> Pmf:
    """Units in a pipeline that varies more than a Poisson one, by its first two moments.

    p(0) = (mean / variance)^(mean^2 / (variance - mean)), p(k+1) / p(k) = (q k + mean (1 - q)) / (k + 1) with
    q = 1 - mean / variance; the Poisson law is the limit q = 0.

    Source: Sherbrooke (2004), Optimal Inventory Modeling of Systems, chapter 2. Raises ValueError if the variance is
    below the mean (beyond rounding) or the mean is negative.
    """
    need_not_negative(mean=mean)
    if not variance >= mean * (1 - 1e-9):
        raise ValueError(f"variance must be at least the mean ({mean!r}), not {variance!r}")
    if mean == 0:
        return np.ones(1)
    q = max(0.0, (variance - mean) / variance)
    first = mean * (1 - q) * (math.log1p(-q) / q if q else -1.0)
    blocks = [np.array([first])]
    for block in count():
        k = np.arange(_BLOCK * block, _BLOCK * (block + 1), dtype=float)
        blocks.append(blocks[-1][-1] + np.cumsum(np.log((q * k + mean * (1 - q)) / (k + 1))))
        ratio = (q * (k[-1] + 1) + mean * (1 - q)) / (k[-1] + 2)  # later steps shrink at least like this, or like q
        if ratio < 1 and blocks[-1][-1] - math.log1p(-max(ratio, q)) < math.log(_NEGLIGIBLE):
            break
    law = np.exp(np.concatenate(blocks))
    return trimmed(law / law.sum())


def shop(*, arrival_rate: float, mean_repair: float, repairers: int) -> Pmf:
    """Units at a repair shop with few repairers, first come first served, Poisson arrivals, exponential repairs (M/M/c).

    p(k) proportional to a^k / k! up to `repairers`, then each further unit by the factor a / repairers; a = arrival rate x
    mean repair.

    Source: Gross et al., Fundamentals of Queueing Theory (2008). Raises ValueError unless a < repairers.
    """
    need_not_negative(arrival_rate=arrival_rate)
    need_positive(mean_repair=mean_repair)
    need_count(repairers=repairers)
    load = arrival_rate * mean_repair
    if load == 0:
        return np.ones(1)
    utilisation = load / repairers
    need_stable(utilisation)
    busy = np.concatenate([[0.0], np.cumsum(np.log(load / np.arange(1, repairers + 1)))])
    queue = math.ceil(math.log(_NEGLIGIBLE * (1 - utilisation)) / math.log(utilisation)) + 1
    steps = np.concatenate([busy, busy[-1] + math.log(utilisation) * np.arange(1, queue)])
    weight = np.exp(steps - steps.max())
    return trimmed(weight / weight.sum())


def supply(*, arrival_rate: float, mean_time: float, servers: int | None = None) -> Pmf:
    """Units at a supplier or shop: ample (`servers` None, any law of the time) or with few exponential servers."""
    if servers is not None:
        return shop(arrival_rate=arrival_rate, mean_repair=mean_time, repairers=servers)
    need_not_negative(arrival_rate=arrival_rate, mean_time=mean_time)
    return poisson(mean=arrival_rate * mean_time)


def backordered(pipeline: Pmf, base_stock: int) -> Pmf:
    """Units backordered at a one-for-one shelf: what the pipeline holds beyond the base stock, max(0, X - S)."""
    need_count(0, base_stock=base_stock)
    return np.concatenate([[pipeline[: base_stock + 1].sum()], pipeline[base_stock + 1 :]])


def thinned(pipeline: Pmf, share: float) -> Pmf:
    """One customer's units among them: each belongs to the customer with probability `share`, independently."""
    need_share(share=share)
    result = np.zeros(len(pipeline))
    row = np.zeros(len(pipeline))
    row[0] = 1.0
    for units, probability in enumerate(pipeline):
        result[: units + 1] += probability * row[: units + 1]
        row[1 : units + 2] = (1 - share) * row[1 : units + 2] + share * row[: units + 1][: len(row) - 1]
        row[0] *= 1 - share
    return trimmed(result)


def joined(*pipelines: Pmf) -> Pmf:
    """Units in several independent pipelines together."""
    return trimmed(reduce(np.convolve, pipelines))


def trimmed(pipeline: Pmf) -> Pmf:
    """The law without its negligible end."""
    left = np.cumsum(pipeline[::-1])[::-1]
    return pipeline[: max(1, int(np.count_nonzero(left > _NEGLIGIBLE)))]


def mean(pipeline: Pmf) -> float:
    """Mean number of units."""
    return float(pipeline @ np.arange(len(pipeline)))


def variance(pipeline: Pmf) -> float:
    """Variance of the number of units."""
    return float(pipeline @ (np.arange(len(pipeline)) - mean(pipeline)) ** 2)


def excess(pipeline: Pmf, base_stock: int) -> float:
    """Expected backorders of any pipeline, E[max(0, X - S)]."""
    need_count(0, base_stock=base_stock)
    beyond = pipeline[base_stock:]
    return float(beyond @ np.arange(len(beyond)))


def poisson_excess(*, mean: float, base_stock: int) -> float:
    """Expected backorders of a Poisson pipeline, E[max(0, X - S)] = mean P(X >= S) - S P(X > S).

    Units: parts. Source: Sherbrooke (2004), chapter 2. Raises ValueError for a negative mean or base stock.
    """
    need_not_negative(mean=mean)
    need_count(0, base_stock=base_stock)
    if base_stock == 0:
        return float(mean)
    return float(mean * pdtrc(base_stock - 1, mean) - base_stock * pdtrc(base_stock, mean))


def negative_binomial_excess(*, mean: float, variance: float, base_stock: int) -> float:
    """Expected backorders of a negative binomial pipeline, E[max(0, X - S)], by summing the law.

    Units: parts. Source: Sherbrooke (2004), chapter 2. Raises ValueError if the variance is below the mean.
    """
    return excess(negative_binomial(mean=mean, variance=variance), base_stock)
