"""Forecasts of intermittent demand: Croston's and its corrections, TSB, how wrong they are, and which pattern a series has.

A series holds the demand of one period after another, zeros included. Smoothing constants lie above 0 and at most at 1; 1 keeps the last
value only. Forecasts are in units per period.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import integrate

from sim.theory.arguments import need_not_negative, need_positive, need_smoothing
from sim.theory.smoothing import Croston, DemandProbability, Forecaster, sba_factor

_INTERMITTENT = 1.32
_ERRATIC = 0.49
_GONE = 1e-18


@dataclass(frozen=True, slots=True)
class IntermittentForecast:
    """What a method believes after the last period of a series, and how it did on the way."""

    forecast: float
    """Expected demand per period from now on."""
    size: float
    """Smoothed size of a demand, where there is one."""
    interval: float
    """Smoothed periods from one demand to the next; for TSB the inverse of the probability of demand in a period."""
    errors: tuple[float, ...]
    """Demand less forecast for each period that had a forecast when it began."""

    @property
    def mean_absolute_error(self) -> float:
        """Mean of the absolute one-step errors."""
        return sum(map(abs, self.errors)) / len(self.errors) if self.errors else math.nan


def croston(*, series: Sequence[float], smoothing: float, correction: str = "none") -> IntermittentForecast:
    """Croston's forecast: smoothed size over smoothed interval, both updated when there is demand and only then.

    Starts with the first demand and its position in the series (first period: 1). The ratio is too high on average; `correction` 'sba'
    multiplies it by 1 - a / 2 and 'sbj' by 1 - a / (2 - a), a the smoothing of the interval.

    Source: Croston (1972), ORQ 23; Syntetos & Boylan (2005), IJF 21; Shale, Boylan & Johnston (2006), JORS 57.
    Raises ValueError if the series has no demand or a negative one, the smoothing is out of range or the correction unknown.
    """
    _need_demand(series, smoothing=smoothing)
    factors = {"none": 1.0, "sba": sba_factor(smoothing=smoothing), "sbj": 1 - smoothing / (2 - smoothing)}
    if correction not in factors:
        raise ValueError(f"correction must be one of {', '.join(factors)}, not {correction!r}")
    learner = Croston(smoothing, factors[correction])
    errors = _one_step_errors(learner, series)
    return IntermittentForecast(learner.forecast, learner.size, learner.interval, errors)


def tsb(*, series: Sequence[float], size_smoothing: float, probability_smoothing: float) -> IntermittentForecast:
    """Forecast of Teunter, Syntetos and Babai: smoothed size times smoothed probability of demand, the latter updated every period.

    So the forecast sinks while nothing is asked for. The probability starts with the first period's 0 or 1, the size with the first demand.

    Source: Teunter, Syntetos & Babai (2011), EJOR 214.
    Raises ValueError if the series has no demand or a negative one, or a smoothing is out of range.
    """
    _need_demand(series, size_smoothing=size_smoothing, probability_smoothing=probability_smoothing)
    learner = DemandProbability(size_smoothing, probability_smoothing)
    errors = _one_step_errors(learner, series)
    interval = 1 / learner.probability if learner.probability else math.inf
    return IntermittentForecast(learner.forecast, learner.size, interval, errors)


def _one_step_errors(learner: Forecaster, series: Sequence[float]) -> tuple[float, ...]:
    """Show a series to a forecaster; demand less forecast for each period that had a forecast."""
    errors = []
    for demand in series:
        if not math.isnan(learner.forecast):
            errors.append(demand - learner.forecast)
        learner.see(demand)
    return tuple(errors)


@dataclass(frozen=True, slots=True)
class DemandPattern:
    """How often a part is asked for, how much the quantities differ, and what that is called."""

    interval: float
    """ADI: periods per period with demand."""
    squared_variation: float
    """CV²: variance of the sizes of demand (n - 1) over the square of their mean."""

    @property
    def pattern(self) -> str:
        """Smooth, erratic (sizes differ), intermittent (periods without demand) or lumpy (both)."""
        if self.interval <= _INTERMITTENT:
            return "erratic" if self.squared_variation > _ERRATIC else "smooth"
        return "lumpy" if self.squared_variation > _ERRATIC else "intermittent"


def demand_pattern(*, series: Sequence[float]) -> DemandPattern:
    """Pattern of a series: its mean interval between demands and the squared variation of their sizes, cut at 1.32 and 0.49.

    Source: Syntetos, Boylan & Croston (2005), JORS 56.
    Raises ValueError if the series has a negative demand or fewer than two periods with demand.
    """
    _need_demand(series)
    sizes = np.array([demand for demand in series if demand > 0], dtype=float)
    if len(sizes) < 2:
        raise ValueError("the pattern of a series wants at least two periods with demand")
    return DemandPattern(len(series) / len(sizes), float(sizes.var(ddof=1) / sizes.mean() ** 2))


@dataclass(frozen=True, slots=True)
class CrostonBias:
    """How far Croston's forecast and its correction by 1 - a / 2 are from the true demand rate on average."""

    croston_mean: float
    """Expected forecast of Croston's method, seen just after a demand, units per period."""
    croston: float
    """Its relative bias: expected forecast over true demand rate, less one."""
    sba: float
    """Relative bias of the corrected forecast."""


def croston_bias(*, probability: float, mean_size: float, smoothing: float) -> CrostonBias:
    """Exact bias where each period has demand with `probability`, independently, and sizes are independent with `mean_size`.

    In the long run the smoothed interval is P = sum of a (1 - a)^k Q_k with independent geometric intervals Q_k. Size and interval are
    independent, so the mean forecast is mean_size E[1 / P], and E[1 / P] is the integral over all u > 0 of the Laplace transform E[exp(-u P)],
    the product of those of the Q_k. (The usual factor a / (2 - a) is a Taylor approximation of this bias.)

    Source: Syntetos & Boylan (2001), IJPE 71, for the bias; the exact value by the transform.
    Raises ValueError if the probability or the smoothing is not above 0 and at most 1, or the mean size is not above 0.
    """
    need_smoothing(probability=probability, smoothing=smoothing)
    need_positive(mean_size=mean_size)
    mean = mean_size * _mean_inverse_interval(probability, smoothing)
    bias = mean / (mean_size * probability) - 1
    return CrostonBias(mean, bias, (1 - smoothing / 2) * (1 + bias) - 1)


def _mean_inverse_interval(probability: float, smoothing: float) -> float:
    """E[1 / P] of the smoothed interval P between demands."""
    terms = 1 if smoothing == 1 else math.ceil(math.log(_GONE) / math.log1p(-smoothing))
    weights = smoothing * (1 - smoothing) ** np.arange(terms)

    def transform(argument: float) -> float:
        until = argument * weights
        return float(np.exp(np.sum(math.log(probability) - until - np.log1p((probability - 1) * np.exp(-until)))))

    near = 3 / max(probability, smoothing)
    parts = [
        integrate.quad(transform, low, high, epsabs=1e-14, epsrel=1e-12, limit=400)[0]
        for low, high in ((0, near), (near, math.inf))
    ]
    return float(sum(parts))


def _need_demand(series: Sequence[float], **smoothing: float) -> None:
    for demand in series:
        need_not_negative(demand=demand)
    if not any(series):
        raise ValueError("the series must have at least one demand")
    need_smoothing(**smoothing)
