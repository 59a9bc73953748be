"""Visit reports: written when a visit is over, in the office some time later; until then nobody there knows what was used or taken out."""

from __future__ import annotations

from functools import partial

from sim.flows.way_back import end_of_duty
from sim.records import NEVER
from sim.streams import REPORT, unit
from sim.system.calls import ServiceCall, Visit
from sim.system.office import Office, ReportedStock
from sim.system.world import World


def report(world: World, office: Office, call: ServiceCall, trip: Visit) -> None:
    """The visit is over: its report sets off."""
    technician, now = trip.technician, world.kernel._now
    comes = end_of_duty(technician, now) if office.at_shift_end else now
    if office.delay is not None:
        comes += office.delay(unit(world.luck.fate(call.key, call.nth, REPORT + trip.nth), 0))
    in_time = comes <= office.horizon
    world.log.reports.write(trip.number, call.number, technician.code, now, comes if in_time else NEVER)
    used = [(stock, stock.write_down()) for stock in office.vans.get(technician.van_code, ())]
    if in_time:
        world.kernel.at(comes, partial(comes_in, world, office, trip.number), used)


def comes_in(world: World, office: Office, visit: int, used: list[tuple[ReportedStock, int]]) -> None:
    """The report is in: the van is refilled, and what was taken out is sent for."""
    for stock, units in used:
        if units:
            stock.learn(units)
    for way_back in office.held_back.pop(visit, ()):
        world.kernel.walk(way_back)
