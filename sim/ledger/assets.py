"""What new and refurbished machines cost."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.results import Tables


def book_assets(tables: Tables, book: Book) -> None:
    """A machine is paid for when it stands there."""
    rows = tables.raw("renewed_assets")
    book.add("asset_renewal", "renewed_assets", np.arange(len(rows)), rows["at"], rows["price"].astype(float))
