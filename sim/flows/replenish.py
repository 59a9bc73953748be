"""Replenishment: an order travels up one echelon, is shipped when the source has the units, and arrives."""

from __future__ import annotations

from functools import partial

from sim.flows.put_aside import work_while_below
from sim.flows.write import write_held, write_order
from sim.kernel import Flow, Timer
from sim.records import NONE
from sim.system.claims import REPLENISHMENT_PRIORITY, Claim
from sim.system.dock import Fulfilment
from sim.system.lanes import Lane, Making, ReplenishmentOrder
from sim.system.stock import Shelf
from sim.system.world import World
from sim.units import to_tick


def place_order(world: World, shelf: Shelf, quantity: int) -> int:
    """Order units from the shelf's source; a supplier ships at once or when it has made them, a warehouse when it has them all.

    Returns the units that are coming: more than wanted where the supplier's terms say so.
    """
    lane, unit_price = shelf.lane, shelf.lane.unit_price
    if shelf.market is not None:
        offer = shelf.market.buy(shelf, quantity)
        lane, quantity, unit_price = offer.lane, offer.quantity, offer.unit_price
    order = ReplenishmentOrder(shelf, lane, world.orders_placed, shelf.orders_placed, quantity, unit_price, world.kernel._now)
    world.orders_placed += 1
    world.open_orders[order.number] = order
    source = lane.source
    if lane.shut:
        return quantity
    if lane.making is not None:
        world.kernel.walk(make(world, order, lane.making))
    elif source is None or source.take(quantity):
        send(world, order)
    else:
        order.claim = source.owe(quantity, REPLENISHMENT_PRIORITY, lambda: send(world, order))
    return quantity


def make(world: World, order: ReplenishmentOrder, making: Making) -> Flow:
    """A supplier of limited capacity works on an order when its turn comes, and ships it."""
    lane = order.lane
    making.unshipped.append(order)
    turn = making.places.request()
    if turn is not None:
        yield turn
    hours = lane.hours_in_work(order.nth)
    if making.while_below is None:
        yield hours
    else:
        yield from work_while_below(world.kernel, order.shelf, making.while_below, hours)
    order.made = True
    if lane.may_cross:
        making.unshipped.remove(order)
        send(world, order)
    while making.unshipped and making.unshipped[0].made:
        send(world, making.unshipped.popleft())
    making.places.release()


def send(world: World, order: ReplenishmentOrder) -> None:
    """The units are set aside: they leave at once, unless there is a dock to pass or a carrier to wait for."""
    lane = order.lane
    if lane.source is not None:
        order.bad = lane.source.bad_out
    if not lane.straight:
        world.fulfil(order)
        return
    order.freight, order.shipment = lane.freight, order.number
    if lane.disruption is None:
        set_off(world, order)
    else:
        ship(world, order)


def ship(world: World, order: ReplenishmentOrder) -> None:
    """The units leave the source, unless a disruption holds them up."""
    disruption = order.lane.disruption
    if disruption is not None and disruption.on:
        disruption.waiting.append(order)
        write_held(world, order)
    else:
        set_off(world, order)


def set_off(world: World, order: ReplenishmentOrder) -> None:
    """The units are on their way."""
    lane = order.lane
    order.shipped = now = world.kernel._now
    due = now + (lane.transit(order.nth) if lane.transit_hours is None else lane.transit_hours)
    if lane.may_cross:
        world.kernel.at(due, world.arrive, order)
        return
    if due < lane.last_due:
        due = lane.last_due
    lane.last_due = due
    pipeline = lane.pipeline
    pipeline.append((due, order))
    if len(pipeline) == 1:
        world.kernel.put(due, lane.bell)


def lend(world: World, giver: Shelf, debtor: Shelf, claim: Claim, hours: float) -> None:
    """A shelf served somebody whom another one owes: what comes in there next goes on to it, and takes so many hours."""
    kernel = world.kernel
    lane = Lane(world.luck, NONE)
    lane.source, lane.source_code = debtor, debtor.location
    order = ReplenishmentOrder(giver, lane, world.orders_placed, NONE, claim.quantity, lane.unit_price, kernel._now)
    world.orders_placed += 1
    world.open_orders[order.number] = order

    def send_on() -> None:
        order.shipped = kernel._now
        order.bad = debtor.bad_out
        order.freight, order.shipment = giver.lane.freight, order.number
        kernel.at(kernel._now + hours, world.arrive, order)

    debtor.pass_on(claim, send_on)


def open_lane(world: World, lane: Lane) -> None:
    """Orders may set off on a lane from now on."""
    lane.bell = Timer(partial(first_arrives, world), lane)
    lane.disruption = world.disruptions.get(lane.source_code)


def first_arrives(world: World, lane: Lane) -> None:
    """The first order of a lane on which orders do not cross is due."""
    order = lane.pipeline.popleft()[1]
    if lane.pipeline:
        world.kernel.put(lane.pipeline[0][0], lane.bell)
    arrive(world, order)


def arrive(world: World, order: ReplenishmentOrder) -> None:
    """The units reach the location that ordered them, and its shelf as soon as the door is open."""
    shelf, now = order.shelf, world.kernel._now
    if shelf.dock is not None or order.fulfilment is not None:
        opens = knock(order, now)
        if opens > now:
            world.kernel.at(opens, world.arrive, order)
            return
    del world.open_orders[order.number]
    write_order(world, order, now)
    if order.bad:
        shelf.put_bad(order.bad)
    shelf.receive(order.quantity)


def knock(order: ReplenishmentOrder, now: float) -> float:
    """Units stand in front of the door, and come in when it opens."""
    steps, dock = order.fulfilment, order.shelf.dock
    if steps is None:
        order.fulfilment = steps = Fulfilment(order.shipped)
        steps.pick_start = steps.picked = order.shipped
    if steps.arrived != steps.arrived:
        steps.arrived = now
    opens = now if dock is None else dock.hours.next_open(now)
    if opens <= now and steps.hurried:
        order.shelf.units_hurried -= order.quantity
    return opens


def begin_reviews(world: World, shelf: Shelf) -> None:
    """A rule that looks at set times begins to do so."""
    assert shelf.rule.review is not None
    world.kernel.walk(periodic_review(shelf, to_tick(shelf.rule.review)))


def periodic_review(shelf: Shelf, every: float) -> Flow:
    """Look at the shelf at set times, the first time now, for as long as its rule stays in force."""
    before = shelf.rules_followed
    while shelf.rules_followed == before:
        shelf.review()
        yield every
