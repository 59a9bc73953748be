"""What promises earn, and what broken ones cost."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.ledger.book import Book
from sim.promises import excess_downtime, judge
from sim.results import Array, Tables, coverage_clocks, read_clocks, site_of_assets, spells, stays
from sim.units import HOURS_PER_YEAR


def book_promises(tables: Tables, book: Book) -> None:
    """Contracts and the penalties of broken promises."""
    sites = tables.dimension("sites")
    if sites:
        known = dict(zip(tables.dimension("offers").get("offer", []), tables.dimension("offers").get("price", []), strict=True))
        price = np.array([float(known.get(offer) or 0.0) for offer in sites["offer"]])
        if tables.facts.get("has_contracts"):
            book_contracts(tables, book)
        elif tables.facts.get("fleet_changes"):
            entered, left = tables.once(stays)
            there = np.flatnonzero(entered < np.minimum(left, tables.horizon))
            yearly = -price[site_of_assets(tables)[there]]
            book.spread("contract", "assets", there, entered[there], left[there], yearly / HOURS_PER_YEAR)
        else:
            count = np.array(sites["assets"], dtype=float)
            begin = np.zeros(len(price))
            book.spread(
                "contract", "sites", np.arange(len(price)), begin, begin + tables.horizon, -price * count / HOURS_PER_YEAR
            )
    offer = tables.raw("calls")["offer"]
    for promise in ("response", "restoration"):
        category, judged = f"{promise}_penalty", judge(tables, promise)
        row, due, until = (column[judged.late] for column in (judged.row, judged.due, judged.until))
        book.add(category, "calls", row, due, tables.by_code("offer", category, 0.0)[offer[row]])
        hourly = tables.by_code("offer", f"{category}_per_hour", 0.0)[offer[row]]
        if hourly.any():
            clock = partial(read_clocks, tables.once(coverage_clocks), offer[row])
            book.spread(category, "calls", row, due, until, hourly, clock)
    beyond = tables.once(excess_downtime)
    rate = tables.by_code("offer", "uptime_penalty", 0.0)[offer[beyond.row]]
    book.spread("uptime_penalty", "calls", beyond.row, beyond.begin, beyond.end, rate)


def contract_spells(tables: Tables) -> tuple[Array, Array, Array, Array]:
    """(contract, begin, end, price a year) of machines that stood under it together; use `tables.once(contract_spells)`."""
    found = tables.once(spells)
    alike, count = np.unique(np.column_stack([found.row, found.begin, found.end]), axis=0, return_counts=True)
    row = alike[:, 0].astype(int)
    price = tables.by_code("offer", "price", 0.0)[tables.raw("contracts")["offer"][row]]
    return row, alike[:, 1], alike[:, 2], price * count


def book_contracts(tables: Tables, book: Book) -> None:
    """The price of each contract, for every machine as long as it stands under it; machines that come and go together are one line."""
    row, begin, end, yearly = tables.once(contract_spells)
    book.spread("contract", "contracts", row, begin, end, -yearly / HOURS_PER_YEAR)
