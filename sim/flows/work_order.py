"""Planned work in the hands of the field force: from its work order until it is done, or until nobody needs it any more."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.flows.intake import intake
from sim.flows.schedule import find_technician, try_again
from sim.flows.service_call import FIXED, NO_ACCESS, NO_PARTS, SHIFT_ENDED, await_parts, due_time
from sim.system.calls import TECHNICIAN, ServiceCall
from sim.system.condition import Watch
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.work_orders import WorkOrder
    from sim.system.workforce import Technician

Waiting = Generator[Any, Any, "Technician | None"]


def see_to(world: World, watch: Watch, call: ServiceCall, technician: Technician | None = None) -> Generator[Any, Any, bool]:
    """From the work order to the end of the last visit; False where it was withdrawn. A technician who is there already need not be sent."""
    if technician is None and world.takes_in:
        yield from intake(world, call)
    call.reported = world.kernel._now
    order = world.dispatcher.write_order(world.kernel._now, due_time(call), call.priority, call.site, call.named)
    if technician is not None:
        technician.order = order
        order.asked = order.queued = world.kernel._now
        watch.staying.add(order)
    if call.parts_owed:
        yield from await_parts(world, call)
    outcome = NO_PARTS
    while outcome != FIXED:
        if technician is None:
            technician = yield from be_sent(world, watch, call, order, outcome == SHIFT_ENDED)
            if technician is None:
                return False
        outcome = yield from world.visit(world, call, order, technician)
        technician = None
        if outcome == NO_PARTS:
            order.parts_set_aside = True
            yield from await_parts(world, call)
        elif outcome == NO_ACCESS:
            yield from try_again(world, call)
    return True


def be_sent(world: World, watch: Watch, call: ServiceCall, order: WorkOrder, keeps_place: bool) -> Waiting:
    """Wait for a technician; nobody where the order is withdrawn meanwhile."""
    if world.scheduling is not None:
        return (yield from find_technician(world, call, order, keeps_place))
    technician = world.dispatcher.request(order, keeps_place)
    if technician is None:
        call.waits_for = TECHNICIAN
        watch.queued[call.socket] = order
        technician = yield order.granted
        del watch.queued[call.socket]
        call.stages[TECHNICIAN] += world.kernel._now - order.asked
        if technician is None:
            world.log.held_back.write(call.number, order.asked, world.kernel._now)
    return technician
