"""A core from the machine to the inspection, step by step: handed in, sent off with others, received; given up when it does not come."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any

from sim.flows.write import write_journey
from sim.kernel import Signal
from sim.streams import (
    CORE_LATE,
    CORE_LATE_BY,
    CORE_MISSING,
    CORE_RECEIVING,
    CORE_TRANSIT,
    FAULT,
    RETURN,
    TRANSIT,
    Fate,
    unit,
)
from sim.system.calls import ServiceCall
from sim.system.movements import CORE_GIVEN_UP
from sim.system.returns import Core, Journey, ReturnsLoop, WayBack
from sim.system.workforce import Technician
from sim.system.world import World

NEVER_ENDS = float("inf")


def begin_journey(world: World, way: WayBack, call: ServiceCall, core: Core, deposit: float) -> None:
    """The unit is out of the machine: the customer pays the deposit, and the company waits for the unit, but not for ever."""
    assert call.visit is not None
    technician, now = call.visit.technician, world.kernel._now
    leaves_site = end_of_duty(technician, now) if way.at_shift_end else now
    core.journey = journey = Journey(technician.home_code, leaves_site, deposit)
    if way.given_up_after is not None:
        world.kernel.at(now + way.given_up_after, partial(give_up, core, journey), now + way.given_up_after)
    if journey.deposit and way.deposit_window is not None:
        world.kernel.at(now + way.deposit_window, partial(forfeit, core, journey), now + way.deposit_window)


def end_of_duty(technician: Technician, now: float) -> float:
    """When he comes home from his shift, or from his hours on call; now, where he is beyond them or never off duty."""
    for calendar in (technician.shift, technician.on_call):
        if calendar is not None and now < calendar.open_until(now) < NEVER_ENDS:
            return calendar.open_until(now)
    return now


def give_up(core: Core, journey: Journey, now: float) -> None:
    """It has not been received for so long that the shelf expects it no longer."""
    if core.received != core.received:
        journey.given_up = now
        if core.counted:
            core.counted = False
            core.shelf.give_up_core(CORE_GIVEN_UP)


def forfeit(core: Core, journey: Journey, now: float) -> None:
    """The window of the deposit closes; who has not returned the unit loses it."""
    if core.received != core.received:
        journey.forfeited = now


def way_back(world: World, loop: ReturnsLoop, way: WayBack, core: Core, luck: Fate) -> Generator[Any, Any, bool]:
    """From the machine to the inspection; False for a unit that never comes."""
    kernel, journey = world.kernel, core.journey
    assert journey is not None
    fate = world.luck.fate(core.key, core.fault_number, RETURN + core.nth)
    if unit(fate, CORE_MISSING) < world.parts[core.part].missing:
        journey.kept = True
        return False
    if way.late_by is not None and unit(fate, CORE_LATE) < way.late:
        yield way.late_by(unit(fate, CORE_LATE_BY))
    elif journey.leaves_site > kernel._now:
        yield journey.leaves_site - kernel._now
    journey.handed_in = kernel._now
    if way.consolidates:
        hours = yield from leave_together(world, loop, way, core, journey.home)
    else:
        hours = 0.0 if loop.transit is None else loop.transit(unit(luck, CORE_TRANSIT))
    journey.sent = kernel._now
    yield hours
    journey.arrived = kernel._now
    yield from receive(world, way, core, journey, fate)
    if journey.given_up == journey.given_up and loop.counts_from_removal:
        core.count()
    return True


def leave_together(world: World, loop: ReturnsLoop, way: WayBack, core: Core, home: int) -> Generator[Any, Any, float]:
    """Wait at home for the next shipment; returns the hours that it is on the way."""
    dock = way.homes[home]
    if way.ship_units is not None and len(dock.waiting) + 1 >= way.ship_units:
        dock.waiting.append((core, None))
        return ship_cores(world, loop, way, home)
    if way.ship_every is not None and not dock.waiting:
        due = (world.kernel._now // way.ship_every + 1.0) * way.ship_every
        world.kernel.at(due, partial(truck_leaves, world, loop, way), home)
    turn = Signal()
    dock.waiting.append((core, turn))
    hours: float = yield turn
    return hours


def truck_leaves(world: World, loop: ReturnsLoop, way: WayBack, home: int) -> None:
    """It is time for a shipment, unless the cores that it was for have left as a full lot."""
    if way.homes[home].waiting:
        ship_cores(world, loop, way, home)


def ship_cores(world: World, loop: ReturnsLoop, way: WayBack, home: int) -> float:
    """All cores that wait at a home leave as one shipment; returns the hours that it is on the way."""
    dock = way.homes[home]
    together, dock.waiting = dock.waiting, []
    number = world.core_shipments
    world.core_shipments = number + 1
    world.log.core_shipments.write(number, home, world.kernel._now, len(together))
    hours = 0.0 if loop.transit is None else loop.transit(world.luck.draw(dock.key, dock.shipments, FAULT, TRANSIT))
    dock.shipments += 1
    for core, turn in together:
        assert core.journey is not None
        core.journey.shipment = number
        if turn is not None:
            turn.happen(hours)
    return hours


def receive(world: World, way: WayBack, core: Core, journey: Journey, fate: Fate) -> Generator[Any, Any, None]:
    """Unpacked and booked in; who returned it in time gets his deposit back."""
    kernel = world.kernel
    if way.receivers is not None:
        turn = way.receivers.request()
        if turn is not None:
            yield turn
    journey.receiving_start = kernel._now
    if way.receiving is not None:
        yield way.receiving(unit(fate, CORE_RECEIVING))
    core.received = kernel._now
    if way.receivers is not None:
        way.receivers.release()
    if journey.deposit and journey.forfeited != journey.forfeited:
        journey.refunded = kernel._now
    write_journey(world, core)
