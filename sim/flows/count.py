"""Stock counts: the books of all parts at a location are put right at set times."""

from __future__ import annotations

from collections.abc import Sequence

from sim.kernel import Flow
from sim.system.stock import Shelf
from sim.system.world import World


def stock_count(world: World, location: int, shelves: Sequence[Shelf], every: float) -> Flow:
    """Count every part that is kept at a location, the first time after one interval."""
    while True:
        yield every
        missing = sum(shelf.books.correct() for shelf in shelves if shelf.books is not None)
        world.log.counts.write(world.kernel._now, location, len(shelves), missing)
