"""What complaints cost, and what keeps others from having to complain."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.results import Tables


def book_insight(tables: Tables, book: Book) -> None:
    """Answers when they are given, corrective actions when they are decided."""
    complaints, actions = tables.raw("complaints"), tables.raw("corrective_actions")
    book.add("complaints", "complaints", np.arange(len(complaints)), complaints["answered"], complaints["cost"])
    book.add("corrective_actions", "corrective_actions", np.arange(len(actions)), actions["decided"], actions["cost"])
