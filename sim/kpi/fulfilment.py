"""Fulfilment: how long replenishment orders take, how they are shipped, and what that costs."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import mean, per_year, quantiles, ratio, since
from sim.results import Array, Rows, Tables, order_of_steps
from sim.units import HOURS_PER_DAY

_ORDERED = "replenishment orders placed in the window"
_SHIPPED = "replenishment orders shipped in the window"


def _cycle_times(tables: Tables) -> Array:
    orders = since(tables.raw("orders"), "ordered", tables.warm_up)
    times: Array = (orders["received"] - orders["ordered"])[~np.isnan(orders["received"])]
    return times


def shipped(tables: Tables) -> Rows:
    """Replenishment orders shipped in the window; use `tables.once(shipped)`."""
    return since(tables.raw("orders"), "shipped", tables.warm_up)


@kpi(
    unit="h",
    better="down",
    formula="mean of received − ordered",
    clock="calendar hours; " + _ORDERED,
    denominator="orders received by the horizon",
)
def order_cycle_time(tables: Tables) -> float:
    """Time from placing a replenishment order until it is on the shelf."""
    return mean(tables.once(_cycle_times))


@kpi(
    unit="h",
    better="down",
    formula="quantiles of received − ordered",
    clock="calendar hours; " + _ORDERED,
    denominator="orders received by the horizon",
)
def order_cycle_time_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time from placing a replenishment order until it is on the shelf."""
    return quantiles(tables.once(_cycle_times))


@kpi(
    unit="h",
    better="down",
    formula="mean of shipped − ready: waiting for the opening and for a picker, picking, and waiting for a departure",
    clock="calendar hours; orders shipped in the window that passed a dock or went by a carrier",
    denominator="these orders",
)
def dock_time(tables: Tables) -> float:
    """Time from when the source has the units of an order until they leave."""
    left = tables.raw("orders")["shipped"][order_of_steps(tables)]
    return mean((left - tables.raw("fulfilment")["ready"])[left >= tables.warm_up])


@kpi(
    unit="share",
    better="up",
    formula="orders shipped on the calendar day on which they were placed ÷ orders placed",
    clock=_ORDERED + "; days begin at midnight",
    denominator="orders placed, those not shipped yet included",
)
def same_day_shipping(tables: Tables) -> float:
    """Share of the replenishment orders that leave on the day they were placed."""
    orders = since(tables.raw("orders"), "ordered", tables.warm_up)
    return ratio((orders["ordered"] // HOURS_PER_DAY == orders["shipped"] // HOURS_PER_DAY).sum(), len(orders))


@kpi(
    unit="1/y",
    formula="shipments by carrier per year; 'no carrier' are orders where none is stated, each a shipment of its own",
    clock=_SHIPPED,
    denominator="years of the window",
)
def shipments_by_carrier(tables: Tables) -> dict[str, float]:
    """Replenishment shipments in a year, by carrier."""
    orders = tables.once(shipped)
    names = [*tables.names("carrier"), "no carrier"]
    _, first = np.unique(orders["shipment"], return_index=True)
    counts = np.bincount(orders["carrier"][first] % len(names), minlength=len(names))
    return {name: per_year(tables, float(count)) for name, count in zip(names, counts, strict=True)}


@kpi(unit="ratio", formula="orders shipped ÷ shipments", clock=_SHIPPED, denominator="shipments")
def orders_per_shipment(tables: Tables) -> float:
    """Replenishment orders that travel together."""
    orders = tables.once(shipped)
    return ratio(len(orders), len(np.unique(orders["shipment"])))


@kpi(
    unit="money",
    better="down",
    formula="freight of replenishment, express included ÷ units shipped",
    clock=_SHIPPED,
    denominator="units shipped",
)
def freight_per_unit(tables: Tables) -> float:
    """What it costs to bring a unit one echelon down."""
    orders = tables.once(shipped)
    return ratio(float(orders["freight"].sum()), float(orders["quantity"].sum()))
