"""When customers ask for something: questions to the hotline, orders, tickets. A request law is a stream, not a life.

Requests come as a Poisson process on calendar time, whatever state the asset is in and however many earlier ones are still open; each is
a call of its own. The laws differ in how the rate moves in time; `rate` is always its long-run mean, so that a profile can be
changed without changing how much is asked. Source: Çinlar, Introduction to Stochastic Processes (1975), ch. 4.7: a Poisson process with
cumulative intensity L has its next event where L has grown by a standard exponential draw; the inverse of L is exact here.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from itertools import accumulate
from typing import ClassVar, Self

from pydantic import Field, model_validator

from sim.nature.failures import Clock, FailureLaw, NextFault, after
from sim.nature.parameters import Weight, fault
from sim.registry import register
from sim.units import Hours, PositiveHours, Rate, Share

HOURS_PER_WEEK = 168
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = tuple(24.0 * days for days in accumulate(DAYS_OF_MONTHS, initial=0))
"""Hours from New Year at which months begin, and the year ends."""
_CLOSE = 1e-13


class Requests(FailureLaw):
    """A Poisson stream of requests at one asset, on calendar time."""

    unequal: ClassVar[bool] = False
    memoryless: ClassVar[bool] = True
    overlapping: ClassVar[bool] = True

    rate: Rate = Field(description="requests of one asset per time, on average")

    @property
    def clock(self) -> Clock:
        """Calendar hours: requests come whatever state the asset is in."""
        return "calendar"

    @property
    def mean_rate(self) -> float:
        """Requests per hour."""
        return float(self.rate)


@register("failure", "poisson")
class PoissonRequests(Requests):
    """Requests at a constant rate, however many are open at the asset already."""

    def sampler(self) -> NextFault:
        """The time of the last request plus an exponential gap."""
        mean, log1p = -1 / float(self.rate), math.log1p

        def next_request(now: float, u: float, _own: float) -> float:
            return after(now, mean * log1p(-u))

        return next_request


@register("failure", "hourly")
class HourlyRequests(Requests):
    """Requests at a rate that follows the hour of the day and the day of the week, and stays the same within each hour."""

    hours: tuple[Weight, ...] = Field(
        description="how busy each hour of the day is, 24 numbers from midnight on; only their ratios count"
    )
    weekdays: tuple[Weight, ...] | None = Field(
        None, description="how busy each day is, 7 numbers from Monday on; only their ratios count; all alike if left out"
    )

    @model_validator(mode="after")
    def _complete_and_some_work(self) -> Self:
        for name, weights, count in (("hours", self.hours, 24), ("weekdays", self.weekdays, 7)):
            if weights is not None and len(weights) != count:
                raise fault("expected {count} {name}, found {given}", count=count, name=name, given=len(weights))
            if weights is not None and sum(weights) <= 0:
                raise fault("expected at least one of the {name} above zero", name=name)
        return self

    def sampler(self) -> NextFault:
        """As for a run that begins on a Monday."""
        return self.sampler_from(dt.date(2026, 1, 5))

    def sampler_from(self, start: dt.date) -> NextFault:
        """The time at which the requests expected since the last one reach an exponential draw; hour 0 is midnight of the start."""
        rates = self._week(start.weekday())
        expected = [0.0, *accumulate(rates)]
        whole, log1p = expected[-1], math.log1p

        def next_request(now: float, u: float, _own: float) -> float:
            weeks, hour = divmod(now, HOURS_PER_WEEK)
            at = int(hour)
            more, reached = divmod(expected[at] + rates[at] * (hour - at) - log1p(-u), whole)
            at = min(bisect_right(expected, reached), HOURS_PER_WEEK) - 1
            while not rates[at]:  # rounding may end on the edge of a quiet hour
                at -= 1
            then = (weeks + more) * HOURS_PER_WEEK + at + (reached - expected[at]) / rates[at]
            return after(now, then - now)

        return next_request

    def week(self) -> list[float]:
        """Requests per hour in each hour of a week from Monday on."""
        return self._week(0)

    def _week(self, first: int) -> list[float]:
        """Requests per hour in each hour of a week that begins with that weekday (0 is Monday)."""
        days = self.weekdays or (1.0,) * 7
        scale = float(self.rate) / (sum(self.hours) / 24) / (sum(days) / 7)
        return [scale * days[(first + day) % 7] * hour for day in range(7) for hour in self.hours]


@register("failure", "monthly")
class MonthlyRequests(Requests):
    """Requests at a rate that follows the month of the year, and stays the same within each; every year has 365 days."""

    months: tuple[Weight, ...] = Field(
        description="how busy a day of each month is, 12 numbers from January on; only their ratios count"
    )

    @model_validator(mode="after")
    def _complete_and_some_work(self) -> Self:
        if len(self.months) != len(DAYS_OF_MONTHS):
            raise fault("expected {count} months, found {given}", count=len(DAYS_OF_MONTHS), given=len(self.months))
        if sum(self.months) <= 0:
            raise fault("expected at least one of the months above zero")
        return self

    def sampler(self) -> NextFault:
        """As for a run that begins at New Year."""
        return self.sampler_from(dt.date(2026, 1, 1))

    def sampler_from(self, start: dt.date) -> NextFault:
        """The time at which the requests expected since the last one reach an exponential draw; a run that begins on 29 February begins on 1 March."""
        begun = _MONTHS[start.month - 1] + 24.0 * (start.day - 1)
        year = _MONTHS[-1]
        weighed = sum(weight * days for weight, days in zip(self.months, DAYS_OF_MONTHS, strict=True))
        rates = [float(self.rate) * weight * 365 / weighed for weight in self.months]
        expected = [0.0, *accumulate(24.0 * days * rate for days, rate in zip(DAYS_OF_MONTHS, rates, strict=True))]
        whole, log1p = expected[-1], math.log1p

        def next_request(now: float, u: float, _own: float) -> float:
            years, at = divmod(begun + now, year)
            month = bisect_right(_MONTHS, at) - 1
            more, reached = divmod(expected[month] + rates[month] * (at - _MONTHS[month]) - log1p(-u), whole)
            month = min(bisect_right(expected, reached), len(rates)) - 1
            while not rates[month]:  # rounding may end on the edge of a quiet month
                month -= 1
            then = (years + more) * year + _MONTHS[month] + (reached - expected[month]) / rates[month]
            return after(now, then - begun - now)

        return next_request


@register("failure", "seasonal")
class SeasonalRequests(Requests):
    """Requests at a rate that swings like a sine: rate x (1 + swing x cos(2 pi (t - peak) / period)) at t hours since the start."""

    swing: Share = Field(description="how far the rate goes above and below its mean, as a share of it")
    period: PositiveHours = Field(description="time from one peak to the next")
    peak: Hours = Field(0.0, description="when the rate is highest, counted from the start of the run")

    def expected_faults(self, begin: float, end: float) -> float:
        """The rate of the time between, swing included."""
        circle = 2 * math.pi / self.period
        swung = math.sin((end - self.peak) * circle) - math.sin((begin - self.peak) * circle)
        return float(self.rate * (end - begin + self.swing * swung / circle))

    def sampler(self) -> NextFault:
        """The phase at which the requests expected since the last one reach an exponential draw (Kepler's equation)."""
        period, swing, peak = float(self.period), float(self.swing), float(self.peak)
        circle = 2 * math.pi / period
        scale = circle / float(self.rate)
        sin, log1p = math.sin, math.log1p

        def next_request(now: float, u: float, _own: float) -> float:
            phase = math.fmod(now - peak, period) * circle
            return after(now, (_solve(phase + swing * sin(phase) - scale * log1p(-u), swing) - phase) / circle)

        return next_request


def _solve(expected: float, swing: float) -> float:
    """The phase x with x + swing sin x = expected: Newton's steps, halved intervals where these would leave the bounds."""
    low, high = expected - swing, expected + swing
    x = expected
    for _ in range(100):
        excess = x + swing * math.sin(x) - expected
        if excess > 0:
            high = x
        else:
            low = x
        slope = 1 + swing * math.cos(x)
        step = x - excess / slope if slope > _CLOSE else math.inf
        following = step if low <= step <= high else (low + high) / 2
        if abs(following - x) <= _CLOSE * max(1.0, abs(x)):
            return following
        x = following
    return x
