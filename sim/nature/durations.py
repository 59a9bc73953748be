"""How long things take: a duration law turns one uniform draw into hours.

Laws are said in the terms a planner has at hand (mean and spread, median and ninetieth percentile, observed times). Where a law can be
said in several ways, the parameters left out follow from those given and can be read afterwards: `Lognormal(median=2, p90=5).mean`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.nature.parameters import (
    Shape,
    Spread,
    Weight,
    chosen,
    complete,
    either,
    fault,
    gamma_quantile,
    observed,
    observed_mean,
    spread,
    weibull_pair,
)
from sim.registry import Member, OneOf, family, register
from sim.units import FOREVER, TICK, TICKS_PER_HOUR, Hours, PositiveHours, Share, to_tick

Sampler = Callable[[float], float]
"""u (0 < u < 1) -> hours, a whole number of ticks, never above FOREVER."""

family("duration", "duration law", rule=False, shorthand=("constant", "time"))

_NORMAL = NormalDist()
_Z90 = _NORMAL.inv_cdf(0.9)
_ALMOST_0 = 2.0**-53
_ALMOST_1 = 1.0 - 2.0**-53
_LEAST_CV = 1e-6
_MOST_MEANS = 37.0
"""No exponential draw is longer: u lies on a grid of 2**-53, and 53 ln 2 is 36.7."""
"""Gamma laws with less spread than this are constant for all practical purposes (and for all numerical ones)."""


class DurationLaw(Member):
    """A law of durations. A new one needs `mean` (a parameter or a property) and `quantile`; `sampler` only for speed."""

    if TYPE_CHECKING:

        @property
        def mean(self) -> float:
            """Expected duration, hours."""

    def quantile(self, u: float) -> float:
        """The duration, hours, that a share `u` of all draws does not exceed (0 < u < 1)."""
        raise NotImplementedError

    def sampler(self) -> Sampler:
        """A fast function from a uniform draw to hours on the clock's tick."""
        quantile = self.quantile
        return lambda u: to_tick(quantile(u))


Law = Annotated[DurationLaw, OneOf("duration")]


@register("duration", "constant")
class Constant(DurationLaw):
    """Always the same time. A bare time such as `4 h` means this law."""

    time: Hours = Field(description="the duration")

    @property
    def mean(self) -> float:
        """Expected duration, hours."""
        return float(self.time)

    def quantile(self, u: float) -> float:
        """The duration, whatever the draw."""
        del u
        return float(self.time)

    def sampler(self) -> Sampler:
        """A function that returns the duration on the clock's tick."""
        time = to_tick(self.time)
        return lambda _: time


@register("duration", "exponential")
class Exponential(DurationLaw):
    """Exponential: memoryless, so that what has passed says nothing about what remains; standard deviation equals mean."""

    mean: Hours = Field(description="average duration")

    def quantile(self, u: float) -> float:
        """Inverse distribution function: -mean ln(1 - u), hours."""
        return float(-self.mean * math.log1p(-u))

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        if self.mean > FOREVER / _MOST_MEANS:
            return super().sampler()
        ticks, log1p = -self.mean * TICKS_PER_HOUR, math.log1p  # a power of two, so the product rounds nothing
        return lambda u: int(ticks * log1p(-u) + 0.5) * TICK


