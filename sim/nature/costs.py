"""What a job costs: a cost law turns one uniform draw into money, as a shop quotes for each unit that it is shown."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from sim.nature.parameters import Spread, Weight, observed, observed_mean
from sim.registry import Member, family, register
from sim.units import Money

Quote = Callable[[float], float]
"""u (0 < u < 1) -> money, rising with u."""

family("cost", "cost law", rule=False, shorthand=("fixed", "amount"))

_NORMAL = NormalDist()


class CostLaw(Member):
    """A law of costs. A new one needs `mean` (a parameter or a property) and `sampler`."""

    if TYPE_CHECKING:

        @property
        def mean(self) -> float:
            """Average cost, money."""

    def sampler(self) -> Quote | None:
        """A fast draw, rising with u; None for a law that always gives the mean, so that no luck is spent on it."""
        raise NotImplementedError


@register("cost", "fixed")
class FixedCost(CostLaw):
    """Always the same; a bare amount such as `300 EUR` means this."""

    amount: Money = Field(description="the cost")

    @property
    def mean(self) -> float:
        """Average cost, money."""
        return float(self.amount)

    def sampler(self) -> None:
        """Nothing to draw."""
        return


@register("cost", "exponential")
class ExponentialCost(CostLaw):
    """Exponential: most cost little, a few very much; standard deviation equals mean."""

    mean: Money = Field(description="average cost")

    def sampler(self) -> Quote | None:
        """Inverse distribution function: -mean ln(1 - u)."""
        mean, log1p = -float(self.mean), math.log1p
        return (lambda u: mean * log1p(-u)) if self.mean else None


@register("cost", "lognormal")
class LognormalCost(CostLaw):
    """Lognormal: many near the usual cost and a long tail of dear ones, as repairs cost."""

    mean: Money = Field(description="average cost")
    cv: Spread = Field(description="coefficient of variation: standard deviation divided by mean")

    def sampler(self) -> Quote | None:
        """Inverse distribution function: median exp(sigma z), with z the normal quantile of u."""
        if not (self.mean and self.cv):
            return None
        sigma = math.sqrt(math.log1p(self.cv**2))
        median, normal, exp = self.mean * math.exp(-(sigma**2) / 2), _NORMAL.inv_cdf, math.exp
        return lambda u: median * exp(sigma * normal(u))


@register("cost", "empirical")
class EmpiricalCost(CostLaw):
    """Observed costs, drawn as often as they were observed."""

    amounts: Annotated[tuple[Money, ...], Field(min_length=1)] = Field(description="observed costs")
    weights: tuple[Weight, ...] | None = Field(None, description="how often each was observed; all alike if left out")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        observed(self.amounts, self.weights)
        return self

    @property
    def mean(self) -> float:
        """Average cost, money."""
        return observed_mean(self.amounts, self.weights)

    def sampler(self) -> Quote | None:
        """The cost at u in rising order."""
        amounts, shares = observed(self.amounts, self.weights)
        return (lambda u: amounts[bisect_left(shares, u)]) if len(set(amounts)) > 1 else None
