"""What may be said about units that come out of a repair shop as another part, and about those that are sold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.values import Count, Section
from sim.units import Money


class Refurbished(Section):
    """Units that come back are another part from then on, with a price and shelves of its own."""

    part: str = Field(description="what they are once repaired, or found without fault: a part with a number of its own")
    used: Literal["first", "last", "never"] = Field(
        "first",
        description="whether they serve the needs of the new part: before it wherever they are on hand, only where no new one is, or never",
    )


class Surplus(Section):
    """Units that come back beyond what is wanted are sold."""

    above: Count = Field(description="units that stay on the shelf; what comes out of a repair shop beyond is sold at once")
    price: Money = Field(description="what one of them is sold for")
