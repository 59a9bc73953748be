"""Money as a ledger: every cost and every revenue is one line that points to the record it comes from.

Costs are positive, revenues negative. A line that accrues over time (presence, desk hours, stock on the shelf, contracts) is booked
at the beginning of its stretch, and cut in two at the end of the warm-up, so that the lines at or after the warm-up are exactly the
money of the window that figures are about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.ledger.assets import book_assets
from sim.ledger.billing import book_billing
from sim.ledger.book import CATEGORIES, NAMES, REVENUE, TABLES, Book, Lines
from sim.ledger.channels import book_channels
from sim.ledger.condition import book_condition
from sim.ledger.configuration import book_configuration
from sim.ledger.documents import book_documents
from sim.ledger.insight import book_insight
from sim.ledger.part_orders import book_part_orders
from sim.ledger.partners import book_partners
from sim.ledger.people import book_people
from sim.ledger.promises import book_promises
from sim.ledger.returns import book_returns
from sim.ledger.supply import book_stock, book_supply
from sim.ledger.warranty import book_warranty
from sim.results import Tables, named

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CATEGORIES", "REVENUE", "TABLES", "Lines", "ledger", "lines"]


def lines(tables: Tables) -> Lines:
    """The ledger of a run as columns; use `tables.once(lines)`."""
    book = Book(tables)
    book_people(tables, book)
    book_documents(tables, book)
    book_partners(tables, book)
    book_supply(tables, book)
    book_part_orders(tables, book)
    book_returns(tables, book)
    book_stock(tables, book)
    book_promises(tables, book)
    book_billing(tables, book)
    book_warranty(tables, book)
    book_insight(tables, book)
    book_configuration(tables, book)
    book_channels(tables, book)
    book_condition(tables, book)
    book_assets(tables, book)
    return book.lines()


def ledger(tables: Tables) -> pd.DataFrame:
    """The ledger as a frame: time (h), category, amount (money; revenue below zero), table and row of the record behind it."""
    import pandas as pd

    book = tables.once(lines)
    return pd.DataFrame(
        {
            "time": book.time,
            "category": named(book.category, NAMES),
            "amount": book.amount,
            "table": named(book.table, TABLES),
            "row": book.row,
        }
    )
