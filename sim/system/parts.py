"""Parts as the running company knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.records import NONE

if TYPE_CHECKING:
    from sim.system.shop import RepairShop


@dataclass(slots=True)
class Part:
    """A stock-keeping unit; the world lists parts by their code."""

    name: str
    key: int
    """of its name, for luck that is about a part"""
    price: float
    weight: float
    """kilograms"""
    repairable: bool
    """the defective unit travels back as a core"""
    healthy_cores: float
    """share of cores that are not defective at all"""
    missing: float
    """share of the cores that never come back, at its deposit"""
    deposit: float
    """what the customer pays until the core is received"""
    condemned: float
    """share of the other cores that are beyond repair"""
    repaired_locally: float
    """share of the cores that are repaired at the technician's home"""
    route: tuple[RepairShop, ...] = ()
    """shops that its cores pass, one after the other"""
    cores_to: int = NONE
    """location whose shelf takes what the shops repaired"""
    repair_cost: float = 0.0
    """of one repair in each shop"""
