"""Theory beside simulation: interval, z-score and verdict of each figure, and one verdict over all of them.

The error budget. A figure is *outside* when its reference value lies beyond the 99 % interval of the simulation, which by chance happens to one in
a hundred; it *disagrees* when it lies more than four standard errors away (one in 16,000), and does so again when its case is simulated
once more with a fresh seed and four times the replications. All is well when nothing disagrees, no figure is rejected by Holm's test of
all figures together at 1 % (which holds whatever their dependence), and the z-scores of one figure per case, which are
independent, do not add up to more than chi-square allows. Limits are those of Student's t where replications are few.

Sources: Student (1908); Holm (1979); for the ratio of two means over replications Cochran, Sampling Techniques (1977), ch. 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Any

import numpy as np
from scipy.special import bdtrc, chdtr, chdtrc, ndtr, ndtri, stdtr, stdtrit

CONFIDENCE = 0.99
STANDARD_ERRORS = 4.0
LEAST_CHANCE = 0.01
"""Chance below which the tests over all figures reject."""

AGREES, OUTSIDE, DISAGREES, NOT_SIMULATED, BROKEN = "agrees", "outside", "disagrees", "theory only", "broken"
EXACT, DIFFERS = "exact", "differs"

WITHOUT_CHANCE = 1e-6
"""Relative error of a simulation in which nothing is left to chance: the clock counts in ticks of 3.4 ms."""

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Sample:
    """Totals and weights of one measure over replications; their quotient is the figure."""

    totals: Array
    weights: Array
    scale: float = 1.0
    """factor to the figure's unit"""
    spread: bool = False
    """the figure is the standard deviation between replications, not the mean"""

    @property
    def count(self) -> int:
        """Replications."""
        return len(self.totals)

    @property
    def estimate(self) -> float:
        """The figure, in its unit."""
        if self.spread:
            return float((self.totals / self.weights).std(ddof=1)) * self.scale
        weight = float(self.weights.sum())
        return float(self.totals.sum()) / weight * self.scale if weight else nan

    @property
    def error(self) -> float:
        """Standard error of the ratio, in the figure's unit."""
        if self.count < 2:
            return nan
        mean = float(self.weights.mean())
        if not mean:
            return nan
        rest = self.totals - self.totals.sum() / self.weights.sum() * self.weights
        return float(np.sqrt((rest**2).sum() / (self.count - 1) / self.count)) / mean * self.scale


def half_width(sample: Sample, confidence: float) -> float:
    """Half width of a mean's interval."""
    return float(stdtrit(sample.count - 1, 0.5 + confidence / 2)) * sample.error if sample.count > 1 else nan


