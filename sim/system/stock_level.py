"""How much of a part is at a stocking location, on the way there and owed, written down at every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.system.movements import CORE_DUE, CORE_SCRAPPED

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.records import Recorder


class StockLevel:
    """Units of one part at one location: on hand, on order and backordered."""

    __slots__ = (
        "_keep",
        "_pack",
        "backorders",
        "bad",
        "bad_out",
        "kernel",
        "listeners",
        "location",
        "on_hand",
        "on_order",
        "part",
        "position",
    )

    def __init__(self, kernel: Kernel, movements: Recorder, location: int, part: int) -> None:
        self.kernel = kernel
        self._keep, self._pack = movements.keep, movements.pack
        self.location = location
        self.part = part
        self.on_hand = 0
        self.on_order = 0
        self.backorders = 0
        self.position = 0
        """on hand + on order − backorders"""
        self.bad: list[int] | None = None
        """units on hand that nobody knows to be defective, each by how many leave before it; None where there are none such"""
        self.bad_out = 0
        """... among those last handed out"""
        self.listeners: list[Callable[[], None]] | None = None
        """who is told of every change"""

    def move(self, units: int, movement: int) -> None:
        """Units come to lie on the shelf, or leave it, that nobody ordered or asked for here."""
        self.on_hand += units
        self.position += units
        self.changed(movement, units)

    def expect_core(self, quantity: int) -> None:
        """Units will come back repaired: they count as on order."""
        self.on_order += quantity
        self.position += quantity
        self.changed(CORE_DUE, quantity)

    def give_up_core(self, movement: int = CORE_SCRAPPED) -> None:
        """A unit that was expected back is scrapped, or has not come for too long."""
        self.on_order -= 1
        self.position -= 1
        self.changed(movement, 1)

    def put_bad(self, units: int) -> None:
        """Of the units that arrive next so many are defective, and nobody knows; first in, first out."""
        if units:
            self.bad = [*(self.bad or ()), *range(self.on_hand, self.on_hand + units)]

    def _hand_out(self, units: int) -> None:
        """The units that have been here longest leave; see which of them are bad."""
        assert self.bad is not None
        self.bad_out = sum(ahead < units for ahead in self.bad)
        self.bad = [ahead - units for ahead in self.bad if ahead >= units]

    def tell(self, listener: Callable[[], None]) -> None:
        """Tell somebody whenever this stock changes."""
        self.listeners = [*(self.listeners or ()), listener]

    def stop_telling(self, listener: Callable[[], None]) -> None:
        """Tell him no more."""
        assert self.listeners is not None
        self.listeners = [each for each in self.listeners if each != listener] or None

    def changed(self, movement: int, quantity: int) -> None:
        """The level has changed: whoever must know is told, and it is written down."""
        raise NotImplementedError

    def record(self, movement: int, quantity: int) -> None:
        """Write the state down without asking the rule."""
        self._keep(
            self._pack(
                self.kernel._now, self.location, self.part, movement, quantity, self.on_hand, self.on_order, self.backorders
            )
        )
