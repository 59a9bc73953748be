"""Kits: parts that are stocked together, and opened where one of them is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.system.stock import Shelf


class Pack:
    """The kits of one kind at one place, and the shelves of what is in them."""

    __slots__ = ("_opening", "contents", "kits", "loose")

    def __init__(self, kits: Shelf, contents: list[tuple[Shelf, int]], loose: bool) -> None:
        self.kits = kits
        self.contents = contents
        """(shelf of a component, units in one kit)"""
        self.loose = loose
        """what is not asked for lies on its shelf; else it is thrown away"""
        self._opening = False

    def needed(self, component: Shelf, units: int) -> int:
        """Kits that have so many units of a component."""
        return -(-units // next(each for shelf, each in self.contents if shelf is component))

    def open(self, component: Shelf, kits: int, units: int) -> None:
        """Open kits for some units of a component."""
        self._opening = True
        self.kits.open_kits(kits)
        for shelf, each in self.contents:
            if self.loose:
                shelf.unpack(each * kits)
            elif shelf is component:
                shelf.unpack(min(units, each * kits))
        self._opening = False

    def serve_others(self, component: Shelf | None = None) -> None:
        """Who waits for the other components may find them on the shelf now."""
        if self.loose:
            for shelf, _ in self.contents:
                if shelf is not component:
                    shelf.serve()

    def look(self) -> None:
        """Kits have come in, perhaps: open them where somebody waits for what is in them."""
        if self.kits.on_hand and not self.kits.backorders and not self._opening:
            for shelf, _ in self.contents:
                if shelf.backorders:
                    shelf.open_for_claims()
