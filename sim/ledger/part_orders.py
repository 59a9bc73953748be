"""What customers pay for the parts that they order, and what it costs to send them."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.results import Tables


def book_part_orders(tables: Tables, book: Book) -> None:
    """Lines and parcels, when they leave."""
    lines, parcels = tables.raw("sales_lines"), tables.raw("sales_shipments")
    if not len(lines):
        return
    asked = tables.by_code("part", "price", 0.0)[lines["part"]] * (1.0 + tables.by_code("stream", "markup", 0.0)[lines["stream"]])
    book.add("part_sales", "sales_lines", np.arange(len(lines)), lines["shipped"], -lines["quantity"] * asked)
    book.add("sales_freight", "sales_shipments", np.arange(len(parcels)), parcels["shipped"], parcels["freight"].astype(float))
