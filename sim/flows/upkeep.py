"""Work on a machine that stands still meanwhile."""

from __future__ import annotations

from functools import partial

from sim.system.calls import ServiceCall
from sim.system.health import TendedFleet
from sim.system.world import World


def begin_work(world: World, fleet: TendedFleet, call: ServiceCall, at: float) -> None:
    """Hands-on work begins at this moment, now or when the parts are there: planned work may take the machine down until it is done."""
    care = fleet.cares.get(fleet.mode_of[call.socket])
    if care is None or not care.down or call.attempts:
        return
    if at > world.kernel._now:
        world.kernel.at(at, partial(stand_still, world, fleet), call)
    else:
        stand_still(world, fleet, call)


def stand_still(world: World, fleet: TendedFleet, call: ServiceCall) -> None:
    """The machine is down from now on, until the call is closed."""
    fleet.stand_still(call.socket)
    world.log.standstills.write(call.number, call.asset, world.kernel._now)
