"""What customers are refunded, and what claims bring in."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import ITEMS, PAYERS
from sim.results import Tables


def book_warranty(tables: Tables, book: Book) -> None:
    """Refunds when calls are closed, claims when they are paid."""
    settled = tables.raw("settlements")
    refunds = np.where(settled["item"] == ITEMS.index("refund"), settled["cost"], 0.0)
    book.add("warranty_refunds", "settlements", np.arange(len(settled)), settled["at"], refunds)
    claims = tables.raw("claims")
    rows = np.arange(len(claims))
    book.add("claim_filing", "claims", rows, claims["filed"], claims["cost"].astype(float))
    for code, payer in enumerate(PAYERS):
        amount = np.where(claims["payer"] == code, -claims["amount"], 0.0)
        book.add(f"{payer}_claims", "claims", rows, claims["paid"], amount)
