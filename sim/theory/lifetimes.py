"""Laws of lives and delays, as the exact results on maintenance, warranty and installed bases need them.

A law is said as in a scenario, `{weibull: {shape: 2.5, scale: 1000}}`, or given as one of the classes here. Times in any unit, the same
throughout. `survival(age)` is the share that lives longer than `age`, `hazard(age)` the failure rate of what has reached it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scipy import special

from sim.theory.arguments import need_not_negative, need_positive


class Life(ABC):
    """A law of lives. A new one states the five figures below; failure rates follow from them."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def mean(self) -> float:
            """Expected life: a parameter or a property."""

    @property
    @abstractmethod
    def power(self) -> float:
        """Exponent with which the share failed leaves zero: it grows as age ** power while age is small."""

    @abstractmethod
    def survival(self, age: float) -> float:
        """Share of lives longer than `age`."""

    @abstractmethod
    def density(self, age: float) -> float:
        """Failures per unit of time at `age`, of one unit put to work at age zero."""

    @abstractmethod
    def quantile(self, share: float) -> float:
        """Age that a `share` of all lives does not exceed (0 < share < 1)."""

    @abstractmethod
    def limited_mean(self, age: float) -> float:
        """Expected life when it is cut off at `age`: the integral of the survival from 0 to `age`."""

    def failed(self, age: float) -> float:
        """Share of lives not longer than `age`."""
        return 1.0 - self.survival(age)

    def hazard(self, age: float) -> float:
        """Failures per unit of time of those that have reached `age`: density over survival."""
        alive = self.survival(age)
        return self.density(age) / alive if alive > 0 else math.inf

    def cumulative_hazard(self, age: float) -> float:
        """Integral of the hazard from 0 to `age`, -ln(survival): failures by `age` when each is repaired minimally."""
        alive = self.survival(age)
        return -math.log(alive) if alive > 0 else math.inf


Law = Life | Mapping[str, Mapping[str, float]]
"""A law given as an object, or as the word and parameters that a scenario would use."""


@dataclass(frozen=True, slots=True)
class Weibull(Life):
    """Weibull: survival exp(-(age / scale) ** shape). Shape above 1 wears out, below 1 dies young."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        need_positive(shape=self.shape, scale=self.scale)

    @property
    def mean(self) -> float:
        """Expected life, scale * gamma(1 + 1 / shape)."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    @property
    def power(self) -> float:
        """The share failed grows at first as age ** shape."""
        return self.shape

    def survival(self, age: float) -> float:
        """Share of lives longer than `age`."""
        return math.exp(-self.cumulative_hazard(age))

    def failed(self, age: float) -> float:
        """Share of lives not longer than `age`, exact for young ages too."""
        return -math.expm1(-self.cumulative_hazard(age))

    def density(self, age: float) -> float:
        """Failures per unit of time at `age`."""
        alive = self.survival(age)
        return self.hazard(age) * alive if alive > 0 else 0.0

    def hazard(self, age: float) -> float:
        """Failure rate shape / scale * (age / scale) ** (shape - 1), the intensity of the power-law process."""
        if age == 0:
            return math.inf if self.shape < 1 else (self.shape == 1) / self.scale
        return self.shape / age * self.cumulative_hazard(age)

    def cumulative_hazard(self, age: float) -> float:
        """(age / scale) ** shape; infinity where that cannot be written down."""
        try:
            return float((age / self.scale) ** self.shape)
        except OverflowError:
            return math.inf

    def quantile(self, share: float) -> float:
        """Age that a `share` of all lives does not exceed."""
        return float(self.scale * (-math.log1p(-share)) ** (1 / self.shape))

    def limited_mean(self, age: float) -> float:
        """Expected life cut off at `age`: mean times the regularised incomplete gamma function at 1 / shape."""
        return self.mean * float(special.gammainc(1 / self.shape, self.cumulative_hazard(age)))


