"""The simulated company and everything that is open in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.records import NEVER, NONE, STAGES, Log
from sim.streams import FAULT, PARTS, Fate, Luck, unit

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.disposition import DispositionRule
    from sim.system.desk import Desk
    from sim.system.dispatcher import Dispatcher, WorkOrder
    from sim.system.fleet import Fleet, Mode, Site
    from sim.system.shop import Shop
    from sim.system.stock import ReplenishmentOrder, Shelf
    from sim.system.workforce import Technician

REPORTING, DESK, COVERAGE, TECHNICIAN, TRAVEL, DIAGNOSIS, PARTS_WAIT, REPAIR, REWORK = range(len(STAGES))
_NO_TIME = [0.0] * len(STAGES)

Draw = Callable[[float], float]


class Visit:
    """One trip of a technician to a job."""

    arrived = diagnosed = parts_ready = NEVER
    travel = waiting = work = km = km_fetching = 0.0
    ends_on_the_way = False
    """the shift ends before the fault can be found"""

    stop = float("inf")
    """when work has to end; infinite where it is finished in overtime"""
    luck: Fate

    def __init__(self, world: World, call: ServiceCall, order: WorkOrder, technician: Technician) -> None:
        now = world.kernel._now
        self.number = world.visits_begun
        """of the run"""
        world.visits_begun += 1
        call.visits = self.nth = call.visits + 1
        """of the call"""
        call.visit = self
        if self.nth == 1:
            call.dispatched = now
        self.technician = technician
        self.asked = order.asked
        self.dispatched = now
        self.duty = technician.duty


class PartNeeded:
    """A part that a job needs, from the moment it is looked for until it is in hand."""

    filled = NEVER
    """when the technician can have it; empty while nobody knows"""
    supply = source = NONE
    at_once = False
    freight = 0.0

    def __init__(self, part: int, quantity: int, asked: float, visit: int, location: int) -> None:
        self.part = part
        self.quantity = quantity
        self.asked = asked
        self.visit = visit
        self.location = location
        """where it is looked for first"""


class ServiceCall:
    """A fault (or a maintenance task) from its beginning to its end."""

    reported = answered = triaged = dispatched = arrived = NEVER
    remote = fixed_first_visit = parts_at_hand = diagnosed = parts_sought = False
    contacts = visits = 0
    miss = NONE
    waits_for = REPORTING
    """the stage that a call without a running visit is in"""
    visit: Visit | None = None
    repair_left: float | None = None
    """hands-on hours still to do, once known"""
    attempts = 0
    """repairs tried so far"""
    parts: Sequence[PartNeeded] = ()
    on_parts: Callable[[], None] | None = None
    """called when the last missing part is promised for a time"""

    def __init__(
        self, number: int, socket: int, asset: int, mode: Mode, site: Site, key: int, nth: int, fate: Fate, now: float
    ) -> None:
        self.number = number
        self.socket = socket
        self.asset = asset
        self.mode = mode
        self.named = mode
        """failure mode that triage named"""
        self.site = site
        self.key = key
        self.nth = nth
        """number of the fault at its socket"""
        self.fate = fate
        self.fault = now
        self.priority = site.priority if mode.priority is None else mode.priority
        self.stages = _NO_TIME.copy()

    def needs(self, luck: Luck) -> Sequence[tuple[int, int]]:
        """(part, units) that the true fault needs; the same whoever asks, and whenever."""
        if all(probability == 1.0 for _, probability, _ in self.mode.needs):
            return self.mode.predicted_parts
        needed = []
        fate: Fate = ()
        for i, (part, probability, quantity) in enumerate(self.mode.needs):
            if probability < 1.0:
                if not i % 8 or not fate:
                    fate = luck.fate(self.key, self.nth, PARTS + i // 8)
                if unit(fate[i % 8]) >= probability:
                    continue
            needed.append((part, quantity))
        return needed


class Step(NamedTuple):
    """One step of the sourcing cascade."""

    supply: int
    """index in records.SUPPLY_SOURCES"""
    hours: float | None
    """time until the part is there, where it is always the same"""
    draw: Draw | None
    """draw of that time; neither: the technician drives to the depot and back"""
    cost: float


@dataclass(slots=True)
class SourcingPlan:
    """The cascade for parts that the van does not hold, ready to run."""

    wait_limit: float
    steps: list[Step]


@dataclass(slots=True)
class ReturnsLoop:
    """The way back of cores, ready to run."""

    transit: Draw | None
    inspection: Draw | None
    detection: float
    disposition: DispositionRule
    repair: Draw | None
    repair_success: float
    repair_cost: float
    shop: Shop
    location: int


@dataclass(slots=True)
class Core:
    """A defective part on its way back."""

    number: int
    call: int
    part: int
    price: float
    repair_cost: float
    removed: float
    received: float = NEVER
    inspected: float = NEVER
    no_fault_found: bool = False
    disposition: int = NONE
    shop_start: float = NEVER
    shop_end: float = NEVER
    good: bool = False


@dataclass
class World:
    """Everything there is in one run. Flows act on it; nothing in it acts by itself."""

    kernel: Kernel
    luck: Luck
    log: Log
    fleet: Fleet
    dispatcher: Dispatcher
    technicians: list[Technician]
    shelves: dict[tuple[int, int], Shelf]
    sourcing: SourcingPlan
    laterals: dict[int, list[int]]
    source_of: dict[int, int]
    """location -> the next echelon up"""
    suppliers: frozenset[int]
    prices: list[float]
    repairable: list[bool]
    healthy_cores: list[float]
    """part -> share of cores that are not defective at all"""
    level_diagnosis: dict[int, float]
    level_time: dict[int, float]
    desk: Desk | None = None
    returns: ReturnsLoop | None = None
    open_calls: dict[int, ServiceCall] = field(default_factory=dict)
    open_cores: dict[int, Core] = field(default_factory=dict)
    open_contacts: dict[int, tuple[float, float]] = field(default_factory=dict)
    """call -> (rang, answered)"""
    calls_begun: int = 0
    visits_begun: int = 0
    cores_begun: int = 0
    orders_placed: int = 0
    open_orders: dict[int, ReplenishmentOrder] = field(default_factory=dict)
    arrive: Callable[[ReplenishmentOrder], None] = field(init=False)
    """what happens when an order reaches its shelf"""


__all__ = ["FAULT", "Core", "PartNeeded", "ReturnsLoop", "ServiceCall", "SourcingPlan", "Visit", "World"]
