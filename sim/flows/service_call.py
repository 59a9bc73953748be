"""A service call, minute by minute: reported, answered, triaged, dispatched, visited until fixed, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.flows.intake import intake
from sim.flows.look_up import write_up
from sim.flows.predicted_parts import set_aside
from sim.flows.schedule import find_technician, try_again
from sim.flows.supersede import fit
from sim.flows.write import write_call
from sim.kernel import Flow, Signal
from sim.records import OUTCOMES
from sim.system.calls import PARTS_WAIT, TECHNICIAN, ServiceCall
from sim.system.workforce import Technician
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.work_orders import WorkOrder

FIXED = OUTCOMES.index("fixed")
SHIFT_ENDED = OUTCOMES.index("shift ended")
NO_ACCESS = OUTCOMES.index("no access")
NO_PARTS = OUTCOMES.index("part not on hand")
NEVER_DUE = float("inf")


def service_call(world: World, call: ServiceCall, order: WorkOrder | None = None, outcome: int = NO_PARTS) -> Flow:
    """From fault to restoration; or from the queue on, where the order is written already."""
    kernel, dispatcher = world.kernel, world.dispatcher
    if order is None:
        if not world.takes_in:
            call.reported = kernel._now
        elif (yield from intake(world, call)):
            close(world, call)
            return
        due = NEVER_DUE if call.site.promised is None and call.mode.due_within is None else due_time(call)
        order = dispatcher.write_order(kernel._now, due, call.priority, call.site, call.named)
    if call.parts_owed:
        yield from await_parts(world, call)
    while outcome != FIXED:
        technician: Technician | None
        if world.scheduling is not None:
            technician = yield from find_technician(world, call, order, outcome == SHIFT_ENDED)
        else:
            technician = dispatcher.request(order, outcome == SHIFT_ENDED)
        if technician is None:
            call.waits_for = TECHNICIAN
            technician = yield order.granted
            call.stages[TECHNICIAN] += kernel._now - order.asked
        outcome = yield from world.visit(world, call, order, technician)
        if call.diagnosed and order.wanted is not call.mode:
            yield from found_out(world, call, order)
        if outcome == NO_PARTS:
            order.parts_set_aside = True
            yield from await_parts(world, call)
        elif outcome == NO_ACCESS:
            yield from try_again(world, call)
    close(world, call)


def found_out(world: World, call: ServiceCall, order: WorkOrder) -> Flow:
    """What a visit found out goes into the work order, and the parts for it are set aside, if that is the policy."""
    world.dispatcher.rewrite(order, call.site, call.mode)
    if world.waits_for_parts and not call.parts_sought:
        set_aside(world, call, call.mode)
        yield from await_parts(world, call)


def await_parts(world: World, call: ServiceCall) -> Flow:
    """Wait until every part that the job still needs can be had."""
    kernel = world.kernel
    left = kernel._now
    call.waits_for = PARTS_WAIT
    if call.parts_owed:
        promised = Signal()
        call.on_parts = promised.happen
        if world.standing_still is not None:
            world.standing_still.setdefault(call.site.code, {})[call.number] = call
        yield promised
        call.on_parts = None
        if world.standing_still is not None:
            del world.standing_still[call.site.code][call.number]
    if call.parts_ready > kernel._now:
        yield call.parts_ready - kernel._now
    call.stages[PARTS_WAIT] += kernel._now - left


def due_time(call: ServiceCall) -> float:
    """When the call's first promise falls due, on the clock of its coverage hours; planned work by its own plan."""
    if call.mode.due_within is not None:
        return call.fault + call.mode.due_within
    if call.site.promised is None:
        return NEVER_DUE
    return float(call.site.coverage.after(call.reported, call.site.promised))


def close(world: World, call: ServiceCall) -> None:
    """The asset is up again."""
    if world.fitted is not None:
        fit(world, call)
    if call.mode.pages is not None:
        write_up(world, call, call.mode.pages)
    world.fleet.restore(call.socket, call.mode, call.fate)
    write_call(world, call, world.kernel._now)
    del world.open_calls[call.number]
