"""Parts that come to their end: who buys them for the last time, and how they are to be had afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.policies.last_time_buy import LastTimeBuy
    from sim.system.classes import PartClasses
    from sim.system.lanes import Lane
    from sim.system.stock import Shelf


@dataclass(frozen=True, slots=True)
class Succession:
    """Another part takes the place of a part."""

    part: int
    by: int
    at_once: bool
    classes: PartClasses | None
    """classes of parts, which say no more how the old part is stocked"""


@dataclass(frozen=True, slots=True)
class Discontinuation:
    """The suppliers of a part stop making it."""

    part: int
    at: float
    rule: LastTimeBuy
    price: float | None
    """price afterwards; None: not to be had at all"""
    shelves: list[tuple[Shelf, Lane]]
    """shelves that buy from suppliers, each with the lane of its later orders"""
