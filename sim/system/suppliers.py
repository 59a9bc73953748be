"""Suppliers: their offers for what is to be ordered, and what was bought from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.policies.purchase import PurchaseRule
    from sim.system.lanes import Lane
    from sim.system.stock import Shelf


class Offer:
    """What one supplier offers one shelf. The purchase rule sees it as an `OfferView`."""

    __slots__ = ("_breaks", "_minimum", "_multiple", "bought", "lane", "lead_time", "name", "quantity", "unit_price")

    def __init__(
        self, name: str, lane: Lane, lead_time: float, minimum: int, multiple: int, breaks: Sequence[tuple[int, float]]
    ) -> None:
        self.name = name
        self.lane = lane
        self.lead_time = lead_time
        """mean hours"""
        self._minimum = minimum
        self._multiple = multiple
        self._breaks = breaks
        """(from so many units on, price of each of them), the least quantity first"""
        self.bought = 0
        """units ordered so far"""
        self.quantity = 0
        self.unit_price = lane.unit_price

    @property
    def disrupted(self) -> bool:
        """Nothing leaves him now."""
        return self.lane.disruption is not None and self.lane.disruption.on

    def ask(self, wanted: int) -> None:
        """What would he deliver when so many units are wanted, and at which price?"""
        self.quantity = -(-max(wanted, self._minimum) // self._multiple) * self._multiple
        self.unit_price = self.lane.unit_price
        for least, price in self._breaks:
            if self.quantity >= least:
                self.unit_price = price


class Market:
    """The suppliers of a part among whom a location chooses, order by order."""

    __slots__ = ("offers", "rule")

    def __init__(self, rule: PurchaseRule, offers: list[Offer]) -> None:
        self.rule = rule
        self.offers = offers

    def buy(self, shelf: Shelf, wanted: int) -> Offer:
        """Choose who gets an order of so many units, or of more where his terms ask for more."""
        for offer in self.offers:
            offer.ask(wanted)
        chosen = self.offers[self.rule.choose(shelf, self.offers)]
        chosen.bought += chosen.quantity
        return chosen
