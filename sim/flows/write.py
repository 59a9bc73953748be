"""Writing what happened: the one place that knows the order of the records' columns."""

from __future__ import annotations

from sim.records import NEVER, NONE
from sim.system.world import Core, ServiceCall, Visit, World


def write_call(world: World, call: ServiceCall, restored: float) -> None:
    """One row for the call, and one for each part it asked for."""
    mode = call.mode
    needed = 0
    for part in call.parts:
        needed += part.quantity
        world.log.demands.write(
            call.number,
            part.visit,
            part.part,
            part.quantity,
            part.location,
            part.asked,
            part.at_once,
            part.supply,
            part.source,
            part.filled,
            part.freight,
        )
    world.log.calls.write(
        call.number,
        mode.reason,
        call.asset,
        call.site.code,
        mode.code,
        call.named.code,
        call.nth,
        mode.effect,
        call.site.offer,
        call.priority,
        call.fault,
        call.reported,
        call.answered,
        call.triaged,
        call.dispatched,
        call.arrived,
        restored,
        call.remote,
        call.contacts,
        call.visits,
        call.fixed_first_visit,
        call.miss,
        needed,
        call.parts_at_hand,
        *call.stages,
    )


def write_visit(world: World, call: ServiceCall, trip: Visit, left: float, outcome: int) -> None:
    """One row for the visit."""
    technician = trip.technician
    overtime = 0.0
    if not technician.shift.always and left == left:
        overtime = left - trip.dispatched - technician.shift.hours_between(trip.dispatched, left)
    world.log.visits.write(
        trip.number,
        call.number,
        trip.nth,
        technician.code,
        call.site.code,
        trip.asked,
        trip.dispatched,
        trip.arrived,
        trip.diagnosed,
        trip.parts_ready,
        left,
        trip.travel,
        trip.waiting,
        trip.work,
        overtime,
        trip.km,
        trip.duty,
        outcome,
    )


def write_core(world: World, core: Core, ended: float, location: int) -> None:
    """One row for the core."""
    world.log.cores.write(
        core.number,
        core.call,
        core.part,
        core.removed,
        core.received,
        core.inspected,
        core.no_fault_found,
        core.disposition,
        core.shop_start,
        core.shop_end,
        core.good,
        ended,
        location if core.good else NONE,
    )


def write_open(world: World) -> None:
    """At the horizon: everything that is still open goes into the records as open."""
    for call in world.open_calls.values():
        if call.visit is not None:
            write_visit(world, call, call.visit, NEVER, NONE)
        write_call(world, call, NEVER)
    for core in world.open_cores.values():
        write_core(world, core, NEVER, NONE)
    for number, (rang, answered) in world.open_contacts.items():
        world.log.contacts.write(number, rang, answered, NEVER, False)
    for order in world.open_orders.values():
        shelf = order.shelf
        world.log.orders.write(
            order.number, shelf.location, shelf.source_code, shelf.part, order.quantity, order.ordered, order.shipped, NEVER
        )
