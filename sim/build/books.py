"""Books that may err, and the counts that put them right."""

from __future__ import annotations

from collections.abc import Mapping

from sim.build.names import Names
from sim.flows.count import stock_count
from sim.policies.replenishment import Kanban
from sim.scenario.spec import Scenario
from sim.streams import Luck, name_key
from sim.system.books import Books
from sim.system.stock import Shelf
from sim.system.world import World
from sim.units import HOURS_PER_YEAR, to_tick


def add_books(scenario: Scenario, names: Names, luck: Luck, shelves: Mapping[tuple[int, int], Shelf]) -> None:
    """Give books of its own to each shelf where they may differ from what is there."""
    rules = {name: spec.stock for name, spec in scenario.locations.items()}
    rules.update({f"van:{name}": spec.van for name, spec in names.technicians.items()})
    for name, stock in rules.items():
        cards_get_lost = any(isinstance(rule, Kanban) and rule.loss > 0 for rule in stock.values())
        for part, spec in scenario.parts.items():
            shelf = shelves.get((names.location.get(name, -1), names.part[part]))
            if shelf is not None and (spec.shrinkage or cards_get_lost):
                shelf.go_by(Books(shelf, luck, name_key("books", name, part), spec.shrinkage / HOURS_PER_YEAR))


def begin_counts(scenario: Scenario, names: Names, world: World) -> None:
    """Count locations and vans at the intervals stated."""
    intervals = {name: spec.count_every for name, spec in scenario.locations.items()}
    intervals.update({f"van:{name}": spec.count_every for name, spec in names.technicians.items()})
    for name, every in intervals.items():
        if every is not None and name in names.location:
            location = names.location[name]
            kept = [shelf for (place, _), shelf in world.shelves.items() if place == location]
            world.kernel.walk(stock_count(world, location, kept, to_tick(every)))
