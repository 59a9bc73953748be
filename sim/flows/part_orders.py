"""An order for parts, from the customer's letter to his door: promised, set aside, picked, shipped, delivered; or lost, or cancelled."""

from __future__ import annotations

import math
from functools import partial

from sim.flows.fulfil import pick
from sim.flows.replenish import place_order, set_off
from sim.flows.supersede import newest
from sim.flows.write_part_orders import write_parcel, write_part_order
from sim.kernel import Flow
from sim.records import ORDER_ENDS
from sim.streams import ASKS_FOR, FAULT, GAP, GIVES_UP, PATIENT, UNITS, WANTS, unit
from sim.system.availability import Availability
from sim.system.dock import Fulfilment
from sim.system.lanes import ReplenishmentOrder
from sim.system.part_orders import LineInView, OrderLine, Parcel, PartOrder, PartOrders, Stream, WantedPart
from sim.system.stock import Shelf
from sim.system.world import World
from sim.units import to_tick

DELIVERED, LOST, CANCELLED = range(len(ORDER_ENDS))


def customers(world: World, book: PartOrders, stream: Stream) -> Flow:
    """Orders of a stream come, whatever has become of those before."""
    nth, moment = 0, 0.0
    while True:
        fate = world.luck.fate(stream.key, nth, FAULT)
        moment = stream.next_order(moment, unit(fate, GAP), 0.0)
        yield moment - world.kernel._now
        lines = wanted(world, book, stream, nth)
        if lines:
            now = world.kernel._now
            until = 0.0 if stream.wanted is None else stream.wanted(unit(fate, WANTS))
            patience = math.inf if stream.patience is None else stream.patience(unit(fate, PATIENT))
            order = PartOrder(stream, nth, now, now + until, lines)
            take_order(world, book, order, patience)
            if stream.cancels_after is not None and order.number in book.open:
                gives_up = order.promised + stream.cancels_after(unit(fate, GIVES_UP))
                world.kernel.at(gives_up, partial(cancel, world, book), order)
        nth += 1


def wanted(world: World, book: PartOrders, stream: Stream, nth: int) -> list[OrderLine]:
    """The lines of the n-th order of a stream."""
    lines = []
    for each in stream.parts:
        quantity = each.units
        if each.probability < 1.0 or each.draw is not None:
            fate = world.luck.fate(each.key, nth, FAULT)
            if unit(fate, ASKS_FOR) >= each.probability:
                continue
            if each.draw is not None:
                quantity = each.draw(unit(fate, UNITS))
        lines.append(OrderLine(each, quantity, serving(world, book, stream, each, quantity)))
    return lines


def serving(world: World, book: PartOrders, stream: Stream, wish: WantedPart, quantity: int) -> Availability:
    """The stock of a part, or of what has taken its place by now: what is left of the old one is used up first, if it is to be."""
    part = world.parts[wish.part]
    if part.successor is None or (part.used_up and wish.stock.on_hand(quantity, stream.priority)):
        return wish.stock
    return book.stocks[stream.way.location, newest(world, wish.part)]


def take_order(world: World, book: PartOrders, order: PartOrder, patience: float) -> None:
    """The customer is told a date. He orders elsewhere if that is too late; else the order stands."""
    now, stream = order.received, order.stream
    order.number = book.received
    book.received += 1
    order.begin = max(now, stream.way.begin(order.wanted))
    promise(order)
    if order.promised == math.inf or order.promised > order.wanted + patience:
        write_part_order(world, order, now, LOST)
        return
    book.open[order.number] = order
    if stream.reserves or order.begin <= now:
        ask(world, book, order)
        if order.begin > now:
            world.kernel.at(order.begin, partial(send, world, book), order)
    else:
        for line in order.lines:
            line.stock.bespoken += line.quantity
        world.kernel.at(order.begin, partial(call_off, world, book), order)


def promise(order: PartOrder) -> None:
    """Say when the customer will have each line, or all of them if they leave together; never before he wants them."""
    stream = order.stream
    for line in order.lines:
        hours = stream.promise.promise(LineInView(order, line))
        line.promised = max(order.wanted, order.received + to_tick(hours)) if hours < math.inf else math.inf
    order.promised = max(line.promised for line in order.lines)
    if stream.complete:
        for line in order.lines:
            line.promised = order.promised


def call_off(world: World, book: PartOrders, order: PartOrder) -> None:
    """Units that were only promised must leave now: the shelves are asked for them."""
    if order.number in book.open:
        for line in order.lines:
            line.stock.bespoken -= line.quantity
            line.stock = serving(world, book, order.stream, line.wanted, line.quantity)
        ask(world, book, order)


def ask(world: World, book: PartOrders, order: PartOrder) -> None:
    """The shelves set the units aside, or owe them."""
    for line in order.lines:
        line.asked = world.kernel._now
        if world.demand_seen is not None:
            world.demand_seen.units[line.stock.shelf.part] += line.quantity
        line.units_at_once = ask_shelf(world, book, order, line)
    order.settled = True
    send(world, book, order)


def ask_shelf(world: World, book: PartOrders, order: PartOrder, line: OrderLine) -> int:
    """Units that the shelf has at once; it owes the rest."""
    shelf, priority = line.stock.shelf, order.stream.priority
    if shelf.take(line.quantity, priority):
        line.set_aside = world.kernel._now
        return line.quantity
    claim = shelf.owe(line.quantity, priority, partial(come, world, book, order, line))
    if claim.missing:
        line.claim = claim
    return claim.quantity - claim.missing


