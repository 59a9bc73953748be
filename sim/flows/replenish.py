"""Replenishment: an order travels up one echelon, is shipped when the source has the units, and arrives."""

from __future__ import annotations

from sim.flows.write import write_order
from sim.kernel import Flow
from sim.system.stock import REPLENISHMENT_PRIORITY, ReplenishmentOrder, Shelf
from sim.system.world import World


def place_order(world: World, shelf: Shelf, quantity: int) -> None:
    """Order units from the shelf's source; a supplier ships at once, a warehouse when it has them all."""
    now = world.kernel._now
    order = ReplenishmentOrder(shelf, world.orders_placed, shelf.orders_placed, quantity, now)
    world.orders_placed += 1
    world.open_orders[order.number] = order
    source = shelf.source
    if source is None or source.take(quantity):
        ship(world, order)
    else:
        source.owe(quantity, REPLENISHMENT_PRIORITY, lambda: ship(world, order))


def ship(world: World, order: ReplenishmentOrder) -> None:
    """The units leave the source."""
    kernel = world.kernel
    shelf = order.shelf
    order.shipped = now = kernel._now
    hours = shelf.transit_hours
    due = now + (shelf.transit(order.nth) if hours is None else hours)
    if shelf.may_cross:
        kernel.at(due, world.arrive, order)
        return
    if due < shelf.last_due:
        due = shelf.last_due
    shelf.last_due = due
    shelf.pipeline.append((due, order))
    if len(shelf.pipeline) == 1:
        kernel.put(due, shelf.bell)


def first_arrives(world: World, shelf: Shelf) -> None:
    """The first order of a pipeline in which orders do not cross is due."""
    order = shelf.pipeline.popleft()[1]
    if shelf.pipeline:
        world.kernel.put(shelf.pipeline[0][0], shelf.bell)
    arrive(world, order)


def arrive(world: World, order: ReplenishmentOrder) -> None:
    """The units reach the shelf that ordered them."""
    shelf = order.shelf
    del world.open_orders[order.number]
    write_order(world, order, world.kernel._now)
    shelf.receive(order.quantity)


def periodic_review(shelf: Shelf, every: float) -> Flow:
    """Look at the shelf at set times, the first time at the start."""
    while True:
        shelf.review()
        yield every
