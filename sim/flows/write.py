"""Writing what happened: the one place that knows the order of the records' columns."""

from __future__ import annotations

from collections.abc import Sequence

from sim.flows.study import write_studies
from sim.records import NEVER, NONE
from sim.system.calls import COVERAGE, DIAGNOSIS, NO_END, PARTS_WAIT, REPAIR, REWORK, TRAVEL, PartNeeded, ServiceCall, Visit
from sim.system.desk import Desk
from sim.system.disruption import Disruption
from sim.system.lanes import ReplenishmentOrder
from sim.system.partners import PartnerVisit
from sim.system.returns import Core, Replacement, ShopStay
from sim.system.tools import ToolDispatcher
from sim.system.world import World


def write_call(world: World, call: ServiceCall, restored: float) -> None:
    """One row for the call, and one for each part it asked for."""
    calls = world.log.calls
    mode = call.mode
    needed = write_demands(world, call, call.parts) if call.parts else 0
    if call.rows_first is not None:
        needed = sum(part.quantity for part in call.parts[: call.rows_first])
    if call.set_aside:
        write_demands(world, call, call.set_aside)
    calls.keep(
        calls.pack(
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
            call.lost,
            call.contacts,
            call.visits,
            call.fixed_first_visit,
            call.miss,
            needed,
            call.parts_at_hand,
            *call.stages,
        )
    )


def write_demands(world: World, call: ServiceCall, parts: Sequence[PartNeeded]) -> int:
    """One row for each part that was asked for; returns the units of all."""
    demands, number, units = world.log.demands, call.number, 0
    for part in parts:
        quantity = part.quantity
        units += quantity
        demands.keep(
            demands.pack(
                number,
                part.visit,
                part.part,
                quantity,
                part.location,
                part.asked,
                part.at_once,
                quantity if part.at_once else part.units_at_once,
                part.supply,
                part.source,
                part.filled,
                part.freight,
            )
        )
    return units


def write_visit(world: World, call: ServiceCall, trip: Visit, left: float, outcome: int) -> None:
    """One row for the visit."""
    visits = world.log.visits
    technician = trip.technician
    overtime = 0.0
    if outcome != NONE and not technician.shift.always:
        overtime = left - trip.dispatched - technician.shift.hours_between(trip.dispatched, left)
    visits.keep(
        visits.pack(
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
            trip.waiting + trip.outside,
            trip.work,
            overtime,
            trip.km,
            trip.duty,
            outcome,
        )
    )


def write_door(world: World, call: ServiceCall, trip: Visit, waited: float, let_in: bool) -> None:
    """One row for the time at a door that was not opened at once."""
    world.log.doors.write(trip.number, call.number, world.kernel._now - waited, waited, let_in)


def write_appointment(world: World, call: ServiceCall, arrived: float) -> None:
    """One row for the window that the customer was promised, if he was promised any."""
    promised = call.appointment
    if promised is None or promised.begin == NO_END:
        return
    world.log.appointments.write(call.number, promised.booked, promised.begin, promised.end, arrived)


def write_partner_visit(world: World, call: ServiceCall, trip: PartnerVisit, left: float, outcome: int) -> None:
    """One row for the visit of a partner's people."""
    world.log.partner_visits.write(
        trip.number,
        call.number,
        trip.nth,
        trip.partner.code,
        call.site.code,
        trip.asked,
        trip.dispatched,
        trip.arrived,
        trip.diagnosed,
        left,
        outcome,
    )


def write_open_partner_visits(world: World) -> None:
    """At the horizon: whose people are on their way, or at a site."""
    for number, trip in world.partner_visits.items():
        write_partner_visit(world, world.open_calls[number], trip, NEVER, NONE)


def write_core(world: World, core: Core, ended: float) -> None:
    """One row for the core."""
    world.log.cores.write(
        core.number,
        core.call,
        core.part,
        core.removed,
        core.received,
        core.inspection_start,
        core.inspected,
        core.no_fault_found,
        core.disposition,
        core.shop_start,
        core.shop_end,
        core.repairs,
        core.testing,
        core.good,
        ended,
        core.shelf.location if core.good else NONE,
    )


def write_replacement(world: World, core: Core, need: Replacement, filled: float) -> None:
    """One row for modules that a core needs."""
    world.log.replacements.write(core.number, need.part, need.quantity, need.location, need.asked, filled)


def write_stay(world: World, core: Core, stay: ShopStay, ended: float) -> None:
    """One row for the core's stay in a shop."""
    world.log.repairs.write(
        core.number,
        stay.shop.code,
        stay.step + 1,
        stay.came,
        stay.begun,
        ended,
        stay.repairs,
        stay.on_bench,
        stay.testing,
        core.good,
        stay.repairs * stay.cost * (1.0 if core.grade is None else core.grade.cost),
    )


def write_inspection(world: World, core: Core, earned: float) -> None:
    """One row for the inspection of a core."""
    grade = NONE if core.grade is None else core.grade.code
    world.log.inspections.write(core.number, core.inspected, grade, core.defective, core.repair_cost, earned)


