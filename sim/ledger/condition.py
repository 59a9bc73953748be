"""What watching machines costs, and the material of work that removes defects."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import PREVENTION_RESULTS
from sim.results import Tables, stays
from sim.units import HOURS_PER_YEAR


def book_condition(tables: Tables, book: Book) -> None:
    """Monitoring by the year of each asset in the field; material when a defect is removed."""
    conditions = tables.facts.get("conditions") or {}
    if not conditions:
        return
    yearly: dict[str, float] = {}
    for each in conditions.values():
        yearly[each["asset_type"]] = yearly.get(each["asset_type"], 0.0) + each["monitoring"]
    if any(yearly.values()):
        entered, left = tables.once(stays)
        rate = np.array([yearly.get(kind, 0.0) for kind in tables.dimension("assets")["asset_type"]])
        there = np.flatnonzero(entered < left)
        book.spread("monitoring", "assets", there, entered[there], left[there], rate[there] / HOURS_PER_YEAR)
    rows = tables.raw("prevention")
    material = np.array([conditions[mode]["material"] if mode in conditions else 0.0 for mode in tables.names("mode")] + [0.0])
    removed = np.flatnonzero(rows["result"] == PREVENTION_RESULTS.index("defect removed"))
    book.add("maintenance", "prevention", removed, rows["at"][removed], material[rows["mode"][removed]])
