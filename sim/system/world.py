"""The simulated company and everything that is open in it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.records import Log

if TYPE_CHECKING:
    from sim.kernel import Flow, Kernel
    from sim.streams import Luck
    from sim.system.calls import PartNeeded, ServiceCall
    from sim.system.condition import Watch
    from sim.system.configuration import Configuration
    from sim.system.customers import Customers
    from sim.system.demand import DemandSeen
    from sim.system.desk import Desk
    from sim.system.dispatcher import Dispatcher
    from sim.system.disruption import Disruption
    from sim.system.dock import Carrier, Truck
    from sim.system.documents import Document
    from sim.system.fleet import Fleet
    from sim.system.insight import Insight
    from sim.system.installed_base import InstalledBase
    from sim.system.lanes import ReplenishmentOrder
    from sim.system.office import Office
    from sim.system.part_orders import PartOrders
    from sim.system.partners import PartnerVisit
    from sim.system.parts import Part
    from sim.system.replacement import Lives
    from sim.system.returns import Core, ReturnsLoop
    from sim.system.scheduling import Scheduling
    from sim.system.sites import Site
    from sim.system.stock import Shelf
    from sim.system.work_orders import WorkOrder
    from sim.system.workforce import Technician

Draw = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the sourcing cascade."""

    supply: int
    """index in records.SUPPLY_SOURCES"""
    hours: float | None
    """time until the part is there, where it is always the same"""
    draw: Draw | None
    """draw of that time; neither: the technician drives there and back"""
    cost: float
    """of one supply, where no carrier is stated"""
    carrier: Carrier | None
    places: tuple[int, ...]
    """locations to ask, in order; outside supply, which always has it, is 'none' or a supplier"""
    chance: float
    """chance that it can help at all"""
    repair_factor: float
    """factor on the hands-on time of a repair with such a part"""
    hold_back: int
    """units of a part that who helps out keeps for himself"""


@dataclass(slots=True)
class World:
    """Everything there is in one run. Flows act on it; nothing in it acts by itself."""

    kernel: Kernel
    luck: Luck
    log: Log
    fleet: Fleet
    dispatcher: Dispatcher
    technicians: list[Technician]
    shelves: dict[tuple[int, int], Shelf]
    cascade: dict[int, list[Step]]
    """technicians' home -> where its parts come from that the van does not hold, step by step"""
    owed_by_group: bool
    """a part that nobody has is owed by a home and its laterals together"""
    van_owner: dict[int, Technician]
    """van -> its technician"""
    wait_limit: float
    """hours that a technician waits on site for a part"""
    takes_along: bool
    """technicians take the parts that triage named with them, where the depot has them"""
    waits_for_parts: bool
    """nobody is sent before the parts that triage named are set aside"""
    depot_step: Step | None
    """the step of the cascade that is the depot, if there is one"""
    own_work: bool
    """some work is unlike that of other calls of its kind: parts make it longer or shorter, or it takes the machine down"""
    parts: list[Part]
    """by code"""
    level_diagnosis: dict[int, float]
    level_time: dict[int, float]
    hands_differ: bool
    """the same repair takes one technician longer than another: by level, or by what they have learnt"""
    demand_seen: DemandSeen | None = None
    """what jobs asked for, where somebody plans by it"""
    installed_base: InstalledBase | None = None
    """what the machines are expected to ask for, where somebody plans by it"""
    disruptions: dict[int, Disruption] = field(default_factory=dict)
    """location -> its disruptions, where there may be any"""
    certificates: dict[str, float] = field(default_factory=dict)
    """skill that wants a certificate -> how long one is valid"""
    skill_codes: dict[str, int] = field(default_factory=dict)
    takes_in: bool = False
    """something may lie between a fault and its work order: a delay, a document, the hotline, parts to wait for, or coverage hours"""
    desk: Desk | None = None
    begin_work: Callable[[ServiceCall, float], None] | None = None
    """told when hands-on work begins, where planned work takes machines down"""
    scheduling: Scheduling | None = None
    """what is bound to hours, where anything is"""
    documents: list[Document] = field(default_factory=list)
    returns: ReturnsLoop | None = None
    reroutes: bool = False
    """technicians may be turned round on the way"""
    office: Office | None = None
    """where visit reports come in, if that takes time"""
    configuration: Configuration | None = None
    """revisions of machines, and what is known of them; None where all machines of a type are alike"""
    lives: Lives | None = None
    """accounts of machines that are replaced some day; None where none is"""
    customers: Customers | None = None
    """who may renew, change or leave at the end of a term; None where contracts have no end"""
    watch: Watch | None = None
    """what is open about hidden defects; None where machines have none"""
    insight: Insight | None = None
    """what customers think, where anybody asks"""
    part_orders: PartOrders | None = None
    """what customers order beside their calls, where any do"""
    reaches_back: float = 0.0
    """hours before the start that the oldest work that was open then was reported"""
    open_calls: dict[int, ServiceCall] = field(default_factory=dict)
    open_cores: dict[int, Core] = field(default_factory=dict)
    partner_visits: dict[int, PartnerVisit] = field(default_factory=dict)
    """call -> the visit that a partner's people are on"""
    open_contacts: dict[int, tuple[float, float]] = field(default_factory=dict)
    """call -> (rang, answered)"""
    calls_begun: int = 0
    visits_begun: int = 0
    partner_visits_begun: int = 0
    cores_begun: int = 0
    core_shipments: int = 0
    orders_placed: int = 0
    standing_still: dict[int, dict[int, ServiceCall]] | None = None
    """site -> calls that wait there until a part is promised, in the order in which they began to; None where nobody takes from machines"""
    fitted: dict[tuple[int, int], int] | None = None
    """(socket, part wanted) -> part put in instead of it; None where no part is superseded"""
    open_orders: dict[int, ReplenishmentOrder] = field(default_factory=dict)
    trucks: dict[tuple[int, int, int, float], Truck] = field(default_factory=dict)
    """(source, destination, carrier, departure) -> what waits for it"""
    serve: Callable[..., Flow] = field(init=False)
    """how a call runs from its fault to its end, where that is unlike other runs' calls"""
    visit: Callable[[World, ServiceCall, WorkOrder, Any], Generator[Any, Any, int]] = field(init=False)
    """how whoever is sent to a call sees to it"""
    release: Callable[[Technician], None] = field(init=False)
    """what a technician does who has ended a visit: he is free, where he finds nothing else to do on the spot"""
    owe_again: Callable[[ServiceCall, PartNeeded], None] = field(init=False)
    """what happens when who waits for a part is to get another one"""
    fulfil: Callable[[ReplenishmentOrder], None] = field(init=False)
    """what happens to an order whose units are set aside where there is a dock or a carrier"""
    arrive: Callable[[ReplenishmentOrder], None] = field(init=False)
    """what happens when an order reaches its shelf"""

    def every_site(self) -> list[Site]:
        """The sites, and each again under the other offers that its customer may come to."""
        return [*self.fleet.sites, *(self.customers.under.values() if self.customers is not None else ())]