@register("duration", "lognormal")
class Lognormal(DurationLaw):
    """Lognormal: many short times and a long tail, as repair times are. Say mean and cv, mean and sd, or median and p90."""

    model_config = either(("mean", "cv"), ("mean", "sd"), ("median", "p90"))

    mean: Hours = Field(None, description="average duration")
    cv: Spread = Field(None, description="coefficient of variation: standard deviation divided by mean")  # type: ignore[assignment]
    sd: Hours = Field(None, description="standard deviation")
    median: PositiveHours = Field(None, description="time that half of all draws do not exceed")
    p90: PositiveHours = Field(None, description="time that nine draws in ten do not exceed")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        choice = chosen(self, ("mean", "cv"), ("mean", "sd"), ("median", "p90"))
        if choice == ("median", "p90"):
            if not self.median <= self.p90 <= 1000 * self.median:
                raise fault("expected p90 between the median and 1000 times the median")
            variance = (math.log(self.p90 / self.median) / _Z90) ** 2
            mean, cv = self.median * math.exp(variance / 2), math.sqrt(math.expm1(variance))
            complete(self, mean=mean, cv=cv, sd=mean * cv)
        else:
            cv = self.cv if choice == ("mean", "cv") else spread(self.mean, self.sd)
            variance = math.log1p(cv**2)
            median = self.mean * math.exp(-variance / 2)
            complete(self, cv=cv, sd=self.mean * cv, median=median, p90=median * math.exp(_Z90 * math.sqrt(variance)))
        return self

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.sqrt(math.log1p(self.cv**2))

    def quantile(self, u: float) -> float:
        """Inverse distribution function: median exp(sigma z), hours, with z the normal quantile of u."""
        return float(self.median * math.exp(self.sigma * _NORMAL.inv_cdf(u)))

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        median, sigma, normal, exp = float(self.median), self.sigma, _NORMAL.inv_cdf, math.exp

        def draw(u: float) -> float:
            hours = median * exp(sigma * normal(u))
            return int(hours * TICKS_PER_HOUR + 0.5) * TICK if hours < FOREVER else FOREVER

        return draw


@register("duration", "gamma")
class Gamma(DurationLaw):
    """Gamma: positive and skewed, with a lighter tail than the lognormal. Say mean and cv, or mean and sd."""

    model_config = either(("mean", "cv"), ("mean", "sd"))

    mean: Hours = Field(None, description="average duration")
    cv: Spread = Field(None, description="coefficient of variation: standard deviation divided by mean")  # type: ignore[assignment]
    sd: Hours = Field(None, description="standard deviation")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        choice = chosen(self, ("mean", "cv"), ("mean", "sd"))
        cv = self.cv if choice == ("mean", "cv") else spread(self.mean, self.sd)
        complete(self, cv=cv, sd=self.mean * cv)
        return self

    @property
    def _gamma_shape(self) -> float:
        return float(self.cv**-2) if self.cv > _LEAST_CV else math.inf

    def quantile(self, u: float) -> float:
        """Inverse distribution function, hours."""
        return gamma_quantile(self.mean, self._gamma_shape)(u)

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        quantile = gamma_quantile(self.mean, self._gamma_shape)
        return lambda u: to_tick(quantile(u))


@register("duration", "weibull")
class Weibull(DurationLaw):
    """Weibull. Shape 1 is exponential, shape 2 skewed to the right, shape 3.5 nearly symmetric. Say mean or scale, and shape."""

    model_config = either(("mean", "shape"), ("scale", "shape"))

    mean: Hours = Field(None, description="average duration")
    scale: Hours = Field(None, description="characteristic time, which 63 % of all draws do not exceed")
    shape: Shape = Field(description="shape; the higher, the narrower the spread")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        complete(self, **weibull_pair(self, self.shape))
        return self

    def quantile(self, u: float) -> float:
        """Inverse distribution function: scale (-ln(1 - u))^(1/shape), hours."""
        return float(self.scale * (-math.log1p(-u)) ** (1 / self.shape))

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        scale, power, log1p = float(self.scale), 1 / self.shape, math.log1p

        def draw(u: float) -> float:
            hours = scale * (-log1p(-u)) ** power
            return int(hours * TICKS_PER_HOUR + 0.5) * TICK if hours < FOREVER else FOREVER

        return draw


@register("duration", "uniform")
class Uniform(DurationLaw):
    """Every time between low and high is equally likely."""

    low: Hours = Field(description="shortest time")
    high: Hours = Field(description="longest time")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise fault("expected low not above high")
        return self

    @property
    def mean(self) -> float:
        """Expected duration, hours."""
        return float((self.low + self.high) / 2)

    def quantile(self, u: float) -> float:
        """Inverse distribution function, hours."""
        return float(self.low + (self.high - self.low) * u)

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        low, width = float(self.low) * TICKS_PER_HOUR + 0.5, float(self.high - self.low) * TICKS_PER_HOUR
        return lambda u: int(low + width * u) * TICK


