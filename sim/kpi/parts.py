"""Stock: service, money tied up, and the way orders swing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, breakdowns, echelons, mean, per_year, quantiles, ratio, since
from sim.promises import DOWN
from sim.records import MOVEMENTS, OUTCOMES, SUPPLY_SOURCES
from sim.results import SUPPLIER, Array, Rows, Tables, shelves

WEEK = 168.0
_DEMANDS = "part demands of jobs asked in the window"
_SHELVES = "stretches between stock movements, clipped to the window; warehouses and vans, not suppliers"


def demands(tables: Tables) -> Rows:
    """Demands of jobs asked in the window, without what triage named wrongly; use `tables.once(demands)`."""
    rows = since(tables.raw("demands"), "asked", tables.warm_up)
    needed: Rows = rows[rows["supply"] != SUPPLY_SOURCES.index("not needed")]
    return needed


def _jobs(tables: Tables) -> Rows:
    """Breakdown calls of the window that need parts and whose fault was found on site."""
    calls, visits = tables.once(breakdowns), tables.raw("visits")
    misled = (visits["outcome"] == OUTCOMES.index("wrong diagnosis")) | (visits["outcome"] == OUTCOMES.index("wrong skill"))
    found = visits["call"][~np.isnan(visits["diagnosed"]) & ~misled]
    return calls[(calls["parts_needed"] > 0) & np.isin(calls["call"], found)]


@kpi(
    unit="share",
    better="up",
    formula="unit: units given at once ÷ units asked, also where a demand was met in part; line: demands met at once ÷ demands; "
    "job: calls all of whose demands were met "
    "at once ÷ diagnosed calls that need parts",
    clock=_DEMANDS + "; for jobs, breakdown calls whose fault falls in the window",
    denominator="units, demands and diagnosed calls that need parts; open ones included",
)
def fill_rate(tables: Tables) -> dict[str, float]:
    """Share of units, lines and jobs served at once by the location asked first."""
    lines, jobs, wanted = tables.once(demands), _jobs(tables), tables.raw("demands")
    waited = np.isin(jobs["call"], wanted["call"][~wanted["at_once"]])
    return {
        "unit": ratio(lines["units_at_once"].sum(), lines["quantity"].sum()),
        "line": ratio(lines["at_once"].sum(), len(lines)),
        "job": ratio((~waited).sum(), len(jobs)),
    }


@kpi(
    unit="share",
    better="up",
    formula="time with stock on hand ÷ time, per (location, part); mean over these pairs",
    clock=_SHELVES,
    denominator="(location, part) pairs that held stock for any time of the run × hours of the window",
)
def ready_rate(tables: Tables) -> float:
    """Share of time with stock above zero, mean over the shelves; one that only passes orders through is none."""
    shelf = tables.once(shelves)
    begin, end = tables.window
    stocked = shelf.on_hand > 0
    ever = np.bincount(shelf.pair, weights=shelf.hours(0.0, tables.horizon) * stocked, minlength=shelf.pairs) > 0
    return ratio(float((shelf.hours(begin, end) * stocked).sum()), int(ever.sum()) * (end - begin))


@kpi(
    unit="units",
    better="down",
    formula="time-average of units owed, summed over all (location, part)",
    clock=_SHELVES,
    denominator="hours of the window",
)
def expected_backorders(tables: Tables) -> float:
    """Units owed at a moment, to jobs and to lower echelons, all shelves together (EBO)."""
    shelf = tables.once(shelves)
    begin, end = tables.window
    return ratio(float((shelf.hours(begin, end) * shelf.backorders).sum()), end - begin) if shelf.pairs else NO_DATA


def _waits(tables: Tables) -> Array:
    lines = tables.once(demands)
    waits: Array = (lines["filled"] - lines["asked"])[~np.isnan(lines["filled"])]
    return waits


@kpi(
    unit="h",
    better="down",
    formula="mean of filled − asked",
    clock="calendar hours; " + _DEMANDS,
    denominator="demands filled, those met at once with 0 h",
)
def part_wait(tables: Tables) -> float:
    """Time a job waits for a part, those met at once included."""
    return mean(tables.once(_waits))


@kpi(
    unit="h",
    better="down",
    formula="quantiles of filled − asked",
    clock="calendar hours; " + _DEMANDS,
    denominator="demands filled, those met at once with 0 h",
)
def part_wait_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time a job waits for a part."""
    return quantiles(tables.once(_waits))


@kpi(
    unit="h",
    better="down",
    formula="mean of filled − asked",
    clock="calendar hours; " + _DEMANDS,
    denominator="demands filled that were not met at once",
)
def part_wait_backordered(tables: Tables) -> float:
    """Time a job waits for a part that was not met at once."""
    lines = tables.once(demands)
    late = ~np.isnan(lines["filled"]) & ~lines["at_once"]
    return mean((lines["filled"] - lines["asked"])[late])


@kpi(
    unit="assets",
    better="down",
    formula="hours of the stage 'parts' of calls whose effect is 'down' ÷ hours of the window",
    clock="calendar hours; breakdown calls whose fault falls in the window, open calls with their hours so far (an approximation at both edges)",
    denominator="hours of the window",
)
def not_operational_for_supply(tables: Tables) -> float:
    """Assets down for want of a part, at a moment (NORS)."""
    calls = tables.once(breakdowns)
    begin, end = tables.window
    return ratio(calls["parts"][calls["effect"] == DOWN].sum(), end - begin)


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
    clock=_SHELVES,
    denominator="hours of the window",
)
def inventory_value(tables: Tables) -> float:
    """Money tied up on the shelves, at a moment."""
    return sum(tables.once(value_by_echelon).values()) if tables.once(shelves).pairs else NO_DATA


@kpi(
    unit="money",
    better="down",
    formula="time-average of units on hand × price, by echelon: 'echelon 1' is fed by a supplier, 'echelon 2' by echelon 1, ..., 'vans'",
    clock=_SHELVES,
    denominator="hours of the window",
)
def inventory_value_by_echelon(tables: Tables) -> dict[str, float]:
    """Money tied up on the shelves of each echelon, at a moment."""
    return tables.once(value_by_echelon)


@kpi(
    unit="1/y",
    better="up",
    formula="yearly value of the parts that jobs took from stock ÷ average inventory value",
    clock="demands asked in the window and filled from a shelf (not by a supplier), at today's price",
    denominator="average inventory value",
)
def inventory_turns(tables: Tables) -> float:
    """How often the stock turns over in a year."""
    lines = tables.once(demands)
    stocked = np.array([kind != SUPPLIER for kind in tables.labels_by_code("location", "kind")] + [False])
    used = ~np.isnan(lines["filled"]) & stocked[lines["source"]]
    value = (lines["quantity"] * tables.by_code("part", "price", 0.0)[lines["part"]])[used].sum()
    return ratio(per_year(tables, value), inventory_value(tables))


EXPEDITED = [SUPPLY_SOURCES.index(source) for source in ("lateral", "upstream", "emergency")]


@kpi(
    unit="share",
    better="down",
    formula="lateral, upstream and emergency supplies to jobs ÷ (these + replenishment shipments)",
    clock="supplies asked and replenishment shipped in the window",
    denominator="shipments, by number",
)
def expedite_rate(tables: Tables) -> float:
    """Share of shipments that were expedited."""
    rushed = int(np.isin(tables.once(demands)["supply"], EXPEDITED).sum())
    return ratio(rushed, rushed + len(since(tables.raw("orders"), "shipped", tables.warm_up)))


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