def pass_on(world: World, book: PartOrders, part: int) -> None:
    """Another part takes this one's place: who waits for it, and has none set aside yet, waits for that one now."""
    for order in list(book.open.values()):
        for line in order.lines:
            claim = line.claim
            if claim is not None and line.stock.shelf.part == part and claim.missing == claim.quantity:
                line.stock.shelf.withdraw(claim)
                line.claim, line.stock = None, book.stocks[order.stream.way.location, newest(world, part)]
                ask_shelf(world, book, order, line)
        send(world, book, order)


def come(world: World, book: PartOrders, order: PartOrder, line: OrderLine) -> None:
    """What the shelf owed to a line is all there."""
    line.claim, line.set_aside = None, world.kernel._now
    if order.settled:
        send(world, book, order)


def send(world: World, book: PartOrders, order: PartOrder) -> None:
    """What is there leaves the shelf: all of the order, or line by line, and not before it is wanted."""
    now = world.kernel._now
    if now < order.begin:
        return
    open_lines = [line for line in order.lines if line.parcel is None and line.cancelled != line.cancelled]
    ready = [line for line in open_lines if line.set_aside == line.set_aside]
    if not ready or (order.stream.complete and len(ready) < len(open_lines)):
        return
    parcel = Parcel(order, book.parcels_begun, ready, Fulfilment(now))
    book.parcels_begun += 1
    book.parcels[parcel.number] = parcel
    order.on_way += 1
    for line in ready:
        line.parcel = parcel
    dock = parcel.lane.dock
    if dock is None:
        parcel.fulfilment.pick_start = parcel.fulfilment.picked = now
        load(world, book, parcel)
    else:
        parcel.on_picked = partial(load, world, book, parcel)
        dock.line_up(parcel, False)
        pick(world, dock)


def load(world: World, book: PartOrders, parcel: Parcel) -> None:
    """What is picked leaves at once, or with the next departure of its carrier; each parcel is a shipment of its own."""
    carrier = parcel.lane.carrier
    weight = sum(world.parts[line.stock.shelf.part].weight * line.quantity for line in parcel.lines)
    parcel.freight = parcel.lane.freight if carrier is None else carrier.price(weight)
    parcel.on_release = partial(hand_over, world, book, parcel)
    if carrier is None or carrier.departures is None:
        leave(parcel)
    else:
        world.kernel.at(carrier.leaves(world.kernel._now), leave, parcel)


def leave(parcel: Parcel) -> None:
    """A parcel goes out of the door, unless a disruption holds it up."""
    disruption = parcel.lane.disruption
    if disruption is not None and disruption.on:
        disruption.waiting.append(parcel)
    else:
        parcel.on_release()


def release(world: World, held: ReplenishmentOrder | Parcel) -> None:
    """What a disruption held up leaves."""
    if isinstance(held, Parcel):
        held.on_release()
    else:
        set_off(world, held)


def hand_over(world: World, book: PartOrders, parcel: Parcel) -> None:
    """A parcel is on its way."""
    parcel.shipped = now = world.kernel._now
    world.kernel.at(now + parcel.lane.hours_on_way(parcel.nth), partial(deliver, world, book), parcel)


def deliver(world: World, book: PartOrders, parcel: Parcel) -> None:
    """The customer has it; with his last line the order is done."""
    order = parcel.order
    parcel.delivered = world.kernel._now
    del book.parcels[parcel.number]
    write_parcel(world, parcel)
    order.on_way -= 1
    close(world, book, order)


def close(world: World, book: PartOrders, order: PartOrder) -> None:
    """Nothing is open any more: write down how it ended."""
    if order.on_way or any(line.parcel is None and line.cancelled != line.cancelled for line in order.lines):
        return
    cancelled = any(line.parcel is None for line in order.lines)
    del book.open[order.number]
    write_part_order(world, order, world.kernel._now, CANCELLED if cancelled else DELIVERED)


def cancel(world: World, book: PartOrders, order: PartOrder) -> None:
    """The customer waits no longer for what has not left the shelf."""
    if order.number not in book.open:
        return
    for line in order.lines:
        if line.parcel is None:
            line.cancelled = world.kernel._now
    for line in order.lines:
        if line.parcel is None:
            give_back(line)
    close(world, book, order)


def give_back(line: OrderLine) -> None:
    """What was set aside for a line lies on the shelf again, and what it was owed is owed no more."""
    shelf = line.stock.shelf
    if line.asked != line.asked:
        line.stock.bespoken -= line.quantity
        return
    missing = 0
    if line.claim is not None:
        missing, claim = line.claim.missing, line.claim
        line.claim = None
        shelf.withdraw(claim)
    if line.quantity > missing:
        shelf.take_back(line.quantity - missing)


def order_and_note(world: World, stock: Availability, shelf: Shelf, quantity: int) -> int:
    """Place a replenishment order, and remember that its units will come."""
    number = world.orders_placed
    coming = place_order(world, shelf, quantity)
    order = world.open_orders[number]
    if not order.lane.shut:
        stock.coming[number] = order
    return coming
