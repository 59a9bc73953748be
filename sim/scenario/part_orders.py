"""What may be said of customers who order parts, without a call and without a visit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.nature.quantities import FixedQuantity
from sim.policies.promise import AvailableToPromise
from sim.scenario.values import NOTHING, Failure, Law, Promise, Quantity, Section
from sim.units import Markup, Money, Share

OrderPriority = Annotated[int, Field(ge=1, le=11)]


class OrderLine(Section):
    """A part that an order may be for."""

    probability: Share = Field(1.0, description="chance that an order asks for it; who wants nothing does not order")
    quantity: Quantity = Field(FixedQuantity(units=1), description="units wanted then")


def _lines(value: Any) -> Any:
    """A list of names stands for one unit of each."""
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return {each: {} for each in value}
    return value


class PartOrders(Section):
    """A stream of orders for parts by customers."""

    at: str = Field(description="location whose stock they are served from")
    law: Failure = Field(description="when orders come: requests at a steady, hourly or seasonal rate")
    parts: Annotated[dict[str, OrderLine], BeforeValidator(_lines)] = Field(
        min_length=1, description="parts that an order may be for, each a line of it"
    )
    wanted: Law = Field(
        NOTHING, description="time after which the customer wants them, and before which he takes nothing; at once if left out"
    )
    promise: Promise = Field(AvailableToPromise(), description="what date he is promised when he orders")
    patience: Law | None = Field(
        None,
        description="how much later than wanted a promise may be; who is told of a later date orders elsewhere, and the order is lost; "
        "any date will do if left out",
    )
    cancels_after: Law | None = Field(
        None,
        description="time after the promised date at which he cancels what has not left the shelf; he waits for ever if left out",
    )
    ships: Literal["complete", "as_available"] = Field(
        "complete", description="an order leaves when all of its lines are there, or each line when it is"
    )
    reserves: bool = Field(
        True,
        description="units are set aside when the order comes; false: when they must leave to be there when they are wanted",
    )
    priority: OrderPriority = Field(
        10,
        description="who is served first of those who wait for the same part: 1 to 9 as calls of that urgency, whose orders are hurried likewise, "
        "10 with the refills of lower echelons, 11 after them",
    )
    markup: Markup = Field(0.0, description="what a customer pays on top of the price of a part")
    transit: Law = Field(NOTHING, description="time from the door of the location to the customer")
    freight: Money = Field(0.0, description="cost of one shipment to a customer")
    carrier: str | None = Field(
        None, description="carrier of shipments, instead of 'transit' and 'freight'; each order is a shipment of its own"
    )
