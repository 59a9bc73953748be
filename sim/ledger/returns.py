"""What the way back of defective parts costs."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import DISPOSITIONS, NONE
from sim.results import Tables


def book_returns(tables: Tables, book: Book) -> None:
    """The way back of defective parts."""
    cores = tables.raw("cores")
    rows = np.arange(len(cores))
    local = cores["disposition"] == DISPOSITIONS.index("local repair")
    journeys = tables.raw("journeys")
    told = np.isin(cores["core"], journeys["core"])
    for category, moment, fact, times in (
        ("core_freight", "removed", "core_freight", ~local & ~told),
        ("inspection", "inspected", "inspection_cost", ~local),
        ("repair", "shop_end", "shop_repair_cost", cores["repairs"]),
        ("repair", "ended", "local_repair_cost", local),
    ):
        book.add(category, "cores", rows, cores[moment], times * float(tables.facts.get(fact) or 0.0))
    stays = tables.raw("repairs")
    book.add("repair", "repairs", np.arange(len(stays)), stays["ended"], stays["cost"].astype(float))
    book_journeys(tables, book)


def book_journeys(tables: Tables, book: Book) -> None:
    """Cores sent one by one or together, and deposits that are lost; those that are held are not ours."""
    journeys, shipments = tables.raw("journeys"), tables.raw("core_shipments")
    rows, freight = np.arange(len(journeys)), float(tables.facts.get("core_freight") or 0.0)
    alone = journeys["shipment"] == NONE
    book.add("core_freight", "journeys", rows, journeys["sent"], alone * freight)
    book.add("core_freight", "core_shipments", np.arange(len(shipments)), shipments["left"], np.full(len(shipments), freight))
    book.add("forfeited_deposits", "journeys", rows, journeys["forfeited"], -journeys["deposit"])
