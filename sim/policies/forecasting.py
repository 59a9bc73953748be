"""How demand is forecast from what was seen so far: one period after another, zeros included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from sim.registry import Member, family, register
from sim.theory.smoothing import Croston, DemandProbability, ExponentialSmoothing, Forecaster, MovingAverage, sba_factor

family("forecast", "forecast", rule=False)

Smoothing = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
"""Weight of the newest value; 1 keeps the last value only."""


class Forecast(Member):
    """A way to forecast. A new one needs `begin`."""

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """A forecaster that has seen nothing yet.

        `start` is an estimate per period for the time before (not a number: none); `expected()` is what the machines in the field are
        expected to ask for in the period to come, by their failure laws.
        """
        raise NotImplementedError


@register("forecast", "moving_average")
class MovingAverageForecast(Forecast):
    """Mean of the last periods."""

    periods: int = Field(ge=1, le=1000, description="periods that count, all alike")

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """The estimate stands for all periods before the first."""
        del expected
        return MovingAverage(self.periods, start)


@register("forecast", "ses")
class SimpleExponentialSmoothing(Forecast):
    """Simple exponential smoothing (SES): each period the forecast moves some way towards the demand seen."""

    smoothing: Smoothing = Field(description="weight of the last period, above 0 and at most 1")

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """Begins with the estimate, else with the first period's demand."""
        del expected
        return ExponentialSmoothing(self.smoothing, start)


@register("forecast", "croston")
class CrostonForecast(Forecast):
    """Croston: smoothed size of a demand over the smoothed number of periods between two; it does not change while nothing is asked for."""

    smoothing: Smoothing = Field(description="weight of the last demand, of its size and of the interval before it")

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """Begins with the estimate, else with the first demand."""
        del expected
        return Croston(self.smoothing, start=start)


@register("forecast", "sba")
class SbaForecast(Forecast):
    """Syntetos-Boylan approximation (SBA): Croston's forecast less half its smoothing, since it is too high on average."""

    smoothing: Smoothing = Field(description="weight of the last demand, of its size and of the interval before it")

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """Begins with the estimate, else with the first demand."""
        del expected
        return Croston(self.smoothing, sba_factor(smoothing=self.smoothing), start)


@register("forecast", "tsb")
class TsbForecast(Forecast):
    """Teunter-Syntetos-Babai (TSB): smoothed size times smoothed probability of demand; it sinks while nothing is asked for."""

    size_smoothing: Smoothing = Field(description="weight of the last demand in the size")
    probability_smoothing: Smoothing = Field(description="weight of the last period in the probability of demand")

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """Begins with the estimate, else with the first demand."""
        del expected
        return DemandProbability(self.size_smoothing, self.probability_smoothing, start)


@register("forecast", "installed_base")
class InstalledBaseForecast(Forecast):
    """Machines in the field times their known failure rates and needs; what was seen does not count."""

    def begin(self, start: float, expected: Callable[[], float]) -> Forecaster:
        """Asks anew each time it is asked."""
        del start
        return _Known(expected)


class _Known:
    """Believes what is known of the machines, whatever it sees."""

    def __init__(self, expected: Callable[[], float]) -> None:
        self._expected = expected

    @property
    def forecast(self) -> float:
        """Expected demand of the period to come."""
        return self._expected()

    def see(self, demand: float) -> None:
        """The failure laws are known; a period more says nothing about them."""
        del demand
