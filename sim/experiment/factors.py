"""Factors: what an experiment varies, and over which values.

    factors:
      technicians.*.van.seal.level: [1, 2, 4]
      locations.depot.lead_time: {from: 2 d, to: 10 d, by: 2 d}
      wages: {paths: [technicians.*.cost, locations.*.cost], normal: {mean: 42 EUR/h, sd: 3 EUR/h}}

A factor's name is the path that it is about, unless it says its paths itself. Every factor has a quantile, so that a design can spread points
over it; lists and stepped ranges have equal shares. Decisions of a search are said in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from sim.experiment.clause import Clause
from sim.experiment.laws import Discrete, Law, Lognormal, Normal, Triangular, Uniform, in_order, one_unit, senseless
from sim.experiment.measures import Measure, Measured, Value, worded, written

LOW, HIGH = 0.1, 0.9
"""Quantiles of a distribution that stand for 'low' and 'high'."""

_WAYS = ("values", "from", "uniform", "triangular", "normal", "lognormal", "discrete")
_SLACK = 1e-9
"""Share of a step by which a range may be missed through rounding."""


class Factor(Clause):
    """What one factor may be: a list of values, a range, or a distribution."""

    path: str | None = Field(None, description="path in the scenario; the factor's own name if left out")
    paths: list[str] | None = Field(None, min_length=1, description="several paths that always get the same value")
    values: list[Value] | None = Field(
        None, min_length=1, description="values, in their order; a list may stand for the factor itself"
    )
    origin: Measured | None = Field(None, alias="from", description="least value of a range")
    to: Measured | None = Field(None, description="greatest value of a range")
    by: Measured | None = Field(None, description="step of a range, which begins at 'from'; anything between if left out")
    steps: int | None = Field(
        None, ge=2, le=10_000, description="number of values of a range, both ends among them, instead of 'by'"
    )
    uniform: Uniform | None = Field(None, description="not known: anything between 'low' and 'high'")
    triangular: Triangular | None = Field(None, description="not known: between 'low' and 'high', most 'likely' at one place")
    normal: Normal | None = Field(None, description="not known: a 'mean' with a standard deviation 'sd', cut at zero and far out")
    lognormal: Lognormal | None = Field(None, description="not known: a 'median' and the value 'p90' that one in ten exceeds")
    discrete: Discrete | None = Field(None, description="not known: one of a few 'values' with 'weights'")
    whole: bool | None = Field(
        None, description="only whole numbers; if left out, where all numbers stated are whole and have no unit, as 2 and not 2.0"
    )

    @model_validator(mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        """A bare list is the values."""
        return {"values": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _make_sense(self) -> Factor:
        said = [way for way in _WAYS if getattr(self, "origin" if way == "from" else way) is not None]
        if self.to is not None and self.origin is None:
            raise senseless("a range needs 'from' and 'to'")
        if len(said) != 1:
            ways = f"say one of {', '.join(_WAYS[:-1])} and {_WAYS[-1]}"
            raise senseless(
                f"there are no values; {ways}" if not said else f"'{said[0]}' and '{said[1]}' exclude each other; {ways}"
            )
        if self.path is not None and self.paths is not None:
            raise senseless("'path' and 'paths' exclude each other")
        if self.values is not None and len({str(value) for value in self.values}) < len(self.values):
            raise senseless("a value is named twice")
        self._check_range()
        return self

    def _check_range(self) -> None:
        if self.origin is None:
            if self.by is not None or self.steps is not None:
                raise senseless("'by' and 'steps' belong to a range from ... to ...")
            return
        if self.to is None:
            raise senseless("a range needs 'from' and 'to'")
        one_unit([self.origin, self.to, *([self.by] if self.by is not None else [])])
        in_order(self.origin, self.to)
        if self.by is not None and self.steps is not None:
            raise senseless("'by' and 'steps' exclude each other")
        if self.by is not None and not 0 < self.by.number <= self.to.number - self.origin.number:
            raise senseless(f"the step {self.by} must be above 0 and fit between {self.origin} and {self.to}")
        if self.only_whole and not all(
            each.number.is_integer() for each in (self.origin, self.to, *([self.by] if self.by else []))
        ):
            raise senseless("a range of whole numbers begins and ends with one and has whole steps")
        if self.only_whole and self.steps is not None and self.steps > self.to.number - self.origin.number + 1:
            raise senseless(f"there are no {self.steps} whole numbers from {self.origin} to {self.to}")

    @property
    def law(self) -> Law | None:
        """The distribution of a number, if it has one."""
        return self.uniform or self.triangular or self.normal or self.lognormal

    @property
    def uncertain(self) -> bool:
        """A distribution says what is known of it; otherwise it is chosen."""
        return self.law is not None or self.discrete is not None

    @property
    def only_whole(self) -> bool:
        """All its values are whole numbers."""
        if self.whole is not None:
            return self.whole
        stated = self.law.measures if self.law else [each for each in (self.origin, self.to, self.by) if each is not None]
        return bool(stated) and all(each.whole for each in stated)

    @property
    def count(self) -> int | None:
        """How many values it may have; None where it is any number in between, or a distribution of numbers."""
        if self.values is not None:
            return len(self.values)
        if self.discrete is not None:
            return len(self.discrete.values)
        if self.origin is None or self.to is None:
            return None
        if self.steps is not None:
            return self.steps
        step = self._step
        return None if step is None else math.floor((self.to.number - self.origin.number) / step + _SLACK) + 1

    @property
    def _step(self) -> float | None:
        """Step of a range; None where there is none."""
        return self.by.number if self.by is not None else 1.0 if self.only_whole else None

    def level(self, place: int) -> Value:
        """The value at a place, counted from 0, of those that it may have; ValueError where it has no such places."""
        count = self.count
        if count is None or not 0 <= place < count:
            raise ValueError(f"there is no value {place}")
        if self.values is not None:
            return self.values[place]
        if self.discrete is not None:
            return self.discrete.values[place]
        low, high = self._ends()
        if self.steps is not None:
            number = low.number + (high.number - low.number) * place / (self.steps - 1)
            if place in {0, self.steps - 1}:
                return _said(high if place else low)
            return written(number, low.unit, high.number - low.number, whole=self.only_whole)
        return worded(low.number + place * (self._step or 1.0), low.unit, whole=self.only_whole)

    @property
    def levels(self) -> list[Value] | None:
        """Every value that it may have, or None where there is no end to them."""
        count = self.count
        return None if count is None else [self.level(place) for place in range(count)]

    def quantile(self, probability: float) -> Value:
        """The value at a probability from 0 to 1: of its distribution, or with equal shares for all it may be."""
        if not 0 <= probability <= 1:
            raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
        if self.discrete is not None:
            return self.discrete.values[self.discrete.place(probability)]
        count = self.count
        if count is not None:
            return self.level(min(int(probability * count), count - 1))
        law = self.law or Uniform(low=self._ends()[0], high=self._ends()[1])
        if isinstance(law, Uniform) and self.only_whole:
            least, most = math.ceil(law.low.number), math.floor(law.high.number)
            return written(min(least + int(probability * (most - least + 1)), most), law.unit, 1.0, whole=True)
        if isinstance(law, Uniform) and probability in {0.0, 1.0}:
            return _said(law.high if probability else law.low)
        return written(law.number(probability), law.unit, law.number(HIGH) - law.number(LOW), whole=self.only_whole)

    @property
    def looks(self) -> list[Value]:
        """What is tried when one looks at it alone: all values of a list, the ends of a range, low and high of a distribution."""
        if self.values is not None or self.discrete is not None:
            return self.levels or []
        if self.uncertain:
            return [self.quantile(LOW), self.quantile(HIGH)]
        count = self.count
        return [self.level(0), self.level(count - 1)] if count else [self.quantile(0.0), self.quantile(1.0)]

    def _ends(self) -> tuple[Measure, Measure]:
        assert self.origin is not None
        assert self.to is not None
        return self.origin, self.to


def paths_of(name: str, factor: Factor) -> list[str]:
    """The paths of the scenario that a factor is laid over."""
    if factor.paths is not None:
        return factor.paths
    return [name if factor.path is None else factor.path]


def drawn(factors: Mapping[str, Factor], probabilities: Mapping[str, float]) -> dict[str, Value]:
    """The value of each factor at its probability."""
    return {name: factor.quantile(probabilities[name]) for name, factor in factors.items()}


def _said(measure: Measure) -> Value:
    """An end of a range, as it was said."""
    if measure.unit:
        return measure.text
    return int(measure.number) if measure.whole else measure.number
