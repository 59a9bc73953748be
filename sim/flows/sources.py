"""Reasons for work: each turns something that happens into a flow."""

from __future__ import annotations

from sim.flows.service_call import service_call
from sim.streams import Fate
from sim.system.calls import ServiceCall
from sim.system.world import World


def breakdown(world: World, socket: int, nth: int, fate: Fate) -> None:
    """An asset fails, or its planned maintenance falls due: begin the flow that ends with it running again."""
    fleet = world.fleet
    asset = fleet.asset_of[socket]
    number = world.calls_begun
    world.calls_begun = number + 1
    call = ServiceCall(
        number,
        socket,
        asset,
        fleet.modes[fleet.mode_of[socket]],
        fleet.sites[fleet.site_of[asset]],
        fleet.key_of[socket],
        nth,
        fate,
        world.kernel._now,
    )
    world.open_calls[number] = call
    world.kernel.walk(service_call(world, call))
