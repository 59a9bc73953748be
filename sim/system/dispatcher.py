"""The dispatcher matches waiting work orders with free technicians, as the dispatch rule says.

Work is sorted into *lanes*: orders of the same territory, skill, level and urgency (whether those on call may take them). Who may
work a lane is settled when the lane is opened, so a decision looks only at the heads of a few lanes, not at everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from sim.kernel import Signal
from sim.system.nearby import FARTHEST, FEW, Nearby
from sim.system.work_orders import Kind, Lane, WorkOrder
from sim.system.workforce import Technician

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.dispatch import DispatchRule, JointAssignment
    from sim.system.modes import Mode
    from sim.system.sites import Site

URGENT = 1


class Dispatcher:
    """Queues of work and the field force that works them off."""

    def __init__(
        self, kernel: Kernel, rule: DispatchRule, technicians: list[Technician], least_hours: tuple[float, float] | None = None
    ) -> None:
        self._kernel = kernel
        self._rule = rule
        self._technicians = technicians
        self._lanes: dict[Kind, Lane] = {}
        self._urgency, self._fit, self._rank = rule.urgency, rule.fit, rule.rank
        self._joint = rule.leads == "joint"
        self._by_urgency = rule.leads == "urgency"
        self._next_order: Callable[[list[Lane], Technician], WorkOrder | None] = self._best_fitting
        """what a free technician is given, taken out of its queue"""
        if self._by_urgency:
            self._next_order = self._most_urgent
        elif self._joint:
            self._next_order = self._urgent_or_none
        looks_at = rule.may_look_at()
        self._by_list = looks_at == "list"
        self._least_hours = least_hours if looks_at == "near" else None
        """of the travel law, where it lets the dispatcher look only at what is near"""
        self._sequence = 0
        self._turn = 0
        self._round_set = False

    # ------------------------------------------------------------------ lanes
    def lane(self, kind: Kind) -> Lane:
        """The lane of such work; opened when first asked for."""
        lane = self._lanes.get(kind)
        if lane is None:
            lane = self._lanes[kind] = Lane(kind.skill)
            for technician in self._technicians:
                if not self._may_work(technician, kind):
                    continue
                technician.lanes.append(lane)
                if kind.priority <= technician.on_call_priority:
                    technician.calls_lanes.append(lane)
                if technician.order is None and lane in technician.open_lanes:
                    self._take_turn(technician, [lane])
        return lane

    def _may_work(self, technician: Technician, kind: Kind) -> bool:
        return technician.may_do(kind.skill, kind.level, kind.region)

    def requalify(self, technician: Technician) -> None:
        """What a technician may do has changed: sort his lanes anew, and if he is free, offer him what waits there."""
        mine = {lane: kind.priority for kind, lane in self._lanes.items() if self._may_work(technician, kind)}
        self._give_up_turn(technician)
        technician.lanes[:] = mine
        technician.calls_lanes[:] = [lane for lane, priority in mine.items() if priority <= technician.on_call_priority]
        technician.begin_duty(technician.duty)
        if technician.order is None and technician.open_lanes:
            self._offer(technician)

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
            lane = site.lanes[key] = self.lane(Kind(site.region, order.skill, order.level, order.priority, order.wanted.tool))
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
        lane = order.lane
        technician = self._free_for(order)
        if technician is not None:
            self._send(technician, order)
            return technician
        order.granted = Signal()
        if self._by_urgency:
            heappush(lane.waiting, (self._urgency(order), order.sequence, order))
            return None
        lane.pool[order.sequence] = order
        if lane.near_waiting is not None:
            self._place_order(lane.near_waiting, order)
        if self._is_held_back(order):
            self._set_round()
        return None

    def _is_held_back(self, order: WorkOrder) -> bool:
        """It waits for the next joint assignment, whoever is free."""
        return self._joint and order.priority > URGENT

    def _free_for(self, order: WorkOrder) -> Technician | None:
        """Who is free and sent to it at once, if anybody is."""
        return self._choose(order) if order.lane.idle and not self._is_held_back(order) else None

    def withdraw(self, waiting: tuple[WorkOrder, Signal]) -> None:
        """Take an order out of the queue again, unless somebody has been sent since; it is granted nobody."""
        order, granted = waiting
        if order.granted is not granted or granted.happened:
            return
        self._take_out(order)
        granted.happen(None)

    def _take_out(self, order: WorkOrder) -> None:
        """Out of the queue, whoever sees to it now."""
        if self._by_urgency:
            order.lane.waiting = [entry for entry in order.lane.waiting if entry[2] is not order]
            heapify(order.lane.waiting)
        else:
            self._take_from_pool(order)

    def _choose(self, order: WorkOrder) -> Technician | None:
        """The free technician who fits best, the longest free on a tie."""
        idle = order.lane.idle
        if len(idle) > FEW:
            if self._least_hours is not None:
                return self._choose_near(order)
            if self._by_list:
                return self._choose_listed(order)
        now = self._kernel._now
        uses_fit = self._rule.uses_fit
        best: Technician | None = None
        best_fit = float("inf")
        for technician in idle:
            if technician.minds_shift_end and not technician.can_reach(order, now):
                continue
            if not uses_fit:
                return technician
            fit = self._fit(order, technician)
            if best is None or fit < best_fit:
                best, best_fit = technician, fit
        return best

    def _choose_near(self, order: WorkOrder) -> Technician | None:
        """The same, from the nearest outwards."""
        lane, now = order.lane, self._kernel._now
        if lane.near_idle is None:
            lane.near_idle = Nearby(self._least_hours or (0.0, 0.0))
            for technician, turn in lane.idle.items():
                self._place_technician(lane.near_idle, lane, technician, turn)
        best: tuple[float, int, Technician] | None = None
        for least, row in lane.near_idle.search(order.spot, lambda besides, _: besides):
            if best is not None and best[0] < least:
                break
            least_here = min(row.members[0][1].hours_to(order), FARTHEST) + row.kind
            for turn, technician in row.members:
                if technician.minds_shift_end and not technician.can_reach(order, now):
                    continue
                fit = self._fit(order, technician)
                if best is None or (fit, turn) < best[:2]:
                    best = (fit, turn, technician)
                if fit <= least_here:
                    break
        return best[2] if best is not None else None

    def _choose_listed(self, order: WorkOrder) -> Technician | None:
        """The same, where those whom the site does not list are all alike."""
        idle, now = order.lane.idle, self._kernel._now
        listed = [self._technicians[code] for code in order.preference if self._technicians[code] in idle]
        for technician in sorted(listed, key=lambda each: (self._fit(order, each), idle[each])):
            if technician.can_reach(order, now):
                return technician
        return next((each for each in idle if each.can_reach(order, now)), None)

    def _send(self, technician: Technician, order: WorkOrder) -> None:
        self._give_up_turn(technician)
        technician.order = order

    # ------------------------------------------------------------------ technicians come and go
    def enter(self, technician: Technician, duty: int) -> None:
        """A technician's duty changes (shift begins or ends, on call begins or ends)."""
        if technician.order is None:
            self._give_up_turn(technician)
        self._begin_duty(technician, duty)
        if technician.order is None:
            self._offer(technician)

    def _begin_duty(self, technician: Technician, duty: int) -> None:
        technician.begin_duty(duty)

    def release(self, technician: Technician) -> None:
        """A technician has ended a visit."""
        technician.order = None
        if technician.open_lanes:
            self._offer(technician)

    def take(self, order: WorkOrder, technician: Technician) -> None:
        """A technician who has ended a visit, and is not free yet, sees to an order that waits."""
        self._take_out(order)
        technician.order = order
        order.granted.happen(technician)

    def moved(self, technician: Technician) -> None:
        """A technician has gone elsewhere, free or not."""
        for lane in technician.open_lanes:
            if lane.near_idle is not None:
                lane.near_idle.move(technician, technician.place, self._rule.least_besides(technician, lane.skill))

    def _take_turn(self, technician: Technician, lanes: list[Lane]) -> None:
        """Let a technician wait for work."""
        self._turn = turn = self._turn + 1
        for lane in lanes:
            lane.idle[technician] = turn
        if self._least_hours is not None:
            for lane in lanes:
                if lane.near_idle is not None:
                    self._place_technician(lane.near_idle, lane, technician, turn)

    def _give_up_turn(self, technician: Technician) -> None:
        for lane in technician.open_lanes:
            lane.idle.pop(technician, None)
        if self._least_hours is not None:
            for lane in technician.open_lanes:
                if lane.near_idle is not None:
                    lane.near_idle.discard(technician)
                    if len(lane.idle) < FEW // 4:
                        lane.near_idle = None

    def _place_technician(self, near: Nearby, lane: Lane, technician: Technician, turn: int) -> None:
        near.add(technician, technician.place, self._rule.least_besides(technician, lane.skill), turn)

    def _place_order(self, near: Nearby, order: WorkOrder) -> None:
        near.add(order, order.spot, self._rule.kind(order), (order.created, order.sequence))

    def _offer(self, technician: Technician) -> None:
        """Give a free technician the next order, or let him wait."""
        lanes = technician.open_lanes
        order = self._next_order(lanes, technician)
        if order is None:
            self._take_turn(technician, lanes)
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
        if technician.minds_shift_end and not technician.can_reach(best.waiting[0][2], self._kernel._now):
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
        best: tuple[Any, WorkOrder] | None = None
        for lane in lanes:
            if self._least_hours is not None and len(lane.pool) > FEW:
                best = self._best_near(lane, technician, best)
                continue
            for order in lane.pool.values():
                if technician.minds_shift_end and not technician.can_reach(order, now):
                    continue
                key = (rank(order, technician), order.sequence)
                if best is None or key < best[0]:
                    best = (key, order)
        if best is None:
            return None
        self._take_from_pool(best[1])
        return best[1]

    def _best_near(self, lane: Lane, technician: Technician, best: tuple[Any, WorkOrder] | None) -> tuple[Any, WorkOrder] | None:
        """The best of a lane of many orders, from the nearest outwards, if it is better than the best so far."""
        rule, now = self._rule, self._kernel._now
        ahead = rule.rank(next(iter(lane.pool.values())), technician)[0]
        if best is not None and best[0][0][0] < ahead:
            return best
        if lane.near_waiting is None:
            lane.near_waiting = Nearby(self._least_hours or (0.0, 0.0))
            for order in lane.pool.values():
                self._place_order(lane.near_waiting, order)
        within = technician.latest_arrival(now) - now
        for least, row in lane.near_waiting.search(technician.place, lambda _, one: rule.besides(one, technician), within):
            if best is not None and best[0][0] < (ahead, least):
                break
            for _, order in row.members:
                if technician.minds_shift_end and not technician.can_reach(order, now):
                    continue
                key = (rule.rank(order, technician), order.sequence)
                if best is None or key < best[0]:
                    best = (key, order)
                break
        return best

    def _take_from_pool(self, order: WorkOrder) -> None:
        lane = order.lane
        del lane.pool[order.sequence]
        if lane.near_waiting is not None:
            lane.near_waiting.discard(order)
            if len(lane.pool) < FEW // 4:
                lane.near_waiting = None

    # ------------------------------------------------------------------ joint assignment
    def _urgent_or_none(self, lanes: list[Lane], technician: Technician) -> WorkOrder | None:
        """Orders of the highest priority do not wait for the next matching; what else there is does."""
        now = self._kernel._now
        urgent = [
            (self._urgency(order), order.sequence, order)
            for lane in lanes
            for order in lane.pool.values()
            if order.priority <= URGENT and technician.can_reach(order, now)
        ]
        if not urgent:
            if any(lane.pool for lane in lanes):
                self._set_round()
            return None
        order = min(urgent)[2]
        self._take_from_pool(order)
        return order

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
        orders: list[WorkOrder] = []
        for lane in self._lanes.values():
            if lane.pool and lane.idle:
                orders.extend(lane.pool.values())
                free.update(dict.fromkeys(lane.idle))
        if not orders:
            return
        technicians = sorted(free, key=lambda each: each.code)
        allowed = [
            [technician in order.lane.idle and technician.can_reach(order, now) for technician in technicians] for order in orders
        ]
        for i, j in rule.match(orders, technicians, allowed, now):
            if technicians[j] not in orders[i].lane.idle:
                continue  # another match has taken the last tool that it wants
            self._take_from_pool(orders[i])
            self._send(technicians[j], orders[i])
            orders[i].granted.happen(technicians[j])
