"""Machines of a revision that the office may not know: parts are packed for the commonest one, and the first visit finds out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from sim.flows.intake import intake
from sim.flows.retrofit import end_retrofit, take_kit
from sim.flows.service_call import close, due_time, service_call
from sim.kernel import Flow
from sim.records import KNOWN_BY, OUTCOMES
from sim.system.calls import ServiceCall
from sim.system.configuration import Configuration
from sim.system.modes import Mode
from sim.system.work_orders import WorkOrder
from sim.system.workforce import Technician
from sim.system.world import World

BY_AUDIT, BY_VISIT = KNOWN_BY.index("audit"), KNOWN_BY.index("visit")
NO_PARTS, SHIFT_ENDED, NO_ACCESS = (OUTCOMES.index(each) for each in ("part not on hand", "shift ended", "no access"))
Visit = Callable[[World, ServiceCall, WorkOrder, Any], Generator[Any, Any, int]]


def configured_call(world: World, call: ServiceCall, *begun: Any) -> Flow:
    """A call at a machine of some revision, and what it changes of it."""
    configuration = world.configuration
    assert configuration is not None
    if not begun and call.asset in configuration.unknown:
        if (yield from intake(world, call)):
            close(world, call)
            return
        call.named = configuration.as_registered(call.asset, call.named)
        begun = (world.dispatcher.write_order(world.kernel._now, due_time(call), call.priority, call.site, call.named),)
    yield from service_call(world, call, *begun)
    if call.asset in configuration.revision_of:
        end_retrofit(world, configuration, call)


def audit_the_base(world: World, configuration: Configuration, at: float) -> Flow:
    """Somebody goes through the base, and asks or looks which revision each machine has."""
    if at > 0.0:
        yield at
    for asset in configuration.to_audit:
        if asset in configuration.unknown and world.fleet.left[asset] > at:
            learn(world, configuration, asset, BY_AUDIT)


def learn(world: World, configuration: Configuration, asset: int, known_by: int) -> None:
    """The office knows the revision from now on; campaigns that passed the machine over come to it after all."""
    revision, believed = configuration.revision_of[asset], configuration.believed(asset)
    configuration.unknown.remove(asset)
    world.log.configurations.write(asset, world.kernel._now, revision, known_by)
    for retrofit in configuration.retrofits.get(revision, ()) if believed != revision else ():
        retrofit.to_visit.append(asset)


def visit_to_look(visit: Visit, world: World, call: ServiceCall, order: WorkOrder, technician: Any) -> Generator[Any, Any, int]:
    """A visit after which the office knows the revision; who goes may have a kit for a retrofit with him."""
    configuration = world.configuration
    assert configuration is not None
    if isinstance(technician, Technician):
        take_kit(world, configuration, call, technician)
    wanted = order.wanted
    outcome = yield from visit(world, call, order, technician)
    if call.asset in configuration.unknown and (call.diagnosed or outcome not in {SHIFT_ENDED, NO_ACCESS}):
        find_out(world, configuration, call, wanted, outcome)
    return outcome


def find_out(world: World, configuration: Configuration, call: ServiceCall, wanted: Mode, outcome: int) -> None:
    """Somebody has seen the machine; where it is not what the office took it for, that may have cost the visit."""
    asset, now = call.asset, world.kernel._now
    revision, believed = configuration.revision_of[asset], configuration.believed(asset)
    learn(world, configuration, asset, BY_VISIT)
    if believed != revision:
        packed = wanted is configuration.taken_for.get(call.mode)
        world.log.wrong_revisions.write(call.number, asset, now, believed, revision, packed, packed and outcome == NO_PARTS)
