"""Cannibalisation: a machine that stands still for want of one part gives another part to a machine at the same site."""

from __future__ import annotations

from collections.abc import Callable

from sim.records import NONE, SUPPLY_SOURCES
from sim.system.calls import PartNeeded, ServiceCall
from sim.system.world import World

BACKORDER = SUPPLY_SOURCES.index("backorder")
Owe = Callable[[ServiceCall, PartNeeded, int], None]


def take_from_machine(world: World, call: ServiceCall, needed: PartNeeded, owe: Owe) -> bool:
    """Take a part out of the machine that began to wait last; from now on its own job needs that part besides, and its location owes it."""
    if needed.part != needed.wanted:
        return False
    assert world.standing_still is not None
    for donor in reversed(list(world.standing_still.get(call.site.code, {}).values())):
        owed = owed_row(donor)
        if donor.asset != call.asset and owed is not None and can_spare(donor, needed.part, needed.quantity):
            row = PartNeeded(needed.part, needed.quantity, world.kernel._now, NONE, owed.source)
            row.supply, row.old, row.fetched = BACKORDER, NONE, owed.fetched
            donor.parts = [*donor.parts, row]
            if world.demand_seen is not None:
                world.demand_seen.units[row.part] += row.quantity
            owe(donor, row, owed.source)
            return True
    return False


def owed_row(call: ServiceCall) -> PartNeeded | None:
    """A part that the job waits for because a location owes it."""
    return next((row for row in call.parts if row.supply == BACKORDER and row.filled != row.filled), None)


def can_spare(call: ServiceCall, part: int, quantity: int) -> bool:
    """Whether a machine that is down has so many sound units of a part: one of its failure modes names it, and its own fault does not."""
    held = max(
        (units for mode in (call.mode, *call.mode.siblings) for code, _, units, _ in mode.needs if code == part), default=0
    )
    return call.mode.down and held >= quantity and all(row.wanted != part for row in call.parts)
