"""Work that is open at the start: its orders are written and wait, and nobody has been sent yet."""

from __future__ import annotations

from sim.flows.contact import triage
from sim.flows.insight import noticed_call
from sim.flows.intake import BREAKDOWN
from sim.flows.look_up import find_answer
from sim.flows.predicted_parts import set_aside
from sim.flows.schedule import book
from sim.flows.service_call import SHIFT_ENDED
from sim.streams import FAULT
from sim.system.calls import TECHNICIAN, ServiceCall
from sim.system.world import World


def open_order(world: World, socket: int, age: float, due: float) -> None:
    """The call for a fault before the first one, reported so long ago; its order has the place in the queue that this gives it."""
    fleet, number = world.fleet, world.calls_begun
    asset, key = fleet.asset_of[socket], fleet.key_of[socket]
    mode, site = fleet.modes[fleet.mode_of[socket]], fleet.sites[fleet.site_of[asset]]
    world.calls_begun = number + 1
    call = ServiceCall(number, socket, asset, mode, site, key, 0, world.luck.fate(key, 0, FAULT), -age)
    call.reported = call.fault
    call.stages[TECHNICIAN] = age
    world.open_calls[number] = call
    world.log.backlog.write(number, age)
    if mode.pages is not None:
        find_answer(world, call, mode.pages)
    if mode.reason == BREAKDOWN and world.desk is not None:
        triage(world.desk, call)
    if world.waits_for_parts and (mode.reason == BREAKDOWN or mode.needs):
        set_aside(world, call, call.named)
    if world.configuration is not None:
        call.named = world.configuration.as_registered(asset, call.named)
    order = world.dispatcher.write_order(-age, due, call.priority, site, call.named)
    order.queued = -age
    if world.scheduling is not None:
        book(world, call, order)
    serve = world.serve if world.insight is None else noticed_call
    world.kernel.walk(serve(world, call, order, SHIFT_ENDED))
