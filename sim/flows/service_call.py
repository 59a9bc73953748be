"""A service call, minute by minute: reported, answered, triaged, dispatched, visited until fixed, closed."""

from __future__ import annotations

from sim.flows.contact import contact
from sim.flows.visit import visit
from sim.flows.write import write_call
from sim.kernel import Flow
from sim.records import OUTCOMES
from sim.streams import REPORTING, unit
from sim.system.world import COVERAGE, PARTS_WAIT, TECHNICIAN, ServiceCall, World
from sim.system.world import REPORTING as REPORTING_STAGE

FIXED = OUTCOMES.index("fixed")
NO_PARTS = OUTCOMES.index("part not on hand")


def service_call(world: World, call: ServiceCall) -> Flow:
    """From fault to restoration."""
    kernel = world.kernel
    if call.mode.reporting is not None:
        delay = call.mode.reporting(unit(call.fate[REPORTING]))
        call.stages[REPORTING_STAGE] = delay
        yield delay
    call.reported = kernel._now
    if world.desk is not None:
        call.remote = yield from contact(world, world.desk, call)
    if not call.remote:
        coverage = call.site.coverage
        if not coverage.always:
            wait = coverage.next_open(kernel._now) - kernel._now
            if wait > 0.0:
                call.stages[COVERAGE] += wait
                yield wait
        yield from field_service(world, call)
    close(world, call)


def maintenance_task(world: World, call: ServiceCall) -> Flow:
    """Planned work goes to the field force directly."""
    call.reported = world.kernel._now
    yield from field_service(world, call)
    close(world, call)


def field_service(world: World, call: ServiceCall) -> Flow:
    """Send technicians until the work is done."""
    kernel = world.kernel
    dispatcher = world.dispatcher
    order = dispatcher.write_order(kernel._now, promise(call), call.priority, call.site, call.named)
    while True:
        technician = dispatcher.request(order)
        if technician is None:
            asked = kernel._now
            technician = yield order.granted
            call.stages[TECHNICIAN] += kernel._now - asked
        outcome = yield from visit(world, call, order, technician)
        if outcome == FIXED:
            return
        if call.diagnosed:
            dispatcher.rewrite(order, call.site, call.mode.skill, call.mode.level)
        if outcome == NO_PARTS:
            left = kernel._now
            yield from await_parts(world, call)
            call.stages[PARTS_WAIT] += kernel._now - left


def await_parts(world: World, call: ServiceCall) -> Flow:
    """Wait until every part that the job still needs can be had."""
    kernel = world.kernel
    if any(needed.filled != needed.filled for needed in call.parts):
        promised = kernel.event()
        call.on_parts = promised.succeed
        yield promised
        call.on_parts = None
    ready = max(needed.filled for needed in call.parts)
    if ready > kernel._now:
        yield ready - kernel._now


def promise(call: ServiceCall) -> float:
    """When the call's first promise falls due, on the clock of its coverage hours."""
    site = call.site
    target = site.response if site.response is not None else site.restoration
    if target is None:
        return float("inf")
    return float(site.coverage.after(call.reported, target))


def close(world: World, call: ServiceCall) -> None:
    """The asset is up again."""
    world.fleet.restore(call.socket, call.mode, call.fate)
    write_call(world, call, world.kernel._now)
    del world.open_calls[call.number]
