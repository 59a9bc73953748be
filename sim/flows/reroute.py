"""On the way to an order, a technician may be turned round for a more urgent one; the order goes back to its place in the queue."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.flows.write import number
from sim.nature.travel import Spot
from sim.records import NEVER, NONE, TRIPS
from sim.system.calls import DIAGNOSIS, TECHNICIAN, TRAVEL, ServiceCall, Visit
from sim.system.rerouting import Drive, ReroutingDispatcher
from sim.system.workforce import SHIFT, Technician
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.work_orders import WorkOrder

TURNED_ROUND = TRIPS.index("turned round")


def may_turn(world: World, call: ServiceCall, order: WorkOrder, technician: Technician) -> bool:
    """Whether a drive that is to begin now may be broken off: to look at a fault, with nothing fetched for it and no door to be at in time."""
    rerouting = world.dispatcher
    assert isinstance(rerouting, ReroutingDispatcher)
    bound = call.parts_sought or call.pick_up is not None or world.takes_along or technician.tool is not None
    awaited = world.scheduling is not None and world.scheduling.has_door(call)
    return order.priority > rerouting.urgent and technician.duty == SHIFT and not bound and not awaited


def on_the_road(world: World, call: ServiceCall, order: WorkOrder, trip: Visit, origin: Spot) -> Generator[Any, Any, bool]:
    """Drive until he is there (False) or is turned round (True); what is no visit in the end is not numbered as one."""
    kernel, rerouting = world.kernel, world.dispatcher
    assert isinstance(rerouting, ReroutingDispatcher)
    trip.number = NONE
    world.visits_begun -= 1
    drive = rerouting.on_the_way[trip.technician] = Drive(trip.technician, order, trip.dispatched, trip.arrived, origin)
    kernel.at(trip.arrived, rerouting.arrive, drive)
    turned: bool = yield drive.ends
    if not turned:
        number(world, trip)
        return False
    hours = kernel._now - trip.dispatched
    world.log.drives_broken_off.write(call.number, trip.technician.code, trip.asked, trip.dispatched, kernel._now)
    world.log.trips.write(trip.technician.code, trip.dispatched, hours, trip.km * hours / trip.travel, TURNED_ROUND)
    call.stages[TRAVEL] -= trip.travel
    call.stages[DIAGNOSIS] -= trip.work
    call.stages[TECHNICIAN] += hours
    call.visits -= 1
    call.visit = None
    if trip.nth == 1:
        call.dispatched = NEVER
    return True
