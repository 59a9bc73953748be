"""What comes out of shops: every good module that a unit got goes with a failed one that came out of it, and only surplus is sold."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.records import DISPOSITIONS, MOVEMENTS
from sim.results import Tables


def check(tables: Tables) -> list[str]:
    """All findings about modules and what is sold."""
    return [*_modules(tables), *_sold(tables)]


def _sold(tables: Tables) -> list[str]:
    """As many stay on the shelf as should, and nobody waits for one."""
    rows = tables.raw("movements")
    sold = rows[rows["movement"] == MOVEMENTS.index("sold")]
    stays = tables.by_code("part", "sold_above")[sold["part"]]

    def show(row: int) -> str:
        return f"{tables.names('part')[sold['part'][row]]} at {sold['time'][row]:.2f} h"

    return say((sold["on_hand"] != stays) | (sold["backorders"] > 0), "a unit was sold that should have stayed", show)


def _modules(tables: Tables) -> list[str]:
    """A unit leaves the shop with good modules for all that have failed in it."""
    needs, cores = tables.raw("replacements"), tables.raw("cores")
    if not len(needs):
        return []
    parts = len(tables.names("part"))
    by_core = np.sort(cores, order="core")
    unit = by_core[needs["core"]]
    taken = cores[cores["disposition"] == DISPOSITIONS.index("module")]
    out = np.bincount(taken["part"], minlength=parts)
    given = np.bincount(needs["part"], weights=needs["quantity"], minlength=parts) * tables.holds("part", "repairable")[:-1]
    open_ones = np.isnan(needs["filled"])
    started_without = open_ones & ~np.isnan(unit["shop_end"])

    def show(row: int) -> str:
        return f"core {needs['core'][row]}"

    return [
        *say(needs["filled"] < needs["asked"], "a module was there before it was asked for", show),
        *say(started_without, "a unit left the shop without a module that it needs", show),
        *say(needs["asked"] < unit["removed"], "a module was asked for before its unit was removed", show),
        *say(out != given, "modules taken out are not those that were replaced", lambda part: tables.names("part")[part]),
    ]
