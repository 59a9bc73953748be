"""The way back of defective parts: what it takes, and what is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.records import NEVER, NONE

if TYPE_CHECKING:
    from sim.policies.disposition import DispositionRule
    from sim.system.shop import RepairShop, Shop

Draw = Callable[[float], float]


@dataclass(slots=True)
class ReturnsLoop:
    """The way back of cores, ready to run."""

    at_diagnosis: bool
    """a defective unit sets off when the fault is found, not when the new part goes in"""
    transit: Draw | None
    inspection: Draw | None
    inspectors: Shop | None
    """None: as many as it takes"""
    detection: float
    disposition: DispositionRule
    shop: RepairShop
    local_repair: Draw | None
    """time of a repair at the technician's home; None where it takes none"""


@dataclass(slots=True)
class Core:
    """A defective part on its way back."""

    number: int
    call: int
    part: int
    price: float
    repair_cost: float
    removed: float
    key: int
    """name of the call's luck"""
    fault_number: int
    nth: int
    """of the call"""
    received: float = NEVER
    inspection_start: float = NEVER
    inspected: float = NEVER
    no_fault_found: bool = False
    disposition: int = NONE
    shop_start: float = NEVER
    shop_end: float = NEVER
    repairs: int = 0
    testing: float = 0.0
    good: bool = False
