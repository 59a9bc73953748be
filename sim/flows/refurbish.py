"""Units that come back as another part: they serve who waits for a new one, and what is too much of them is sold."""

from __future__ import annotations

from functools import partial

from sim.flows.supersede import wait_for
from sim.system.calls import PartNeeded, ServiceCall
from sim.system.movements import SOLD
from sim.system.refurbish import StandIn
from sim.system.world import World


def watch(world: World, stand_in: StandIn) -> None:
    """Look, as soon as whatever happens now has happened, whether somebody who waits for a new unit can have a refurbished one."""
    if stand_in.refurbished.on_hand and stand_in.new.backorders and not stand_in.looking:
        stand_in.looking = True
        world.kernel.at(world.kernel._now, partial(serve_instead, world), stand_in)


def serve_instead(world: World, stand_in: StandIn) -> None:
    """The jobs that wait for new units, the most urgent and the longest waiting first, get what is there."""
    stand_in.looking = False
    shelf = stand_in.refurbished
    for call, row in sorted(waiting(world, stand_in), key=lambda pair: (pair[0].priority, pair[1].asked, pair[0].number)):
        if shelf.can_give(row.quantity, call.priority):
            wait_for(world, call, row, shelf.part)


def waiting(world: World, stand_in: StandIn) -> list[tuple[ServiceCall, PartNeeded]]:
    """Who waits for a new unit here, has none set aside yet, and may have a refurbished one."""
    new = stand_in.new
    return [
        (call, row)
        for call in world.open_calls.values()
        if call.site.takes_refurbished
        for row in (*call.parts, *call.set_aside)
        if row.part == new.part and row.source == new.location and row.claim is not None and row.claim.missing == row.quantity
    ]


def sell_surplus(world: World, stand_in: tuple[int, int]) -> None:
    """What lies on a shelf beyond what stays there, and is owed to nobody, is sold."""
    shelf = world.shelves[stand_in]
    above = world.parts[shelf.part].sold_above
    if above is not None and shelf.on_hand > above and not shelf.backorders:
        shelf.move(above - shelf.on_hand, SOLD)
