"""Lanes: the way of a part from one source to one shelf, and the orders on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.records import NONE
from sim.streams import FAULT, LEAD_TIME, PICKING, TRANSIT, Luck, unit

if TYPE_CHECKING:
    from sim.kernel import Timer
    from sim.system.claims import Claim
    from sim.system.disruption import Disruption
    from sim.system.dock import Carrier, Dock, Fulfilment
    from sim.system.shop import Shop
    from sim.system.stock import Shelf


class ReplenishmentOrder:
    """An order on its way to a shelf."""

    __slots__ = (
        "bad",
        "claim",
        "freight",
        "fulfilment",
        "lane",
        "made",
        "nth",
        "number",
        "ordered",
        "quantity",
        "shelf",
        "shipment",
        "shipped",
        "unit_price",
    )

    claim: Claim
    """on the source; only where it owes, or owed, the units"""

    def __init__(self, shelf: Shelf, lane: Lane, number: int, nth: int, quantity: int, unit_price: float, ordered: float) -> None:
        self.shelf = shelf
        self.lane = lane
        self.number = number
        """of the run"""
        self.nth = nth
        """of the shelf"""
        self.quantity = quantity
        self.unit_price = unit_price
        """what the supplier asks; 0 between our own locations"""
        self.bad = 0
        """units in it that nobody knows to be defective"""
        self.ordered = ordered
        self.shipped = float("nan")
        self.made = False
        """a supplier of limited capacity has done its work on it"""
        self.freight = 0.0
        """its share of what the shipment costs"""
        self.shipment = NONE
        """number of the first order in the same shipment"""
        self.fulfilment: Fulfilment | None = None
        """set where it passes a dock, or waits for a carrier"""


class Making:
    """How a supplier of limited capacity makes what one shelf orders."""

    __slots__ = ("hours", "places", "unshipped", "while_below")

    def __init__(self, places: Shop, hours: Callable[[float], float], while_below: int | None = None) -> None:
        self.places = places
        """of the supplier, for the orders of all its customers"""
        self.hours = hours
        """draw of the time in work"""
        self.while_below = while_below
        """works only while the shelf that ordered has fewer units on hand; None: whatever it has"""
        self.unshipped: deque[ReplenishmentOrder] = deque()
        """orders on the lane, the oldest first"""


class Lane:
    """The way from a source to a shelf; orders on it arrive in the order in which they left, unless they may cross."""

    __slots__ = (
        "_draw",
        "_key",
        "_luck",
        "bell",
        "can_hurry",
        "carrier",
        "disruption",
        "dock",
        "express",
        "freight",
        "last_due",
        "making",
        "may_cross",
        "mean_hours",
        "pipeline",
        "shut",
        "source",
        "source_code",
        "straight",
        "transit_hours",
        "unit_price",
    )

    bell: Timer
    """rings when the first order of the pipeline is due"""

    def __init__(self, luck: Luck, key: int) -> None:
        self._luck = luck
        self._key = key
        """of the shelf: its n-th order has the same luck whoever gets it"""
        self._draw: Callable[[float], float] | None = None
        self.source: Shelf | None = None
        """shelf that refills; None: a supplier who always has it"""
        self.source_code = NONE
        self.making: Making | None = None
        """set where the source is a supplier of limited capacity"""
        self.disruption: Disruption | None = None
        """of the source, where it may be disrupted"""
        self.mean_hours = 0.0
        """mean time from order to shelf, a supplier's work included; what waits for stock, people, trucks or capacity is not in it"""
        self.unit_price = 0.0
        """what a supplier asks, without price breaks; 0 between our own locations"""
        self.transit_hours: float | None = 0.0
        """time from the source's door to the shelf, where it is always the same; None where it is drawn"""
        self.freight = 0.0
        """cost of one shipment where no carrier is stated"""
        self.carrier: Carrier | None = None
        self.express: Lane | None = None
        """the same way by the express carrier"""
        self.dock: Dock | None = None
        """the source's"""
        self.straight = True
        """orders leave as soon as the units are set aside: no dock, no carrier"""
        self.can_hurry = False
        """there is a queue of pickers to pass by, or an express carrier"""
        self.may_cross = False
        self.shut = False
        """what is ordered will never be shipped: nobody makes it any more"""
        self.last_due = 0.0
        self.pipeline: deque[tuple[float, ReplenishmentOrder]] = deque()
        """(due, order) on the way, where orders do not cross: only the first one is on the queue of events"""

    def twin(self) -> Lane:
        """The same way from the same source, for another carrier."""
        lane = Lane(self._luck, self._key)
        lane.source, lane.source_code, lane.making, lane.unit_price = self.source, self.source_code, self.making, self.unit_price
        lane.dock, lane.may_cross, lane.straight = self.dock, self.may_cross, False
        return lane

    def takes_as(self, other: Lane) -> None:
        """It takes from door to shelf as long as another lane does."""
        self.transit_hours, self._draw = other.transit_hours, other._draw

    def takes(self, hours: float | None, draw: Callable[[float], float] | None = None) -> None:
        """Say how long it takes from door to shelf: always the same, or drawn for each order."""
        self.transit_hours = hours
        self._draw = draw

    def transit(self, nth: int) -> float:
        """Hours on the way of the n-th order of the shelf."""
        if self.transit_hours is not None:
            return self.transit_hours
        assert self._draw is not None
        slot = LEAD_TIME if self.making is None else TRANSIT
        return self._draw(unit(self._luck.fate(self._key, nth, FAULT), slot))

    def hours_to_pick(self, picking: Callable[[float], float], nth: int) -> float:
        """Hours to pick the n-th order of the shelf."""
        return picking(unit(self._luck.fate(self._key, nth, FAULT), PICKING))

    def hours_in_work(self, nth: int) -> float:
        """Hours that a supplier of limited capacity works on the n-th order of the shelf."""
        assert self.making is not None
        return self.making.hours(unit(self._luck.fate(self._key, nth, FAULT), LEAD_TIME))
