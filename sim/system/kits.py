"""Kits: parts that are stocked together, and opened where one of them is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.system.movements import FROM_KIT, KIT_OPENED

if TYPE_CHECKING:
    from sim.system.stock import Shelf


class Pack:
    """The kits of one kind at one place, and the shelves of what is in them."""

    __slots__ = ("contents", "kits", "loose", "opened_for")

    def __init__(self, kits: Shelf, contents: list[tuple[Shelf, int]], loose: bool) -> None:
        self.kits = kits
        self.contents = contents
        """(shelf of a component, units in one kit)"""
        self.loose = loose
        """what is not asked for lies on its shelf; else it is thrown away"""
        self.opened_for: Shelf | None = None
        """whose component is wanted, while kits are opened for it: it is not handed out yet"""

    def needed(self, component: Shelf, units: int) -> int:
        """Kits that have so many units of a component."""
        return -(-units // next(each for shelf, each in self.contents if shelf is component))

    def kits_for(self, component: Shelf, units: int, priority: int) -> int:
        """Kits to open so that there are so many units; 0 where there are not enough kits, or others wait for what is in them."""
        kept = component.reserve if priority > component.reserved_for else 0
        kits = self.needed(component, units - component.on_hand + kept)
        return kits if not component.claims and kits > 0 and self.kits.can_give(kits, priority) else 0

    def open_for_claims(self, component: Shelf) -> None:
        """Open kits for those who wait for a component, as far as there are any."""
        if component.claims:
            kits = self.needed(component, component.backorders)
            while kits and not self.kits.can_give(kits, component.claims[0][0]):
                kits -= 1
            if kits:
                self.open(component, kits, component.backorders)
                component.serve()
                self.serve_others(component)

    def open(self, component: Shelf, kits: int, units: int) -> None:
        """Open kits for some units of a component."""
        self.opened_for = component
        self.kits.move(-kits, KIT_OPENED)
        for shelf, each in self.contents:
            if self.loose:
                shelf.move(each * kits, FROM_KIT)
            elif shelf is component:
                shelf.move(min(units, each * kits), FROM_KIT)
        self.opened_for = None

    def serve_others(self, component: Shelf | None = None) -> None:
        """Who waits for the other components may find them on the shelf now."""
        if self.loose:
            for shelf, _ in self.contents:
                if shelf is not component:
                    shelf.serve()

    def look(self) -> None:
        """Kits have come in, perhaps: open them where somebody waits for what is in them."""
        if self.kits.on_hand and not self.kits.backorders and self.opened_for is None:
            for shelf, _ in self.contents:
                if shelf.backorders:
                    for pack in shelf.packs or ():
                        pack.open_for_claims(shelf)
