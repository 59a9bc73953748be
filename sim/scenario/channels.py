"""What a scenario says of channels: ways to win customers, what they ask for, and who signs at which price."""

from __future__ import annotations

import math

from pydantic import Field

from sim.scenario.assets import Site
from sim.scenario.values import NOTHING, Failure, Law, Section
from sim.units import Money, MoneyPerYear, Share

_LARGEST = 700.0
"""Power of e that a number still holds."""


class PriceResponse(Section):
    """How many sign at another price: acceptance x (price / at) ^ -elasticity, at most everybody. A higher price never wins more."""

    elasticity: float = Field(
        ge=0, le=100, allow_inf_nan=False, description="per cent of sign-ups lost by a price that is one per cent higher; 0: none"
    )
    at: MoneyPerYear = Field(gt=0, description="price per asset at which the acceptance is as stated")

    def factor(self, price: float) -> float:
        """By how much the acceptance is higher at a price than at the stated one."""
        if price == 0:
            return math.inf if self.elasticity else 1.0
        return math.exp(min(_LARGEST, self.elasticity * math.log(self.at / price)))


class Channel(Section):
    """A way to win customers. Each who signs becomes a site of his own, numbered as he was asked ('direct-7')."""

    prospects: Failure = Field(description="when prospects are asked: a stream of requests, such as `poisson: 12 /y`")
    customer: Site = Field(description="what each of them is if he signs: his place, the offer that he signs, his new assets")
    acceptance: Share = Field(1.0, description="share of prospects who sign, at the price that `price_response` names")
    price_response: PriceResponse | None = Field(
        None, description="how the acceptance follows the price of the offer; not at all if left out"
    )
    delay: Law = Field(NOTHING, description="time from signing until his assets are installed and his contract begins")
    cost_per_prospect: Money = Field(0.0, description="cost of asking one, whether he signs or not")
    cost_per_sign_up: Money = Field(0.0, description="cost of one who signs, besides")
    commission: Share = Field(
        0.0, description="share of the price of his contracts that goes to whoever brought him, as long as he is a customer"
    )

    def share(self, price: float) -> float:
        """Share of prospects who sign at a price of the offer per asset and year."""
        if self.price_response is None or not self.acceptance:
            return float(self.acceptance)
        return min(1.0, float(self.acceptance) * self.price_response.factor(price))
