"""Pipelines known by mean and variance, many at a time: arrays of Poisson and negative binomial laws.

A pipeline whose variance is its mean is Poisson, one that varies more is negative binomial. All arguments are arrays (or
numbers) that broadcast against each other; `sim.theory.pipelines` has single laws of any shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc

Array = NDArray[np.float64]

_POISSON = 1e-9
"""Relative distance between variance and mean below which a law counts as Poisson."""
_UNDERFLOW = -600.0
"""Log of p(0) below which sums of the law's terms would start from nothing."""


def at_least(units: ArrayLike, *, mean: ArrayLike, variance: ArrayLike) -> Array:
    """Probability of so many units or more, P(X >= units): with `units` in stock, the share of demands that wait.

    Units: parts. Source: regularised incomplete gamma and beta functions (Johnson, Kemp & Kotz, Univariate Discrete
    Distributions, 2005, chapters 4 and 5).
    """
    return _tail(np.asarray(units, float), np.asarray(mean, float), np.asarray(variance, float))


def backorders(units: ArrayLike, *, mean: ArrayLike, variance: ArrayLike) -> tuple[Array, Array]:
    """Mean and variance of the backorders max(0, X - S) behind S = `units` in stock; see `shelf`.

    Units: parts. Source: Graves (1985), Management Science 31; Sherbrooke (1986), Operations Research 34.
    """
    return shelf(units, mean=mean, variance=variance)[1:]


def shelf(units: ArrayLike, *, mean: ArrayLike, variance: ArrayLike) -> tuple[Array, Array, Array]:
    """(P(X >= S), mean and variance of the backorders) behind S = `units` in stock.

    The terms of the law obey (x + 1) p(x + 1) = (k x + mean) p(x) / (1 + k), where k = variance / mean - 1. Multiplied by 1 or by x + 1 and
    summed from x = S on: E[X; X > S] = mean P(X >= S) + k S p(S) and
    E[X^2; X > S] = mean (E[X; X >= S] + P(X >= S)) + k (E[X; X >= S] + S^2 p(S)).

    Units: parts. Source: Johnson, Kemp & Kotz, Univariate Discrete Distributions (2005), chapter 2, for the recursion.
    """
    stock, m, v = np.broadcast_arrays(np.asarray(units, float), np.asarray(mean, float), np.asarray(variance, float))
    short, beyond = _tail(stock, m, v), _tail(stock + 1, m, v)
    k = np.divide(np.maximum(0.0, v - m), m, out=np.zeros(m.shape), where=m > 0)
    at = stock * (short - beyond)
    first = m * short + k * at
    second = m * (first + at + short) + k * (first + at + stock * at)
    owed = np.maximum(0.0, first - stock * beyond)
    square = np.maximum(0.0, second - 2 * stock * first + stock**2 * beyond)
    return short, owed, np.maximum(0.0, square - owed**2)


def least_stock(*, mean: ArrayLike, variance: ArrayLike, fill_rate: float) -> NDArray[np.int64]:
    """The least stock S with P(X < S) of at least `fill_rate`; none where nothing is ever on order.

    Raises ValueError unless the fill rate is at least 0 and below 1.
    """
    if not 0 <= fill_rate < 1:
        raise ValueError(f"fill_rate must be at least 0 and below 1, not {fill_rate!r}")
    m, v = np.broadcast_arrays(np.asarray(mean, float), np.asarray(variance, float))
    shape, m, v = m.shape, m.ravel(), v.ravel()
    low = np.zeros(len(m))  # with this stock too many wait, unless it is none
    high = np.ones(len(m))
    some = np.flatnonzero(m > 0)  # those not settled yet
    while len(some := some[at_least(high[some], mean=m[some], variance=v[some]) > 1 - fill_rate]):
        low[some] = high[some]
        high[some] *= 2
    while len(some := np.flatnonzero(high - low > 1)):
        middle = np.floor((low[some] + high[some]) / 2)
        short = at_least(middle, mean=m[some], variance=v[some]) > 1 - fill_rate
        low[some], high[some] = np.where(short, middle, low[some]), np.where(short, high[some], middle)
    return np.where((m > 0) & (fill_rate > 0), high, 0).astype(np.int64).reshape(shape)


def gains(*, mean: Array, variance: Array, least: float) -> Iterator[tuple[NDArray[np.int64], Array]]:
    """What the first, second, … unit in stock takes off the mean backorders: P(X >= 1), P(X >= 2), …

    `mean` and `variance` have a row per part and a column per place. Each step gives the places where the unit still gains
    `least` or more for some part, and its gain for every part there; smaller ones are zero. It ends when no place is left.
    """
    places = np.arange(mean.shape[1])
    poisson = _is_poisson(mean, variance) | (mean <= 0)
    q = np.where(poisson, 0.0, 1 - mean / np.where(variance > 0, variance, 1.0))
    safe = np.where(q > 0, q, 1.0)
    first = mean * (1 - q) * np.where(q > 0, np.log1p(-q) / safe, -1.0)
    rare = first.min(initial=0.0) < _UNDERFLOW
    gain, term, base = -np.expm1(first), np.exp(first), mean * (1 - q)
    for unit in range(1, 1_000_000_000):
        if rare:
            gain = at_least(unit, mean=mean, variance=variance)
        kept = (gain >= least).any(axis=0)
        if not kept.any():
            return
        if not kept.all():
            places = places[kept]
            gain, term, base, q, mean, variance = (each[:, kept] for each in (gain, term, base, q, mean, variance))
        yield places, np.where(gain >= least, gain, 0.0)
        term = term * (q * (unit - 1) + base) / unit
        gain = gain - term


def _is_poisson(mean: Array, variance: Array) -> NDArray[np.bool_]:
    return np.asarray(variance - mean <= _POISSON * mean)


def _tail(units: Array, mean: Array, variance: Array) -> Array:
    """P(X >= units)."""
    units, mean, variance = np.broadcast_arrays(units, mean, variance)
    found: Array = np.where(units <= 0, 1.0, 0.0)
    poisson = _is_poisson(mean, variance)
    some = (units > 0) & (mean > 0)
    here = some & poisson
    found[here] = gammainc(units[here], mean[here])
    here = some & ~poisson
    extra: Any = variance[here] - mean[here]
    found[here] = betainc(units[here], mean[here] ** 2 / extra, extra / variance[here])
    return found
