"""Work that is bound to hours."""

from __future__ import annotations

from sim.build.names import Names
from sim.scenario.scheduling import Appointments
from sim.scenario.spec import Scenario
from sim.system.appointments import AppointmentBook
from sim.system.scheduling import Scheduling
from sim.system.world import World
from sim.units import to_tick


def add_scheduling(scenario: Scenario, names: Names, world: World) -> None:
    """How the office deals with hours, where a site or planned work is bound to any, or a customer to appointments."""
    fleet, spec = world.fleet, scenario.scheduling
    books = {
        names.offer[name]: appointment_book(scenario, offer.appointments)
        for name, offer in scenario.offers.items()
        if offer.appointments is not None
    }
    for site in world.every_site():
        site.book = books.get(site.offer)
    bound = bool(books) or any(site.access is not None or site.no_access > 0.0 for site in fleet.sites)
    if bound or any(mode.hours is not None for mode in fleet.modes):
        set_out, waits = to_tick(spec.set_out), to_tick(spec.wait_at_door)
        world.scheduling = Scheduling(spec.access_known, set_out, max(set_out, waits), to_tick(spec.try_again))


def appointment_book(scenario: Scenario, spec: Appointments) -> AppointmentBook:
    """The windows of an offer, on the scenario's dates."""
    windows = [span for entry in spec.windows for span in scenario.calendar(entry).spans]
    return AppointmentBook(windows, to_tick(spec.notice), spec.most, spec.no_access, spec.missed == "rebook")
