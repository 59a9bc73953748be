"""The office that learns from visit reports what was used, and what is to be fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.kernel import Flow

if TYPE_CHECKING:
    from sim.policies.replenishment import StockView
    from sim.system.stock import Shelf


class ReportedStock:
    """A shelf of a van as far as reports tell of it: what was used since counts on. Its rule sees it as a `StockView`."""

    __slots__ = ("_last", "known", "shelf", "unreported", "used")

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.known: StockView = shelf.seen
        """what the technician knows: the shelf, or its books where they may err"""
        self.used = 0
        """units that no report has been written about"""
        self.unreported = 0
        """units that no report in the office tells of"""
        self._last = self.known.on_hand

    @property
    def on_hand(self) -> int:
        """Units in the van, as far as reports tell."""
        return self.known.on_hand + self.unreported

    @property
    def on_order(self) -> int:
        """Units ordered and not yet received."""
        return self.known.on_order

    @property
    def backorders(self) -> int:
        """Units owed."""
        return self.known.backorders

    @property
    def position(self) -> int:
        """Inventory position as far as reports tell."""
        return self.known.position + self.unreported

    @property
    def level(self) -> int:
        """Order-up-to level of the last review, where the rule has it worked out."""
        return self.known.level

    def look(self) -> None:
        """The stock has changed: what has left the van is used; refills are booked when they leave the depot."""
        gone = self._last - self.known.on_hand
        self._last = self.known.on_hand
        if gone > 0:
            self.used += gone
            self.unreported += gone

    def write_down(self) -> int:
        """The units to report now."""
        units, self.used = self.used, 0
        return units

    def learn(self, units: int) -> None:
        """A report is in: the rule looks at what is left, where it does so after every change."""
        self.unreported -= units
        if self.shelf.rule.continuous:
            self.shelf.review()


@dataclass(frozen=True)
class Office:
    """When reports are in, and what is known by them."""

    at_shift_end: bool
    delay: Callable[[float], float] | None
    horizon: float
    vans: dict[int, list[ReportedStock]] = field(default_factory=dict)
    """van -> its shelves"""
    held_back: dict[int, list[Flow]] = field(default_factory=dict)
    """visit -> ways back of what it took out"""

    def after_report(self, visit: int) -> Callable[[Flow], None]:
        """Lets flows begin when the report of a visit is in."""
        return self.held_back.setdefault(visit, []).append
