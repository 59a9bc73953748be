"""What is open for a customer: service calls, the visits they take, the parts they need.

Slots, all set at the start: these objects are made for every call, and reading a slot costs a fraction of anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sim.records import NEVER, NONE, STAGES
from sim.streams import PARTS, QUANTITY, Fate, Luck, unit

if TYPE_CHECKING:
    from sim.nature.travel import Spot
    from sim.system.appointments import Appointment
    from sim.system.claims import Claim
    from sim.system.documents import Document
    from sim.system.modes import Mode
    from sim.system.sites import Site
    from sim.system.work_orders import WorkOrder
    from sim.system.workforce import Technician

REPORTING, DESK, COVERAGE, TECHNICIAN, TRAVEL, DIAGNOSIS, PARTS_WAIT, REPAIR, REWORK = range(len(STAGES))
NO_END = float("inf")


class Visit:
    """One trip of a technician to a job."""

    __slots__ = (
        "arrived",
        "asked",
        "believed",
        "diagnosed",
        "dispatched",
        "duty",
        "ends_on_the_way",
        "km",
        "km_fetching",
        "luck",
        "must_leave",
        "nth",
        "number",
        "outside",
        "parts_ready",
        "pick_up",
        "stop",
        "technician",
        "travel",
        "waiting",
        "work",
    )

    luck: Fate
    believed: Mode
    """what he takes the fault for, where anybody asks"""

    def __init__(self, number: int, nth: int, order: WorkOrder, technician: Technician, now: float) -> None:
        self.number = number
        """of the run"""
        self.nth = nth
        """of the call"""
        self.technician = technician
        self.duty = technician.duty
        self.asked = order.asked
        self.dispatched = now
        self.arrived = self.diagnosed = self.parts_ready = NEVER
        self.travel = self.waiting = self.work = self.km = self.km_fetching = self.outside = 0.0
        """`outside` is the time at a door, `waiting` that for parts"""
        self.stop = NO_END
        """when work ends at the latest: with the shift, or when an absence begins; infinite where it is finished in overtime"""
        self.must_leave = NO_END
        """when work has to end by plan: `stop` without what nobody can foresee"""
        self.ends_on_the_way = False
        """work ends before the fault can be found"""


class PartNeeded:
    """A part that a job needs, from the moment it is looked for until it is in hand."""

    __slots__ = (
        "asked",
        "at_once",
        "bad",
        "claim",
        "cores_at",
        "fetched",
        "filled",
        "freight",
        "location",
        "old",
        "part",
        "quantity",
        "repair_factor",
        "source",
        "supply",
        "units_at_once",
        "visit",
        "wanted",
    )

    def __init__(self, part: int, quantity: int, asked: float, visit: int, location: int) -> None:
        self.part = self.wanted = self.old = part
        """`wanted` is what the fault calls for, `part` what is put in, and `old` what comes out, where one took another's place"""
        self.quantity = quantity
        self.asked = asked
        self.visit = visit
        self.location = location
        """where it is looked for first"""
        self.filled = NEVER
        """when the technician can have it; empty while nobody knows"""
        self.supply = self.source = self.cores_at = NONE
        """`cores_at` is the home where defective units of it may be repaired, of parts that are"""
        self.claim: Claim | None = None
        """what a location owes of it"""
        self.bad = 0
        """units of it that nobody knows to be defective"""
        self.at_once = False
        self.fetched = False
        """somebody has to drive for it: to a depot, or to a colleague"""
        self.units_at_once = 0
        """units of it that were there at once, where not all were"""
        self.freight = 0.0
        self.repair_factor = 1.0


class ServiceCall:
    """A fault (or a maintenance task) from its beginning to its end."""

    __slots__ = (
        "answered",
        "appointment",
        "arrived",
        "asset",
        "attempts",
        "contacts",
        "diagnosed",
        "dispatched",
        "document",
        "fate",
        "fault",
        "fixed_first_visit",
        "good_cores",
        "key",
        "lost",
        "miss",
        "mode",
        "named",
        "needed_again",
        "nth",
        "number",
        "on_parts",
        "parts",
        "parts_at_hand",
        "parts_owed",
        "parts_ready",
        "parts_sought",
        "pick_up",
        "priority",
        "remote",
        "repair_left",
        "reported",
        "rows_first",
        "rows_returned",
        "set_aside",
        "site",
        "socket",
        "stages",
        "triaged",
        "tried",
        "units_returned",
        "visit",
        "visits",
        "waits_for",
    )

    def __init__(
        self, number: int, socket: int, asset: int, mode: Mode, site: Site, key: int, nth: int, fate: Fate, now: float
    ) -> None:
        self.number = number
        self.socket = socket
        self.asset = asset
        self.mode = mode
        self.named = mode
        """failure mode that triage named"""
        self.document: Document | None = None
        """where the answer to the fault stands, if anywhere"""
        self.site = site
        self.key = key
        self.nth = nth
        """number of the fault at its socket"""
        self.fate = fate
        self.priority = site.priority if mode.priority is None else mode.priority
        self.fault = now
        self.reported = self.answered = self.triaged = self.dispatched = self.arrived = NEVER
        self.remote = self.lost = self.diagnosed = self.parts_sought = self.parts_at_hand = self.fixed_first_visit = False
        self.contacts = self.visits = self.attempts = self.good_cores = 0
        self.rows_returned = self.units_returned = 0
        """rows of parts, and units, whose defective units are on their way back"""
        self.rows_first: int | None = None
        """rows of parts that the fault itself needs; the others replace units that turned out to be defective; None: all"""
        self.needed_again: Sequence[tuple[int, int]] | None = None
        """(part, units) that turned out to be defective themselves when the repair was tested"""
        self.miss = NONE
        self.appointment: Appointment | None = None
        """window that the customer has been promised for the next visit"""
        self.stages = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        self.waits_for = REPORTING
        """the stage that a call without a running visit is in"""
        self.visit: Visit | None = None
        self.repair_left: float | None = None
        """hands-on hours still to do, where a shift ended in between"""
        self.parts: Sequence[PartNeeded] = ()
        self.set_aside: Sequence[PartNeeded] = ()
        """parts found on triage's word, that nobody on site has asked for yet"""
        self.tried: Sequence[Mode] = ()
        """wrong faults whose parts somebody has replaced"""
        self.parts_owed = 0
        """parts that nobody has promised for a time yet"""
        self.parts_ready = 0.0
        """when the last of the promised parts can be had"""
        self.pick_up: Spot | None = None
        """where parts for this call lie ready; the next technician calls there on his way"""
        self.on_parts: Callable[[], None] | None = None
        """called when the last part that was owed is there"""

    def needs(self, luck: Luck) -> Sequence[tuple[int, int]]:
        """(part, units) that the true fault needs, the same whoever asks, and whenever; or that have to be put in once more."""
        if self.needed_again is not None:
            return self.needed_again
        if self.mode.needs_all:
            return self.mode.predicted_parts
        return [
            (part, quantity if draw is None else draw(unit(luck.fate(self.key, self.nth, QUANTITY + i // 8), i % 8)))
            for i, (part, probability, quantity, draw) in enumerate(self.mode.needs)
            if unit(luck.fate(self.key, self.nth, PARTS + i // 8), i % 8) < probability
        ]

    def rows_before(self) -> list[PartNeeded]:
        """Parts that earlier attempts have put in."""
        if self.needed_again is None:
            return []
        for row in self.parts:
            row.fetched = False
        return list(self.parts)