@dataclass(frozen=True, slots=True)
class Gamma(Life):
    """Gamma law, said by its mean and its coefficient of variation (cv, standard deviation over mean)."""

    mean: float
    cv: float

    def __post_init__(self) -> None:
        need_positive(mean=self.mean, cv=self.cv)

    @property
    def power(self) -> float:
        """The shape of the law, 1 / cv ** 2."""
        return self.cv**-2

    def survival(self, age: float) -> float:
        """Share of lives longer than `age`."""
        return float(special.gammaincc(self.power, age * self.power / self.mean))

    def failed(self, age: float) -> float:
        """Share of lives not longer than `age`."""
        return float(special.gammainc(self.power, age * self.power / self.mean))

    def density(self, age: float) -> float:
        """Failures per unit of time at `age`."""
        shape, rate = self.power, self.power / self.mean
        if age == 0:
            return math.inf if shape < 1 else rate * (shape == 1)
        return rate * math.exp((shape - 1) * math.log(rate * age) - rate * age - math.lgamma(shape))

    def quantile(self, share: float) -> float:
        """Age that a `share` of all lives does not exceed."""
        return float(special.gammaincinv(self.power, share)) * self.mean / self.power

    def limited_mean(self, age: float) -> float:
        """Expected life cut off at `age`."""
        shorter = float(special.gammainc(self.power + 1, age * self.power / self.mean))
        return self.mean * shorter + age * self.survival(age)


@dataclass(frozen=True, slots=True)
class Exponential(Life):
    """Exponential: a constant failure rate, 1 / mean; nothing ages."""

    mean: float

    def __post_init__(self) -> None:
        need_positive(mean=self.mean)

    @property
    def power(self) -> float:
        """One: failures begin at once, at the rate at which they go on."""
        return 1.0

    def survival(self, age: float) -> float:
        """Share of lives longer than `age`."""
        return math.exp(-age / self.mean)

    def failed(self, age: float) -> float:
        """Share of lives not longer than `age`."""
        return -math.expm1(-age / self.mean)

    def density(self, age: float) -> float:
        """Failures per unit of time at `age`."""
        return math.exp(-age / self.mean) / self.mean

    def hazard(self, age: float) -> float:
        """The failure rate, whatever the age."""
        return 1 / self.mean

    def cumulative_hazard(self, age: float) -> float:
        """Age over mean."""
        return age / self.mean

    def quantile(self, share: float) -> float:
        """Age that a `share` of all lives does not exceed."""
        return -self.mean * math.log1p(-share)

    def limited_mean(self, age: float) -> float:
        """Expected life cut off at `age`."""
        return self.mean * self.failed(age)


@dataclass(frozen=True, slots=True)
class Uniform(Life):
    """Uniform between `low` and `high`: no failure before the one, no survivor after the other."""

    low: float
    high: float

    def __post_init__(self) -> None:
        need_not_negative(low=self.low)
        if not self.low < self.high < math.inf:
            raise ValueError(f"high must be a number above low, not {self.high!r} with a low of {self.low!r}")

    @property
    def mean(self) -> float:
        """Expected life."""
        return (self.low + self.high) / 2

    @property
    def power(self) -> float:
        """One: the share failed is a straight line."""
        return 1.0

    def survival(self, age: float) -> float:
        """Share of lives longer than `age`."""
        return min(1.0, max(0.0, (self.high - age) / (self.high - self.low)))

    def failed(self, age: float) -> float:
        """Share of lives not longer than `age`."""
        return min(1.0, max(0.0, (age - self.low) / (self.high - self.low)))

    def density(self, age: float) -> float:
        """Failures per unit of time at `age`."""
        return 1 / (self.high - self.low) if self.low <= age <= self.high else 0.0

    def quantile(self, share: float) -> float:
        """Age that a `share` of all lives does not exceed."""
        return self.low + share * (self.high - self.low)

    def limited_mean(self, age: float) -> float:
        """Expected life cut off at `age`."""
        inside = min(max(age, self.low), self.high) - self.low
        return min(age, self.low) + inside - inside**2 / (2 * (self.high - self.low))


_LAWS: dict[str, type[Any]] = {"exponential": Exponential, "weibull": Weibull, "gamma": Gamma, "uniform": Uniform}


def lifetime(law: Law) -> Life:
    """The law meant by `{word: {parameter: value}}`, such as `{weibull: {shape: 2, scale: 500}}`; a law itself is passed through.

    Words: exponential (mean), weibull (shape, scale), gamma (mean, cv), uniform (low, high).
    Raises ValueError if the word or a parameter is not known, or a value is out of range.
    """
    if isinstance(law, Life):
        return law
    if len(law) != 1:
        raise ValueError(f"a law is one word with its parameters, such as weibull with shape and scale, not {law!r}")
    ((word, parameters),) = law.items()
    if word not in _LAWS:
        raise ValueError(f"{word!r} is not a law of lives; there are {', '.join(_LAWS)}")
    wanted = tuple(_LAWS[word].__dataclass_fields__)
    if sorted(wanted) != sorted(parameters):
        raise ValueError(f"{word} wants {' and '.join(wanted)}, not {' and '.join(parameters) or 'nothing'}")
    made = _LAWS[word](**parameters)
    assert isinstance(made, Life)
    return made
