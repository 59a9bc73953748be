"""Distributions of factors: what is known of an input that nobody knows exactly.

A law gives its quantile at a probability, so that a design spreads its points over it evenly (inversion). Its numbers share one unit.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.experiment.clause import Clause
from sim.experiment.measures import Measure, Measured, Value

FARTHEST = 4.0
"""Standard deviations beyond which a normal distribution is cut: 1 value in 16,000."""
_EDGE = 1e-9
"""Probabilities nearer to 0 or 1 are taken as this near: no quantile is infinite."""


class Law(Clause):
    """Base of the distributions of numbers."""

    @property
    def measures(self) -> list[Measure]:
        """The numbers that are stated."""
        return [each for each in (getattr(self, key) for key in type(self).model_fields) if isinstance(each, Measure)]

    @property
    def unit(self) -> str:
        """The unit that all its numbers have."""
        return self.measures[0].unit

    @model_validator(mode="after")
    def _make_sense(self) -> Any:
        one_unit(self.measures)
        self.check()
        return self

    def check(self) -> None:
        """Raise where the numbers do not go together."""

    def number(self, probability: float) -> float:
        """The value below which an input lies with a probability."""
        raise NotImplementedError


class Uniform(Law):
    """Anything between two ends, one as likely as the other."""

    low: Measured = Field(description="least value")
    high: Measured = Field(description="greatest value")

    def check(self) -> None:
        """The ends are in order."""
        in_order(self.low, self.high)

    def number(self, probability: float) -> float:
        """Linear between the ends."""
        return self.low.number + probability * (self.high.number - self.low.number)


class Triangular(Law):
    """Between two ends, most likely at one place: what an expert can say."""

    low: Measured = Field(description="least value")
    likely: Measured = Field(description="most likely value")
    high: Measured = Field(description="greatest value")

    def check(self) -> None:
        """The ends are in order, the most likely value between them."""
        in_order(self.low, self.high)
        if not self.low.number <= self.likely.number <= self.high.number:
            raise senseless(f"the most likely value {self.likely} does not lie between {self.low} and {self.high}")

    def number(self, probability: float) -> float:
        """Inverse of the two parabolas."""
        low, likely, high = (each.number for each in (self.low, self.likely, self.high))
        if probability * (high - low) <= likely - low:
            return low + math.sqrt(probability * (high - low) * (likely - low))
        return high - math.sqrt((1 - probability) * (high - low) * (high - likely))


class Normal(Law):
    """A bell around a mean, cut 4 standard deviations away; and at zero, where its mean is above."""

    mean: Measured = Field(description="mean, before anything is cut")
    sd: Measured = Field(description="standard deviation, before anything is cut")
    low: Measured | None = Field(None, description="cut below this; zero if left out and the mean is above zero")
    high: Measured | None = Field(None, description="cut above this, such as '100 %' for a share")

    def check(self) -> None:
        """It has a spread, and there is something between the cuts."""
        if not self.sd.number > 0:
            raise senseless(f"the standard deviation must be above 0, not {self.sd}")
        low, high = self._ends()
        if not low < high:
            raise senseless(f"nothing is left of the distribution between {self.low} and {self.high}")

    def _ends(self) -> tuple[float, float]:
        mean, reach = self.mean.number, FARTHEST * self.sd.number
        floor = self.low.number if self.low is not None else 0.0 if mean > 0 else -math.inf
        return max(mean - reach, floor), min(mean + reach, self.high.number if self.high is not None else math.inf)

    def number(self, probability: float) -> float:
        """Inverse of the distribution between the cuts."""
        from scipy.special import ndtr, ndtri

        low, high = self._ends()
        below, above = (float(ndtr((end - self.mean.number) / self.sd.number)) for end in (low, high))
        found = self.mean.number + self.sd.number * float(ndtri(below + probability * (above - below)))
        return min(max(found, low), high)


class Lognormal(Law):
    """Never below zero, with a long tail: durations, prices, times between failures."""

    median: Measured = Field(description="value that is exceeded as often as not")
    p90: Measured = Field(description="value that is exceeded in one case of ten")

    def check(self) -> None:
        """The median is positive and below the nine-in-ten value."""
        if not 0 < self.median.number < self.p90.number:
            raise senseless(f"the median must be above 0 and below p90, not {self.median} with a p90 of {self.p90}")

    def number(self, probability: float) -> float:
        """The median · exp(σ z(p)), where σ = ln(p90 / median) / z(0.9)."""
        from scipy.special import ndtri

        sigma = math.log(self.p90.number / self.median.number) / float(ndtri(0.9))
        return self.median.number * math.exp(sigma * float(ndtri(min(max(probability, _EDGE), 1 - _EDGE))))


class Discrete(Clause):
    """A few values, each with its weight."""

    values: list[Value] = Field(min_length=1, description="values, in their order")
    weights: list[float] = Field(min_length=1, description="weight of each; they need not add up to 1")

    @model_validator(mode="after")
    def _make_sense(self) -> Any:
        if len(self.values) != len(self.weights):
            raise senseless(
                f"there are {len(self.values)} values and {len(self.weights)} weights; state one weight for each value"
            )
        if min(self.weights) < 0 or not math.isfinite(sum(self.weights)) or not sum(self.weights) > 0:
            raise senseless("weights must not be negative, and one of them at least must be above 0")
        return self

    def place(self, probability: float) -> int:
        """Which value it is, counted from 0, at a probability."""
        ends = [0.0, *accumulate(self.weights)]
        likely = [at for at, weight in enumerate(self.weights) if weight > 0]
        return min(max(bisect_right(ends, probability * ends[-1]) - 1, likely[0]), likely[-1])


def one_unit(measures: list[Measure]) -> None:
    """Raise unless all have the same unit."""
    for each in measures[1:]:
        if each.unit != measures[0].unit:
            raise senseless(f"'{measures[0]}' and '{each}' differ in their unit; say both in the same")


def in_order(low: Measure, high: Measure) -> None:
    """Raise unless the low end lies below the high end."""
    if not low.number < high.number:
        raise senseless(f"the low end {low} must lie below the high end {high}")


def senseless(message: str) -> PydanticCustomError:
    """The fault of words that do not go together."""
    return PydanticCustomError("senseless", "{error}", {"error": message})
