"""Disruptions: nothing leaves a location for a time, then what was held up leaves in order."""

from __future__ import annotations

from collections.abc import Callable

from sim.flows.write import write_disruption
from sim.kernel import Flow
from sim.records import NEVER
from sim.streams import AFTER, FAULT, LASTS, RECOVERY, unit
from sim.system.disruption import Disruption
from sim.system.lanes import ReplenishmentOrder
from sim.system.part_orders import Parcel
from sim.system.world import World
from sim.units import to_tick

SetOff = Callable[[World, ReplenishmentOrder | Parcel], None]


def disruptions(world: World, door: Disruption, set_off: SetOff) -> Flow:
    """Disruptions of one location come and go, whatever it does; `set_off` sends an order on its way."""
    nth = 0
    while nth == 0 or not door.once:
        luck = world.luck.fate(door.key, nth, FAULT)
        yield door.after(unit(luck, AFTER))
        door.on, door.begin = True, world.kernel._now
        yield door.lasts(unit(luck, LASTS))
        door.end = world.kernel._now
        yield from recover(world, door, door.recovery(unit(luck, RECOVERY)), set_off)
        door.on = False
        write_disruption(world, door, world.kernel._now)
        door.begin = door.end = NEVER
        nth += 1


def recover(world: World, door: Disruption, hours: float, set_off: SetOff) -> Flow:
    """What was held up leaves in order, the last one at the end of the recovery; what has come meanwhile leaves then, too."""
    held, gone = len(door.waiting), 0.0
    for nth in range(1, held + 1):
        moment = to_tick(hours * nth / held)
        if moment > gone:
            yield moment - gone
            gone = moment
        set_off(world, door.waiting.popleft())
    if hours > gone:
        yield hours - gone
    while door.waiting:
        set_off(world, door.waiting.popleft())
