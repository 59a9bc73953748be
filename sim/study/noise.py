"""How much of what differs is luck: points that met the same replications, split into what the inputs do and what luck does.

The model is two-way with random effects: y[i, j] = mean + input[i] + luck[j] + rest[i, j]. Replication j has the same luck at every point (common
random numbers), so its part that all points share says nothing of the inputs, but moves the mean of everything. Pure functions of a matrix, a
row per point and a column per replication. Sources: Searle, Casella & McCulloch, Variance Components (1992), chapter 4; Satterthwaite (1946),
Biometrics Bulletin 2; Yates (1933), Empire Journal of Experimental Agriculture 1, for cells without a value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import CONFIDENCE, NEGLIGIBLE, NOTHING, Interval, Values, t_quantile

_SWEEPS = 200
"""Rounds after which filling empty cells has settled; each at least halves the error of what is filled in where half of a row is there."""


@dataclass(frozen=True, slots=True)
class Squares:
    """Mean squares of a matrix, with the size they come from."""

    points: int
    replications: int
    between_points: float
    between_replications: float
    rest: float
    rest_degrees: int
    """Degrees of freedom of the rest, less one for each cell that was empty."""

    @property
    def input_variance(self) -> float:
        """Variance of the points' long-run means; unbiased, so it may come out below zero where there is none."""
        return (self.between_points - self.rest) / max(self.replications, 1)

    @property
    def luck_variance(self) -> float:
        """Variance between replications of the same point, unbiased."""
        return self.rest + (self.between_replications - self.rest) / max(self.points, 1)


@dataclass(frozen=True, slots=True)
class Split:
    """Where the variance of a single run comes from: inputs that are not known, or luck."""

    squares: Squares
    mean: Interval
    """Mean over inputs and luck; its interval covers both: other draws of the inputs and other replications."""
    share: float
    """Share of the inputs in the variance of a single run, from 0 to 1."""
    share_low: float
    share_high: float
    band_low: float
    """Between these the mean of the figure lies, whatever the inputs really are, with the confidence asked for."""
    band_high: float
    p_value: float
    """Probability of point means that differ as much, if inputs did nothing (F test)."""
    missing: int
    """Cells without a value."""


def complete(matrix: Values) -> tuple[Values, int]:
    """The matrix without points and replications that have no value at all, other empty cells filled in; and how many these were.

    An empty cell gets the value that adds nothing to the rest: its row's mean plus its column's less the whole one's, once it is in there itself.
    """
    known = ~np.isnan(matrix)
    matrix = matrix[known.any(axis=1)][:, known.any(axis=0)]
    empty = np.isnan(matrix)
    missing = int(empty.sum())
    if not missing:
        return matrix, 0
    filled = np.where(empty, np.nanmean(matrix), matrix)
    for _ in range(_SWEEPS):
        fitted = filled.mean(axis=1, keepdims=True) + filled.mean(axis=0, keepdims=True) - filled.mean()
        filled = np.where(empty, fitted, matrix)
    return filled, missing


def squares(matrix: Values, missing: int = 0) -> Squares:
    """Mean squares of a complete matrix of at least two points and two replications; NaN for a smaller one."""
    points, replications = matrix.shape
    degrees = (points - 1) * (replications - 1) - missing
    if min(points, replications) < 2 or degrees < 1:
        return Squares(points, replications, NOTHING, NOTHING, NOTHING, max(degrees, 0))
    rows, columns, mean = matrix.mean(axis=1), matrix.mean(axis=0), matrix.mean()
    rest = matrix - rows[:, None] - columns[None, :] + mean
    floor = (NEGLIGIBLE * float(np.abs(matrix).max())) ** 2

    def square(of: Values, times: int, freedom: int) -> float:
        found = times * float((of**2).sum()) / freedom
        return found if found > times * floor else 0.0

    return Squares(
        points,
        replications,
        square(rows - mean, replications, points - 1),
        square(columns - mean, points, replications - 1),
        square(rest, 1, degrees),
        degrees,
    )


