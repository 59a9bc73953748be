"""One long run: how much of its start to cut, and how sure its mean is although neighbouring values resemble each other.

Pure functions of a series of equally spaced observations, oldest first. Sources: White (1997), Simulation 69, and White, Cobb & Spratt
(2000) for MSER-5; von Neumann (1941), Annals of Mathematical Statistics 12; Law, Simulation Modeling and Analysis (2015), chapter 9.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import CONFIDENCE, Interval, Numbers, Values, interval

ONE_SIDED = 1.6448536269514722
"""Normal quantile of 95 %."""
LEAST_LEFT = 5
"""Batches, and parts of all batches (a fifth), that a late cut must leave: the spread of fewer is an accident."""


@dataclass(frozen=True, slots=True)
class Truncation:
    """Where a series has forgotten its start."""

    batches: int
    """Batches to cut at the beginning."""
    observations: int
    """Observations to cut at the beginning."""
    statistic: float
    """The least squared standard error found, of the mean over the batches kept."""
    mean: float
    """Mean of the observations kept."""
    too_short: bool
    """A cut in the second half would have left less than half of the squared standard error: the series had hardly settled when it ended, or has
    not at all."""


@dataclass(frozen=True, slots=True)
class BatchMeans:
    """The mean of a correlated series with an interval from the means of long batches."""

    means: tuple[float, ...]
    """Mean of each batch."""
    interval: Interval
    """Mean of the batch means, its t interval and their standard deviation."""
    correlation: float
    """Autocorrelation of neighbouring batch means; far above zero means that the batches are too short for the interval to hold."""
    von_neumann_ratio: float
    """Squared successive differences over squared deviations of the batch means: about 2 when they are independent, less when they drift."""

    @property
    def mean(self) -> float:
        """Mean of the batch means."""
        return self.interval.mean

    @property
    def half_width(self) -> float:
        """Half the length of the confidence interval of the mean."""
        return self.interval.half_width

    @property
    def too_short(self) -> bool:
        """The batches are too short: were their means independent, so small a ratio of von Neumann's would come up in one case of twenty.

        Of n independent normal values the ratio has mean 2 and variance 4(n − 2)/(n² − 1), and is nearly normal (Young 1941, Annals of
        Mathematical Statistics 12). Never true of fewer than three batches, nor of batches that are all equal.
        """
        count = len(self.means)
        if count < 3:
            return False
        return (2.0 - self.von_neumann_ratio) / math.sqrt(4.0 * (count - 2) / (count**2 - 1)) > ONE_SIDED


def truncate(series: Numbers, batch: int = 5) -> Truncation:
    """Cut the warm-up where the standard error of what remains is least (MSER; MSER-5 with batches of five).

    With b₁ … b_k the means of successive batches, the number d of batches to cut minimises Σ_{i>d}(b_i − mean)² / (k − d)², over d below
    k/2: a value less than half of the least in the second half, where at least five batches and a fifth of them are left, says that the run is
    too short (a line that rises to the end has two fifths of it there; noise that is so small by chance is rare). Observations behind the last
    full batch count in `mean` alone.
    Raises ValueError for fewer than two full batches.
    """
    values = _series(series)
    if batch < 1:
        raise ValueError(f"batch must be at least 1, not {batch}")
    count = len(values) // batch
    if count < 2:
        raise ValueError(f"{len(values)} observations do not fill two batches of {batch}")
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    latest = max(count // 2, count - max(LEAST_LEFT, math.ceil(count / LEAST_LEFT)) + 1)
    statistics = [float(means[cut:].var()) / (count - cut) for cut in range(latest)]
    best = int(np.argmin(statistics[: count // 2]))
    late = min(statistics) < statistics[best] / 2
    return Truncation(best, best * batch, statistics[best], float(values[best * batch :].mean()), late)


def moving_average(series: Numbers, reach: int) -> Values:
    """Mean of each observation and its neighbours up to `reach` steps away on either side, near the beginning of fewer on both; the last `reach`
    observations have none (NaN).

    Welch's (1983) way to see through noise where a course settles. Raises ValueError for a negative reach.
    """
    values = _series(series)
    if reach < 0:
        raise ValueError(f"reach must not be negative, not {reach}")
    places = np.arange(max(len(values) - reach, 0))
    sides = np.minimum(places, reach)
    summed = np.concatenate([[0.0], np.cumsum(values)])
    averages: Values = np.full(len(values), np.nan)
    averages[places] = (summed[places + sides + 1] - summed[places - sides]) / (2 * sides + 1)
    return averages


def batch_means(series: Numbers, batches: int = 10, warm_up: int = 0, confidence: float = CONFIDENCE) -> BatchMeans:
    """Mean of a series in the steady state with its interval from `batches` batches of equal length.

    `warm_up` observations at the beginning are cut, and a few more where the rest does not divide into equal batches. Raises ValueError for
    fewer than two batches, a negative warm-up and fewer observations behind it than batches.
    """
    if warm_up < 0:
        raise ValueError(f"warm_up must not be negative, not {warm_up}")
    values = _series(series)[warm_up:]
    if batches < 2:
        raise ValueError(f"an interval needs at least 2 batches, not {batches}")
    length = len(values) // batches
    if not length:
        raise ValueError(f"{len(values)} observations behind the warm-up do not fill {batches} batches")
    means = values[len(values) - batches * length :].reshape(batches, length).mean(axis=1)
    return BatchMeans(tuple(means.tolist()), interval(means, confidence), autocorrelation(means), von_neumann_ratio(means))


def autocorrelation(series: Numbers, lag: int = 1) -> float:
    """Correlation of a series with itself `lag` steps earlier, −1 to 1; NaN for a constant series.

    Σ_{t>lag}(x_t − mean)(x_{t−lag} − mean) / Σ(x_t − mean)². Raises ValueError for a lag outside 1 … length − 1.
    """
    values = _series(series)
    if not 1 <= lag < len(values):
        raise ValueError(f"lag must lie between 1 and {len(values) - 1}, not {lag}")
    apart = values - values.mean()
    return _ratio(float(apart[lag:] @ apart[:-lag]), float(apart @ apart))


def von_neumann_ratio(series: Numbers) -> float:
    """Squared successive differences of a series over its squared deviations from the mean; NaN for a constant series.

    Σ(x_{t+1} − x_t)² / Σ(x_t − mean)²: 2 on average for independent normal values. Raises ValueError for fewer than two values.
    """
    values = _series(series)
    if len(values) < 2:
        raise ValueError("a ratio of successive differences needs at least two values")
    steps, apart = np.diff(values), values - values.mean()
    return _ratio(float(steps @ steps), float(apart @ apart))


def _series(series: Numbers) -> Values:
    """The series as an array; a gap in it is an error, for it would shift everything behind it."""
    values = np.asarray(series, dtype=float)
    if np.isnan(values).any():
        raise ValueError("the series has gaps (NaN); cut it before the gap or fill it")
    return values


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")