def interval(sample: Sample, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of the figure: Student's for a mean, chi-square's for a standard deviation."""
    if not sample.spread:
        half = half_width(sample, confidence)
        return sample.estimate - half, sample.estimate + half
    degrees = sample.count - 1
    low, high = (chi_square_quantile(degrees, 0.5 + side * confidence / 2) for side in (1, -1))
    return sample.estimate * (degrees / low) ** 0.5, sample.estimate * (degrees / high) ** 0.5


def chi_square_quantile(degrees: int, probability: float) -> float:
    """Quantile of the chi-square distribution."""
    from scipy.special import gammaincinv

    return float(2 * gammaincinv(degrees / 2, probability))


def z_score(sample: Sample, value: float) -> float:
    """How far the simulation lies from a value, as the normal deviate of the same chance."""
    if sample.count < 2:
        return nan
    if sample.spread:
        below = float(chdtr(sample.count - 1, (sample.count - 1) * (sample.estimate / value) ** 2))
        return float(ndtri(below)) if below < 0.5 else -float(ndtri(1 - below))
    error, gap = sample.error, sample.estimate - value
    if not error > 1e-12 * max(abs(value), 1e-12):
        return 0.0 if abs(gap) <= WITHOUT_CHANCE * max(abs(value), 1e-3) else (inf if gap > 0 else -inf)
    tail = float(stdtr(sample.count - 1, -abs(gap / error)))
    return float(np.copysign(-ndtri(tail), gap)) if tail > 0 else float(np.copysign(inf, gap))


@dataclass(frozen=True)
class Row:
    """One reference figure: theory, simulation and verdict."""

    case: str
    title: str
    figure: str
    unit: str
    value: float | str
    """reference"""
    theory: float | str
    computed: str
    """exact | differs: theory against the reference"""
    simulated: float = nan
    low: float = nan
    high: float = nan
    z: float = nan
    replications: int = 0
    verdict: str = NOT_SIMULATED
    first_z: float = nan
    """of the first run, where the case was simulated again"""

    @property
    def precision(self) -> float:
        """Half width of the interval as a share of the figure."""
        return (self.high - self.low) / 2 / abs(float(self.value)) if isfinite(self.low) and self.value else nan

    @property
    def is_simulated(self) -> bool:
        """True when a simulation stands behind it."""
        return self.replications > 0


def same(theory: float | str, value: float | str, tolerance: float) -> bool:
    """Theory gives the reference figure, to a relative error."""
    if isinstance(value, str) or isinstance(theory, str):
        return str(theory) == str(value)
    return bool(abs(float(theory) - float(value)) <= tolerance * max(abs(float(value)), 1e-9))


def verdict_on(z: float) -> str:
    """Agrees, outside the 99 % interval, or further away than four standard errors."""
    if not abs(z) <= STANDARD_ERRORS:
        return DISAGREES
    return OUTSIDE if abs(z) > float(ndtri(0.5 + CONFIDENCE / 2)) else AGREES


@dataclass(frozen=True)
class Overall:
    """The verdict over all figures."""

    computed: int
    """figures that theory was asked for"""
    differing: int
    """... and got wrong"""
    simulated: int
    outside: int
    """figures beyond their 99 % interval"""
    expected_outside: float
    chance_of_more: float
    """chance of so many or more outside, if figures were independent"""
    disagreeing: int
    smallest: float
    """smallest chance of a figure after Holm's correction"""
    chi_square: float
    degrees: int
    chi_square_chance: float
    broken: int
    complete: bool

    @property
    def holds(self) -> bool:
        """True when nothing speaks against the simulator."""
        sound = not (self.differing or self.disagreeing or self.broken) and self.complete
        return sound and not (self.smallest < LEAST_CHANCE or self.chi_square_chance < LEAST_CHANCE)

    @property
    def verdict(self) -> str:
        """In one word."""
        return "holds" if self.holds else "fails" if self.complete else "incomplete"


def overall(rows: Sequence[Row], *, complete: bool = True, broken: int = 0) -> Overall:
    """Judge all figures together."""
    simulated = [row for row in rows if row.is_simulated]
    outside = sum(row.verdict in {OUTSIDE, DISAGREES} for row in simulated)
    firsts = {row.case: row for row in reversed(simulated)}
    squares = sum(row.z**2 for row in firsts.values())
    return Overall(
        computed=len(rows),
        differing=sum(row.computed == DIFFERS for row in rows),
        simulated=len(simulated),
        outside=outside,
        expected_outside=(1 - CONFIDENCE) * len(simulated),
        chance_of_more=float(bdtrc(outside - 1, len(simulated), 1 - CONFIDENCE)) if outside else 1.0,
        disagreeing=sum(row.verdict == DISAGREES for row in simulated),
        smallest=holm(row.z for row in simulated),
        chi_square=float(squares),
        degrees=len(firsts),
        chi_square_chance=float(chdtrc(len(firsts), squares)) if firsts else 1.0,
        broken=broken,
        complete=complete,
    )


def holm(scores: Iterable[float]) -> float:
    """Smallest chance after Holm's correction: below 0.01 at least one figure is wrong, at 99 % confidence over all."""
    chances = [2 * float(ndtr(-abs(z))) for z in scores]
    return min(1.0, min(chances) * len(chances)) if chances else 1.0
