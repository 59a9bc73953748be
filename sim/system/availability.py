"""What may be promised of a part at a location: units on hand, and those on order, that nobody else has been promised.

A planner's view: what has not come yet is expected after mean times, and never earlier than now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.units import FOREVER, to_tick

if TYPE_CHECKING:
    from sim.system.lanes import Lane, ReplenishmentOrder
    from sim.system.stock import Shelf

NEVER_COMES = float("inf")


class Availability:
    """Of one shelf."""

    __slots__ = ("bespoken", "coming", "open_orders", "shelf")

    def __init__(self, shelf: Shelf, open_orders: Mapping[int, ReplenishmentOrder]) -> None:
        self.shelf = shelf
        self.open_orders = open_orders
        """of all shelves"""
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

        What is short beyond that is ordered when the shelf is asked for it, at `called_off`.
        """
        shelf = self.shelf
        now = shelf.kernel._now
        if self.on_hand(quantity, priority):
            return now
        owed = sum(claim.missing for urgency, _, claim in shelf.claims if urgency <= priority)
        short = quantity + owed + self.bespoken + kept(shelf, priority) - shelf.on_hand
        self.coming = {number: order for number, order in self.coming.items() if number in self.open_orders}
        for moment, units in sorted((expected(order, now), order.quantity) for order in self.coming.values()):
            short -= units
            if short <= 0:
                return moment
        return called_off + self.replenishment()

    def replenishment(self) -> float:
        """Mean hours until what is ordered now, or at the next review, is here; infinite if nobody makes it any more."""
        lane, review = self.shelf.lane, self.shelf.rule.review
        return NEVER_COMES if lane.shut else to_tick(lane.mean_hours + (review or 0.0))


def kept(shelf: Shelf, priority: int) -> int:
    """Units that are kept for others."""
    return shelf.reserve if priority > shelf.reserved_for else 0


def expected(order: ReplenishmentOrder, now: float) -> float:
    """When an open order is expected at the door of its location; what leaves again to a customer waits for the opening anyway."""
    lane, steps = order.lane, order.fulfilment
    if order.shipped == order.shipped:
        due = order.shipped + (mean_hours(lane) if lane.making is None or lane.transit_hours is not None else 0.0)
    elif steps is not None:
        picked = steps.picked if steps.picked == steps.picked else now
        due = max(now, picked if lane.carrier is None else lane.carrier.leaves(picked)) + mean_hours(lane)
    elif lane.source is None or lane.making is not None:
        due = order.ordered + to_tick(lane.mean_hours)
    else:
        due = max(now, order.ordered + to_tick(lane.source.lane.mean_hours)) + mean_hours(lane)
    return min(max(due, now), FOREVER)


def mean_hours(lane: Lane) -> float:
    """From door to shelf."""
    return lane.transit_hours if lane.transit_hours is not None else to_tick(lane.mean_hours)
