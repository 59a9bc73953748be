"""How sure two samples make us: paired and unpaired differences, what common random numbers save, how many replications are needed.

Pure functions of values that are independent of each other: means of replications, one number each. NaN is 'no data': such a value, and
the pair it belongs to, is left out. Sources: Student (1908); Welch (1947), Biometrika 34; Law, Simulation Modeling and Analysis (2015),
chapters 9 to 11.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import CONFIDENCE, NOTHING, Numbers, Values, interval, t_quantile

MOST_REPLICATIONS = 10**9
"""More than these nobody waits for: a half-width that needs more is refused."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two means, values − baseline, with its t interval and the t test of 'there is none'."""

    mean: float
    half_width: float
    """Half the length of the confidence interval."""
    degrees: float
    """Degrees of freedom of the t distribution; not a whole number in Welch's test."""
    statistic: float
    """The difference in standard errors; infinite where the values have no spread."""
    p_value: float
    """Probability of a difference at least this large, in either direction, if the true difference were zero."""

    @property
    def low(self) -> float:
        """Lower end of the confidence interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the confidence interval."""
        return self.mean + self.half_width


@dataclass(frozen=True, slots=True)
class CommonLuck:
    """What it brought that two policies met the same luck."""

    correlation: float
    """Correlation between the two policies' values of the same replication, −1 to 1."""
    variance_ratio: float
    """Variance of the paired difference as a share of what independent runs would have; below 1 means that pairing pays."""


def paired(values: Numbers, baseline: Numbers, confidence: float = CONFIDENCE) -> Difference:
    """Difference of two policies that met the same luck, replication by replication (paired t).

    Needs at least two pairs; with fewer every figure but the mean is NaN.
    """
    ours, theirs = _pairs(values, baseline)
    gap = interval(ours - theirs, confidence)
    return _tested(gap.mean, gap.deviation / math.sqrt(gap.count) if gap.count else NOTHING, gap.count - 1, confidence)


def welch(values: Numbers, baseline: Numbers, confidence: float = CONFIDENCE) -> Difference:
    """Difference of two independent samples whose spreads may differ (Welch's t, degrees of freedom after Satterthwaite).

    The samples may have different sizes; each needs at least two values, otherwise every figure but the mean is NaN.
    """
    ours, theirs = interval(values, confidence), interval(baseline, confidence)
    mean = ours.mean - theirs.mean
    if min(ours.count, theirs.count) < 2:
        return _tested(mean, NOTHING, 0, confidence)
    shares = [each.deviation**2 / each.count for each in (ours, theirs)]
    variance = sum(shares)
    freedom = sum(share**2 / (each.count - 1) for share, each in zip(shares, (ours, theirs), strict=True))
    degrees = variance**2 / freedom if freedom else float(ours.count + theirs.count - 2)
    return _tested(mean, math.sqrt(variance), degrees, confidence)


def common_luck(values: Numbers, baseline: Numbers) -> CommonLuck:
    """Correlation and variance ratio of two policies over the same replications; NaN where a sample has no spread."""
    ours, theirs = _pairs(values, baseline)
    if len(ours) < 2:
        return CommonLuck(NOTHING, NOTHING)
    spreads = float(ours.var(ddof=1)), float(theirs.var(ddof=1))
    if not min(spreads):
        return CommonLuck(NOTHING, 1.0 if max(spreads) else NOTHING)
    together = float(np.cov(ours, theirs)[0, 1])
    correlation = together / math.sqrt(spreads[0] * spreads[1])
    return CommonLuck(correlation, float((ours - theirs).var(ddof=1)) / sum(spreads))


def replications_needed(values: Numbers, half_width: float, confidence: float = CONFIDENCE, extra: float = 0.0) -> int:
    """Fewest replications whose t interval is no wider than ± `half_width`, if the spread stays that of the pilot `values`.

    The t quantile shrinks with the number sought, so the number is found by iteration: n ≥ (t(n − 1) · s / half_width)², n ≥ 2. With
    `extra` the interval is first widened by √(1 + extra/n), as `sim.study.sequential` does. Raises ValueError for fewer than two values, a
    half-width that is not positive, and one that no affordable number reaches.
    """
    found = interval(values, confidence)
    if found.count < 2:
        raise ValueError("the spread needs at least two values with data")
    if not half_width > 0:
        raise ValueError(f"half_width must be above 0, not {half_width}")

    def enough(count: int) -> bool:
        spread = found.deviation * math.sqrt(1 + extra / count)
        return t_quantile(count - 1, 0.5 + confidence / 2) * spread <= half_width * math.sqrt(count)

    low, high = 1, 2
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST_REPLICATIONS:
            raise ValueError(f"a half-width of {half_width} needs more than {MOST_REPLICATIONS:,} replications")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _pairs(values: Numbers, baseline: Numbers) -> tuple[Values, Values]:
    """Both samples without the pairs of which one side has no data."""
    ours, theirs = np.asarray(values, dtype=float), np.asarray(baseline, dtype=float)
    if ours.shape != theirs.shape:
        raise ValueError(f"pairs need samples of the same length, not {ours.size} and {theirs.size}")
    known = ~np.isnan(ours + theirs)
    return ours[known], theirs[known]


def _tested(mean: float, error: float, degrees: float, confidence: float) -> Difference:
    """A difference with its interval and test, from its standard error."""
    from scipy.special import stdtr

    if not degrees > 0 or math.isnan(error):
        return Difference(mean, NOTHING, NOTHING, NOTHING, NOTHING)
    statistic = mean / error if error else math.copysign(math.inf, mean) if mean else 0.0
    p_value = 2.0 * float(stdtr(degrees, -abs(statistic)))
    return Difference(mean, t_quantile(degrees, 0.5 + confidence / 2) * error, degrees, statistic, p_value)
