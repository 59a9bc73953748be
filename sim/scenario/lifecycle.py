"""What may be said about the end of a part's life: its suppliers stop, or another part takes its place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.policies.last_time_buy import LastTimeBuy, NoLastBuy
from sim.registry import OneOf
from sim.scenario.values import Law, Section
from sim.units import Hours, Money


class Afterwards(Section):
    """On what terms suppliers still get a part that is made no longer."""

    price: Money = Field(description="price of one unit then, in an emergency, too")
    lead_time: Law = Field(description="time until such an order leaves the supplier; a stated transit or a carrier comes on top")


class Discontinued(Section):
    """Suppliers stop making a part."""

    at: Hours = Field(
        description="when they take the last orders at the old terms, counted from the start; these are still delivered"
    )
    last_time_buy: Annotated[LastTimeBuy, OneOf("last_time_buy")] = Field(
        NoLastBuy(), description="what each location that buys from a supplier orders at that moment"
    )
    afterwards: Afterwards | None = Field(
        None,
        description="terms of later orders, as from a broker; without them later orders wait for ever, and so does emergency supply",
    )


class Supersession(Section):
    """Another part takes the place of a part."""

    part: str = Field(description="part that serves every need of the old one from then on; never the other way round")
    at: Hours = Field(description="when it does, counted from the start")
    mode: Literal["use_up", "at_once"] = Field(
        "use_up",
        description="use_up: the old part goes first wherever it is on hand, and is ordered no more; at_once: what is left of it is scrapped",
    )
