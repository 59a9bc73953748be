"""Stock: money tied up, turns, what is rushed, and the way orders swing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.parts import demands
from sim.kpi.selections import NO_DATA, ON_SHELVES, echelons, per_year, ratio, since
from sim.records import MOVEMENTS, SUPPLY_SOURCES
from sim.results import SUPPLIER, Array, Tables, goes_express, shelves

WEEK = 168.0


def value_by_echelon(tables: Tables) -> dict[str, float]:
    """Time-average value of stock on hand per echelon (money); use `tables.once(value_by_echelon)`."""
    shelf = tables.once(shelves)
    begin, end = tables.window
    names, of_location = echelons(tables)
    value = shelf.hours(begin, end) * shelf.on_hand * tables.by_code("part", "price", 0.0)[shelf.part] / (end - begin)
    index = of_location[shelf.location]
    sums = np.bincount(index[index >= 0], weights=value[index >= 0], minlength=len(names))
    return dict(zip(names, sums.tolist(), strict=True))


@kpi(
    unit="money",
    better="down",
    formula="time-average of units on hand × price",
    clock=ON_SHELVES,
    denominator="hours of the window",
)
def inventory_value(tables: Tables) -> float:
    """Money tied up on the shelves, at a moment."""
    return sum(tables.once(value_by_echelon).values()) if tables.once(shelves).pairs else NO_DATA


@kpi(
    unit="money",
    better="down",
    formula="time-average of units on hand × price, by echelon: 'echelon 1' is fed by a supplier, 'echelon 2' by echelon 1, ..., 'vans'",
    clock=ON_SHELVES,
    denominator="hours of the window",
)
def inventory_value_by_echelon(tables: Tables) -> dict[str, float]:
    """Money tied up on the shelves of each echelon, at a moment."""
    return tables.once(value_by_echelon)


@kpi(
    unit="1/y",
    better="up",
    formula="yearly value of the parts that jobs took from stock, and that customers ordered, ÷ average inventory value",
    clock="demands asked in the window and filled from a shelf (not by a supplier), and lines asked in the window and sent, at today's price",
    denominator="average inventory value",
)
def inventory_turns(tables: Tables) -> float:
    """How often the stock turns over in a year."""
    lines = tables.once(demands)
    stocked = np.array([kind != SUPPLIER for kind in tables.labels_by_code("location", "kind")] + [False])
    used = ~np.isnan(lines["filled"]) & stocked[lines["source"]]
    value = (lines["quantity"] * tables.by_code("part", "price", 0.0)[lines["part"]])[used].sum()
    sold = since(tables.raw("sales_lines"), "asked", tables.warm_up)
    value += (sold["quantity"] * tables.by_code("part", "price", 0.0)[sold["part"]])[~np.isnan(sold["shipped"])].sum()
    return ratio(per_year(tables, value), inventory_value(tables))


EXPEDITED = [SUPPLY_SOURCES.index(source) for source in ("lateral", "upstream", "emergency")]


@kpi(
    unit="share",
    better="down",
    formula="(lateral, upstream and emergency supplies to jobs + replenishment orders by express) ÷ (these supplies + replenishment orders)",
    clock="supplies asked and replenishment shipped in the window",
    denominator="supplies and orders, by number",
)
def expedite_rate(tables: Tables) -> float:
    """Share of shipments that were expedited."""
    rushed = int(np.isin(tables.once(demands)["supply"], EXPEDITED).sum())
    left = tables.raw("orders")["shipped"] >= tables.warm_up
    return ratio(rushed + int((left & tables.once(goes_express)).sum()), rushed + int(left.sum()))


def _variances(series: Array, week: Array, weeks: int, quantity: Array, count: int) -> Array:
    """Variance over the weeks of each series' weekly quantity."""
    inside = (week >= 0) & (week < weeks)
    flat = series[inside] * weeks + week[inside]
    weekly = np.bincount(flat, weights=quantity[inside], minlength=count * weeks).reshape(count, weeks)
    variances: Array = weekly.var(axis=1, ddof=1)
    return variances


@dataclass(frozen=True)
class _Swing:
    orders: Array
    demand: Array


def _swing(tables: Tables, weeks: int) -> _Swing:
    """Weekly variance of orders and of demand for every (location, part), whole weeks from the warm-up on."""
    parts = max(len(tables.names("part")), 1)
    count = len(tables.names("location")) * parts
    placed, moved = tables.raw("orders"), tables.raw("movements")
    asked = moved[(moved["movement"] == MOVEMENTS.index("issue")) | (moved["movement"] == MOVEMENTS.index("demand backordered"))]
    found = []
    for rows, moment in ((placed, "ordered"), (asked, "time")):
        week = np.floor((rows[moment] - tables.warm_up) / WEEK).astype(np.int64)
        series = rows["location"].astype(np.int64) * parts + rows["part"]
        found.append(_variances(series, week, weeks, np.abs(rows["quantity"]).astype(float), count))
    return _Swing(*found)


@kpi(
    unit="ratio",
    better="down",
    formula="variance of units ordered per week ÷ variance of units demanded per week, each summed over the (location, part) of the echelon",
    clock="whole calendar weeks of the window, counted from its beginning",
    denominator="variance of the weekly demand; no data below 8 weeks or without variance",
)
def bullwhip(tables: Tables) -> dict[str, float]:
    """How much more the orders of an echelon swing than the demand on it."""
    begin, end = tables.window
    weeks = int((end - begin) // WEEK)
    names, of_location = echelons(tables)
    if weeks < 8:
        return dict.fromkeys(names, NO_DATA)
    swing = _swing(tables, weeks)
    parts = max(len(tables.names("part")), 1)
    echelon = np.repeat(of_location[:-1], parts)
    return {name: ratio(swing.orders[echelon == i].sum(), swing.demand[echelon == i].sum()) for i, name in enumerate(names)}
