"""Orders for parts and the parcels that go out to customers, as rows of the records."""

from __future__ import annotations

import math

from sim.records import NEVER, NONE
from sim.system.part_orders import OrderLine, Parcel, PartOrder, PartOrders
from sim.system.world import World


def write_part_order(world: World, order: PartOrder, ended: float, end: int) -> None:
    """One row for the order, and one for each of its lines."""
    world.log.sales_orders.write(
        order.number, order.stream.code, order.received, order.wanted, _date(order.promised), ended, end, len(order.lines)
    )
    for line in order.lines:
        write_line(world, order, line)


def write_line(world: World, order: PartOrder, line: OrderLine) -> None:
    """One row for the line."""
    parcel = line.parcel
    world.log.sales_lines.write(
        order.number,
        order.stream.code,
        line.stock.shelf.part,
        order.stream.way.location,
        line.quantity,
        _date(line.promised),
        line.asked,
        line.units_at_once,
        line.set_aside,
        line.cancelled,
        NONE if parcel is None else parcel.number,
        NEVER if parcel is None else parcel.shipped,
        NEVER if parcel is None else parcel.delivered,
    )


def write_parcel(world: World, parcel: Parcel) -> None:
    """One row for the parcel."""
    steps, carrier = parcel.fulfilment, parcel.lane.carrier
    world.log.sales_shipments.write(
        parcel.number,
        parcel.order.number,
        parcel.lane.location,
        NONE if carrier is None else carrier.code,
        len(parcel.lines),
        steps.ready,
        steps.pick_start,
        steps.picked,
        parcel.shipped,
        parcel.delivered,
        parcel.freight,
    )


def write_open_part_orders(world: World) -> None:
    """At the horizon: orders and parcels that are open go into the records as open."""
    book = world.part_orders or PartOrders()
    for parcel in book.parcels.values():
        write_parcel(world, parcel)
    for order in book.open.values():
        write_part_order(world, order, NEVER, NONE)


def _date(promised: float) -> float:
    """What was promised; nothing where nothing could be."""
    return promised if promised < math.inf else NEVER
