"""Parts whose units come back as another part."""

from __future__ import annotations

from functools import partial

from sim.build.names import Names
from sim.flows.find_part import owe_again
from sim.flows.refurbish import watch
from sim.scenario.spec import Scenario
from sim.system.refurbish import StandIn
from sim.system.world import World


def add_refurbished(scenario: Scenario, names: Names, world: World) -> None:
    """Say what units become and what is sold; where they serve the needs of new ones, see who waits for these."""
    for part, (name, spec) in zip(world.parts, scenario.parts.items(), strict=True):
        part.becomes = names.part[spec.comes_back_as(name)]
        part.sold_above = None if spec.sold is None else spec.sold.above
        if spec.refurbished is None or spec.refurbished.used == "never":
            continue
        part.stand_in, part.stand_in_first = part.becomes, spec.refurbished.used == "first"
        world.owe_again = partial(owe_again, world)
        if world.fitted is None:
            world.fitted = {}
        for place, location in scenario.locations.items():
            if not location.supplier:
                new, old = (world.shelves[names.location[place], code] for code in (names.part[name], part.becomes))
                here = partial(watch, world, StandIn(new, old))
                new.tell(here)
                old.tell(here)
