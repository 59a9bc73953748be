"""Repair by replacement: every good module that a unit got goes with a failed one that came out of it."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.records import DISPOSITIONS
from sim.results import Tables


def check(tables: Tables) -> list[str]:
    """All findings about modules."""
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
