"""What a scenario says of scarce tools and vehicles: where they are kept, how many there are, and what they cost."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import PositiveCount, Section
from sim.units import MoneyPerYear


class Tool(Section):
    """A tool or vehicle that some work wants and not everybody has: a crane, a test set, a lift truck."""

    at: dict[str, PositiveCount] = Field(
        min_length=1,
        description="location -> how many are kept there; technicians whose home it is fetch one there, and bring it back after the visit",
    )
    cost: MoneyPerYear = Field(0.0, description="yearly cost of each: what it was bought for spread over its life, tests, rent")
