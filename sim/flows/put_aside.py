"""Work that is put aside when enough is there, and taken up again where it was left."""

from __future__ import annotations

from sim.kernel import Flow, Kernel, Signal
from sim.system.stock import Shelf


class Work:
    """A job that goes on only while a shelf has fewer units on hand than it should."""

    __slots__ = ("_below", "_kernel", "_left", "_looking", "_shelf", "_spell", "_started", "done")

    def __init__(self, kernel: Kernel, shelf: Shelf, below: int, hours: float) -> None:
        self._kernel = kernel
        self._shelf = shelf
        self._below = below
        self._left = hours
        self._started: float | None = None
        self._spell = 0
        self._looking = False
        self.done = Signal()

    def look_soon(self) -> None:
        """The stock has changed: go on or stop, as soon as what changed it is done."""
        if not self._looking:
            self._looking = True
            self._kernel.at(self._kernel._now, self.look)

    def look(self, _: object = None) -> None:
        """Go on or stop."""
        self._looking = False
        now = self._kernel._now
        wanted = self._shelf.on_hand < self._below
        if wanted and self._started is None:
            self._started = now
            self._spell += 1
            self._kernel.at(now + self._left, self._end, self._spell)
        elif not wanted and self._started is not None:
            self._left -= now - self._started
            self._started = None

    def _end(self, spell: int) -> None:
        if self._started is not None and spell == self._spell and not self.done.happened:
            self.done.happen()


def work_while_below(kernel: Kernel, shelf: Shelf, below: int, hours: float) -> Flow:
    """Work so many hours, but only while a shelf has fewer units on hand than `below`."""
    work = Work(kernel, shelf, below, hours)
    shelf.tell(work.look_soon)
    work.look()
    yield work.done
    shelf.stop_telling(work.look_soon)
