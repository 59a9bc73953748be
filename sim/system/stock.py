"""Stock of one part at one stocking location: shelf, pipeline and what is owed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from sim.records import MOVEMENTS, NONE, Recorder
from sim.streams import FAULT, LEAD_TIME, TRANSIT, Luck, unit

if TYPE_CHECKING:
    from sim.kernel import Kernel, Timer
    from sim.policies.replenishment import StockRule
    from sim.system.shop import Shop

INITIAL, ISSUE, RECEIPT, FILLED, OWED, ORDERED, CORE_DUE, CORE_REPAIRED, CORE_SCRAPPED, TAKEN_BACK = range(len(MOVEMENTS))
REPLENISHMENT_PRIORITY = 10
"""Refills of lower echelons wait behind every call that waits for the same part."""


class Claim:
    """Units owed to a call or to a lower echelon."""

    __slots__ = ("missing", "on_filled", "quantity")

    def __init__(self, quantity: int, on_filled: Callable[[], None]) -> None:
        self.quantity = quantity
        self.missing = quantity
        self.on_filled = on_filled


class ReplenishmentOrder:
    """An order on its way to a shelf."""

    __slots__ = ("made", "nth", "number", "ordered", "quantity", "shelf", "shipped")

    def __init__(self, shelf: Shelf, number: int, nth: int, quantity: int, ordered: float) -> None:
        self.shelf = shelf
        self.number = number
        """of the run"""
        self.nth = nth
        """of the shelf"""
        self.quantity = quantity
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
        """orders of the shelf, the oldest first"""


class Shelf:
    """One part at one location. Its rule sees it as a `StockView`."""

    __slots__ = (
        "_claims",
        "_keep",
        "_key",
        "_lead_time",
        "_luck",
        "_pack",
        "_sequence",
        "_wanted",
        "backorders",
        "begin_reviews",
        "bell",
        "kernel",
        "last_due",
        "location",
        "making",
        "may_cross",
        "on_hand",
        "on_order",
        "orders_placed",
        "part",
        "pipeline",
        "place_order",
        "position",
        "reserve",
        "reserved_for",
        "rule",
        "rules_followed",
        "source",
        "source_code",
        "transit_hours",
    )

    transit_hours: float | None
    """time from the source's door to this shelf, where it is always the same; None where it is drawn"""
    _lead_time: Callable[[float], float] | None
    source: Shelf | None
    """shelf that refills this one; None: a supplier who always has it"""
    bell: Timer
    """rings when the first order of the pipeline is due"""
    place_order: Callable[[Shelf, int], None]
    begin_reviews: Callable[[Shelf], None]
    """starts to look at the shelf at set times, the first time now"""

    def __init__(
        self, kernel: Kernel, luck: Luck, movements: Recorder, location: int, part: int, rule: StockRule, key: int
    ) -> None:
        self.kernel = kernel
        self._luck = luck
        self._keep, self._pack = movements.keep, movements.pack
        self._wanted: Callable[[Shelf], int] | None
        """asks a rule that looks after every change how many units to order"""
        self.location = location
        self.part = part
        self._obey(rule)
        self.rules_followed = 0
        """rules that were followed before this one"""
        self._key = key
        self.on_hand = 0
        self.on_order = 0
        self.backorders = 0
        self.position = 0
        """on hand + on order − backorders"""
        self.orders_placed = 0
        self.last_due = 0.0
        self.pipeline: deque[tuple[float, ReplenishmentOrder]] = deque()
        """(due, order) on the way, where orders do not cross: only the first one is on the queue of events"""
        self.may_cross = False
        self.transit_hours = 0.0
        self._lead_time = None
        self.source = None
        self.source_code = NONE
        self.making: Making | None = None
        """set where the source is a supplier of limited capacity"""
        self.reserve = 0
        """the last units, kept for calls of some urgency"""
        self.reserved_for = 0
        """least urgent priority that may take them"""
        self._claims: list[tuple[int, int, Claim]] = []
        self._sequence = 0

    # ------------------------------------------------------------------ demand
    def take(self, quantity: int, priority: int = REPLENISHMENT_PRIORITY) -> bool:
        """Issue units if all are on hand, not kept for others, and nobody is owed any."""
        if self.reserve:
            if not self.can_give(quantity, priority):
                return False
        elif self.on_hand < quantity or self._claims:
            return False
        self.on_hand -= quantity
        self.position -= quantity
        self._changed(ISSUE, -quantity)
        return True

    def can_give(self, quantity: int, priority: int) -> bool:
        """Would `take` issue them? Who may use the reserve passes by those who wait outside it."""
        if not self.reserve or priority > self.reserved_for:
            return self.on_hand - self.reserve >= quantity and not self._claims
        return self.on_hand >= quantity and not (self._claims and self._claims[0][0] <= self.reserved_for)

    def take_back(self, quantity: int) -> None:
        """Units that were issued come back unused."""
        self.on_hand += quantity
        self.position += quantity
        self._changed(TAKEN_BACK, quantity)
        self._serve()

    def owe(self, quantity: int, priority: int, on_filled: Callable[[], None]) -> int:
        """Promise units that are not there: first come first served within a priority class.

        What is on hand is set aside at once, and its units are returned; `on_filled` is called when all units are.
        """
        claim = Claim(quantity, on_filled)
        self._sequence += 1
        heappush(self._claims, (priority, self._sequence, claim))
        self.backorders += quantity
        self.position -= quantity
        self._changed(OWED, quantity)
        self._serve()
        return quantity - claim.missing

    def _serve(self) -> None:
        """Give what is on hand to those who wait."""
        while self._claims and self.on_hand:
            priority, _, claim = self._claims[0]
            free = self.on_hand
            if self.reserve and priority > self.reserved_for:
                free -= self.reserve
                if free <= 0:
                    return
            given = min(free, claim.missing)
            self.on_hand -= given
            self.backorders -= given
            claim.missing -= given
            if not claim.missing:
                heappop(self._claims)
            self._changed(FILLED, -given)
            if not claim.missing:
                claim.on_filled()

    # ------------------------------------------------------------------ supply
    def open(self) -> None:
        """Put the opening stock on the shelf."""
        self.on_hand = self.position = self.rule.opening()
        self._changed(INITIAL, self.on_hand)

    def receive(self, quantity: int) -> None:
        """A replenishment order arrives."""
        self.on_order -= quantity
        self.on_hand += quantity
        self._changed(RECEIPT, quantity)
        if self._claims:
            self._serve()

    def expect_core(self, quantity: int) -> None:
        """Units will come back repaired: they count as on order."""
        self.on_order += quantity
        self.position += quantity
        self._changed(CORE_DUE, quantity)

    def receive_core(self) -> None:
        """A repaired unit arrives."""
        self.on_order -= 1
        self.on_hand += 1
        self._changed(CORE_REPAIRED, 1)
        self._serve()

    def give_up_core(self) -> None:
        """A unit that was expected back is scrapped."""
        self.on_order -= 1
        self.position -= 1
        self._changed(CORE_SCRAPPED, 1)

    def follow(self, rule: StockRule) -> None:
        """From now on another rule decides; it looks at once. Open orders stay open, and what is too much is used up, not sent back."""
        if rule == self.rule:
            return
        self._obey(rule)
        self.rules_followed += 1
        if rule.review is None:
            self.review()
        else:
            self.begin_reviews(self)

    def _obey(self, rule: StockRule) -> None:
        self.rule = rule
        self._wanted = rule.order if rule.review is None else None

    def review(self) -> None:
        """Ask the rule, for rules that look at set times."""
        wanted = self.rule.order(self)
        if wanted > 0:
            self.on_order += wanted
            self.position += wanted
            self.orders_placed += 1
            self.place_order(self, wanted)
            self._keep(
                self._pack(
                    self.kernel._now, self.location, self.part, ORDERED, wanted, self.on_hand, self.on_order, self.backorders
                )
            )

    def _changed(self, movement: int, quantity: int) -> None:
        """Ask the rule where it looks after every change, then record the state."""
        if self._wanted is not None:
            wanted = self._wanted(self)
            if wanted > 0:
                self.on_order += wanted
                self.position += wanted
                self.orders_placed += 1
                self.place_order(self, wanted)
        self._keep(
            self._pack(
                self.kernel._now, self.location, self.part, movement, quantity, self.on_hand, self.on_order, self.backorders
            )
        )

    def refilled_in(self, hours: float | None, draw: Callable[[float], float] | None = None) -> None:
        """Say how long a refill takes from the source's door: always the same, or drawn for each order."""
        self.transit_hours = hours
        self._lead_time = draw

    def transit(self, nth: int) -> float:
        """Hours on the way of the n-th order of this shelf."""
        if self.transit_hours is not None:
            return self.transit_hours
        assert self._lead_time is not None
        slot = LEAD_TIME if self.making is None else TRANSIT
        return self._lead_time(unit(self._luck.fate(self._key, nth, FAULT), slot))

    def hours_in_work(self, nth: int) -> float:
        """Hours that a supplier of limited capacity works on the n-th order of this shelf."""
        assert self.making is not None
        return self.making.hours(unit(self._luck.fate(self._key, nth, FAULT), LEAD_TIME))
