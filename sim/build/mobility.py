"""The office, where it does not learn at once what technicians have done."""

from __future__ import annotations

from sim.build.names import sampler
from sim.scenario.spec import Scenario
from sim.system.office import Office, ReportedStock
from sim.system.world import World


def add_office(scenario: Scenario, world: World) -> None:
    """Reports that take time; once the vans are stocked, for their rules see them through reports from now on."""
    mobility = scenario.mobility
    if mobility.at_once:
        return
    world.office = Office(mobility.report == "shift_end", sampler(mobility.delay), scenario.horizon)
    for (place, _), shelf in world.shelves.items():
        if place in world.van_owner:
            stock = ReportedStock(shelf)
            shelf.wait_for_reports(stock)
            if mobility.van_stock == "reported":
                shelf.shown = stock
            world.office.vans.setdefault(place, []).append(stock)
