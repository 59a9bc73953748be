"""How much to buy of a part for the last time, before its suppliers stop making it."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

from pydantic import Field

from sim.policies.forecast_stock import ForecastStock, OutlookView
from sim.policies.forecasting import Forecast, InstalledBaseForecast
from sim.policies.replenishment import Units
from sim.registry import Member, OneOf, family, register
from sim.units import PositiveHours, Rate, Share

family("last_time_buy", "rule of the last-time buy", rule=True)


class LastBuyView(Protocol):
    """What a rule may see of the shelf for which it buys."""

    @property
    def position(self) -> int:
        """Inventory position: on hand + on order - backorders."""

    def outlook(self, rule: ForecastStock) -> OutlookView:
        """What a planner who forecasts in this way believes of the demand to come."""


class LastTimeBuy(Member):
    """A rule of the last-time buy. A new one needs `units`."""

    def units(self, view: LastBuyView) -> int:
        """Units to order now, on top of what is here and coming."""
        raise NotImplementedError


@register("last_time_buy", "none")
class NoLastBuy(LastTimeBuy):
    """Nothing is bought for the last time."""

    def units(self, view: LastBuyView) -> int:
        """None."""
        del view
        return 0


@register("last_time_buy", "fixed")
class FixedLastBuy(LastTimeBuy):
    """So many units, whatever is on the shelf."""

    bought: Units = Field(alias="units", description="units ordered by each location that buys from a supplier")

    def units(self, view: LastBuyView) -> int:
        """As stated."""
        del view
        return self.bought


@register("last_time_buy", "forecast")
class ForecastLastBuy(LastTimeBuy):
    """As many as bring the position up to what the demand of the time to come exceeds only with a small probability."""

    until: PositiveHours = Field(description="how long the units are to last, counted from the last-time buy")
    forecast: Annotated[Forecast, OneOf("forecast")] = Field(
        InstalledBaseForecast(),
        description="how the demand is forecast; the installed base knows how long machines are expected to stay",
    )
    every: PositiveHours = Field(
        730.0, description="period of forecasts that look back; the installed base is asked for the whole time"
    )
    service: Annotated[Share, Field(gt=0, lt=1)] = Field(0.95, description="wanted probability that the units last as long")
    demand: Literal["poisson", "normal", "negative_binomial"] = Field(
        "poisson",
        description="law of the demand around the forecast; the variance of the last two is the mean squared forecast error so far",
    )
    start: Rate | None = Field(None, description="estimate of the demand for the time before the first period, like '6 /y'")

    def units(self, view: LastBuyView) -> int:
        """What is missing from the level that covers the time."""
        every = self.until if isinstance(self.forecast, InstalledBaseForecast) else self.every
        planning = ForecastStock(every=every, forecast=self.forecast, service=self.service, demand=self.demand, start=self.start)
        level = planning.covering(view.outlook(planning), self.until / every)
        return max(0, level - view.position)
