"""Portfolio: what each offer earns, and what its calls cost."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA
from sim.ledger import REVENUE, lines
from sim.ledger.book import NAMES, TABLES
from sim.records import NONE, SCHEMA
from sim.results import Array, Tables

_CLOCK = "ledger lines of the window"
_YEARS = "years of the window; no data where no contract ever ends and nobody signs up"
_TRACED = "lines that point to a contract, to a call, or to a record of one (visits, parts asked for, contacts, tests, cores, claims, complaints)"

_OF_CALLS = frozenset(column.name for column in SCHEMA["calls"])


def offer_of_lines(tables: Tables) -> Array:
    """The offer behind each ledger line of the whole run: of its contract, or of its call; none where many offers share it."""
    return of_lines(tables, "offer")


def of_lines(tables: Tables, what: str) -> Array:
    """A coded column, such as 'offer' or 'site', of what is behind each ledger line: of its own record, or of the call that it is about."""
    book, calls = tables.once(lines), tables.raw("calls")
    found = np.full(len(book.row), NONE)
    order = np.argsort(calls["call"])
    for code in np.unique(book.table):
        kind, chosen = TABLES[code], book.table == code
        columns = {column.name for column in SCHEMA.get(kind, ())}
        if what in columns:
            found[chosen] = tables.raw(kind)[what][book.row[chosen]]
        elif "call" in columns and len(calls) and what in _OF_CALLS:
            wanted = tables.raw(kind)["call"][book.row[chosen]]
            at = order[np.searchsorted(calls["call"], wanted, sorter=order).clip(max=len(calls) - 1)]
            found[chosen] = np.where(calls["call"][at] == wanted, calls[what][at], NONE)
    return found


def _yearly(tables: Tables, revenue: bool) -> Array:
    """Money a year of each offer, and last what no offer is behind: revenue, or cost."""
    book, offer = tables.once(lines), tables.once(offer_of_lines)
    comes_in = np.isin(book.category, [NAMES.index(name) for name in REVENUE])
    chosen = (book.time >= tables.warm_up) & (comes_in == revenue)
    count = len(tables.names("offer"))
    sums = np.bincount(np.where(offer == NONE, count, offer)[chosen], book.amount[chosen], count + 1)
    found: Array = (-sums if revenue else sums) / tables.window_years
    return found


def _by_offer(tables: Tables, amounts: Array) -> dict[str, float]:
    return dict(zip(tables.names("offer"), amounts[:-1].tolist(), strict=True)) if tables.facts.get("has_contracts") else {}


@kpi(unit="money/y", better="up", formula="contracts and bills of each offer ÷ years", clock=_CLOCK, denominator=_YEARS)
def revenue_by_offer(tables: Tables) -> dict[str, float]:
    """What customers of each offer pay a year, by contract and by bill."""
    return _by_offer(tables, _yearly(tables, True))


@kpi(unit="money/y", better="down", formula=f"{_TRACED} of each offer ÷ years", clock=_CLOCK, denominator=_YEARS)
def traced_cost_by_offer(tables: Tables) -> dict[str, float]:
    """What the calls of each offer cost a year: travel, emergency supplies, penalties, partners, tests, complaints and the like."""
    return _by_offer(tables, _yearly(tables, False))


@kpi(
    unit="money/y",
    better="up",
    formula="revenue_by_offer − traced_cost_by_offer",
    clock=_CLOCK,
    denominator=_YEARS,
)
def contribution_by_offer(tables: Tables) -> dict[str, float]:
    """What each offer contributes a year to the costs that all share."""
    return _by_offer(tables, _yearly(tables, True) - _yearly(tables, False))


@kpi(
    unit="money/y",
    better="down",
    formula="costs that point to no call and no contract ÷ years",
    clock=_CLOCK,
    denominator=_YEARS,
)
def shared_cost(tables: Tables) -> float:
    """What all offers share, and is not spread over them: hours on shift, the desk, stock and what it takes to fill it, repairs in the shop."""
    return float(_yearly(tables, False)[-1]) if tables.facts.get("has_contracts") else NO_DATA
