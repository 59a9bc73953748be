"""What may be said about supply from outside: the terms of a supplier, and disruptions."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import NOTHING, Law, PositiveCount, Section
from sim.units import Money


class Terms(Section):
    """On what terms a supplier supplies a part."""

    price: Money | None = Field(None, description="price of one unit; the part's price if left out")
    lead_time: Law | None = Field(None, description="his lead time for this part; the part's, else his own if left out")
    minimum: PositiveCount = Field(1, description="least units in one order; smaller orders are raised to it")
    multiple: PositiveCount = Field(
        1, description="units come in multiples of this; orders are rounded up to the next one, after the minimum"
    )
    price_breaks: dict[PositiveCount, Money] = Field(
        default_factory=dict, description="so many units or more in one order -> price of each of them (all-units discount)"
    )


class Disruptions(Section):
    """Times in which nothing leaves a location: strikes, floods, failed plants."""

    after: Law = Field(description="time from the start, or from the end of the last recovery, until it begins")
    lasts: Law = Field(description="time until orders leave again; work on them goes on")
    recovery: Law = Field(
        NOTHING,
        description="time after that in which the orders held up leave one by one, evenly spread; those that come meanwhile leave at its end",
    )
    once: bool = Field(False, description="the first disruption is the only one")
