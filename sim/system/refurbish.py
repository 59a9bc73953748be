"""Refurbished units beside new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.system.stock import Shelf


@dataclass(slots=True)
class StandIn:
    """The shelves of a new part and of what its units are refurbished to, at one location."""

    new: Shelf
    refurbished: Shelf
    looking: bool = False
    """somebody is about to see who can be served"""
