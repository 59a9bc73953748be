"""What partners are paid."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.results import Tables
from sim.units import HOURS_PER_YEAR


def book_partners(tables: Tables, book: Book) -> None:
    """Visits and hours at the site, parts, and what they are paid for being there."""
    terms = tables.dimension("partners").get("partner", [])
    if not terms:
        return
    per_visit, per_hour, factor, retainer = (
        tables.by_code("partner", each) for each in ("visit_cost", "hourly_cost", "parts_price", "retainer")
    )
    visits, parts = tables.raw("partner_visits"), tables.raw("partner_parts")
    who, hours = visits["partner"], visits["left"] - visits["arrived"]
    book.add("partners", "partner_visits", np.arange(len(visits)), visits["left"], per_visit[who] + hours * per_hour[who])
    whose = dict(zip(visits["visit"].tolist(), who.tolist(), strict=True))
    who = np.array([whose[visit] for visit in parts["visit"].tolist()], dtype=np.int64)
    price = tables.by_code("part", "price", 0.0)[parts["part"]] * factor[who]
    book.add("partners", "partner_parts", np.arange(len(parts)), parts["asked"] + parts["delay"], parts["quantity"] * price)
    rows = np.arange(len(terms))
    book.spread("partners", "partners", rows, np.zeros(len(rows)), np.full(len(rows), np.nan), retainer[:-1] / HOURS_PER_YEAR)
