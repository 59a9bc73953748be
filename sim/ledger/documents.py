"""What technical documentation costs."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.results import Tables


def book_documents(tables: Tables, book: Book) -> None:
    """Authors' hours, when a revision or the write-up of a fault begins."""
    writing = tables.raw("writing")
    cost = tables.by_code("document", "author_cost", 0.0)[writing["document"]]
    book.add("documentation", "writing", np.arange(len(writing)), writing["begun"], writing["hours"] * cost)
