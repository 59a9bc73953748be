"""Which inputs drive an outcome: Sobol indices by Saltelli's method.

A first-order index is the share of the outcome's variance that an input explains alone; a total index adds every interaction in which it
takes part. An input whose total index is near zero may be fixed; one whose first-order index is large is worth knowing better.
Source: Sobol (2001), Mathematics and Computers in Simulation 55; Saltelli et al. (2010), Computer Physics Communications 181.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import CONFIDENCE, NOTHING, Values

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
    if samples < 2 or samples & (samples - 1):
        raise ValueError(f"samples must be a power of 2, at least 2, not {samples}")
    names, width = list(ranges), len(ranges)
    low_ends, high_ends = np.array(list(ranges.values()), dtype=float).T
    points = low_ends[None, :] + (high_ends - low_ends)[None, :] * _balanced(samples, width, seed).reshape(2, samples, width)

    def evaluate(rows: Values) -> Values:
        return np.array([outcome(dict(zip(names, row, strict=True))) for row in rows.tolist()], dtype=float)

    own, other = evaluate(points[0]), evaluate(points[1])
    swapped = []
    for place in range(width):
        mixed = points[0].copy()
        mixed[:, place] = points[1][:, place]
        swapped.append(evaluate(mixed))
    luck = np.random.default_rng(seed)
    draws = [luck.integers(samples, size=samples) for _ in range(RESAMPLES)]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    found = {}
    for name, mixed in zip(names, swapped, strict=True):
        first, total = _indices(own, other, mixed)
        spread = np.quantile([_indices(own[draw], other[draw], mixed[draw]) for draw in draws], tails, axis=0)
        found[name] = Sensitivity(
            first, float(spread[0, 0]), float(spread[1, 0]), total, float(spread[0, 1]), float(spread[1, 1])
        )
    return found


def _balanced(samples: int, width: int, seed: int) -> Values:
    """Two independent sets of points, evenly spread over the unit cube: their coordinates are the halves of a scrambled Sobol sequence."""
    from scipy.stats.qmc import Sobol

    drawn = np.asarray(Sobol(2 * width, scramble=True, seed=seed).random(samples))
    return np.stack([drawn[:, :width], drawn[:, width:]])


def _indices(own: Values, other: Values, mixed: Values) -> tuple[float, float]:
    """First-order (Saltelli 2010) and total index (Jansen 1999) of the input that `mixed` takes from `other` and the rest from `own`."""
    both = np.concatenate([own, other])
    variance, mean = float(both.var()), float(both.mean())
    if not variance > 0:
        return NOTHING, NOTHING
    return float(((other - mean) * (mixed - own)).mean()) / variance, float(((own - mixed) ** 2).mean()) / (2 * variance)
