"""From a work order to the technician who is sent, and in through the door: what is bound to hours waits for them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.flows.write import write_appointment, write_door
from sim.records import NEVER, REASONS
from sim.streams import ACCESS, NOBODY_THERE
from sim.system.calls import COVERAGE, TECHNICIAN, ServiceCall, Visit
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.work_orders import WorkOrder
    from sim.system.workforce import Technician

BREAKDOWN = REASONS.index("breakdown")
NEVER_CLOSES = float("inf")
REFUSED, LET_IN, CALLED_OFF = range(3)


def find_technician(world: World, call: ServiceCall, order: WorkOrder, keeps_place: bool) -> Generator[Any, Any, Technician]:
    """Hold the order until somebody may be sent, and let it wait for a technician for as long as that holds."""
    kernel, dispatcher, scheduling = world.kernel, world.dispatcher, world.scheduling
    assert scheduling is not None
    if call.appointment is None and not keeps_place:
        book(world, call, order)
    while True:
        opens, closes = scheduling.sending_hours(call, kernel._now)
        if opens > kernel._now:
            yield from wait_outside(call, opens - kernel._now)
        technician: Technician | None = dispatcher.request(order, keeps_place)
        if technician is None:
            call.waits_for = TECHNICIAN
            if closes < NEVER_CLOSES:
                kernel.at(closes, dispatcher.withdraw, (order, order.granted))
            technician = yield order.granted
            call.stages[TECHNICIAN] += kernel._now - order.asked
        if technician is not None:
            return technician
        world.log.held_back.write(call.number, order.asked, kernel._now)
        keeps_place = True
        if call.appointment is not None and call.site.book is not None and call.site.book.rebooks:
            write_appointment(world, call, NEVER)
            book(world, call, order)


def book(world: World, call: ServiceCall, order: WorkOrder) -> None:
    """Promise the customer a window, where that is what he was sold; the order is due when it ends."""
    if call.site.book is not None and call.mode.reason == BREAKDOWN:
        call.appointment = call.site.book.book(call.site.region, world.kernel._now)
        order.due = call.appointment.end


def try_again(world: World, call: ServiceCall) -> Generator[Any, Any, None]:
    """After a visit without access, wait a while; who stood at the closed door has read the hours on it. A new appointment needs no wait."""
    if call.site.book is not None and call.mode.reason == BREAKDOWN:
        return
    scheduling, now = world.scheduling, world.kernel._now
    assert scheduling is not None
    yield from wait_outside(call, scheduling.opens(call, now + scheduling.try_again) - now)


def wait_outside(call: ServiceCall, hours: float) -> Generator[Any, Any, None]:
    """Wait for hours in which the customer can be visited."""
    call.waits_for = COVERAGE
    yield hours
    call.stages[COVERAGE] += hours


def be_let_in(world: World, call: ServiceCall, trip: Visit) -> Generator[Any, Any, int]:
    """Stand at the door until somebody opens, patience ends, or the shift; nobody knows beforehand whether anybody is there."""
    scheduling, now = world.scheduling, world.kernel._now
    assert scheduling is not None
    wait, ending = scheduling.opens(call, now) - now, LET_IN
    if wait > scheduling.patience:
        wait, ending = 0.0, REFUSED
    elif nobody_there(world, call, trip):
        wait, ending = max(wait, scheduling.patience), REFUSED
    if call.appointment is not None:
        write_appointment(world, call, now)
        call.appointment = None
    if now + wait > trip.stop:
        wait, ending = max(trip.stop - now, 0.0), CALLED_OFF
    if wait > 0.0:
        trip.outside = wait
        call.stages[COVERAGE] += wait
        yield wait
    if wait > 0.0 or ending != LET_IN:
        write_door(world, call, trip, wait, ending == LET_IN)
    return ending


def nobody_there(world: World, call: ServiceCall, trip: Visit) -> bool:
    """The luck of the visit: a site where somebody is in at some chance is in at every higher one."""
    assert world.scheduling is not None
    chance = world.scheduling.no_access(call)
    return chance > 0.0 and world.luck.draw(call.key, call.nth, ACCESS + trip.nth, NOBODY_THERE) < chance
