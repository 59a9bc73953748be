"""How many: laws of whole units that a repair or an order takes, one or more."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from sim.nature.parameters import Weight, observed, observed_mean
from sim.registry import Member, family, register

Units = Annotated[int, Field(ge=1, le=10_000_000)]
Count = Callable[[float], int]
"""u -> units, one or more."""

family("quantity", "quantity law", rule=False, shorthand=("fixed", "units"))


class QuantityLaw(Member):
    """A law of whole units. A new one needs `mean` (a parameter or a property) and `sampler`."""

    if TYPE_CHECKING:

        @property
        def mean(self) -> float:
            """Average units."""

    @property
    def expected(self) -> int:
        """Units that a planner counts on, who has to name a whole number: the mean, rounded."""
        return max(1, math.floor(self.mean + 0.5))

    def sampler(self) -> Count | None:
        """A fast draw, rising with u; None for a law that always gives what is expected, so that no luck is spent on it."""
        raise NotImplementedError


@register("quantity", "fixed")
class FixedQuantity(QuantityLaw):
    """Always the same; a bare number means this."""

    units: Units = Field(description="units")

    @property
    def mean(self) -> float:
        """Average units."""
        return float(self.units)

    def sampler(self) -> None:
        """Nothing to draw."""
        return


@register("quantity", "geometric")
class GeometricQuantity(QuantityLaw):
    """Geometric on 1, 2, 3, ...: after each unit one more is needed with the same chance. Most orders are small, a few are large."""

    mean: float = Field(ge=1, le=10_000, allow_inf_nan=False, description="average units, at least 1")

    def sampler(self) -> Count | None:
        """The first unit after which no more is needed."""
        if self.mean == 1.0:
            return None
        further, log1p = math.log1p(-1 / self.mean), math.log1p
        return lambda u: 1 + int(log1p(-u) / further)


@register("quantity", "empirical")
class EmpiricalQuantity(QuantityLaw):
    """Observed quantities, drawn as often as they were observed."""

    units: tuple[Units, ...] = Field(min_length=1, description="observed quantities")
    weights: tuple[Weight, ...] | None = Field(None, description="how often each was observed; all alike if left out")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        observed(self.units, self.weights)
        return self

    @property
    def mean(self) -> float:
        """Average units."""
        return observed_mean(self.units, self.weights)

    def sampler(self) -> Count | None:
        """The quantity at u in rising order."""
        units, shares = observed(self.units, self.weights)
        whole = [int(each) for each in units]
        return (lambda u: whole[bisect_left(shares, u)]) if len(set(whole)) > 1 else None
