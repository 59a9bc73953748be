"""From a fault to its work order: noticed, looked up, reported, answered and triaged, held until the hours of its coverage."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sim.flows.contact import contact
from sim.flows.look_up import look_up
from sim.flows.predicted_parts import set_aside
from sim.records import REASONS
from sim.streams import REPORTING, unit
from sim.system.calls import COVERAGE, ServiceCall
from sim.system.calls import REPORTING as REPORTING_STAGE
from sim.system.world import World

BREAKDOWN = REASONS.index("breakdown")


def takes_in(world: World) -> bool:
    """Whether anything at all may lie between a fault and its work order; most calls of a plain scenario need not ask for each of it."""
    fleet = world.fleet
    sites = world.every_site()
    own_way = any(mode.reporting is not None or mode.pages is not None for mode in fleet.modes)
    return own_way or world.desk is not None or world.waits_for_parts or not all(site.coverage.always for site in sites)


def intake(world: World, call: ServiceCall) -> Generator[Any, Any, bool]:
    """Everything before the work order; True when the call ends here. Planned maintenance goes to the field force directly."""
    kernel = world.kernel
    if call.mode.reporting is not None:
        delay = call.mode.reporting(unit(call.fate, REPORTING))
        yield delay
        call.stages[REPORTING_STAGE] = delay
    pages = call.mode.pages
    if pages is not None and (yield from look_up(world, call, pages)):
        return True
    call.reported = kernel._now
    if call.mode.reason != BREAKDOWN:
        if world.waits_for_parts and call.mode.needs:
            set_aside(world, call, call.mode)
        return False
    if world.desk is not None and (yield from contact(world, world.desk, call)):
        return True
    if world.waits_for_parts:
        set_aside(world, call, call.named)
    coverage = call.site.coverage
    if not coverage.always and not coverage.is_open(kernel._now):
        call.waits_for = COVERAGE
        wait = coverage.next_open(kernel._now) - kernel._now
        yield wait
        call.stages[COVERAGE] += wait
    return False
