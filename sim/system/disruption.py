"""A disruption of a location: nothing leaves, and what would have left waits at the door."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.system.lanes import ReplenishmentOrder
    from sim.system.part_orders import Parcel

Draw = Callable[[float], float]


class Disruption:
    """Disruptions of one location, one after another."""

    __slots__ = ("after", "begin", "end", "key", "lasts", "location", "on", "once", "recovery", "waiting")

    def __init__(self, location: int, key: int, after: Draw, lasts: Draw, recovery: Draw, once: bool) -> None:
        self.location = location
        self.key = key
        """name of its luck"""
        self.after = after
        self.lasts = lasts
        self.recovery = recovery
        self.once = once
        self.on = False
        """orders are held up: from its beginning until everything has recovered"""
        self.begin = self.end = float("nan")
        """of the one that is on"""
        self.waiting: deque[ReplenishmentOrder | Parcel] = deque()
        """orders at the door, the first one first"""
