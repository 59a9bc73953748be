"""A stock rule whose level follows a forecast."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Protocol

from pydantic import Field

from sim.policies.forecasting import Forecast
from sim.policies.replenishment import SomeUnits, StockRule, StockView
from sim.registry import OneOf, register
from sim.theory.quantiles import negative_binomial_level, normal_level, poisson_level
from sim.units import Hours, PositiveHours, Rate, Share

MOST_UNITS = 10_000_000


class OutlookView(Protocol):
    """What a planner believes about the demand on one shelf at a review."""

    @property
    def forecast(self) -> float:
        """Expected units per period to come; 0 while nothing is known."""

    @property
    def variance(self) -> float:
        """Mean of the squared forecast errors of the periods so far; not a number before the first."""

    @property
    def supply_time(self) -> float:
        """Mean time on the way from the source, in hours."""


@register("stock", "forecast")
class ForecastStock(StockRule):
    """Order-up-to level from a forecast, worked out anew at each review, so that the demand until the next delivery exceeds it rarely."""

    every: PositiveHours = Field(description="time between two reviews, the period of the forecast")
    forecast: Annotated[Forecast, OneOf("forecast")] = Field(description="how the demand of a period is forecast")
    service: Annotated[Share, Field(gt=0, lt=1)] = Field(
        0.95,
        description="wanted probability of no stock-out over the lead time (and until the next review, if orders wait for it)",
    )
    demand: Literal["poisson", "normal", "negative_binomial"] = Field(
        "poisson",
        description="law of the demand around the forecast; the variance of the last two is the mean squared forecast error so far",
    )
    lead_time: Hours | None = Field(
        None, description="the planner's estimate; the mean time from the source if left out, what the source lacks itself aside"
    )
    orders: Literal["at_review", "at_once"] = Field(
        "at_review", description="ordered at reviews only, or up to the level of the last review as soon as units are used"
    )
    lot: SomeUnits = Field(1, description="ordered in whole lots of so many units, at least up to the level")
    start: Rate | None = Field(
        None, description="first estimate of the demand, like '6 /y'; without it nothing is stocked until there was demand"
    )

    @property
    def review(self) -> float:
        """Hours between two reviews."""
        return float(self.every)

    @property
    def continuous(self) -> bool:
        """Whether it looks between two reviews, too."""
        return self.orders == "at_once"

    @property
    def levels(self) -> int:
        """Any level may come out."""
        return MOST_UNITS

    def opening(self) -> int:
        """What is stated; a level of its own is known at the first review only."""
        return self.initial or 0

    @property
    def start_per_period(self) -> float:
        """The first estimate in units per period; not a number without one."""
        return math.nan if self.start is None else self.start * self.every

    def level_for(self, outlook: OutlookView) -> int:
        """The order-up-to level: covers lead time and review with the wanted probability."""
        lead_time = outlook.supply_time if self.lead_time is None else self.lead_time
        periods = lead_time / self.every + (self.orders == "at_review")
        return self.covering(outlook, periods)

    def covering(self, outlook: OutlookView, periods: float = 1.0) -> int:
        """Units that the demand of so many periods exceeds only with the probability that the service leaves."""
        mean = outlook.forecast * periods
        variance = mean if math.isnan(outlook.variance) else outlook.variance * periods
        if mean == 0:
            return 0
        if self.demand == "poisson":
            units = poisson_level(mean=mean, service=self.service)
        elif self.demand == "normal":
            units = normal_level(mean=mean, variance=variance, service=self.service)
        else:
            units = negative_binomial_level(mean=mean, variance=variance, service=self.service)
        return min(units, MOST_UNITS)

    def order(self, view: StockView) -> int:
        """In whole lots, up to the level of the last review at least."""
        wanted = view.level - view.position
        return -(-wanted // self.lot) * self.lot if wanted > 0 else 0
