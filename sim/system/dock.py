"""How orders get out of the door: docks, where they are picked, and the carriers that take them away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sim.records import NEVER

if TYPE_CHECKING:
    from sim.nature.calendars import Calendar
    from sim.system.lanes import ReplenishmentOrder
    from sim.system.part_orders import Parcel

UNLIMITED = float("inf")


class Fulfilment:
    """What became of an order between the moment its units were set aside and the door of who ordered it."""

    __slots__ = ("arrived", "hurried", "pick_start", "picked", "ready", "truck")

    def __init__(self, ready: float) -> None:
        self.ready = ready
        """the units are set aside at the source, or the supplier has made them"""
        self.pick_start = self.picked = self.arrived = NEVER
        self.hurried = False
        """a call waits for it: it is picked first, and goes by express"""
        self.truck: Truck | None = None
        """on which it waits for the departure"""


class Dock:
    """The door of a location: when it is open, and the orders that are picked there or wait for it."""

    __slots__ = ("free", "hours", "picking", "queue", "rings_at", "rushed")

    def __init__(self, hours: Calendar, picking: Callable[[float], float] | None = None, pickers: int | None = None) -> None:
        self.hours = hours
        self.picking = picking
        """draw of the time to pick one order; None where it takes none"""
        self.free = UNLIMITED if pickers is None else pickers
        """pickers without an order"""
        self.queue: deque[ReplenishmentOrder | Parcel] = deque()
        """orders that nobody picks yet, in the order in which their units were set aside"""
        self.rushed: deque[ReplenishmentOrder | Parcel] = deque()
        """those of them for which calls wait; they are picked first"""
        self.rings_at = NEVER
        """the next opening, if somebody waits for it"""

    def line_up(self, order: ReplenishmentOrder | Parcel, hurried: bool) -> None:
        """Wait for a picker."""
        (self.rushed if hurried else self.queue).append(order)

    def move_up(self, order: ReplenishmentOrder) -> None:
        """Let an order pass by those for which no call waits, unless somebody picks it already."""
        if order in self.queue:
            self.queue.remove(order)
            self.rushed.append(order)

    def next(self) -> ReplenishmentOrder | Parcel | None:
        """The order to pick now, taken off the queue."""
        for line in (self.rushed, self.queue):
            if line:
                return line.popleft()
        return None


class Carrier:
    """Who takes shipments away."""

    __slots__ = ("code", "cut_off", "departures", "freight", "per_kg")

    def __init__(self, code: int, freight: float, per_kg: float, departures: Sequence[float] | None, cut_off: float) -> None:
        self.code = code
        self.freight = freight
        """of one shipment"""
        self.per_kg = per_kg
        self.departures = departures
        """all of them, by time; None: leaves whenever something is there"""
        self.cut_off = cut_off

    def leaves(self, now: float) -> float:
        """When it takes what is ready now: at the first departure to come whose cut-off is not over; infinite after the last."""
        if self.departures is None:
            return now
        at = max(bisect_left(self.departures, now + self.cut_off), bisect_right(self.departures, now))
        return self.departures[at] if at < len(self.departures) else UNLIMITED

    def price(self, weight: float) -> float:
        """Cost of a shipment of so many kilograms."""
        return self.freight + self.per_kg * weight


class Truck:
    """A shipment to be: the orders of one source and one destination that wait for the same departure."""

    __slots__ = ("carrier", "orders")

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.orders: list[ReplenishmentOrder] = []
        """in the order in which they were picked"""
