"""Duty rosters: shifts begin and end, the desk opens."""

from __future__ import annotations

from sim.flows.visit import go_home
from sim.kernel import Flow
from sim.nature.calendars import Calendar
from sim.system.desk import Desk
from sim.system.workforce import SHIFT, Technician
from sim.system.world import World


def duty_roster(world: World, technicians: list[Technician]) -> None:
    """Change the duty of technicians who share their calendars, whenever it changes.

    What comes up at that moment meets who is on duty from then on: nobody is sent to it whose shift is over.
    """
    first = technicians[0]
    changes = sorted(set(boundaries(first.shift)) | set(boundaries(first.on_call)), reverse=True)

    def change_duty(_: object) -> None:
        now = changes.pop()
        duty = first.duty_at(now)
        for technician in technicians:
            if technician.duty == duty:
                continue
            world.dispatcher.enter(technician, duty)
            if duty != SHIFT and technician.order is None:
                go_home(world, technician)
        if changes:
            world.kernel.first_at(changes[-1], change_duty)

    while changes and changes[-1] < world.kernel._now:
        changes.pop()
    if changes:
        change_duty(None) if changes[-1] == world.kernel._now else world.kernel.first_at(changes[-1], change_duty)


def boundaries(calendar: Calendar | None) -> list[float]:
    """The times at which a calendar opens or closes."""
    if calendar is None or calendar.always:
        return []
    return [time for span in calendar.spans for time in span]


def desk_opens(world: World, desk: Desk) -> Flow:
    """Agents come on duty and answer those who wait."""
    now = world.kernel._now
    for begin, _ in desk.hours.spans:
        if begin > now:
            yield begin - now
            now = begin
        desk.serve()


def desk_roster(world: World, desk: Desk) -> None:
    """Agents come on duty, and leave it when their contact has ended.

    Whoever rings at that moment finds those who are on duty from then on: an agent does not answer when his shift is over.
    """
    for time, more in desk.shifts:
        if time > world.kernel._now:
            world.kernel.first_at(time, desk.staff, more)
        else:
            desk.staff(more)
