"""Money: the ledger's lines add up, are in the run, and point to records that exist."""

from __future__ import annotations

import math

import numpy as np

from sim.audit.findings import say
from sim.ledger import CATEGORIES, REVENUE, TABLES, Lines, lines
from sim.records import SCHEMA
from sim.results import Tables


def check(tables: Tables) -> list[str]:
    """All findings about the ledger of a run."""
    return check_lines(tables, tables.once(lines))


def check_lines(tables: Tables, book: Lines) -> list[str]:
    """All findings about a ledger."""
    names = list(CATEGORIES)
    earned = [names.index(category) for category in REVENUE]
    length = np.array([len(tables.raw(name)) if name in SCHEMA else _length(tables, name) for name in TABLES])

    def show(row: int) -> str:
        return f"{names[book.category[row]]}, row {book.row[row]} of {TABLES[book.table[row]]}"

    findings = [
        *say(~np.isfinite(book.amount), "a ledger line has no amount", show),
        *say((book.row < 0) | (book.row >= length[book.table]), "a ledger line points to no record", show),
        *say(~((book.time >= 0) & (book.time <= tables.horizon)), "a ledger line lies outside the run", show),
        *say((book.amount > 0) == np.isin(book.category, earned), "a cost is negative, or a revenue positive", show),
    ]
    total, parts = math.fsum(book.amount.tolist()), math.fsum(book.by_category().values())
    if abs(total - parts) > 1e-9 * max(float(np.abs(book.amount).sum()), 1.0):
        findings.append(f"the categories add up to {parts:.2f}, the lines to {total:.2f}")
    return findings


def _length(tables: Tables, name: str) -> int:
    return max((len(values) for values in tables.dimension(name).values()), default=0)
