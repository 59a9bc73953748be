"""The end of a part's life: a last-time buy, and what comes after it."""

from __future__ import annotations

from sim.flows.replenish import open_lane
from sim.records import NONE
from sim.system.classes import ClassedShelf, PartClasses
from sim.system.lifecycle import Discontinuation
from sim.system.world import World


def discontinue(world: World, end: Discontinuation) -> None:
    """Everybody who buys from a supplier orders for the last time; later orders go by other terms, or wait for ever."""
    for shelf, later in end.shelves:
        position, number = shelf.position, world.orders_placed
        units = end.rule.units(shelf)
        if units:
            shelf.order_besides(units)
        world.log.last_time_buys.write(world.kernel._now, shelf.location, shelf.part, position, units, number if units else NONE)
        open_lane(world, later)
        shelf.lane, shelf.market = later, None
    part = world.parts[end.part]
    part.discontinued, part.obtainable = True, end.price is not None


def introduce(world: World, classes: PartClasses | None, stated: ClassedShelf) -> None:
    """A part comes to the market: from now on a shelf is stocked as its rules say, unless another part has taken its place before."""
    shelf = stated.shelf
    if world.parts[shelf.part].successor is None:
        shelf.follow(stated.rule(*(classes.words(shelf.part) if classes is not None else ("", ""))))
        if classes is not None:
            classes.shelves.append(stated)
