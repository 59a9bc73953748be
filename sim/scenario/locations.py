"""What may be said about the places where parts wait."""

from __future__ import annotations

from pydantic import Field

from sim.nature.calendars import ALWAYS
from sim.policies.purchase import First
from sim.scenario.suppliers import Disruptions
from sim.scenario.values import NOTHING, Hours_of_week, Law, Place, PositiveCount, Priority, Purchase, Section, Stock
from sim.units import Hours, Money, PositiveHours, Share


class Reserve(Section):
    """The last units of a part, kept for urgent calls."""

    units: PositiveCount = Field(description="so many units are kept")
    priority: Priority = Field(1, description="calls of this urgency or more may take them; others find the shelf empty")


class WriteOff(Section):
    """Stock that nobody will ask for is scrapped at set times."""

    every: PositiveHours = Field(8760.0, description="time between two reviews, the first one at its end")
    keep: Hours = Field(26280.0, description="time for which the demand seen is kept; units above it are scrapped")
    over: PositiveHours = Field(8760.0, description="how far back demand counts; the time since the start until that has passed")
    scrap_value: Share = Field(0.0, description="share of the price that a scrapped unit still brings")


class Location(Section):
    """Anywhere parts wait; vans are declared with their technicians."""

    at: Place | None = Field(None, description="[latitude, longitude]")
    supplier: bool = Field(False, description="supply from outside, of all parts at all times")
    capacity: PositiveCount | None = Field(
        None,
        description="a supplier's: orders it works on at once, each for the lead time, the others queue; a stated transit comes on top; "
        "unlimited if left out",
    )
    works_while_below: PositiveCount | None = Field(
        None,
        description="a supplier's with a capacity: it works on an order only while who ordered has fewer units of the part on hand; an order in "
        "work is put aside on its place, and taken up again where it was left; whatever they have if left out",
    )
    source: str | None = Field(None, description="the next echelon up, which refills this location")
    also_from: list[str] = Field(
        default_factory=list,
        description="other suppliers that may get orders from here, after 'source', which must be a supplier then",
    )
    purchase: Purchase = Field(First(), description="which of those who supply a part gets an order")
    disruptions: Disruptions | None = Field(None, description="times in which no order leaves this location")
    lead_time: Law = Field(NOTHING, description="time from leaving this location to arrival at whoever it supplies")
    transit: Law | None = Field(None, description="time from the source to here, instead of the source's lead time")
    carrier: str | None = Field(
        None,
        description="carrier of shipments to here, instead of 'transit' and 'freight'; a supplier's lead time passes before they leave",
    )
    express: str | None = Field(
        None,
        description="carrier of those orders that are about to leave their source while a call waits for the part here, of no more units "
        "than calls wait for; also of an order that waits for a departure when a call begins to wait",
    )
    hours: Hours_of_week = Field(
        ALWAYS,
        description="hours in which replenishment orders are picked, and taken in, here; what comes or is ordered outside them waits for "
        "the opening. Departures keep to their own plan, and technicians have a key",
    )
    picking: Law = Field(NOTHING, description="time to pick one replenishment order that leaves from here, in opening hours")
    pickers: PositiveCount | None = Field(
        None,
        description="orders picked here at once; the others queue, those for which a call waits first; unlimited if left out",
    )
    orders_may_cross: bool = Field(
        False, description="a later order may arrive before an earlier one of the same part; of different suppliers it always may"
    )
    order_cost: Money = Field(0.0, description="cost of placing one replenishment order here")
    freight: Money = Field(0.0, description="cost of one replenishment shipment to here")
    laterals: list[str] = Field(default_factory=list, description="locations that may help out, in order of preference")
    stock: dict[str, Stock] = Field(
        default_factory=dict, description="replenishment rule per part, or per class of parts; the most specific one counts"
    )
    count_every: PositiveHours | None = Field(
        None, description="interval between two stock counts, which put the books of all parts right; never if left out"
    )
    count_cost: Money = Field(0.0, description="cost of one stock count here")
    reserve: dict[str, Reserve] = Field(
        default_factory=dict,
        description="per part: the last units, for urgent calls only; refills of lower echelons are least urgent",
    )
    write_off: WriteOff | None = Field(None, description="stock that nobody will ask for is scrapped; none is if left out")
