"""Reasons for work: each turns something that happens into a flow."""

from __future__ import annotations

from collections.abc import Callable

from sim.flows.service_call import service_call
from sim.kernel import Flow
from sim.streams import Fate
from sim.system.calls import ServiceCall
from sim.system.modes import Mode
from sim.system.world import World


def breakdown(
    world: World,
    socket: int,
    asset: int,
    mode: Mode,
    nth: int,
    fate: Fate,
    serve: Callable[[World, ServiceCall], Flow] = service_call,
) -> None:
    """An asset fails, or its planned maintenance falls due: begin the flow that ends with it running again."""
    fleet, kernel = world.fleet, world.kernel
    number = world.calls_begun
    world.calls_begun = number + 1
    site, key = fleet.sites[fleet.site_of[asset]], fleet.key_of[socket]
    world.open_calls[number] = call = ServiceCall(number, socket, asset, mode, site, key, nth, fate, kernel._now)
    kernel.walk(serve(world, call))
