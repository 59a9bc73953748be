"""The dispatcher matches waiting work orders with free technicians, as the dispatch rule says.

Work is sorted into *lanes*: orders of the same territory, skill, level and urgency (whether those on call may take them). Who may
work a lane is settled when the lane is opened, so a decision looks only at the heads of a few lanes, not at everybody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from sim.kernel import Signal
from sim.system.workforce import Technician

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.dispatch import DispatchRule, JointAssignment
    from sim.system.fleet import Mode, Site

URGENT = 1


class WorkOrder:
    """Work that waits for a technician. Dispatch rules see it as an `OrderView`."""

    __slots__ = (
        "asked",
        "created",
        "due",
        "granted",
        "lane",
        "parts_set_aside",
        "preference",
        "priority",
        "queued",
        "sequence",
        "spot",
        "wanted",
    )

    lane: Lane
    granted: Signal
    """happens when a technician is sent to an order that had to wait"""
    asked: float
    """when it last began to wait"""
    preference: Mapping[int, int]
    """technician -> place in the site's list of who is wanted there"""
    queued: float
    """when it joined the tail of the queue; work that was broken off keeps its place"""

    def __init__(self, sequence: int, created: float, due: float, priority: int, site: Site, wanted: Mode) -> None:
        self.sequence = sequence
        self.created = created
        self.due = due
        self.priority = priority
        self.spot = site.spot
        self.preference = site.preference
        self.wanted = wanted
        """the fault that it is believed to be about"""
        self.parts_set_aside = False
        """the parts are found already, so that nobody need carry them"""

    @property
    def skill(self) -> str | None:
        """Skill wanted."""
        return self.wanted.skill

    @property
    def level(self) -> int:
        """Least level of that skill."""
        return self.wanted.level

    @property
    def expected_work(self) -> float:
        """Mean hands-on hours of the fault."""
        return self.wanted.expected_work

    @property
    def predicted_parts(self) -> tuple[tuple[int, int], ...]:
        """(part, units) that the fault may need and that have not been found yet."""
        return () if self.parts_set_aside else self.wanted.predicted_parts


class Lane:
    """One kind of work, the orders of it that wait, and who is free to do it."""

    __slots__ = ("idle", "waiting")

    def __init__(self) -> None:
        self.idle: OrderedDict[Technician, None] = OrderedDict()
        """free technicians, longest free first"""
        self.waiting: list[tuple[Any, int, WorkOrder]] = []
        """(urgency, sequence, order): a heap where urgency leads, else a plain list"""


