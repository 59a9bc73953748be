"""What may be promised of a part at a location: units on hand, and those on order, that nobody else has been promised.

A planner's view: what has not come yet is expected after mean times, and never earlier than now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.system.claims import REPLENISHMENT_PRIORITY
from sim.units import to_tick

if TYPE_CHECKING:
    from sim.system.claims import Claim
    from sim.system.lanes import Lane, ReplenishmentOrder
    from sim.system.stock import Shelf

NEVER_COMES = float("inf")


class Availability:
    """Of one shelf."""

    __slots__ = ("above", "bespoken", "coming", "open_orders", "shelf")

    def __init__(self, shelf: Shelf, open_orders: Mapping[int, ReplenishmentOrder], above: Availability | None) -> None:
        self.shelf = shelf
        self.open_orders = open_orders
        """of all shelves"""
        self.above = above
        """of the shelf that refills it; None: a supplier does"""
        self.bespoken = 0
        """units promised to customers for later, and not set aside yet"""
        self.coming: dict[int, ReplenishmentOrder] = {}
        """orders of the shelf by number, those that have come since it was last asked included"""

    def on_hand(self, quantity: int, priority: int) -> bool:
        """Are units here that nobody else has been promised?"""
        shelf = self.shelf
        if not shelf.can_give(quantity, priority):
            return False
        return not self.bespoken or shelf.on_hand - kept(shelf, priority) - self.bespoken >= quantity

    def when(self, quantity: int, priority: int, called_off: float) -> float:
        """The moment at which so many units are here that nobody else has been promised; infinite if they never are.

        What is short beyond what is on its way is ordered when the shelf is asked for it, at `called_off`.
        """
        shelf = self.shelf
        if self.on_hand(quantity, priority):
            return shelf.kernel._now
        owed = sum(claim.missing for urgency, _, claim in shelf.claims if urgency <= priority)
        short = quantity + owed + self.bespoken + kept(shelf, priority) - shelf.on_hand
        return self._covered(short, quantity, called_off)

    def replenishment(self) -> float:
        """Mean hours until what is ordered now, or at the next review, is here; infinite if nobody makes it any more."""
        lane, review = self.shelf.lane, self.shelf.rule.review
        return NEVER_COMES if lane.shut else to_tick(lane.mean_hours + (review or 0.0))

    def _covered(self, short: int, quantity: int, called_off: float) -> float:
        """The moment at which so many units that are short will have come in; the last of them are ordered for so large a demand."""
        self.coming = {number: order for number, order in self.coming.items() if number in self.open_orders}
        for moment, units in sorted((self._expected(order), order.quantity) for order in self.coming.values()):
            short -= units
            if short <= 0:
                return moment
        if self.above is None:
            return called_off + self.replenishment()
        placed = called_off + (self.shelf.rule.review or 0.0)
        return max(placed, self.above.when(max(short, quantity), REPLENISHMENT_PRIORITY, placed)) + mean_hours(self.shelf.lane)

    def _expected(self, order: ReplenishmentOrder) -> float:
        """When an open order is expected at the door of its location; what leaves again to a customer waits for the opening anyway."""
        lane, steps, now = order.lane, order.fulfilment, self.shelf.kernel._now
        if order.shipped == order.shipped:
            due = order.shipped + (mean_hours(lane) if lane.making is None or lane.transit_hours is not None else 0.0)
        elif steps is not None:
            picked = steps.picked if steps.picked == steps.picked else now
            due = max(now, picked if lane.carrier is None else lane.carrier.leaves(picked)) + mean_hours(lane)
        elif self.above is None or lane.source is None or lane.making is not None:
            due = order.ordered + to_tick(lane.mean_hours)
        else:  # owed there, or held up at its door
            claim = getattr(order, "claim", None)
            due = (now if claim is None or not claim.missing else self.above.served(claim)) + mean_hours(lane)
        return max(due, now)

    def served(self, claim: Claim) -> float:
        """When units are expected to be here that this shelf owes to a lower echelon."""
        shelf, short = self.shelf, 0
        for _, _, each in sorted(shelf.claims, key=lambda row: row[:2]):
            short += each.missing
            if each is claim:
                break
        short += kept(shelf, REPLENISHMENT_PRIORITY) - shelf.on_hand
        now = shelf.kernel._now
        return self._covered(short, claim.quantity, now) if short > 0 else now


def kept(shelf: Shelf, priority: int) -> int:
    """Units that are kept for others."""
    return shelf.reserve if priority > shelf.reserved_for else 0


def mean_hours(lane: Lane) -> float:
    """From door to shelf."""
    return lane.transit_hours if lane.transit_hours is not None else to_tick(lane.mean_hours)
