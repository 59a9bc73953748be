"""When to stop: replications are added until an interval is narrow enough, and it still covers as often as it says.

Who stops as soon as an interval is narrow enough stops more easily when the spread happens to look small, and such an interval covers the
truth too seldom: a 95 % interval of normal values in 91 to 94 % of studies that stop at 15 to 40 replications, of skewed ones in fewer.
The loss is bounded and goes away as the number grows (Chow & Robbins 1965, Annals of Mathematical Statistics 36), and a number of further
replications that does not grow makes up for it (Simons 1968, ibid. 39). So the t interval is widened by √(1 + z²/n), n being the
replications and z the normal quantile of the confidence: this costs z² replications (4 at 95 %), whatever the width. It is widened where it is
looked at *and* where it is stated. How often it covers is measured by benchmarks/intervals.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.study.precision import replications_needed
from sim.study.statistics import CONFIDENCE, Interval, Numbers, Values, interval, known_values

LEAST_PILOT = 10
"""With fewer a skewed figure's spread is not seen."""
LEAST_STEP = 0.05
"""Share by which a stage adds at least: many looks cost time and luck."""


@dataclass(frozen=True, slots=True)
class Width:
    """A half-width that is wanted: in the unit of the figure, or as a share of another number (of the mean itself, say)."""

    absolute: float | None = None
    share: float | None = None

    def of(self, reference: float) -> float:
        """The half-width in the unit of the figure.

        A share is of the true value, which is not known: with half ≤ share/(1 + share) · |mean| it is kept whenever the interval covers
        (Law, Simulation Modeling and Analysis, 2015, section 9.4.1).
        """
        if self.absolute is not None:
            return self.absolute
        assert self.share is not None
        return self.share / (1 + self.share) * abs(reference)


def widening(count: int, confidence: float = CONFIDENCE) -> float:
    """Factor √(1 + z²/n) by which an interval is widened that stopping depended on."""
    return math.sqrt(1 + _extra(confidence) / count) if count else math.nan


def stopped_interval(values: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Mean and interval of values whose number was chosen by looking at them; NaN values are left out, one value has no interval."""
    found = interval(values, confidence)
    half = found.half_width * widening(found.count, confidence)
    return Interval(found.mean, found.mean - half, found.mean + half, found.count, found.deviation)


def next_replications(values: Values, half_width: float, most: int, confidence: float = CONFIDENCE) -> int:
    """How many replications to have next, those that are there among them: as many as there are when that is enough, and never above `most`.

    As many as the spread so far asks for, at most twice as many as there are, at least a twentieth more. Where some replications have no
    data it is assumed that so will be as many of the others; where none has, no number will do, and nothing is added.
    """
    there, known = len(values), len(known_values(values))
    if there >= most or not known:
        return min(there, most)
    if stopped_interval(values, confidence).half_width <= half_width:
        return there
    doubled = 2 * there
    try:
        needed = math.ceil(replications_needed(values, half_width, confidence, _extra(confidence)) * there / known)
    except ValueError:  # one value with data, a half-width of nothing, or one beyond reach
        needed = doubled
    return min(max(needed, there + math.ceil(LEAST_STEP * there)), doubled, most)


def _extra(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2)) ** 2