class Dispatcher:
    """Queues of work and the field force that works them off."""

    def __init__(self, kernel: Kernel, rule: DispatchRule, technicians: list[Technician]) -> None:
        self._kernel = kernel
        self._rule = rule
        self._technicians = technicians
        self._lanes: dict[tuple[str | None, str | None, int, int], Lane] = {}
        self._plain = rule.leads == "urgency" and not rule.uses_fit and not any(each.stops for each in technicians)
        self._urgency, self._fit, self._rank = rule.urgency, rule.fit, rule.rank
        self._joint = rule.leads == "joint"
        self._by_urgency = rule.leads == "urgency"
        self._sequence = 0
        self._round_set = False

    # ------------------------------------------------------------------ lanes
    def lane(self, site: Site, skill: str | None, level: int, priority: int) -> Lane:
        """The lane of such work; opened when first asked for."""
        key = (site.region, skill, level, priority)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane()
            for technician in self._technicians:
                if not technician.may_do(skill, level, site.region):
                    continue
                technician.lanes.append(lane)
                if priority <= technician.on_call_priority:
                    technician.calls_lanes.append(lane)
                if technician.order is None and lane in technician.open_lanes:
                    lane.idle[technician] = None
        return lane

    def write_order(self, created: float, due: float, priority: int, site: Site, named: Mode) -> WorkOrder:
        """Write a work order for the fault that triage named."""
        self._sequence += 1
        order = WorkOrder(self._sequence, created, due, priority, site, named)
        order.lane = site.lanes.get((named.code, priority)) or self._find_lane(order, site)
        return order

    def _find_lane(self, order: WorkOrder, site: Site) -> Lane:
        key = (order.wanted.code, order.priority)
        lane: Lane | None = site.lanes.get(key)
        if lane is None:
            lane = site.lanes[key] = self.lane(site, order.skill, order.level, order.priority)
        return lane

    def rewrite(self, order: WorkOrder, site: Site, wanted: Mode) -> None:
        """A visit found out what the work really is about."""
        order.wanted = wanted
        order.lane = self._find_lane(order, site)

    # ------------------------------------------------------------------ asking for a technician
    def request(self, order: WorkOrder, broken_off: bool = False) -> Technician | None:
        """Send a free technician now, or queue the order and let it wait for `order.granted`."""
        order.asked = self._kernel._now
        if not broken_off:
            order.queued = order.asked
        held_back = self._joint and order.priority > URGENT
        idle = order.lane.idle
        if idle and not held_back:
            technician = next(iter(idle)) if self._plain else self._choose(order)
            if technician is not None:
                self._send(technician, order)
                return technician
        order.granted = Signal()
        entry = (self._urgency(order), order.sequence, order)
        if self._by_urgency:
            heappush(order.lane.waiting, entry)
        else:
            order.lane.waiting.append(entry)
        if held_back:
            self._set_round()
        return None

    def _choose(self, order: WorkOrder) -> Technician | None:
        """The free technician who fits best, the longest free on a tie."""
        idle = order.lane.idle
        now = self._kernel._now
        best: Technician | None = None
        best_fit = float("inf")
        for technician in idle:
            if technician.stops and not technician.can_reach(order, now):
                continue
            fit = self._fit(order, technician)
            if best is None or fit < best_fit:
                best, best_fit = technician, fit
        return best

    def _send(self, technician: Technician, order: WorkOrder) -> None:
        for lane in technician.open_lanes:
            lane.idle.pop(technician, None)
        technician.order = order

    # ------------------------------------------------------------------ technicians come and go
    def enter(self, technician: Technician, duty: int) -> None:
        """A technician's duty changes (shift begins or ends, on call begins or ends)."""
        if technician.order is None:
            for lane in technician.open_lanes:
                lane.idle.pop(technician, None)
        technician.begin_duty(duty)
        if technician.order is None:
            self._offer(technician)

    def release(self, technician: Technician) -> None:
        """A technician has ended a visit."""
        technician.order = None
        if technician.open_lanes:
            self._offer(technician)

    def _offer(self, technician: Technician) -> None:
        """Give a free technician the next order, or let him wait."""
        lanes = technician.open_lanes
        order: WorkOrder | None = None
        if self._joint:
            order = self._first_urgent(lanes, technician)
            if order is None and any(lane.waiting for lane in lanes):
                self._set_round()
        elif self._by_urgency:
            order = self._most_urgent(lanes, technician)
        else:
            order = self._best_fitting(lanes, technician)
        if order is None:
            for lane in lanes:
                lane.idle[technician] = None
            return
        technician.order = order
        order.granted.happen(technician)

    def _most_urgent(self, lanes: list[Lane], technician: Technician) -> WorkOrder | None:
        best: Lane | None = None
        for lane in lanes:
            if lane.waiting and (best is None or lane.waiting[0] < best.waiting[0]):
                best = lane
        if best is None:
            return None
        if technician.stops and not technician.can_reach(best.waiting[0][2], self._kernel._now):
            return self._most_urgent_reachable(lanes, technician)
        return heappop(best.waiting)[2]

    def _most_urgent_reachable(self, lanes: list[Lane], technician: Technician) -> WorkOrder | None:
        """The head cannot be reached before the shift ends: look further down the queue."""
        now = self._kernel._now
        reachable = [(entry[:2], lane, entry) for lane in lanes for entry in lane.waiting if technician.can_reach(entry[2], now)]
        if not reachable:
            return None
        _, lane, entry = min(reachable, key=lambda found: found[0])
        set_aside = []
        while lane.waiting[0] is not entry:
            set_aside.append(heappop(lane.waiting))
        heappop(lane.waiting)
        for other in set_aside:
            heappush(lane.waiting, other)
        return entry[2]

    def _best_fitting(self, lanes: list[Lane], technician: Technician) -> WorkOrder | None:
        now = self._kernel._now
        rank = self._rank
        best: tuple[Any, Lane, tuple[Any, int, WorkOrder]] | None = None
        for lane in lanes:
            for entry in lane.waiting:
                order = entry[2]
                if technician.stops and not technician.can_reach(order, now):
                    continue
                key = (rank(order, technician), entry[1])
                if best is None or key < best[0]:
                    best = (key, lane, entry)
        if best is None:
            return None
        best[1].waiting.remove(best[2])
        return best[2][2]

    # ------------------------------------------------------------------ joint assignment
    def _first_urgent(self, lanes: Iterable[Lane], technician: Technician) -> WorkOrder | None:
        """Orders of the highest priority do not wait for the next matching."""
        now = self._kernel._now
        urgent = [
            (entry[:2], lane, entry)
            for lane in lanes
            for entry in lane.waiting
            if entry[2].priority <= URGENT and technician.can_reach(entry[2], now)
        ]
        if not urgent:
            return None
        _, lane, entry = min(urgent, key=lambda found: found[0])
        lane.waiting.remove(entry)
        return entry[2]

    def _set_round(self) -> None:
        if not self._round_set:
            self._round_set = True
            rule: JointAssignment = self._rule  # type: ignore[assignment]
            self._kernel.at(self._kernel._now + rule.every, self._round)

    def _round(self, _: object) -> None:
        """Match everything that waits with everybody who is free."""
        self._round_set = False
        rule: JointAssignment = self._rule  # type: ignore[assignment]
        now = self._kernel._now
        free: dict[Technician, None] = {}
        waiting: list[tuple[Lane, tuple[Any, int, WorkOrder]]] = []
        for lane in self._lanes.values():
            if lane.waiting and lane.idle:
                waiting.extend((lane, entry) for entry in lane.waiting)
                free.update(lane.idle)
        if not waiting:
            return
        technicians = sorted(free, key=lambda each: each.code)
        orders = [entry[2] for _, entry in waiting]
        allowed = [
            [technician in lane.idle and technician.can_reach(entry[2], now) for technician in technicians]
            for lane, entry in waiting
        ]
        for i, j in rule.match(orders, technicians, allowed, now):
            lane, entry = waiting[i]
            lane.waiting.remove(entry)
            self._send(technicians[j], orders[i])
            orders[i].granted.happen(technicians[j])
