"""Groundwork that figures share: which records belong to the window, and means, shares and quantiles without cases."""

from __future__ import annotations

import numpy as np

from sim.records import REASONS
from sim.results import Array, Rows, Tables
from sim.units import HOURS_PER_YEAR

NO_DATA = float("nan")
BREAKDOWN = REASONS.index("breakdown")
MAINTENANCE = REASONS.index("maintenance")

BY_FAULT = "breakdown calls whose fault falls in the window"
CALENDAR = "calendar hours; " + BY_FAULT
ON_SHELVES = "stretches between stock movements, clipped to the window; warehouses and vans, not suppliers"


def ratio(numerator: float, denominator: float) -> float:
    """Quotient; no data when there is nothing to divide by."""
    return float(numerator) / float(denominator) if denominator else NO_DATA


def mean(values: Array) -> float:
    """Arithmetic mean; no data without values."""
    return float(values.mean()) if len(values) else NO_DATA


def known(values: Array) -> Array:
    """The values that are not NaN."""
    found: Array = values[~np.isnan(values)]
    return found


def quantiles(values: Array) -> dict[str, float]:
    """Median, 90th and 95th percentile (linear between values)."""
    found = np.quantile(values, (0.5, 0.9, 0.95)).tolist() if len(values) else [NO_DATA] * 3
    return dict(zip(("p50", "p90", "p95"), found, strict=True))


def per_year(tables: Tables, total: float) -> float:
    """A total of the window, per year of 8,760 h."""
    return ratio(total * HOURS_PER_YEAR, tables.horizon - tables.warm_up)


def _calls(tables: Tables, reason: int) -> Rows:
    calls = tables.raw("calls")
    chosen: Rows = calls[(calls["reason"] == reason) & (calls["fault"] >= tables.warm_up)]
    return chosen


def breakdowns(tables: Tables) -> Rows:
    """Breakdown calls whose fault falls in the window, open ones included; use `tables.once(breakdowns)`."""
    return _calls(tables, BREAKDOWN)


def tasks(tables: Tables) -> Rows:
    """Maintenance tasks that fell due in the window; use `tables.once(tasks)`."""
    return _calls(tables, MAINTENANCE)


def closed(tables: Tables) -> Rows:
    """Breakdown calls of the window that are closed, lost ones left out; use `tables.once(closed)`."""
    calls = tables.once(breakdowns)
    chosen: Rows = calls[~np.isnan(calls["restored"]) & ~calls["lost"]]
    return chosen


def visited(tables: Tables) -> Rows:
    """Breakdown calls of the window that had a visit; use `tables.once(visited)`."""
    calls = tables.once(breakdowns)
    chosen: Rows = calls[calls["visits"] > 0]
    return chosen


def call_rows(tables: Tables) -> Array:
    """Row in the calls table by call number, −1 where there is none; use `tables.once(call_rows)`."""
    numbers = tables.raw("calls")["call"]
    rows = np.full(int(numbers.max(initial=-1)) + 1, -1)
    rows[numbers] = np.arange(len(numbers))
    return rows


def since(rows: Rows, moment: str, begin: float) -> Rows:
    """Rows whose `moment` lies at or after `begin`."""
    chosen: Rows = rows[rows[moment] >= begin]
    return chosen


def echelon_labels(tables: Tables) -> list[str]:
    """Echelon of each location by code: 'echelon 1', 'echelon 2', ..., 'vans', or '' for suppliers."""
    levels = tables.labels_by_code("location", "echelon")
    kinds = tables.labels_by_code("location", "kind")
    names = {"van": "vans", "supplier": ""}
    return [names.get(kind, f"echelon {level}") for kind, level in zip(kinds, levels, strict=True)]


def echelons(tables: Tables) -> tuple[list[str], Array]:
    """Echelons in order from the supplier outwards, and the index of each location's echelon by code (−1: supplier or none)."""
    labels = echelon_labels(tables)
    order = sorted({label for label in labels if label}, key=lambda label: (label == "vans", len(label), label))
    return order, np.array([order.index(label) if label else -1 for label in labels] + [-1])
