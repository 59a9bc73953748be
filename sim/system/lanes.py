"""Lanes: the way of a part from one source to one shelf, and the orders on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.records import NONE
from sim.streams import FAULT, LEAD_TIME, TRANSIT, Luck, unit

if TYPE_CHECKING:
    from sim.kernel import Timer
    from sim.system.shop import Shop
    from sim.system.stock import Shelf


class ReplenishmentOrder:
    """An order on its way to a shelf."""

    __slots__ = ("lane", "made", "nth", "number", "ordered", "quantity", "shelf", "shipped", "unit_price")

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
        self.ordered = ordered
        self.shipped = float("nan")
        self.made = False
        """a supplier of limited capacity has done its work on it"""


class Making:
    """How a supplier of limited capacity makes what one shelf orders."""

    __slots__ = ("hours", "places", "unshipped")

    def __init__(self, places: Shop, hours: Callable[[float], float]) -> None:
        self.places = places
        """of the supplier, for the orders of all its customers"""
        self.hours = hours
        """draw of the time in work"""
        self.unshipped: deque[ReplenishmentOrder] = deque()
        """orders on the lane, the oldest first"""


class Lane:
    """The way from a source to a shelf; orders on it arrive in the order in which they left, unless they may cross."""

    __slots__ = (
        "_draw",
        "_key",
        "_luck",
        "bell",
        "last_due",
        "making",
        "may_cross",
        "pipeline",
        "source",
        "source_code",
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
        self.unit_price = 0.0
        """what a supplier asks; 0 between our own locations"""
        self.transit_hours: float | None = 0.0
        """time from the source's door to the shelf, where it is always the same; None where it is drawn"""
        self.may_cross = False
        self.last_due = 0.0
        self.pipeline: deque[tuple[float, ReplenishmentOrder]] = deque()
        """(due, order) on the way, where orders do not cross: only the first one is on the queue of events"""

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

    def hours_in_work(self, nth: int) -> float:
        """Hours that a supplier of limited capacity works on the n-th order of the shelf."""
        assert self.making is not None
        return self.making.hours(unit(self._luck.fate(self._key, nth, FAULT), LEAD_TIME))
