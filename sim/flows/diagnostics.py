"""Tests that name a fault: from afar before a visit, and on site."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sim.records import NONE, TESTS
from sim.streams import ACCURACY, REMOTE_TEST_SAYS, REMOTE_TEST_TIME, TEST, unit
from sim.system.calls import ServiceCall, Visit
from sim.system.diagnostics import name_fault
from sim.system.world import World

REMOTE, ON_SITE = (TESTS.index(test) for test in ("remote", "on site"))


def remote_test(world: World, call: ServiceCall) -> Generator[Any, Any, None]:
    """The machine is tested from afar while the customer is on the line; what the test says goes into the work order."""
    test = call.mode.remote_test
    assert test is not None
    luck = world.luck.fate(call.key, call.nth, TEST)
    begun = world.kernel._now
    if test.time is not None:
        yield test.time(unit(luck, REMOTE_TEST_TIME))
    before = call.named
    call.named = name_fault(call.mode, unit(luck, REMOTE_TEST_SAYS), *test.says)
    world.log.tests.write(call.number, NONE, REMOTE, begun, world.kernel._now, before.code, call.named.code, test.cost)


def note_finding(world: World, call: ServiceCall, trip: Visit, accuracy: float) -> None:
    """What the technician takes the fault for goes into the records."""
    mode = call.mode
    assert mode.on_site is not None
    trip.believed = believed = name_fault(mode, unit(trip.luck, ACCURACY), accuracy, mode.on_site.errors)
    world.log.tests.write(call.number, trip.number, ON_SITE, trip.arrived, trip.diagnosed, call.named.code, believed.code, 0.0)
