"""What it costs to learn of which revision machines are."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import KNOWN_BY
from sim.results import Tables

BY_AUDIT = KNOWN_BY.index("audit")


def book_configuration(tables: Tables, book: Book) -> None:
    """The audit looks at a machine when it begins."""
    rows = tables.raw("configurations")
    cost = float(tables.facts.get("audit_cost", 0.0))
    book.add(
        "configuration_audit",
        "configurations",
        np.arange(len(rows)),
        rows["at"],
        np.where(rows["known_by"] == BY_AUDIT, cost, 0.0),
    )
