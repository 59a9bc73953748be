"""Units that are owed: to calls, to lower echelons, and to other locations of a group."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.system.stock import Shelf

REPLENISHMENT_PRIORITY = 10
"""Refills of lower echelons wait behind every call that waits for the same part."""


class Claim:
    """Units owed to a call or to a lower echelon."""

    __slots__ = ("bad", "missing", "on_filled", "quantity")

    def __init__(self, quantity: int, on_filled: Callable[[], None]) -> None:
        self.quantity = quantity
        self.missing = quantity
        """units not yet set aside; none: settled"""
        self.bad = 0
        """units set aside that nobody knows to be defective"""
        self.on_filled = on_filled


class Ask:
    """A claim on another location of the group, which this shelf may fill first."""

    __slots__ = ("claim", "hold_back", "on_given")

    def __init__(self, claim: Claim, hold_back: int, on_given: Callable[[Shelf], None]) -> None:
        self.claim = claim
        self.hold_back = hold_back
        """units that stay here"""
        self.on_given = on_given
