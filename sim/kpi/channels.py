"""Channels: who signs up, what it costs to win them, and what they bring."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.portfolio import of_lines
from sim.kpi.selections import NO_DATA, per_year, ratio
from sim.ledger import REVENUE, lines
from sim.ledger.book import NAMES
from sim.records import NONE
from sim.results import Array, Rows, Tables, channel_of_sites, spells, stays

_CLOCK = "prospects asked within the window"
_YEARS = "years of the window; no data without channels"
_LEDGER = "ledger lines of the window"


def asked(tables: Tables) -> Rows:
    """Prospects of the window; use `tables.once(asked)`."""
    rows = tables.raw("sign_ups")
    found: Rows = rows[rows["asked"] >= tables.warm_up]
    return found


def _has_channels(tables: Tables) -> bool:
    return bool(tables.dimension("channels").get("channel"))


@kpi(unit="1/y", better="up", formula="prospects who signed ÷ years", clock=_CLOCK, denominator=_YEARS)
def sign_ups(tables: Tables) -> float:
    """Customers won a year."""
    return per_year(tables, int(tables.once(asked)["signed"].sum())) if _has_channels(tables) else NO_DATA


@kpi(unit="1/y", better="up", formula="prospects of each channel who signed ÷ years", clock=_CLOCK, denominator=_YEARS)
def sign_ups_by_channel(tables: Tables) -> dict[str, float]:
    """Customers that each channel wins a year."""
    names, rows = tables.names("channel"), tables.once(asked)
    won = np.bincount(rows["channel"][rows["signed"]], minlength=len(names)) / tables.window_years
    return dict(zip(names, won.tolist(), strict=True))


@kpi(
    unit="share",
    better="up",
    formula="prospects who signed ÷ prospects",
    clock=_CLOCK,
    denominator="prospects asked; no data without any",
)
def sign_up_rate(tables: Tables) -> float:
    """Share of prospects who sign."""
    rows = tables.once(asked)
    return ratio(rows["signed"].sum(), len(rows))


@kpi(
    unit="money",
    better="down",
    formula="acquisition ÷ prospects who signed",
    clock=_LEDGER,
    denominator="prospects of the window who signed; no data without any",
)
def cost_per_new_customer(tables: Tables) -> float:
    """What it costs to win a customer, those asked in vain included; commissions come on top as long as he stays."""
    return ratio(tables.once(lines).total(tables.warm_up, "acquisition"), tables.once(asked)["signed"].sum())


def channel_of_lines(tables: Tables) -> Array:
    """The channel behind each ledger line of the whole run: of the prospect, or of the customer that it is about; none for all others."""
    found = of_lines(tables, "channel")
    site = of_lines(tables, "site")
    channels: Array = np.where(found == NONE, tables.once(channel_of_sites)[site], found)
    return channels


def _yearly(tables: Tables) -> tuple[Array, Array]:
    """(revenue, cost) a year of the customers of each channel, and last of all others."""
    book, channel = tables.once(lines), tables.once(channel_of_lines)
    comes_in = np.isin(book.category, [NAMES.index(name) for name in REVENUE])
    window, count = book.time >= tables.warm_up, len(tables.names("channel"))
    sums = [
        np.bincount(np.where(channel == NONE, count, channel)[chosen], book.amount[chosen], count + 1) / tables.window_years
        for chosen in (window & comes_in, window & ~comes_in)
    ]
    return -sums[0], sums[1]


@kpi(
    unit="money/y",
    better="up",
    formula="contracts and bills of customers who signed up during the run ÷ years",
    clock=_LEDGER,
    denominator=_YEARS,
)
def revenue_of_new_customers(tables: Tables) -> float:
    """What customers pay a year who have signed up during the run."""
    return float(tables.once(_yearly)[0][:-1].sum()) if _has_channels(tables) else NO_DATA


@kpi(
    unit="money/y",
    better="up",
    formula="revenue − traced costs (calls, acquisition, commissions) of each channel's customers ÷ years",
    clock=_LEDGER,
    denominator=_YEARS,
)
def contribution_by_channel(tables: Tables) -> dict[str, float]:
    """What each channel's customers contribute a year to the costs that all share, after what it cost to win them."""
    revenue, cost = tables.once(_yearly)
    return dict(zip(tables.names("channel"), (revenue - cost)[:-1].tolist(), strict=True))


@kpi(
    unit="count",
    better="up",
    formula="machines that stand under contract",
    clock="at the horizon",
    denominator="none: a count; no data where no contract ever ends and nobody signs up",
)
def machines_at_end(tables: Tables) -> float:
    """Machines under contract at the horizon: the base that sign-ups add to and churn takes from."""
    if not tables.facts.get("has_contracts"):
        return NO_DATA
    found, left = tables.once(spells), tables.once(stays)[1]
    return float(((found.end == tables.horizon) & (left[found.asset] >= tables.horizon)).sum())
