"""Locations that may be disrupted."""

from __future__ import annotations

from sim.build.names import Names
from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.disruption import Disruption
from sim.system.world import World


def add_disruptions(scenario: Scenario, names: Names, world: World) -> None:
    """The disruptions of each location that has some."""
    for name, location in scenario.locations.items():
        spec = location.disruptions
        if spec is not None:
            code = names.location[name]
            world.disruptions[code] = Disruption(
                location=code,
                key=name_key("disruption", name),
                after=spec.after.sampler(),
                lasts=spec.lasts.sampler(),
                recovery=spec.recovery.sampler(),
                once=spec.once,
            )
