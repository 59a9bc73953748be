"""Which inputs drive an outcome: Sobol indices by Saltelli's method.

A first-order index is the share of the outcome's variance that an input explains alone; a total index adds every interaction in which it
takes part. An input whose total index is near zero may be fixed; one whose first-order index is large is worth knowing better.
Source: Sobol (2001), Mathematics and Computers in Simulation 55; Saltelli et al. (2010), Computer Physics Communications 181.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import CONFIDENCE, NEGLIGIBLE, NOTHING, Values, t_quantile

RESAMPLES = 200
"""Bootstrap samples behind an interval."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one input contributes to the variance of the outcome, with bootstrap intervals."""

    first_order: float
    first_order_low: float
    first_order_high: float
    total: float
    total_low: float
    total_high: float


def sobol_indices(
    outcome: Callable[[Mapping[str, float]], float],
    ranges: Mapping[str, tuple[float, float]],
    *,
    samples: int = 1024,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> dict[str, Sensitivity]:
    """Sobol indices of an outcome over independent inputs, each uniform over its range.

    `outcome` is called with the inputs by name, samples · (number of inputs + 2) times in all. `samples` is a power of 2; the error of an
    index falls at least as its square root. The same seed gives the same indices; an outcome that never varies has NaN. Raises ValueError for
    no inputs, an empty range, and samples that are no power of 2.
    """
    if not ranges:
        raise ValueError("there must be at least one input")
    for name, (low, high) in ranges.items():
        if not low < high:
            raise ValueError(f"the low end of the range of {name} must lie below its high end, not at {low} and {high}")
    names, width = list(ranges), len(ranges)
    low_ends, high_ends = np.array(list(ranges.values()), dtype=float).T
    points = low_ends + (high_ends - low_ends) * plan(samples, width, seed)
    found = np.array([[[outcome(dict(zip(names, row, strict=True)))] for row in rows] for rows in points.tolist()], dtype=float)
    return dict(zip(names, indices(found, confidence=confidence, seed=seed), strict=True))


def plan(samples: int, width: int, seed: int = 0) -> Values:
    """Probabilities of the inputs, (width + 2) blocks × samples × width: two independent sets, then for each input the first set with that
    input taken from the second. `samples` is a power of 2; ValueError otherwise.
    """
    if samples < 2 or samples & (samples - 1):
        raise ValueError(f"samples must be a power of 2, at least 2, not {samples}")
    own, other = _balanced(samples, width, seed)
    mixed = np.repeat(own[None], width, axis=0)
    for place in range(width):
        mixed[place, :, place] = other[:, place]
    return np.concatenate([own[None], other[None], mixed])


def indices(outcomes: Values, *, confidence: float = CONFIDENCE, seed: int = 0) -> list[Sensitivity]:
    """Indices of each input from outcomes of a :func:`plan`, blocks × samples × replications.

    The indices are those of the mean over luck: what replications differ by at random adds to the squares of the estimators, and is taken off
    again as the spread of each product over replications says (so no index needs many replications, but two at least; with one the
    outcome is taken to have no luck). Unbiased whatever the replications have in common. An interval joins a bootstrap over samples with a jackknife over
    replications. Samples that lack an outcome somewhere are left out; NaN where fewer than two are left, and for an outcome that never varies.
    """
    outcomes = outcomes[:, ~np.isnan(outcomes).any(axis=(0, 2)), :]
    blocks, samples, replications = outcomes.shape
    if samples < 2:
        return [Sensitivity(*[NOTHING] * 6)] * (blocks - 2)
    luck = np.random.default_rng(seed)
    draws = luck.integers(samples, size=(RESAMPLES, samples))
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    own, other = outcomes[0], outcomes[1]
    found = []
    for mixed in outcomes[2:]:
        each = _products_of(own, other, mixed)
        at = _ratios(each)
        ends = np.quantile(_ratios(each[:, draws]), tails, axis=1) - at
        if replications > 1:
            left = [
                _ratios(_products_of(*(np.delete(block, run, axis=1) for block in (own, other, mixed))))
                for run in range(replications)
            ]
            luckily = t_quantile(replications - 1, tails[1]) * np.std(left, axis=0) * math.sqrt(replications - 1)
            ends = np.array([[-1.0], [1.0]]) * np.sqrt(ends**2 + luckily**2)
        low, high = at + ends
        found.append(Sensitivity(*(float(each) for each in (at[0], low[0], high[0], at[1], low[1], high[1]))))
    return found


def _balanced(samples: int, width: int, seed: int) -> Values:
    """Two independent sets of points, evenly spread over the unit cube: their coordinates are the halves of a scrambled Sobol sequence."""
    from scipy.stats.qmc import Sobol

    drawn = np.asarray(Sobol(2 * width, scramble=True, seed=seed).random(samples))
    return np.stack([drawn[:, :width], drawn[:, width:]])


def _ratios(each: Values) -> Values:
    """First-order and total index from the products of each sample, the last axis; NaN where nothing varies."""
    first, total, variance = each.mean(axis=-1)
    variance = np.where(variance > 0, variance, NOTHING)
    return np.stack([first / variance, total / (2 * variance)])


def _products_of(own: Values, other: Values, mixed: Values) -> Values:
    """What each sample adds to the first-order effect (Saltelli 2010), the total (twice, Jansen 1999) and the variance.

    `mixed` takes one input from `other` and the rest from `own`; rows are samples, columns replications.
    """
    both = np.concatenate([own, other])
    centre = both.mean(axis=0)
    step = mixed - own
    variance = (_products(own - centre, own - centre) + _products(other - centre, other - centre)) / 2
    if not variance.mean() > (NEGLIGIBLE * float(np.abs(both).max())) ** 2:
        variance = np.full(len(own), NOTHING)
    return np.stack([_products(other - centre, step), _products(step, step), variance])


def _products(first: Values, second: Values) -> Values:
    """Of each sample the product of two means over replications, less what their luck adds to it: cov / replications."""
    replications = first.shape[1]
    means = first.mean(axis=1), second.mean(axis=1)
    found: Values = means[0] * means[1]
    if replications == 1:
        return found
    rest = ((first - means[0][:, None]) * (second - means[1][:, None])).sum(axis=1) / (replications - 1)
    less: Values = found - rest / replications
    return less
