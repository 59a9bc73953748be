"""Parts as the running company knows them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.records import NONE

if TYPE_CHECKING:
    from sim.policies.disposition import DispositionRule
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
    discontinued: bool = False
    """suppliers make it no longer"""
    obtainable: bool = True
    """somebody outside still has it"""
    successor: int | None = None
    """part that serves its needs now"""
    used_up: bool = False
    """it goes before its successor wherever it is on hand"""
    route: tuple[RepairShop, ...] = ()
    """shops that its cores pass, one after the other"""
    cores_to: int = NONE
    """location whose shelf takes what the shops repaired"""
    modules: tuple[tuple[int, float, int], ...] = ()
    """(part code, probability, units) of what may have failed in it"""
    one_module: bool = False
    """at most one of them has"""
    repair_cost: float = 0.0
    """of one repair in each shop, on average"""
    quoted: bool = False
    """... what it costs is drawn for each core"""
    dearest_repair: float = math.inf
    """a core whose repair costs more is condemned"""
    becomes: int = NONE
    """part that its units are once they have come back"""
    stand_in: int | None = None
    """... if that serves its needs, too"""
    stand_in_first: bool = False
    """before new ones, wherever it is on hand"""
    sold_above: int | None = None
    """units that stay on the shelf when others come out of a shop"""
    salvage: float = 0.0
    """what a core earns when it is sold"""
    supplier_credit: float = 0.0
    """what the supplier gives for a core"""
    harvest: tuple[tuple[int, float], ...] = ()
    """(part, chance that it is fit for use) in a core that is taken apart"""
    harvest_value: float = 0.0
    """what those parts would cost new, by their chances, less the cost of taking a core apart; 0 where none is in it"""
    disposition: DispositionRule | None = None
    """rule of its own"""
