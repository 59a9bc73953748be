"""When machines fail: a failure law turns uniform draws into the age at which the next fault of one failure mode comes.

Ages are hours on the law's own clock: operating hours (the clock stops while the asset is down) or calendar hours.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sim.nature.parameters import Shape, Weight, complete, either, gamma_quantile, observed, observed_mean, weibull_pair
from sim.registry import Member, family, register
from sim.units import FOREVER, TICK, TICKS_PER_HOUR, PositiveHours, to_tick

Clock = Literal["operating", "calendar"]
NextFault = Callable[[float, float, float], float]
"""(age at the last fault, u, the asset's own u) -> age at the next fault: hours on the tick, later than `age`, at most FOREVER."""

family("failure", "failure law", rule=False)

_KNOWN_ASSETS = 65536
"""How many assets' own rates a gamma-Poisson law remembers between faults (about 6 MB)."""


class FailureLaw(Member):
    """A law of faults. A new one needs `clock` (a parameter or a property), `mean_rate` and `sampler`."""

    unequal: ClassVar[bool] = True
    """False: all machines are alike, so that the asset's own draw need not be made."""
    memoryless: ClassVar[bool] = False
    """True: faults come as a Poisson process on calendar time, and those that would fall into downtime do not happen."""
    mends_as_before: ClassVar[bool] = False
    """True: a repair leaves the machine as old as it was."""
    overlapping: ClassVar[bool] = False
    """True: requests rather than faults; each happens and is a call, whatever state the asset is in and whatever is open at it."""

    if TYPE_CHECKING:

        @property
        def clock(self) -> Clock:
            """Which hours the ages count: 'operating' or 'calendar'."""

    @property
    def mean_rate(self) -> float | None:
        """Faults per hour of the law's clock in the long run, over all assets; None when the rate changes with age."""
        raise NotImplementedError

    def expected_faults(self, begin: float, end: float) -> float:
        """Faults that a planner expects of one machine between two moments, repairs taking no time; 0 where the law gives no rate."""
        return (self.mean_rate or 0.0) * (end - begin)

    def sampler(self) -> NextFault:
        """A fast function to the age of the next fault; the asset's own draw is the same for all its faults."""
        raise NotImplementedError

    def hazard(self, age: float) -> float:
        """Accumulated hazard of a new machine until an age: minus the logarithm of the share that has not failed by then."""
        raise NotImplementedError

    def age_at(self, hazard: float) -> float:
        """The age at which the accumulated hazard reaches a level: `hazard` turned round."""
        raise NotImplementedError

    def sampler_from(self, start: dt.date) -> NextFault:
        """The sampler of a run that begins at midnight of this date; the same for laws that do not look at the calendar."""
        del start
        return self.sampler()


class Memoryless(FailureLaw):
    """Faults without memory: a machine is as likely to fail in the next hour whatever happened before."""

    memoryless: ClassVar[bool] = True

    @property
    def clock(self) -> Clock:
        """Calendar hours, without loss of truth: faults that would come during downtime are left out."""
        return "calendar"


class Renewing(FailureLaw):
    """Each repair makes the asset as good as new for this failure mode."""

    clock: Clock = Field("operating", description="operating: the clock stops while the asset is down; calendar: it runs on")


def after(age: float, gap: float) -> float:
    """Age at the next fault: at least one tick later, so that time moves on."""
    if gap >= FOREVER:
        return FOREVER
    when = age + (int(gap * TICKS_PER_HOUR + 0.5) or 1) * TICK
    return min(when, FOREVER)


@register("failure", "exponential")
class ExponentialLife(Memoryless):
    """Exponential: faults at a constant rate, the same for all machines."""

    unequal: ClassVar[bool] = False

    mtbf: PositiveHours = Field(description="mean operating time between faults of one asset")

    @property
    def mean_rate(self) -> float:
        """Faults per operating hour."""
        return float(1 / self.mtbf)

    def sampler(self) -> NextFault:
        """Age plus an exponential gap."""
        ticks, log1p = -self.mtbf * TICKS_PER_HOUR, math.log1p  # a power of two, so the product rounds nothing

        def next_fault(age: float, u: float, _own: float) -> float:
            when = age + (int(ticks * log1p(-u) + 0.5) or 1) * TICK
            return when if when < FOREVER else FOREVER

        return next_fault


@register("failure", "gamma_poisson")
class GammaPoisson(Memoryless):
    """Unequal machines: each has its own constant rate, drawn once from a gamma law; few bad ones make many of the faults."""

    mtbf: PositiveHours = Field(description="operating time divided by faults over the whole fleet")
    shape: Shape = Field(description="the smaller, the more unequal the machines; 1 is very unequal, 100 nearly equal")

    @property
    def mean_rate(self) -> float:
        """Faults per operating hour, averaged over assets."""
        return float(1 / self.mtbf)

    def sampler(self) -> NextFault:
        """Age plus an exponential gap at the asset's own rate."""
        mtbf, relative, log1p = float(self.mtbf), gamma_quantile(1.0, float(self.shape)), math.log1p
        lives: dict[float, float] = {}

        def own_life(own: float) -> float:
            if len(lives) >= _KNOWN_ASSETS:
                lives.clear()
            rate = relative(own)
            life = lives[own] = mtbf / rate if rate > 1e-250 else 1e250
            return life

        def next_fault(age: float, u: float, own: float) -> float:
            life = lives.get(own) or own_life(own)
            return after(age, -life * log1p(-u))

        return next_fault


@register("failure", "weibull")
class WeibullLife(Renewing):
    """Weibull life of a part that is renewed at each repair. Shape above 1 wears out, below 1 dies young. Say mean or scale."""

    unequal: ClassVar[bool] = False

    model_config = either(("mean", "shape"), ("scale", "shape"))

    mean: PositiveHours = Field(None, description="mean life")
    scale: PositiveHours = Field(None, description="characteristic life, which 37 % survive")
    shape: Shape = Field(description="above 1: wear; below 1: early failures; 1: exponential")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        complete(self, **weibull_pair(self, self.shape))
        return self

    @property
    def mean_rate(self) -> float:
        """Faults per hour of the clock in the long run."""
        return float(1 / self.mean)

    def hazard(self, age: float) -> float:
        """The age over the scale, to the power of the shape."""
        return float((age / self.scale) ** self.shape)

    def age_at(self, hazard: float) -> float:
        """Scale x hazard ** (1 / shape)."""
        return float(self.scale * hazard ** (1 / self.shape))

    def sampler(self) -> NextFault:
        """Age plus a whole new life."""
        scale, power, log1p = float(self.scale), 1 / self.shape, math.log1p

        def next_fault(age: float, u: float, _own: float) -> float:
            return after(age, scale * (-log1p(-u)) ** power)

        return next_fault


@register("failure", "power_law")
class PowerLaw(FailureLaw):
    """Power-law NHPP (Crow-AMSAA): a repair leaves the machine as old as it was; by age t a machine has had (t/scale)^shape faults on average."""

    unequal: ClassVar[bool] = False
    mends_as_before: ClassVar[bool] = True

    scale: PositiveHours = Field(description="operating age by which one fault is expected")
    shape: float = Field(
        ge=0.05, le=20, allow_inf_nan=False, description="above 1: faults come ever faster; below 1: ever slower"
    )

    @property
    def clock(self) -> Clock:
        """Operating hours."""
        return "operating"

    @property
    def mean_rate(self) -> None:
        """The rate changes with age."""
        return

    def expected_faults(self, begin: float, end: float) -> float:
        """By the machine's age, as old as the run."""
        return float((end / self.scale) ** self.shape - (begin / self.scale) ** self.shape)

    def hazard(self, age: float) -> float:
        """The age over the scale, to the power of the shape."""
        return float((age / self.scale) ** self.shape)

    def age_at(self, hazard: float) -> float:
        """Scale x hazard ** (1 / shape)."""
        return float(self.scale * hazard ** (1 / self.shape))

    def sampler(self) -> NextFault:
        """The age at which the expected count has grown by an exponential amount since the last fault."""
        scale, shape, log1p = float(self.scale), float(self.shape), math.log1p
        power = 1 / shape

        def next_fault(age: float, u: float, _own: float) -> float:
            try:
                when = scale * ((age / scale) ** shape - log1p(-u)) ** power
            except OverflowError:
                when = age
            return after(age, when - age)

        return next_fault


@register("failure", "empirical")
class EmpiricalLife(Renewing):
    """Observed lives, drawn as they were observed; each repair begins a new one."""

    unequal: ClassVar[bool] = False

    times: tuple[PositiveHours, ...] = Field(min_length=1, description="observed lives")
    weights: tuple[Weight, ...] | None = Field(None, description="how often each was observed; all alike if left out")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        observed(self.times, self.weights)
        return self

    @property
    def mean_rate(self) -> float:
        """Faults per hour of the clock in the long run."""
        return 1 / observed_mean(self.times, self.weights)

    def hazard(self, age: float) -> float:
        """Minus the logarithm of the share of observed lives that are longer."""
        times, shares = observed(self.times, self.weights)
        failed = max((share for time, share in zip(times, shares, strict=True) if time <= age), default=0.0)
        return -math.log1p(-failed) if failed < 1.0 else FOREVER

    def age_at(self, hazard: float) -> float:
        """The observed life at which so much of it is used up."""
        times, shares = observed(self.times, self.weights)
        return float(times[bisect_left(shares, -math.expm1(-hazard))])

    def sampler(self) -> NextFault:
        """Age plus a whole new life."""
        times, shares = observed(self.times, self.weights)
        lives = [to_tick(time) or TICK for time in times]

        def next_fault(age: float, u: float, _own: float) -> float:
            when = age + lives[bisect_left(shares, u)]
            if when < FOREVER:
                return when
            return FOREVER

        return next_fault


@register("failure", "never")
class Never(Memoryless):
    """No faults at all, for switching a failure mode off in a comparison."""

    unequal: ClassVar[bool] = False

    @property
    def mean_rate(self) -> float:
        """Zero faults per hour."""
        return 0.0

    def sampler(self) -> NextFault:
        """Never."""
        return lambda _age, _u, _own: FOREVER
