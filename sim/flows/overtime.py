"""Overtime that is limited: what was expected of jobs when somebody was sent to them."""

from __future__ import annotations

from sim.system.calls import ServiceCall, Visit
from sim.system.work_orders import WorkOrder
from sim.system.workforce import NEVER, SHIFT
from sim.system.world import World


def note_limit(world: World, call: ServiceCall, order: WorkOrder, trip: Visit) -> None:
    """Write down what a job was to take, where it has to be done by a certain time."""
    technician, now = trip.technician, trip.dispatched
    if technician.duty == SHIFT and technician.must_be_done_by(order.priority, now) < NEVER:
        world.log.overtime_limits.write(technician.code, call.site.code, now, order.expected_work)
