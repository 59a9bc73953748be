"""Forecasts that are brought up to date one period at a time, as a planner does; `forecasting` runs whole series through them.

Each is told the demand of one period after another, zeros included, and believes in a demand per period from then on: `forecast`, which
is not a number while nothing is known. `start` is an estimate per period that stands for the history before the first period.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Protocol

from sim.theory.arguments import need_count, need_not_negative, need_smoothing


class Forecaster(Protocol):
    """What all of them can do."""

    @property
    def forecast(self) -> float:
        """Expected demand per period from now on."""

    def see(self, demand: float) -> None:
        """A period has ended."""


class MovingAverage:
    """Mean of the last so many periods; of those there are, at first."""

    def __init__(self, periods: int, start: float = math.nan) -> None:
        need_count(periods=periods)
        self._seen = deque([start] * (0 if math.isnan(start) else periods), maxlen=periods)

    @property
    def forecast(self) -> float:
        """Expected demand per period from now on."""
        return math.fsum(self._seen) / len(self._seen) if self._seen else math.nan

    def see(self, demand: float) -> None:
        """A period has ended: the oldest one is forgotten."""
        self._seen.append(demand)


class ExponentialSmoothing:
    """Each period counts by a fixed factor less than the next one; starts with the first period's demand."""

    def __init__(self, smoothing: float, start: float = math.nan) -> None:
        need_smoothing(smoothing=smoothing)
        self._smoothing = smoothing
        self.forecast = start

    def see(self, demand: float) -> None:
        """A period has ended: move the forecast some way towards its demand."""
        self.forecast = _smoothed(self.forecast, demand, self._smoothing)


class Croston:
    """Smoothed size of a demand over smoothed periods between two, both updated when there is demand and only then."""

    def __init__(self, smoothing: float, factor: float = 1.0, start: float = math.nan) -> None:
        need_smoothing(smoothing=smoothing)
        self._smoothing, self._factor = smoothing, factor
        self.size, probability = _before_the_first(start)
        self.interval = 1 / probability
        self._since = 0
        """periods since the last demand"""

    @property
    def forecast(self) -> float:
        """Expected demand per period from now on."""
        return self._factor * self.size / self.interval

    def see(self, demand: float) -> None:
        """A period has ended."""
        self._since += 1
        if demand > 0:
            self.size = _smoothed(self.size, demand, self._smoothing)
            self.interval = _smoothed(self.interval, self._since, self._smoothing)
            self._since = 0


class DemandProbability:
    """Smoothed size of a demand times smoothed probability of one in a period (TSB), the latter updated every period."""

    def __init__(self, size_smoothing: float, probability_smoothing: float, start: float = math.nan) -> None:
        need_smoothing(size_smoothing=size_smoothing, probability_smoothing=probability_smoothing)
        self._sizes, self._probabilities = size_smoothing, probability_smoothing
        self.size, self.probability = _before_the_first(start)

    @property
    def forecast(self) -> float:
        """Expected demand per period from now on."""
        return self.size * self.probability

    def see(self, demand: float) -> None:
        """A period has ended."""
        self.probability = _smoothed(self.probability, float(demand > 0), self._probabilities)
        if demand > 0:
            self.size = _smoothed(self.size, demand, self._sizes)


def sba_factor(*, smoothing: float) -> float:
    """What Syntetos and Boylan take Croston's forecast times: 1 - a / 2.

    Source: Syntetos & Boylan (2005), IJF 21.
    """
    return 1 - smoothing / 2


def _smoothed(believed: float, seen: float, smoothing: float) -> float:
    """The belief moved some way towards what was seen; the first value seen where nothing was believed."""
    return seen if math.isnan(believed) else believed + smoothing * (seen - believed)


def _before_the_first(start: float) -> tuple[float, float]:
    """(size, probability of demand in a period) that an estimate stands for: single units as long as it is below one a period."""
    if math.isnan(start) or start == 0:
        return math.nan, math.nan
    need_not_negative(start=start)
    return max(1.0, start), min(1.0, start)