def write_journey(world: World, core: Core) -> None:
    """One row for the way of a core from the machine to the inspection."""
    journey = core.journey
    assert journey is not None
    world.log.journeys.write(
        core.number,
        journey.home,
        core.removed,
        journey.kept,
        journey.handed_in,
        journey.sent,
        journey.shipment,
        journey.arrived,
        journey.receiving_start,
        journey.given_up,
        journey.deposit,
        journey.refunded,
        journey.forfeited,
    )


def write_order(world: World, order: ReplenishmentOrder, received: float) -> None:
    """One row for the replenishment order, and one for its way through docks and trucks."""
    steps = order.fulfilment
    if steps is not None:
        world.log.fulfilment.write(order.number, steps.ready, steps.pick_start, steps.picked, steps.arrived)
    orders, shelf = world.log.orders, order.shelf
    orders.keep(
        orders.pack(
            order.number,
            shelf.location,
            order.lane.source_code,
            shelf.part,
            order.quantity,
            order.unit_price,
            order.ordered,
            order.shipped,
            received,
            order.freight,
            order.shipment,
            NONE if order.lane.carrier is None else order.lane.carrier.code,
        )
    )


def write_disruption(world: World, door: Disruption, recovered: float) -> None:
    """One row for a disruption of a location."""
    world.log.disruptions.write(door.location, door.begin, door.end, recovered)


def write_held(world: World, order: ReplenishmentOrder) -> None:
    """One row for an order that a disruption holds up from now on."""
    world.log.held_orders.write(order.number, order.lane.source_code, world.kernel._now)


def break_off(call: ServiceCall, trip: Visit, now: float) -> None:
    """Take back what of a running visit lies beyond now: flows write a delay down when it begins."""
    beyond = sum(call.stages) - (now - call.fault)
    hands_on = REPAIR if call.attempts == 0 else REWORK
    for stage, clock in (
        (hands_on, "work"),
        (PARTS_WAIT, "waiting"),
        (DIAGNOSIS, "work"),
        (COVERAGE, "outside"),
        (TRAVEL, "travel"),
    ):
        back = min(beyond, getattr(trip, clock), call.stages[stage])
        call.stages[stage] -= back
        setattr(trip, clock, getattr(trip, clock) - back)
        beyond -= back
    if trip.arrived > now:
        trip.arrived = NEVER
    elif call.arrived != call.arrived:
        call.arrived = trip.arrived
    if trip.diagnosed > now:
        trip.diagnosed = NEVER
    if trip.parts_ready > now:
        trip.parts_ready = NEVER


def number(world: World, trip: Visit) -> None:
    """A drive that nobody broke off has become a visit."""
    if trip.number == NONE:
        trip.number = world.visits_begun
        world.visits_begun += 1


def write_open(world: World) -> None:
    """At the horizon: everything that is still open goes into the records as open."""
    now = world.kernel._now
    for call in world.open_calls.values():
        if call.visit is not None:
            number(world, call.visit)
            break_off(call, call.visit, now)
            write_visit(world, call, call.visit, NEVER, NONE)
        call.stages[call.waits_for] += now - call.fault - sum(call.stages)
        write_appointment(world, call, NEVER)
        for part in call.parts:
            if part.filled > now:
                part.filled = NEVER
        write_call(world, call, NEVER)
    write_open_partner_visits(world)
    for core in world.open_cores.values():
        write_open_core(world, core, now)
    if world.desk is not None:
        write_open_desk(world, world.desk)
    for door in world.disruptions.values():
        if door.on:
            write_disruption(world, door, NEVER)
    for order in world.open_orders.values():
        write_order(world, order, NEVER)
    if isinstance(world.dispatcher, ToolDispatcher):
        world.dispatcher.write_open()
    write_studies(world)
    write_open_revisions(world)


def write_open_revisions(world: World) -> None:
    """What authors are at."""
    for document in world.documents:
        for begun in document.revised_since:
            world.log.writing.write(document.code, NONE, begun, NEVER, document.hours)


def write_open_core(world: World, core: Core, now: float) -> None:
    """What a core has come to so far."""
    write_core(world, core, NEVER)
    for need in core.needs:
        write_replacement(world, core, need, NEVER)
    if core.stay is not None and world.returns is not None and world.returns.keeps_stays:
        core.stay.on_bench -= max(core.stay.off_bench - now, 0.0)
        write_stay(world, core, core.stay, NEVER)
    if core.journey is not None and core.received != core.received:
        write_journey(world, core)


def write_open_desk(world: World, desk: Desk) -> None:
    """Contacts, and what is open before and behind the hotline."""
    for number, (rang, answered) in world.open_contacts.items():
        world.log.contacts.write(number, rang, answered, NEVER, False, False)
    if desk.portal is not None:
        for number, began in desk.portal.inside.items():
            world.log.portal_visits.write(number, began, NEVER, False)
    if desk.call_back is not None:
        for number, asked in desk.call_back.asked.items():
            world.log.call_backs.write(number, asked, NEVER)
    if desk.second_line is not None:
        for number, (handed_on, begun) in desk.second_line.open_tickets.items():
            world.log.escalations.write(number, handed_on, begun, NEVER, False)
