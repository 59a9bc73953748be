"""A shop: benches, and the work that waits for one, first come first served. Cores are repaired so, and a supplier of limited capacity works so."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sim.kernel import Signal
from sim.nature.calendars import Calendar
from sim.system.benches import ChoosingBenches
from sim.units import FOREVER


class Shop:
    """A number of equal benches."""

    def __init__(self, benches: int) -> None:
        self._free = benches
        self._queue: deque[Signal] = deque()

    def request(self) -> Signal | None:
        """Ask for a bench: None when one is free, else the signal that one is."""
        if self._free:
            self._free -= 1
            return None
        turn = Signal()
        self._queue.append(turn)
        return turn

    def release(self) -> None:
        """A bench is free again; the next work takes it."""
        if self._queue:
            self._queue.popleft().happen()
        else:
            self._free += 1


@dataclass(slots=True)
class RepairShop:
    """Where cores are repaired and tested."""

    code: int
    location: int
    """whose shelf takes what it repaired"""
    transit: Callable[[float], float] | None
    """draw of the time on the way here from the shop before; None where it takes none"""
    benches: Shop
    repair: Callable[[float], float] | None
    """draw of the time on a bench; None where it takes none"""
    test: Callable[[float], float] | None
    """draw of the time of the test of a repaired core; None where it takes none"""
    test_benches: Shop | None
    """None: as many as it takes"""
    rework: float
    """chance that a test sends a core back to the benches"""
    repair_success: float
    cost: float
    """of one repair, on average"""
    quote: Callable[[float], float] | None
    """draw of what one repair of a core costs; None where all cost the same"""
    hours: Calendar | None
    """when there is work; None: always"""
    line: ChoosingBenches | None
    """its benches, where they choose what comes next; else `benches` are, first come first served"""
    most_waiting: int | None
    present: dict[int, int]
    """part -> its cores here, waiting and in work"""

    def elapsed(self, now: float, work: float) -> float:
        """Hours on the clock until so many hours of work are done."""
        return work if self.hours is None else min(self.hours.after(now, work), now + FOREVER) - now
