"""What the way back of defective parts costs."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import DISPOSITIONS
from sim.results import Tables


def book_returns(tables: Tables, book: Book) -> None:
    """The way back of defective parts."""
    cores = tables.raw("cores")
    rows = np.arange(len(cores))
    local = cores["disposition"] == DISPOSITIONS.index("local repair")
    for category, moment, fact, times in (
        ("core_freight", "removed", "core_freight", ~local),
        ("inspection", "inspected", "inspection_cost", ~local),
        ("repair", "shop_end", "shop_repair_cost", cores["repairs"]),
        ("repair", "ended", "local_repair_cost", local),
    ):
        book.add(category, "cores", rows, cores[moment], times * float(tables.facts.get(fact) or 0.0))
    stays = tables.raw("repairs")
    book.add("repair", "repairs", np.arange(len(stays)), stays["ended"], stays["cost"].astype(float))
