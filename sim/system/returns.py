"""The way back of defective parts: what it takes, and what is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.records import NEVER, NONE

if TYPE_CHECKING:
    from sim.kernel import Signal
    from sim.policies.disposition import DispositionRule
    from sim.system.shop import RepairShop, Shop
    from sim.system.stock import Shelf

Draw = Callable[[float], float]


@dataclass(slots=True)
class ReturnsLoop:
    """The way back of cores, ready to run."""

    at_diagnosis: bool
    """a defective unit sets off when the fault is found, not when the new part goes in"""
    way: WayBack | None
    """None: a core travels alone for the transit, and is received as it comes"""
    transit: Draw | None
    inspection: Draw | None
    inspectors: Shop | None
    """None: as many as it takes"""
    detection: float
    """chance that a core without fault is recognised"""
    missed_faults: float
    """chance that a defective core is taken for one without fault"""
    grades: list[tuple[float, Grade]]
    """each with the share of cores that are of it or of one before"""
    notes_inspections: bool
    """each inspection is a record of its own"""
    harvest: Draw | None
    """time to take a core apart"""
    disposition: DispositionRule
    local_repair: Draw | None
    """time of a repair at the technician's home; None where it takes none"""
    counts_from_removal: bool
    """cores count as on order at the shelf they will lie on as soon as they are removed"""
    counts_from_release: bool
    """... or as soon as a bench takes them up"""
    keeps_stays: bool
    """each stay in a shop is a record of its own"""


@dataclass(slots=True)
class ShopStay:
    """A core's stay in one repair shop."""

    shop: RepairShop
    step: int
    """of the way through the shops, from 0"""
    came: float
    cost: float
    """of one repair, before the grade of the core is looked at"""
    begun: float = NEVER
    repairs: int = 0
    on_bench: float = 0.0
    off_bench: float = 0.0
    """when the last repair that has begun ends"""
    testing: float = 0.0


@dataclass(frozen=True, slots=True)
class Grade:
    """A condition that cores come back in."""

    code: int
    name: str
    repair_success: float
    """factors on the repair and on what a core is worth"""
    repair_time: float
    cost: float
    value: float


class Inspected(NamedTuple):
    """What an inspection says about a core. Disposition rules see it as a `CoreView`."""

    price: float
    repair_cost: float
    no_fault_found: bool
    grade: str
    repair_success: float
    salvage: float
    supplier_credit: float
    harvest_value: float
    net_stock: int


@dataclass(slots=True)
class WayBack:
    """What the way from the machine to the inspection holds besides the transit."""

    late: float
    """share of the cores that come late"""
    late_by: Draw | None
    given_up_after: float | None
    """hours from removal until a core is expected no longer"""
    at_shift_end: bool
    """a technician hands cores in when his shift ends"""
    ship_every: float | None
    ship_units: int | None
    receiving: Draw | None
    receivers: Shop | None
    """None: as many as it takes"""
    deposit_window: float | None
    """hours from removal within which a deposit is refunded"""
    homes: dict[int, CoreDock]
    """where technicians hand cores in"""

    @property
    def consolidates(self) -> bool:
        """Cores leave a home together."""
        return self.ship_every is not None or self.ship_units is not None


@dataclass(slots=True)
class CoreDock:
    """A technician's home, where cores wait to leave together."""

    key: int
    """of its name, for the luck of its shipments"""
    waiting: list[tuple[Core, Signal | None]] = field(default_factory=list)
    """each with what lets it go on; None for the one that fills a lot"""
    shipments: int = 0
    """that have left"""


@dataclass(slots=True)
class Journey:
    """A core between the machine and the inspection."""

    home: int
    leaves_site: float
    """when it reaches the technician's home, if it comes at once"""
    deposit: float
    kept: bool = False
    handed_in: float = NEVER
    sent: float = NEVER
    shipment: int = NONE
    arrived: float = NEVER
    receiving_start: float = NEVER
    given_up: float = NEVER
    refunded: float = NEVER
    forfeited: float = NEVER


@dataclass(slots=True, eq=False)
class Replacement:
    """Good modules that a core in a shop needs."""

    part: int
    quantity: int
    location: int
    asked: float


@dataclass(slots=True)
class Core:
    """A defective part on its way back."""

    number: int
    call: int
    part: int
    price: float
    repair_cost: float
    removed: float
    shelf: Shelf
    """where it will lie"""
    key: int
    """name of the call's luck"""
    fault_number: int
    nth: int
    """of the call"""
    journey: Journey | None = None
    """None where the way back is a transit and no more"""
    received: float = NEVER
    inspection_start: float = NEVER
    inspected: float = NEVER
    defective: bool = True
    """the truth, known to nobody"""
    found_out: bool = False
    """it was taken from a shelf as good, and failed the test of a repair"""
    sound: bool = False
    """it was taken out by mistake: nothing was wrong with it"""
    no_fault_found: bool = False
    grade: Grade | None = None
    disposition: int = NONE
    shop_start: float = NEVER
    shop_end: float = NEVER
    repairs: int = 0
    testing: float = 0.0
    good: bool = False
    counted: bool = False
    """its shelf expects it: it counts as on order there"""
    passed: list[RepairShop] = field(default_factory=list)
    """shops that it has been in"""
    stay: ShopStay | None = None
    """in the shop that it is in"""
    needs: list[Replacement] = field(default_factory=list)
    """modules that it waits for"""
    complete: Signal | None = None
    """happens when they are all there"""
    bad_inside: list[tuple[int, int]] = field(default_factory=list)
    """(part, units) of modules put in that are defective themselves, and nobody knows"""

    def count(self) -> None:
        """From now on it counts as on order where it will lie."""
        if not self.counted:
            self.counted = True
            self.shelf.expect_core(1)
