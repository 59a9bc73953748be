"""Benches of a repair shop that choose what comes next: by a rule, and only what the stock needs now if cores are pulled.

Cores of one part wait in one line; the lines whose first core may be taken up stand in a heap by urgency. A change of stock moves one line: the
cost is that of a heap, however many parts and cores there are. Entries that have been overtaken by events are dropped when they come up.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from sim.kernel import Signal

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.shop import ReleaseRule, ShopQueue, Urgency
    from sim.system.stock import Shelf


class Waiting:
    """A core that waits for a bench. A rule sees it as a `WaitingCore`."""

    __slots__ = ("hours", "nth", "stock", "turn")

    def __init__(self, stock: Shelf, hours: float, nth: int) -> None:
        self.stock = stock
        self.hours = hours
        self.nth = nth
        """order of arrival"""
        self.turn = Signal()

    @property
    def levels(self) -> int:
        """What the rule of its shelf aims at."""
        return self.stock.rule.levels


class Line:
    """Cores of one part that wait, the most urgent first; those released once are never held back again."""

    __slots__ = ("changed", "edition", "held", "in_work", "shelf", "waiting")

    def __init__(self, shelf: Shelf, held: bool) -> None:
        self.shelf = shelf
        self.held = held
        """wait until the shelf needs them"""
        self.in_work = 0
        """cores released here that have not come to the end of their way"""
        self.waiting: list[tuple[Urgency, int, Waiting]] = []
        self.edition = 0
        """how often its place in the heap has been said anew"""
        self.changed = False
        """its stock has changed since its place was said"""


class ChoosingBenches:
    """A number of equal benches, and a rule of what goes on one next."""

    def __init__(self, kernel: Kernel, benches: int, rule: ShopQueue, release: ReleaseRule) -> None:
        self._kernel = kernel
        self._free = benches
        self._rule = rule
        self._release = release
        self._lines: dict[tuple[Shelf, bool], Line] = {}
        self._ready: list[tuple[Urgency, int, int, Line]] = []
        self._came = 0
        self._changed: list[Line] = []
        self._looking = False

    @property
    def holds(self) -> bool:
        """Cores may be held back until the stock needs them."""
        return self._release.pulls

    def request(self, shelf: Shelf, hours: float, released: bool) -> Signal | None:
        """Ask for a bench for a core of a shelf's part: None when it is taken up now, else the signal that it is."""
        line = self._line(shelf, held=self._release.pulls and not released)
        core = Waiting(shelf, hours, self._came)
        self._came += 1
        heappush(line.waiting, (() if self._rule.looks_at_stock else self._rule.urgency(core), core.nth, core))
        self._place(line)
        if self._free and not self._looking and self._next() is line and line.waiting[0][2] is core:
            self._start(line)
            return None
        if self._free:
            self._look_soon()
        return core.turn

    def release(self) -> None:
        """A bench is free again; what was on it may still have to reach its shelf before the next is chosen."""
        self._free += 1
        self._look_soon()

    def leave(self, shelf: Shelf) -> None:
        """A core has come to the end of its way, wherever that was."""
        if self._release.pulls:
            line = self._line(shelf, held=True)
            line.in_work -= 1
            self._stock_changed(line)

    def _line(self, shelf: Shelf, held: bool) -> Line:
        line = self._lines.get((shelf, held))
        if line is None:
            line = self._lines[shelf, held] = Line(shelf, held)
            if held or self._rule.looks_at_stock:
                shelf.tell(lambda: self._stock_changed(line))
        return line

    def _stock_changed(self, line: Line) -> None:
        if line.waiting and not line.changed:
            line.changed = True
            self._changed.append(line)
            self._look_soon()

    def _look_soon(self) -> None:
        """See who is next, as soon as whatever happens now has happened."""
        if not self._looking:
            self._looking = True
            self._kernel.at(self._kernel._now, self._look)

    def _look(self, _: object) -> None:
        """Put cores on free benches."""
        self._looking = False
        changed, self._changed = self._changed, []
        for line in changed:
            line.changed = False
            self._place(line)
        while self._free:
            next_line = self._next()
            if next_line is None:
                return
            self._start(next_line).turn.happen()

    def _place(self, line: Line) -> None:
        """Say anew where a line stands among the others, if its first core may be taken up."""
        line.edition += 1
        if line.waiting and (not line.held or self._release.wants(line.shelf, line.in_work)):
            _, nth, first = line.waiting[0]
            heappush(self._ready, (self._rule.urgency(first), nth, line.edition, line))

    def _next(self) -> Line | None:
        """The line whose first core is the most urgent of all that may be taken up."""
        while self._ready:
            _, _, edition, line = self._ready[0]
            if edition == line.edition:
                return line
            heappop(self._ready)
        return None

    def _start(self, line: Line) -> Waiting:
        """Put the first core of a line on a bench."""
        core = heappop(line.waiting)[2]
        self._free -= 1
        line.in_work += line.held
        self._place(line)
        return core
