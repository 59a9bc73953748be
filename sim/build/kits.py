"""Kits and the shelves of what is in them."""

from __future__ import annotations

from sim.build.names import Names
from sim.scenario.spec import Scenario
from sim.system.kits import Pack
from sim.system.world import World


def add_kits(scenario: Scenario, names: Names, world: World) -> None:
    """Tell every shelf of a component which kits there may be opened for it, in the order in which they are declared."""
    for name, spec in scenario.parts.items():
        for (place, part), shelf in world.shelves.items() if spec.contains else ():
            if part == names.part[name]:
                contents = [(world.shelves[place, names.part[each]], units) for each, units in spec.contains.items()]
                pack = Pack(shelf, contents, spec.opened == "loose")
                shelf.tell(pack.look)
                for component, _ in contents:
                    component.packs = [*(component.packs or ()), pack]