def split(matrix: Values, confidence: float = CONFIDENCE) -> Split:
    """Split the variance of a figure over points whose inputs were drawn from what is known of them.

    The mean's interval has the variance (points + replications − rest) / all cells, degrees after Satterthwaite. The interval of the share is a
    jackknife over points and over replications on the logit scale;
    it begins at 0 where the points cannot be told apart. The band is that of the point means, widened by the luck they share.
    """
    whole, missing = complete(np.asarray(matrix, dtype=float))
    found = squares(whole, missing) if whole.size else Squares(0, 0, NOTHING, NOTHING, NOTHING, 0)
    mean = _mean(whole, found, confidence)
    share = _share(found)
    low, high = _share_interval(whole, share, confidence)
    p_value = _p_value(found)
    low = 0.0 if p_value > 1 - confidence else low
    band = _band(whole, found, mean.mean, confidence)
    return Split(found, mean, share, low, high, *band, p_value, missing)


def _share(found: Squares) -> float:
    own, luck = max(found.input_variance, 0.0), max(found.luck_variance, 0.0)
    return own / (own + luck) if own + luck > 0 else NOTHING


def _p_value(found: Squares) -> float:
    from scipy.special import fdtrc

    if math.isnan(found.rest):
        return NOTHING
    if not found.rest > 0:
        return 0.0 if found.between_points > 0 else 1.0
    return float(fdtrc(found.points - 1, found.rest_degrees, found.between_points / found.rest))


def _mean(whole: Values, found: Squares, confidence: float) -> Interval:
    """Grand mean and the interval that covers inputs and luck."""
    if not whole.size:
        return Interval(NOTHING, NOTHING, NOTHING, 0, NOTHING)
    mean, spread = float(whole.mean()), float(whole.std(ddof=1)) if whole.size > 1 else NOTHING
    if math.isnan(found.rest):
        return Interval(mean, NOTHING, NOTHING, whole.size, spread)
    parts = (
        (found.between_points, found.points - 1),
        (found.between_replications, found.replications - 1),
        (-found.rest, found.rest_degrees),
    )
    variance = max(sum(square for square, _ in parts), found.between_points, found.between_replications)
    freedom = sum(square**2 / degrees for square, degrees in parts)
    half = t_quantile(variance**2 / freedom, 0.5 + confidence / 2) * math.sqrt(variance / whole.size) if freedom else 0.0
    return Interval(mean, mean - half, mean + half, whole.size, spread)


def _share_interval(whole: Values, share: float, confidence: float) -> tuple[float, float]:
    """Jackknife over points and over replications, together, of the logit; the whole line where nothing can be said."""
    if math.isnan(share):
        return NOTHING, NOTHING
    if min(whole.shape) < 3:
        return 0.0, 1.0
    variances = []
    for axis in (0, 1):
        count = whole.shape[axis]
        left = np.array([_logit(_share(squares(np.delete(whole, place, axis)))) for place in range(count)])
        variances.append((float(left.var()) * (count - 1), count - 1))
    variance = sum(each for each, _ in variances)
    if not variance > NEGLIGIBLE:
        return share, share
    degrees = variance**2 / sum(each**2 / freedom for each, freedom in variances)
    half = t_quantile(degrees, 0.5 + confidence / 2) * math.sqrt(variance)
    low, high = (1 / (1 + math.exp(-min(max(_logit(share) + side * half, -700), 700))) for side in (-1, 1))
    return (0.0 if share <= _FLOOR else low), (1.0 if share >= 1 - _FLOOR else high)


_FLOOR = 1e-3
"""Shares nearer to 0 or 1 are taken as this near, so that a logit is finite."""


def _logit(share: float) -> float:
    inside = min(max(0.0 if math.isnan(share) else share, _FLOOR), 1 - _FLOOR)
    return math.log(inside / (1 - inside))


def _band(whole: Values, found: Squares, mean: float, confidence: float) -> tuple[float, float]:
    """Quantiles of the point means, their distance from the mean widened for the luck that all points share."""
    if math.isnan(found.rest):
        return NOTHING, NOTHING
    rows = whole.mean(axis=1)
    seen = found.between_points / found.replications
    shared = max(found.between_replications - found.rest, 0.0) / found.points / found.replications
    if not seen > 0:
        half = t_quantile(found.replications - 1, 0.5 + confidence / 2) * math.sqrt(shared)
        return mean - half, mean + half
    wider = math.sqrt(1 + shared / seen)
    low, high = np.quantile(rows, [(1 - confidence) / 2, (1 + confidence) / 2], method="weibull")
    return mean + (float(low) - mean) * wider, mean + (float(high) - mean) * wider
