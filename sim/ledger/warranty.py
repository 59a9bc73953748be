"""What customers are billed and refunded, and what claims bring in."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import ITEMS, PAYERS
from sim.results import Tables


def book_warranty(tables: Tables, book: Book) -> None:
    """Bills and refunds when calls are closed, claims when they are paid."""
    settled = tables.raw("settlements")
    rows, item = np.arange(len(settled)), settled["item"]
    for code, name in enumerate(ITEMS):
        if name == "refund":
            book.add("warranty_refunds", "settlements", rows, settled["at"], np.where(item == code, settled["cost"], 0.0))
        else:
            book.add(f"billed_{name}", "settlements", rows, settled["at"], np.where(item == code, -settled["billed"], 0.0))
    claims = tables.raw("claims")
    rows = np.arange(len(claims))
    book.add("claim_filing", "claims", rows, claims["filed"], claims["cost"].astype(float))
    for code, payer in enumerate(PAYERS):
        amount = np.where(claims["payer"] == code, -claims["amount"], 0.0)
        book.add(f"{payer}_claims", "claims", rows, claims["paid"], amount)
