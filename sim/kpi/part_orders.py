"""Orders for parts by customers: are promises kept, how long does it take, and what is sold?"""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, mean, per_year, quantiles, ratio, since
from sim.ledger import lines as ledger_lines
from sim.records import ORDER_ENDS
from sim.results import Array, Rows, Tables

_LOST, _CANCELLED = ORDER_ENDS.index("lost"), ORDER_ENDS.index("cancelled")
_CLOCK = "calendar hours; orders received in the window"
_PLACED = "orders that were not lost"
_DELIVERED = "orders delivered in full by the horizon"


def received(tables: Tables) -> Rows:
    """Customers' orders received in the window, lost ones included; use `tables.once(received)`."""
    return since(tables.raw("sales_orders"), "received", tables.warm_up)


def placed(tables: Tables) -> Rows:
    """Those that were not lost; use `tables.once(placed)`."""
    rows = tables.once(received)
    found: Rows = rows[rows["end"] != _LOST]
    return found


def delivered(tables: Tables) -> Rows:
    """Those delivered in full; use `tables.once(delivered)`."""
    rows = tables.once(placed)
    found: Rows = rows[rows["end"] == ORDER_ENDS.index("delivered")]
    return found


def asked_lines(tables: Tables) -> Rows:
    """Lines whose shelves were asked in the window; use `tables.once(asked_lines)`."""
    return since(tables.raw("sales_lines"), "asked", tables.warm_up)


@kpi(
    unit="share",
    better="up",
    formula="orders delivered in full by the promised date ÷ orders whose promised date has come",
    clock=_CLOCK,
    denominator="orders promised for a date up to the horizon, late, open and cancelled ones included, lost ones not; no data without any",
)
def promise_kept(tables: Tables) -> float:
    """Share of the orders for parts that customers have by the date that they were promised."""
    rows = tables.once(placed)
    due = rows[rows["promised"] <= tables.horizon]
    kept = (due["end"] == ORDER_ENDS.index("delivered")) & (due["ended"] <= due["promised"])
    return ratio(kept.sum(), len(due))


@kpi(unit="h", better="down", formula="mean of |delivered − promised|", clock=_CLOCK, denominator=_DELIVERED)
def promise_error(tables: Tables) -> float:
    """How far off the promised date orders for parts are delivered, early or late."""
    rows = tables.once(delivered)
    return mean(np.abs(rows["ended"] - rows["promised"]))


@kpi(unit="h", better="down", formula="mean of promised − received", clock=_CLOCK, denominator=_PLACED)
def promised_lead_time(tables: Tables) -> float:
    """Time after which customers who order parts are told that they will have them."""
    rows = tables.once(placed)
    return mean(rows["promised"] - rows["received"])


def _lead_times(tables: Tables) -> Array:
    rows = tables.once(delivered)
    hours: Array = rows["ended"] - rows["received"]
    return hours


@kpi(unit="h", better="down", formula="mean of delivered − received", clock=_CLOCK, denominator=_DELIVERED)
def part_order_lead_time(tables: Tables) -> float:
    """Time from a customer's order for parts until he has all of it."""
    return mean(tables.once(_lead_times))


@kpi(unit="h", better="down", formula="quantiles of delivered − received", clock=_CLOCK, denominator=_DELIVERED)
def part_order_lead_time_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time from a customer's order for parts until he has all of it."""
    return quantiles(tables.once(_lead_times))


@kpi(
    unit="share",
    better="up",
    formula="unit: units on hand ÷ units asked; line: lines all on hand ÷ lines; order: orders all of whose lines were on hand ÷ orders",
    clock="lines whose shelf was asked in the window: when the order came, or when its units had to leave",
    denominator="units, lines and orders, cancelled and open ones included, lost ones not",
)
def part_order_fill_rate(tables: Tables) -> dict[str, float]:
    """Share of what customers order that is on hand when the shelf is asked for it."""
    rows = tables.once(asked_lines)
    whole = rows["units_at_once"] == rows["quantity"]
    orders, at = np.unique(rows["order"], return_inverse=True)
    short = np.bincount(at, weights=~whole, minlength=len(orders))
    return {
        "unit": ratio(rows["units_at_once"].sum(), rows["quantity"].sum()),
        "line": ratio(whole.sum(), len(rows)),
        "order": ratio((short == 0).sum(), len(orders)),
    }


@kpi(
    unit="share",
    better="up",
    formula="orders delivered in full by the date that the customer wanted ÷ orders",
    clock=_CLOCK,
    denominator="orders wanted for a date up to the horizon, lost ones included",
)
def delivered_as_wanted(tables: Tables) -> float:
    """Share of the orders for parts that customers have when they want them; who wants them at once can only be served without a way."""
    rows = tables.once(received)
    due = rows[rows["wanted"] <= tables.horizon]
    on_time = (due["end"] == ORDER_ENDS.index("delivered")) & (due["ended"] <= due["wanted"])
    return ratio(on_time.sum(), len(due))


@kpi(
    unit="share",
    better="down",
    formula="orders not placed because of the date promised ÷ orders",
    clock=_CLOCK,
    denominator="orders, lost ones included",
)
def part_orders_lost(tables: Tables) -> float:
    """Share of the orders for parts that go elsewhere, because the promise was too late or none could be made."""
    rows = tables.once(received)
    return ratio((rows["end"] == _LOST).sum(), len(rows))


@kpi(unit="share", better="down", formula="orders cancelled, in whole or part ÷ orders placed", clock=_CLOCK, denominator=_PLACED)
def part_orders_cancelled(tables: Tables) -> float:
    """Share of the orders for parts that are cancelled because they do not come."""
    rows = tables.once(placed)
    return ratio((rows["end"] == _CANCELLED).sum(), len(rows))


@kpi(
    unit="count",
    better="down",
    formula="order-hours between receipt and the end of an order ÷ hours",
    clock="calendar hours of the window; lost orders are never open",
    denominator="hours of the window; no data where customers order no parts",
)
def open_part_orders(tables: Tables) -> float:
    """Orders for parts that are open at a time."""
    if not tables.dimension("part_orders").get("stream"):
        return NO_DATA
    begin, end = tables.window
    rows = tables.raw("sales_orders")
    until = np.where(np.isnan(rows["ended"]), end, rows["ended"])
    return float(np.maximum(until - np.maximum(rows["received"], begin), 0.0).sum()) / (end - begin)


@kpi(
    unit="money/y",
    better="up",
    formula="units shipped to customers × price × (1 + markup) per year",
    clock="shipped in the window; a year has 8,760 h",
    denominator="years of the window; no data where customers order no parts",
)
def part_sales(tables: Tables) -> float:
    """What customers pay a year for the parts that they order; what the parts cost is in the purchases."""
    if not tables.dimension("part_orders").get("stream"):
        return NO_DATA
    return per_year(tables, -tables.once(ledger_lines).total(tables.warm_up, "part_sales")) + 0.0
