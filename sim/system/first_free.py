"""The dispatcher of rules that look at nothing but the queue: whoever has been free longest takes the most urgent order.

Nobody is chosen for his way, his parts or the end of his shift, so that a decision looks at the heads of a few queues and at nothing else.
"""

from __future__ import annotations

from heapq import heappop, heappush

from sim.kernel import Signal
from sim.policies.dispatch import DispatchRule
from sim.system.dispatcher import Dispatcher
from sim.system.work_orders import WorkOrder
from sim.system.workforce import Technician


def will_do(rule: DispatchRule, technicians: list[Technician]) -> bool:
    """Whether it decides as the rule says, with these technicians."""
    return rule.leads == "urgency" and not rule.uses_fit and not any(each.minds_shift_end for each in technicians)


class FirstFreeDispatcher(Dispatcher):
    """Queues of work, the most urgent first, and technicians, the longest free first."""

    def request(self, order: WorkOrder, broken_off: bool = False) -> Technician | None:
        """Send who has been free longest, or queue the order."""
        now = order.asked = self._kernel._now
        if not broken_off:
            order.queued = now
        lane = order.lane
        for technician in lane.idle:
            for each in technician.open_lanes:
                each.idle.pop(technician, None)
            technician.order = order
            return technician
        order.granted = Signal()
        heappush(lane.waiting, (self._urgency(order), order.sequence, order))
        return None

    def release(self, technician: Technician) -> None:
        """A technician has ended a visit: he takes the most urgent order, or waits for one."""
        technician.order = None
        best = None
        for lane in technician.open_lanes:
            waiting = lane.waiting
            if waiting and (best is None or waiting[0] < best[0]):
                best = waiting
        if best is None:
            self._turn = turn = self._turn + 1
            for lane in technician.open_lanes:
                lane.idle[technician] = turn
            return
        order = technician.order = heappop(best)[2]
        order.granted.happen(technician)
