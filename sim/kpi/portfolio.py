"""Portfolio: what each offer earns, and what its calls cost."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, ratio
from sim.ledger import REVENUE, lines
from sim.ledger.book import NAMES, TABLES
from sim.records import NONE, SCHEMA
from sim.results import Array, Tables, site_of_assets

_CLOCK = "ledger lines of the window"
_WHERE = "no data where no contract ever ends, nobody signs up, and no offer has a place on the map of offers"
_YEARS = f"years of the window; {_WHERE}"
_TRACED = "lines that point to a contract, to a call, or to a record of one (visits, parts asked for, contacts, tests, cores, claims, complaints)"

_OF_CALLS = frozenset(column.name for column in SCHEMA["calls"])
_STANDS = ("sites", "assets")


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
        elif kind in _STANDS:
            found[chosen] = _of_places(tables, kind, what)[book.row[chosen]]
        elif "call" in columns and len(calls) and what in _OF_CALLS:
            wanted = tables.raw(kind)["call"][book.row[chosen]]
            at = order[np.searchsorted(calls["call"], wanted, sorter=order).clip(max=len(calls) - 1)]
            found[chosen] = np.where(calls["call"][at] == wanted, calls[what][at], NONE)
    return found


def _of_places(tables: Tables, kind: str, what: str) -> Array:
    """The site of each row of the sites or assets table, or the offer that is stated there; none for all else."""
    sites = tables.dimension("sites")
    codes = {name: code for code, name in enumerate(tables.names(what))}
    found = np.array(
        [codes.get(name, NONE) for name in sites.get(what, [])] if what in _OF_CALLS else [NONE] * len(sites["site"])
    )
    of_rows: Array = found if kind == "sites" else found[site_of_assets(tables)]
    return of_rows


def _told(tables: Tables) -> bool:
    return bool(tables.facts.get("has_contracts") or tables.facts.get("map_of_offers"))


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
    return dict(zip(tables.names("offer"), amounts[:-1].tolist(), strict=True)) if _told(tables) else {}


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
    return float(_yearly(tables, False)[-1]) if _told(tables) else NO_DATA


def labour_of_offers(tables: Tables) -> Array:
    """Money a year for the hours of technicians who were on their way to customers of each offer, and there."""
    visits, calls = tables.raw("visits"), tables.raw("calls")
    hours = np.minimum(np.where(np.isnan(visits["left"]), tables.horizon, visits["left"]), tables.horizon) - np.maximum(
        visits["dispatched"], tables.warm_up
    )
    cost = np.maximum(hours, 0.0) * tables.by_code("technician", "cost", 0.0)[visits["technician"]]
    order = np.argsort(calls["call"])
    offer = calls["offer"][order[np.searchsorted(calls["call"], visits["call"], sorter=order)]] if len(visits) else visits["call"]
    count = len(tables.names("offer"))
    found: Array = np.bincount(np.where(offer == NONE, count, offer), cost, count + 1)[:-1] / tables.window_years
    return found


@kpi(
    unit="share",
    formula="hours of technicians on their way to customers of each offer and there × hourly cost ÷ revenue_by_offer",
    clock="visits of the window, from when somebody was sent until he left",
    denominator=f"revenue of the offer in the window; no data without revenue; {_WHERE}",
)
def labour_intensity_by_offer(tables: Tables) -> dict[str, float]:
    """How much of what customers of each offer pay goes into hours of technicians for them, without shifts spent waiting."""
    if not _told(tables):
        return {}
    labour, revenue = tables.once(labour_of_offers), _yearly(tables, True)[:-1]
    return {name: ratio(*pair) for name, *pair in zip(tables.names("offer"), labour.tolist(), revenue.tolist(), strict=True)}
