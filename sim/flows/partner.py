"""A job in the hands of a partner: its people travel, find the fault, bring parts of their own, repair or come back.

What is written into a stage of the call has passed already, so that a job that is open at the horizon needs no corrections.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.flows.lend import visit_with_tool
from sim.flows.visit import FIXED, NO_PARTS, REPAIR_FAILED, WRONG_DIAGNOSIS, WRONG_SKILL, visit
from sim.flows.write import write_partner_visit
from sim.streams import ACCURACY, DELAY, DIAGNOSIS, ON_HAND, PARTNER, REPAIR, SUCCESS, TRAVEL, unit
from sim.system.calls import DIAGNOSIS as DIAGNOSIS_STAGE
from sim.system.calls import PARTS_WAIT, REWORK, TECHNICIAN, ServiceCall
from sim.system.calls import REPAIR as REPAIR_STAGE
from sim.system.partners import DispatcherWithPartners, Partner, PartnerVisit
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.work_orders import WorkOrder
    from sim.system.workforce import Technician

Steps = Generator[Any, Any, int]


def visit_by(world: World, call: ServiceCall, order: WorkOrder, who: Technician | Partner) -> Steps:
    """Whoever is sent goes; what he does not finish is not offered to partners again."""
    order.partners = ()
    if isinstance(who, Partner):
        return partner_job(world, call, order, who)
    return (visit if order.wanted.tool is None else visit_with_tool)(world, call, order, who)


def partner_job(world: World, call: ServiceCall, order: WorkOrder, partner: Partner) -> Steps:
    """All visits that the partner makes; returns how the last one ended: fixed, or not and it is ours again."""
    dispatcher = world.dispatcher
    assert isinstance(dispatcher, DispatcherWithPartners)
    kernel, asked, done = world.kernel, order.asked, False
    while not done:
        call.visits += 1
        trip = PartnerVisit(world.partner_visits_begun, call.visits, partner, asked, kernel._now)
        world.partner_visits_begun += 1
        world.partner_visits[call.number] = trip
        outcome = yield from partner_visit(world, call, trip)
        leave(world, call, trip, outcome)
        if outcome == NO_PARTS:
            yield from spend(call, PARTS_WAIT, call.parts_ready - kernel._now)
        else:
            done = outcome in (FIXED, WRONG_SKILL) or partner.hands_back
        asked = kernel._now
    kernel.at(kernel._now, dispatcher.job_done, partner)
    return outcome


def spend(call: ServiceCall, stage: int, hours: float) -> Generator[Any, Any, None]:
    """Let hours of one stage of the call pass."""
    call.waits_for = stage
    if hours > 0.0:
        yield hours
        call.stages[stage] += hours


def partner_visit(world: World, call: ServiceCall, trip: PartnerVisit) -> Steps:
    """One trip to the site; returns how it ended, as our own visits do."""
    partner, mode, kernel = trip.partner, call.mode, world.kernel
    luck = call.fate if trip.nth == 1 else world.luck.fate(call.key, call.nth, trip.nth)
    if trip.nth == 1:
        call.dispatched = trip.dispatched
    yield from spend(call, TECHNICIAN, partner.response(unit(luck, TRAVEL)) if partner.response is not None else 0.0)
    trip.arrived = kernel._now
    if call.arrived != call.arrived:
        call.arrived = trip.arrived

    if not call.diagnosed:
        yield from spend(call, DIAGNOSIS_STAGE, mode.diagnosis(unit(luck, DIAGNOSIS)) if mode.diagnosis is not None else 0.0)
    trip.diagnosed = kernel._now
    if not call.diagnosed:
        accuracy = mode.accuracy * partner.diagnosis
        if accuracy < 1.0 and unit(luck, ACCURACY) >= accuracy:
            return WRONG_DIAGNOSIS
        call.diagnosed = True
    if not partner.can_do(mode.skill, mode.level, call.site.region):
        return WRONG_SKILL

    if not call.parts_sought:
        call.parts_sought = True
        delay = own_parts(world, call, trip)
        call.parts_at_hand = delay == 0.0
        if delay > 0.0:
            call.parts_ready = kernel._now + delay
            return NO_PARTS

    attempt = call.attempts + 1
    law = mode.repair if partner.work is None else partner.work
    fate = call.fate if attempt == 1 else world.luck.fate(call.key, call.nth, attempt)
    hours = law(unit(fate, REPAIR)) if law is not None else 0.0
    if hours > 0.0 and world.begin_work is not None:
        world.begin_work(call, kernel._now)
    yield from spend(call, REPAIR_STAGE if attempt == 1 else REWORK, hours)
    call.attempts = attempt
    success = mode.success * partner.repair_success
    if success < 1.0 and world.luck.draw(call.key, call.nth, attempt, SUCCESS) >= success:
        return REPAIR_FAILED
    return FIXED


def own_parts(world: World, call: ServiceCall, trip: PartnerVisit) -> float:
    """The hours until the partner has every part that the job needs: none where it has brought them all."""
    partner, longest = trip.partner, 0.0
    for part, quantity in call.needs(world.luck):
        luck = world.luck.fate(call.key, call.nth, PARTNER + part)
        delay = 0.0
        if unit(luck, ON_HAND) >= partner.parts_on_hand and partner.parts_delay is not None:
            delay = partner.parts_delay(unit(luck, DELAY))
        world.log.partner_parts.write(call.number, trip.number, part, quantity, world.kernel._now, delay)
        longest = max(longest, delay)
    return longest


def leave(world: World, call: ServiceCall, trip: PartnerVisit, outcome: int) -> None:
    """The visit is over, and judged as one of ours would be."""
    if trip.nth == 1:
        if outcome == FIXED:
            call.fixed_first_visit = True
        else:
            call.miss = outcome - 1
    del world.partner_visits[call.number]
    write_partner_visit(world, call, trip, world.kernel._now, outcome)
