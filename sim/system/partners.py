"""Partners: who they are, what is in their hands, and which work orders are given to them instead of our own people."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.kernel import Signal
from sim.records import NEVER
from sim.system.dispatcher import Dispatcher
from sim.system.work_orders import Kind, Lane, WorkOrder
from sim.system.workforce import Technician

if TYPE_CHECKING:
    from sim.system.modes import Mode
    from sim.system.sites import Site

Draw = Callable[[float], float]
ALL, WAITING, BUSY = "all", "waiting", "busy"
_FEW = 64
"""Offers that stand by, few enough not to be looked through for those that have lapsed."""


class Offer(NamedTuple):
    """An order that a partner may have, as long as nobody has been sent to it."""

    order: WorkOrder
    granted: Signal
    """of this wait: who waits a second time waits for another one"""
    partner: Partner


class Partner:
    """Another company, as one sees it from here."""

    __slots__ = (
        "after",
        "can_do",
        "capacity",
        "code",
        "diagnosis",
        "hands_back",
        "jobs",
        "least_urgent",
        "parts_delay",
        "parts_on_hand",
        "repair_success",
        "response",
        "takes",
        "waiting",
        "work",
    )

    def __init__(
        self,
        code: int,
        takes: str,
        after: float,
        least_urgent: int,
        can_do: Callable[[str | None, int, str | None], bool],
        capacity: float,
        response: Draw | None,
        work: Draw | None,
        diagnosis: float,
        repair_success: float,
        hands_back: bool,
        parts_on_hand: float,
        parts_delay: Draw | None,
    ) -> None:
        self.code = code
        self.takes = takes
        self.after = after
        self.least_urgent = least_urgent
        self.can_do = can_do
        """of (skill, level, territory)"""
        self.capacity = capacity
        self.response = response
        self.work = work
        """hands-on time of a repair, where it is not what the fault says"""
        self.diagnosis = diagnosis
        self.repair_success = repair_success
        self.hands_back = hands_back
        self.parts_on_hand = parts_on_hand
        self.parts_delay = parts_delay
        self.jobs = 0
        """in its hands now"""
        self.waiting: deque[Offer] = deque()
        """orders that it is to have once it has capacity; some of them have been taken by our own people since"""


class PartnerVisit:
    """One trip of a partner's people to a job."""

    __slots__ = ("arrived", "asked", "diagnosed", "dispatched", "nth", "number", "partner")

    def __init__(self, number: int, nth: int, partner: Partner, asked: float, now: float) -> None:
        self.number = number
        """of the run, among those of partners"""
        self.nth = nth
        """of the call"""
        self.partner = partner
        self.asked = asked
        self.dispatched = now
        self.arrived = self.diagnosed = NEVER


class DispatcherWithPartners(Dispatcher):
    """Sends partners where our own people are not asked, or cannot go yet. A call that ours have begun
    stays with them, unless none of them may do what it has turned out to be.
    """

    def __init__(self, partners: list[Partner], *about: Any) -> None:
        super().__init__(*about)
        self._partners = partners
        self._partners_of: dict[Lane, tuple[Partner, ...]] = {}
        self._not_for_us: set[Lane] = set()
        """work that none of our own people may do"""
        self._standing_by: list[Offer] = []
        """orders that wait, but not in the way for which their partner is there"""
        self._many = _FEW
        self._looks_again = False

    def lane(self, kind: Kind) -> Lane:
        """The lane of such work, and which partners may do it; they have tools of their own."""
        lane = super().lane(kind)
        if lane not in self._partners_of:
            work = kind.skill, kind.level, kind.region
            able = [each for each in self._partners if kind.priority <= each.least_urgent and each.can_do(*work)]
            self._partners_of[lane] = tuple(each for each in able if each.takes == ALL) or tuple(able)
            if not any(each.may_do(*work) for each in self._technicians):
                self._not_for_us.add(lane)
        return lane

    def write_order(self, created: float, due: float, priority: int, site: Site, named: Mode) -> WorkOrder:
        """Write a work order, and note which partners may have it."""
        order = super().write_order(created, due, priority, site, named)
        order.partners = self._partners_of[order.lane]
        return order

    def request(self, order: WorkOrder, broken_off: bool = False) -> Technician | Partner | None:  # type: ignore[override]
        """Send somebody now, ours or a partner's, or let the order wait."""
        if order.lane in self._not_for_us:
            order.partners = self._partners_of[order.lane]
        if not order.partners:
            return super().request(order, broken_off)
        if order.partners[0].takes == ALL:
            order.asked = order.queued = self._kernel._now
            order.granted = Signal()
        else:
            technician = super().request(order, broken_off)
            if technician is not None:
                return technician
        for partner in order.partners:
            if self._offer_to(Offer(order, order.granted, partner)):
                return partner
        return None

    # ------------------------------------------------------------------ orders that wait
    def _offer_to(self, offer: Offer) -> bool:
        """Whether the partner takes an order over now; else it is told later."""
        order, _, partner = offer
        if partner.takes != ALL:
            later = self._not_before(offer)
            if later > self._kernel._now:
                self._kernel.at(later, self._hand_over, offer)
                return False
            if partner.takes != WAITING and (partner.takes == BUSY) != self._somebody_on_duty(order.lane):
                self._stand_by(offer)
                return False
        if partner.jobs >= partner.capacity:
            partner.waiting.append(offer)
            return False
        self._take(offer)
        return True

    def _hand_over(self, offer: Offer) -> None:
        """Offer an order that has waited, unless somebody has been sent to it since."""
        if not offer.granted.happened and self._offer_to(offer):
            offer.granted.happen(offer.partner)

    def _take(self, offer: Offer) -> None:
        order, granted, partner = offer
        self._take_out(order)
        partner.jobs += 1
        granted.happened = True

    def _take_out(self, order: WorkOrder) -> None:
        """Out of our own queue; what is all a partner's is not in it."""
        if not order.partners or order.partners[0].takes != ALL:
            super()._take_out(order)

    def job_done(self, partner: Partner) -> None:
        """A partner has time for another job: the order that has waited for it longest, if it is still there for such."""
        partner.jobs -= 1
        while partner.waiting and partner.jobs < partner.capacity:
            self._hand_over(partner.waiting.popleft())

    # ------------------------------------------------------------------ what partners are there for
    def _not_before(self, offer: Offer) -> float:
        """When a partner may have an order: not while the next matching may well send one of ours."""
        now = self._kernel._now
        if self._joint and any(each.can_reach(offer.order, now) for each in offer.order.lane.idle):
            return now + self._rule.every  # type: ignore[attr-defined, no-any-return]
        return offer.order.asked + offer.partner.after

    def _somebody_on_duty(self, lane: Lane) -> bool:
        return any(lane in each.open_lanes for each in self._technicians)

    def _stand_by(self, offer: Offer) -> None:
        """Keep an order in mind for when duties change."""
        self._standing_by.append(offer)
        if len(self._standing_by) > self._many:
            self._standing_by = [each for each in self._standing_by if not each.granted.happened]
            self._many = max(_FEW, 2 * len(self._standing_by))

    def enter(self, technician: Technician, duty: int) -> None:
        """Duties change, and with them the way in which orders wait."""
        super().enter(technician, duty)
        if self._standing_by and not self._looks_again:
            self._looks_again = True
            self._kernel.at(self._kernel._now, self._look_again)

    def _look_again(self, _: object) -> None:
        self._looks_again = False
        offers, self._standing_by = self._standing_by, []
        for offer in offers:
            self._hand_over(offer)
