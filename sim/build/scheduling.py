"""Work that is bound to hours."""

from __future__ import annotations

from sim.scenario.spec import Scenario
from sim.system.scheduling import Scheduling
from sim.system.world import World
from sim.units import to_tick


def add_scheduling(scenario: Scenario, world: World) -> None:
    """How the office deals with hours, where a site or planned work is bound to any."""
    fleet, spec = world.fleet, scenario.scheduling
    bound = any(site.access is not None or site.no_access > 0.0 for site in fleet.sites)
    if bound or any(mode.hours is not None for mode in fleet.modes):
        set_out, waits = to_tick(spec.set_out), to_tick(spec.wait_at_door)
        world.scheduling = Scheduling(spec.access_known, set_out, max(set_out, waits), to_tick(spec.try_again))
