"""Fulfilment: an order whose units are set aside is picked when the dock is open, and leaves with its carrier."""

from __future__ import annotations

from functools import partial

from sim.flows.replenish import ship
from sim.system.dock import Dock, Fulfilment, Truck
from sim.system.lanes import ReplenishmentOrder
from sim.system.part_orders import Parcel
from sim.system.stock import Shelf
from sim.system.world import World


def fulfil(world: World, order: ReplenishmentOrder) -> None:
    """The units are set aside: the order is picked at the dock of its source, if there is one, and loaded."""
    now = world.kernel._now
    order.fulfilment = steps = Fulfilment(now)
    shelf, dock = order.shelf, order.lane.dock
    shelf.leaving.append(order)
    if is_waited_for(order):
        steps.hurried = True
        shelf.units_hurried += order.quantity
    if dock is None:
        steps.pick_start = steps.picked = now
        load(world, order)
    else:
        dock.line_up(order, steps.hurried)
        pick(world, dock)


def pick(world: World, dock: Dock) -> None:
    """Everybody who is free takes up an order, while the dock is open; what is begun before closing time is ended after the opening."""
    now = world.kernel._now
    while dock.free and (dock.rushed or dock.queue):
        opens = dock.hours.next_open(now)
        if opens > now:
            if opens != dock.rings_at:
                dock.rings_at = opens
                world.kernel.at(opens, lambda _: pick(world, dock))
            return
        order = dock.next()
        assert order is not None
        assert order.fulfilment is not None
        order.fulfilment.pick_start = now
        if dock.picking is None:
            order.fulfilment.picked = now
            take_away(world, order)
        else:
            dock.free -= 1
            world.kernel.at(
                dock.hours.after(now, order.lane.hours_to_pick(dock.picking, order.nth)), partial(picked, world), order
            )


def picked(world: World, order: ReplenishmentOrder | Parcel) -> None:
    """An order is picked, and its picker takes up the next one."""
    dock = order.lane.dock
    assert dock is not None
    assert order.fulfilment is not None
    order.fulfilment.picked = world.kernel._now
    take_away(world, order)
    dock.free += 1
    pick(world, dock)


def take_away(world: World, order: ReplenishmentOrder | Parcel) -> None:
    """What is picked leaves the dock: to one of our own shelves, or to a customer."""
    if isinstance(order, Parcel):
        order.on_picked()
    else:
        load(world, order)


def load(world: World, order: ReplenishmentOrder) -> None:
    """What is picked leaves alone and at once, or waits for the next departure of its carrier."""
    steps, lane, now = order.fulfilment, order.lane, world.kernel._now
    assert steps is not None
    if steps.hurried and lane.express is not None:
        order.shelf.units_hurried -= order.quantity
        steps.hurried = is_waited_for(order)
        if steps.hurried:
            order.shelf.units_hurried += order.quantity
            order.lane = lane = lane.express
    carrier = lane.carrier
    if carrier is None or carrier.departures is None:
        order.freight = lane.freight if carrier is None else carrier.price(world.parts[order.shelf.part].weight * order.quantity)
        leave(world, order, order.number)
        return
    leaves = carrier.leaves(now)
    place = (lane.source_code, order.shelf.location, carrier.code, leaves)
    steps.truck = world.trucks.get(place)
    if steps.truck is None:
        steps.truck = world.trucks[place] = Truck(carrier)
        world.kernel.at(leaves, partial(depart, world), place)
    steps.truck.orders.append(order)


def depart(world: World, place: tuple[int, int, int, float]) -> None:
    """The orders that wait for a departure leave as one shipment; each bears its weight, and an equal share of the rest."""
    truck = world.trucks.pop(place)
    for order in truck.orders:
        weight = world.parts[order.shelf.part].weight * order.quantity
        order.freight = truck.carrier.freight / len(truck.orders) + truck.carrier.per_kg * weight
        leave(world, order, truck.orders[0].number)


def leave(world: World, order: ReplenishmentOrder, shipment: int) -> None:
    """An order leaves its source as part of a shipment, which is called by its first order."""
    order.shipment = shipment
    order.shelf.leaving.remove(order)
    ship(world, order)


def is_waited_for(order: ReplenishmentOrder) -> bool:
    """Whether calls wait at the shelf for more units than hurry there already; nobody asks where nothing can be hurried."""
    return order.lane.can_hurry and order.shelf.owed_to_calls() > order.shelf.units_hurried


def hurry(world: World, shelf: Shelf) -> None:
    """A call begins to wait: orders that have not left yet are picked first, or leave by express instead of waiting for a truck."""
    for order in [each for each in shelf.leaving if each.fulfilment is not None and not each.fulfilment.hurried]:
        steps, lane = order.fulfilment, order.lane
        assert steps is not None
        if not is_waited_for(order):
            return
        if steps.truck is not None and lane.express is None:
            continue  # nothing leaves before it
        steps.hurried = True
        shelf.units_hurried += order.quantity
        if steps.truck is not None:
            steps.truck.orders.remove(order)
            load(world, order)
        elif lane.dock is not None:
            lane.dock.move_up(order)
