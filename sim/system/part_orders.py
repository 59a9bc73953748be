"""Customers who order parts: what each stream of them is like, the orders that are open, and the parcels that go out to them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.records import NEVER, NONE
from sim.streams import FAULT, LEAD_TIME, PICKING, unit

if TYPE_CHECKING:
    from sim.nature.failures import NextFault
    from sim.nature.quantities import Count
    from sim.policies.promise import PromiseRule
    from sim.streams import Luck
    from sim.system.availability import Availability
    from sim.system.claims import Claim
    from sim.system.disruption import Disruption
    from sim.system.dock import Carrier, Dock, Fulfilment

Draw = Callable[[float], float]


@dataclass(slots=True)
class WayOut:
    """From the shelves of a location to the customers of a stream."""

    key: int
    """of the stream's parcels, for their luck"""
    luck: Luck
    location: int
    dock: Dock | None
    picking_hours: float
    """mean time to pick a parcel"""
    carrier: Carrier | None
    disruption: Disruption | None
    transit: Draw
    transit_hours: float
    """mean time from the door to the customer"""
    freight: float
    """of a parcel, where no carrier is stated"""

    def hours_to_pick(self, picking: Draw, nth: int) -> float:
        """Hours to pick the n-th parcel."""
        return picking(unit(self.luck.fate(self.key, nth, FAULT), PICKING))

    def hours_on_way(self, nth: int) -> float:
        """Hours of the n-th parcel from the door to the customer."""
        return self.transit(unit(self.luck.fate(self.key, nth, FAULT), LEAD_TIME))

    def there(self, ready: float) -> float:
        """When units that are ready at a moment are expected at the customer's; nobody is thought to queue for a picker."""
        dock = self.dock
        picked = ready if dock is None else dock.hours.after(dock.hours.next_open(ready), self.picking_hours)
        return (picked if self.carrier is None else self.carrier.leaves(picked)) + self.transit_hours

    def begin(self, wanted: float) -> float:
        """When units must leave the shelf to be there when they are wanted, through a door that is open."""
        leave = wanted - self.transit_hours
        if self.carrier is not None and self.carrier.departures is not None:
            at = bisect_right(self.carrier.departures, leave) - 1
            leave = self.carrier.departures[at] - self.carrier.cut_off if at >= 0 else 0.0
        return leave - self.picking_hours


@dataclass(slots=True)
class WantedPart:
    """A part that orders of a stream may be for."""

    part: int
    key: int
    """of the stream and the part, for luck"""
    probability: float
    units: int
    draw: Count | None
    """of the units, where they are not always the same"""
    stock: Availability


@dataclass(slots=True)
class Stream:
    """Customers whose orders come, are promised and are served alike."""

    code: int
    key: int
    """of its name, for luck"""
    next_order: NextFault
    parts: list[WantedPart]
    promise: PromiseRule
    complete: bool
    """nothing leaves before everything is there"""
    reserves: bool
    priority: int
    wanted: Draw | None
    patience: Draw | None
    cancels_after: Draw | None
    way: WayOut


class OrderLine:
    """Units of one part that a customer has ordered."""

    __slots__ = ("asked", "cancelled", "claim", "parcel", "promised", "quantity", "set_aside", "stock", "units_at_once", "wanted")

    def __init__(self, wanted: WantedPart, quantity: int, stock: Availability) -> None:
        self.wanted = wanted
        self.stock = stock
        """of the part that serves the wish, where another has taken the place of the one that was named"""
        self.quantity = quantity
        self.promised = NEVER
        self.asked = NEVER
        """the shelf was asked for them"""
        self.units_at_once = 0
        self.set_aside = NEVER
        """all of them are"""
        self.claim: Claim | None = None
        """while the shelf owes some of them"""
        self.cancelled = NEVER
        self.parcel: Parcel | None = None


class PartOrder:
    """What a customer has ordered at one time."""

    __slots__ = ("begin", "lines", "nth", "number", "on_way", "promised", "received", "settled", "stream", "wanted")

    def __init__(self, stream: Stream, nth: int, received: float, wanted: float, lines: list[OrderLine]) -> None:
        self.stream = stream
        self.nth = nth
        """of the stream"""
        self.number = NONE
        """of the run"""
        self.received = received
        self.wanted = wanted
        self.begin = received
        """nothing leaves the shelf before"""
        self.promised = NEVER
        self.lines = lines
        self.on_way = 0
        """parcels that have not reached him"""
        self.settled = False
        """every shelf has been asked"""


class Parcel:
    """Lines of an order that leave together. At the dock and at a door that is shut it stands among replenishment orders."""

    __slots__ = (
        "carrier",
        "delivered",
        "freight",
        "fulfilment",
        "lane",
        "lines",
        "nth",
        "number",
        "on_picked",
        "on_release",
        "order",
        "shipped",
    )

    on_picked: Callable[[], None]
    """called by the dock when somebody has picked it"""
    on_release: Callable[[], None]
    """called when nothing holds it up at the door"""

    def __init__(self, order: PartOrder, number: int, lines: list[OrderLine], fulfilment: Fulfilment) -> None:
        self.order = order
        self.number = number
        """of the run"""
        self.lines = lines
        parts = order.stream.parts
        self.nth = order.nth * len(parts) + parts.index(lines[0].wanted)
        """of the stream, whatever else was sent before"""
        self.lane = order.stream.way
        self.fulfilment = fulfilment
        self.shipped = self.delivered = NEVER
        self.freight = 0.0


@dataclass(slots=True)
class PartOrders:
    """All orders for parts."""

    streams: list[Stream] = field(default_factory=list)
    open: dict[int, PartOrder] = field(default_factory=dict)
    parcels: dict[int, Parcel] = field(default_factory=dict)
    """those under way, or getting ready for it"""
    received: int = 0
    parcels_begun: int = 0
    stocks: dict[tuple[int, int], Availability] = field(default_factory=dict)
    """(location, part) -> what may be promised there"""
    pass_on: Callable[[int], None] = field(init=False)
    """what happens to those who wait for a part when another takes its place"""


class LineInView:
    """A line as the rule of promises sees it."""

    __slots__ = ("line", "now", "order")

    def __init__(self, order: PartOrder, line: OrderLine) -> None:
        self.order = order
        self.line = line
        self.now = order.received

    def on_hand(self) -> bool:
        """Its units are here, and neither kept nor promised to somebody else."""
        return self.line.stock.on_hand(self.line.quantity, self.order.stream.priority)

    def available(self) -> float:
        """Hours until they are here and nobody else has been promised them."""
        stream = self.order.stream
        called_off = self.now if stream.reserves else self.order.begin
        return self.line.stock.when(self.line.quantity, stream.priority, called_off) - self.now

    def replenishment(self) -> float:
        """Mean hours until what is ordered now is here."""
        return self.line.stock.replenishment()

    def delivered(self, ready: float) -> float:
        """Hours until the customer has units that are ready so long from now."""
        moment = max(self.now + ready, self.order.begin)
        return self.order.stream.way.there(moment) - self.now if moment < float("inf") else moment