@register("duration", "triangular")
class Triangular(DurationLaw):
    """Triangular: what experts can name, the least, the most likely and the longest time."""

    low: Hours = Field(description="shortest time")
    mode: Hours = Field(description="most likely time")
    high: Hours = Field(description="longest time")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise fault("expected low, mode and high in rising order")
        return self

    @property
    def mean(self) -> float:
        """Expected duration, hours."""
        return float((self.low + self.mode + self.high) / 3)

    def quantile(self, u: float) -> float:
        """Inverse distribution function, hours."""
        return self._inverse()(u)

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        quantile = self._inverse()
        return lambda u: to_tick(quantile(u))

    def _inverse(self) -> Callable[[float], float]:
        low, high, sqrt = float(self.low), float(self.high), math.sqrt
        width, rise, fall = high - low, self.mode - low, high - self.mode
        cut = rise / width if width else 1.0
        return lambda u: low + sqrt(u * width * rise) if u < cut else high - sqrt((1 - u) * width * fall)


@register("duration", "erlang")
class Erlang(DurationLaw):
    """Erlang: several exponential phases of equal mean, one after the other."""

    mean: Hours = Field(description="average duration of all phases together")
    phases: int = Field(ge=1, le=1000, description="number of phases; the more, the narrower the spread")

    def quantile(self, u: float) -> float:
        """Inverse distribution function, hours."""
        return gamma_quantile(self.mean, float(self.phases))(u)

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        quantile = gamma_quantile(self.mean, float(self.phases))
        return lambda u: to_tick(quantile(u))


@register("duration", "empirical")
class Empirical(DurationLaw):
    """Observed times, drawn as they were observed and nothing in between."""

    times: tuple[Hours, ...] = Field(min_length=1, description="observed times")
    weights: tuple[Weight, ...] | None = Field(None, description="how often each was observed; all alike if left out")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        observed(self.times, self.weights)
        return self

    @property
    def mean(self) -> float:
        """Expected duration, hours."""
        return observed_mean(self.times, self.weights)

    def quantile(self, u: float) -> float:
        """The least observed time that a share `u` of the observations does not exceed, hours."""
        times, shares = observed(self.times, self.weights)
        return times[bisect_left(shares, u)]

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        times, shares = observed(self.times, self.weights)
        ticked = [to_tick(time) for time in times]
        return lambda u: ticked[bisect_left(shares, u)]


class Component(BaseModel):
    """One law of a mixture and how often it applies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: Share = Field(description="share of the draws that follow this law")
    law: Law = Field(description="law of those draws")


@register("duration", "mixture")
class Mixture(DurationLaw):
    """Several laws, each for a share of the cases, such as 90 % short jobs and 10 % long ones.

    One draw decides both which law applies and where in it the time lies, so the time does not rise with the draw as it does in the other laws.
    """

    of: tuple[Component, ...] = Field(min_length=1, description="the laws, each with its share; the shares add up to 100 %")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = math.fsum(each.share for each in self.of)
        if abs(total - 1) > 1e-9:
            raise fault("expected shares that add up to 100 %, found {total} %", total=f"{100 * total:g}")
        return self

    @property
    def mean(self) -> float:
        """Expected duration, hours."""
        return math.fsum(each.share * each.law.mean for each in self.of)

    def quantile(self, u: float) -> float:
        """The time, hours, that the draw `u` stands for."""
        return self._draw([each.law.quantile for each in self.of])(u)

    def sampler(self) -> Sampler:
        """As `quantile`, on the clock's tick."""
        return self._draw([each.law.sampler() for each in self.of])

    def _draw(self, laws: list[Callable[[float], float]]) -> Callable[[float], float]:
        """Choose a law by its share and stretch the rest of the draw over it."""
        shares = [float(each.share) for each in self.of]
        starts = [0.0, *accumulate(shares)][:-1]
        rows = [row for row in zip(starts, shares, laws, strict=True) if row[1] > 0]
        ends = [start + share for start, share, _ in rows]

        def draw(u: float) -> float:
            start, share, law = rows[min(bisect_left(ends, u), len(rows) - 1)]
            return law(min(max((u - start) / share, _ALMOST_0), _ALMOST_1))

        return draw
