"""What the company believes about a shelf: units that are gone and cards that got lost count on, until somebody notices."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

from sim.kernel import Flow
from sim.policies.replenishment import Kanban
from sim.streams import CARD, FAULT, SHRINKAGE, Luck, unit
from sim.system.movements import CARD_FOUND, CARD_LOST, CORRECTED, LOST
from sim.units import to_tick

if TYPE_CHECKING:
    from sim.policies.replenishment import StockRule
    from sim.system.stock import Shelf

NEVER = float("inf")


class Books:
    """The books of one shelf. Its rule sees them as a `StockView`: only they say when to order."""

    __slots__ = (
        "_audits",
        "_dropped",
        "_key",
        "_luck",
        "_trips",
        "card",
        "cards_lost",
        "losing",
        "loss",
        "missing",
        "shelf",
        "shrinkage",
    )

    def __init__(self, shelf: Shelf, luck: Luck, key: int, shrinkage: float) -> None:
        self.shelf = shelf
        self._luck = luck
        self._key = key
        self.missing = 0
        """units that the books still have, though they are gone"""
        self.cards_lost = 0
        """cards that are believed to be on their way"""
        self._trips = 0
        """times that a card of this shelf has travelled"""
        self._audits = 0
        """rules whose audits have begun; those of an earlier one end"""
        self._dropped = 0
        """cards lost by the present change of the shelf"""
        self.shrinkage = Shrinkage(self, shrinkage) if shrinkage > 0.0 else None
        self.obey(shelf.rule)

    # ------------------------------------------------------------------ seen by the rule
    @property
    def on_hand(self) -> int:
        """Units on the shelf, as far as anybody knows."""
        return self.shelf.on_hand + self.missing

    @property
    def on_order(self) -> int:
        """Units ordered and not yet received; a card that got lost is believed to be on its way."""
        return self.shelf.on_order + self.cards_lost * self.card

    @property
    def backorders(self) -> int:
        """Units owed."""
        return self.shelf.backorders

    @property
    def position(self) -> int:
        """Inventory position by the books."""
        return self.shelf.position + self.missing + self.cards_lost * self.card

    @property
    def level(self) -> int:
        """Order-up-to level of the last review, where the rule has it worked out."""
        return self.shelf.level

    # ------------------------------------------------------------------ units
    def lose(self) -> None:
        """A unit goes missing; nobody notices, so the rule is not asked."""
        self.missing += 1
        self.shelf.on_hand -= 1
        self.shelf.position -= 1
        self.shelf.record(LOST, -1)
        self.follow_up()

    def found_short(self, quantity: int) -> None:
        """Somebody stands in front of the shelf for units that the books promise: if they are not there, the books are put right."""
        if self.missing and self.shelf.on_hand < quantity <= self.on_hand:
            self.correct()

    def correct(self) -> int:
        """Make the books say what is on the shelf; returns the units that were missing."""
        found, self.missing = self.missing, 0
        if found:
            self.shelf.changed(CORRECTED, -found)
        return found

    def luck(self, number: int, slot: int) -> float:
        """The luck of the shelf's n-th loss, or of the n-th trip of a card."""
        return unit(self._luck.fate(self._key, number, FAULT), slot)

    # ------------------------------------------------------------------ cards
    def obey(self, rule: StockRule) -> None:
        """The cards are those of the rule in force; what another rule lost is of no interest any more."""
        if self.cards_lost:
            self.shelf.record(CARD_FOUND, self.cards_lost)
        self.cards_lost = 0
        self.card, self.loss = 0, 0.0
        if isinstance(rule, Kanban):
            self.card, self.loss = rule.container, rule.loss
        self._audits += 1
        if isinstance(rule, Kanban) and rule.audit is not None:
            self.shelf.kernel.walk(self._audit(to_tick(rule.audit), self._audits))

    def sent(self, wanted: int) -> int:
        """Units whose cards reach the source, of those that the rule wants."""
        if not self.loss:
            return wanted
        for _ in range(wanted // self.card):
            self._trips += 1
            self._dropped += self.luck(self._trips, CARD) < self.loss
        self.cards_lost += self._dropped
        return wanted - self._dropped * self.card

    def _audit(self, every: float, ours: int) -> Flow:
        """Cards that got lost are found missing and replaced, at set times, for as long as the rule is in force."""
        yield every
        while self._audits == ours:
            found, self.cards_lost = self.cards_lost, 0
            if found:
                self.shelf.changed(CARD_FOUND, found)
            yield every

    def follow_up(self) -> None:
        """The shelf has changed: note the cards that got lost by it, and the units that may go missing from now on."""
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            self.shelf.record(CARD_LOST, -dropped)
        if self.shrinkage is not None:
            self.shrinkage.watch()


class Shrinkage:
    """Units on a shelf go missing, each at a rate, whatever stands beside it: theft, damage, a wrong place.

    The next loss comes when the hazard of all units that have stood here since the last one adds up to an exponential draw: the n-th loss
    of a shelf has the same luck under every policy.
    """

    __slots__ = ("_books", "_due", "_left", "_number", "_rate", "_ring", "_since", "_units")

    def __init__(self, books: Books, rate: float) -> None:
        self._books = books
        self._rate = rate
        """losses per unit and hour"""
        self._number = 0
        self._units = 0
        self._since = 0.0
        self._due = NEVER
        """when the next unit is lost, if nothing changes"""
        self._ring = NEVER
        """the earliest alarm that is set"""
        self._left = self._draw()
        """hazard until the next loss, as of `_since`"""

    def _draw(self) -> float:
        self._number += 1
        return -log1p(-self._books.luck(self._number, SHRINKAGE))

    def watch(self) -> None:
        """The number of units may have changed: work out when the next one is lost."""
        shelf = self._books.shelf
        now = shelf.kernel._now
        self._left -= self._units * self._rate * (now - self._since)
        self._since, self._units = now, shelf.on_hand
        if not self._units:
            self._due = NEVER
            return
        self._due = now + to_tick(max(self._left, 0.0) / (self._units * self._rate))
        if self._due < self._ring:
            self._ring = self._due
            shelf.kernel.at(self._due, self._alarm)

    def _alarm(self, _: object) -> None:
        now = self._books.shelf.kernel._now
        if now != self._ring:
            return  # an earlier one was set since, and has rung
        self._ring = NEVER
        if now >= self._due:
            self._left, self._since = self._draw(), now
            self._due = NEVER
            self._books.lose()
        else:
            self.watch()
