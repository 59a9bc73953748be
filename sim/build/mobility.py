"""How dispatch and the office are in touch with technicians."""

from __future__ import annotations

from sim.build.names import sampler
from sim.scenario.spec import Scenario
from sim.system.office import Office, ReportedStock
from sim.system.rerouting import ReroutingDispatcher
from sim.system.world import World


def add_office(scenario: Scenario, world: World) -> None:
    """Who may be turned round on the way, and reports that take time; once the vans are stocked, for their rules see them through reports from now on."""
    mobility = scenario.mobility
    if mobility.reroute is not None:
        assert isinstance(world.dispatcher, ReroutingDispatcher)
        world.reroutes, world.dispatcher.urgent = True, mobility.reroute
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
