"""What customers are billed: when calls are closed, or where billing is stated when invoices leave; and what it costs that they pay later."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import ITEMS
from sim.results import Array, Tables
from sim.units import HOURS_PER_YEAR


def book_billing(tables: Tables, book: Book) -> None:
    """Bills, credit notes, debts written off, and interest on what is owed."""
    interest = tables.facts.get("interest")
    if interest is None:
        settled = tables.raw("settlements")
        rows, item = np.arange(len(settled)), settled["item"]
        for code, name in enumerate(ITEMS[:3]):
            book.add(f"billed_{name}", "settlements", rows, settled["at"], np.where(item == code, -settled["billed"], 0.0))
        return
    invoices = tables.raw("invoices")
    rows = np.arange(len(invoices))
    amounts = {"labour": invoices["labour"] + invoices["flat"], "travel": invoices["travel"], "parts": invoices["parts"]}
    for thing, amount in amounts.items():
        book.add(f"billed_{thing}", "invoices", rows, invoices["sent"], -amount)
    book.add("credit_notes", "invoices", rows, invoices["paid"], invoices["credited"].astype(float))
    book.add("bad_debt", "invoices", rows, invoices["written_off"], invoices["amount"].astype(float))
    book.spread("receivables", "invoices", rows, *tables.once(owed), invoices["amount"] * (float(interest) / HOURS_PER_YEAR))


def owed(tables: Tables) -> tuple[Array, Array]:
    """(from when, until when) customers owe what each work order is billed at, invoiced or not; empty: beyond the horizon. Use `tables.once(owed)`."""
    invoices = tables.raw("invoices")
    return invoices["closed"].astype(float), np.fmin(invoices["paid"], invoices["written_off"])
