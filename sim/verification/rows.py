"""Rows and spans of a run's records, chosen by names: what the measures of a case look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from sim.errors import UsageError, nearest
from sim.kpi.selections import call_rows
from sim.records import SCHEMA
from sim.results import Array, Rows, Tables
from sim.units import Hours

SPANS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "desk wait": ("contacts", "at", ("answered", "ended")),
    "desk contact": ("contacts", "answered", ("ended",)),
    "dispatch wait": ("visits", "asked", ("dispatched",)),
    "visit": ("visits", "dispatched", ("left",)),
    "work order": ("visits", "asked", ("left",)),
    "call": ("calls", "fault", ("restored",)),
    "response": ("calls", "fault", ("arrived",)),
    "part wait": ("demands", "asked", ("filled",)),
    "core return": ("cores", "removed", ("ended",)),
    "core inspection": ("cores", "received", ("inspected",)),
    "core wait": ("cores", "inspected", ("shop_start",)),
    "core on bench": ("cores", "shop_start", ("shop_end",)),
    "core in shop": ("cores", "inspected", ("shop_end",)),
    "shop queue": ("repairs", "came", ("begun",)),
    "module wait": ("replacements", "asked", ("filled",)),
    "order": ("orders", "ordered", ("received",)),
    "order wait": ("orders", "ordered", ("shipped",)),
}
"""Name -> table, column of the beginning, column of the end (the first that has happened)."""

BEGINNINGS = {
    "contacts": "at",
    "visits": "asked",
    "calls": "fault",
    "partner_visits": "dispatched",
    "demands": "asked",
    "movements": "time",
    "orders": "ordered",
    "cores": "removed",
    "repairs": "came",
    "replacements": "asked",
    "trips": "begin",
    "contracts": "begins",
    "defects": "ended",
    "condition_checks": "at",
    "prevention": "at",
    "alarms": "raised",
}
"""Table -> when a row of it counts as having come."""

_TIME = TypeAdapter(Hours)


def hours_of(value: Any) -> float:
    """Hours of a time written with its unit."""
    return float(_TIME.validate_python(value))


def matching(tables: Tables, kind: str, rows: Rows, where: Mapping[str, Any] | None) -> Array:
    """Which rows have the wanted values."""
    keep = np.ones(len(rows), dtype=bool)
    for column, wanted in (where or {}).items():
        values, table = rows, kind
        name = column
        if column.startswith("call."):
            table, name = "calls", column.removeprefix("call.")
            calls = tables.raw("calls")
            values = calls[tables.once(call_rows)[rows["call"]]]
        known = {each.name: each for each in SCHEMA[table]}
        if name not in known:
            raise UsageError(f"table {table} has no column '{name}'; it has {', '.join(known)}")
        several = wanted if isinstance(wanted, list) else [wanted]
        vocabulary = known[name].vocabulary
        codes = [tables.code(vocabulary, each) for each in several] if vocabulary else several
        keep &= np.isin(values[name], codes)
    return keep


def arrived(tables: Tables, kind: str, where: Mapping[str, Any] | None) -> Rows:
    """Rows that came within the window; of demands those that were really needed."""
    if kind not in BEGINNINGS:
        raise UsageError(f"there is no table '{kind}' to measure; known: {', '.join(BEGINNINGS)}")
    rows = tables.raw(kind)
    if kind == "demands":
        rows = rows[rows["supply"] != tables.code("supply", "not needed")]
    chosen: Rows = rows[(rows[BEGINNINGS[kind]] >= tables.warm_up) & matching(tables, kind, rows, where)]
    return chosen


def stretches(tables: Tables, span: str, where: Mapping[str, Any] | None) -> tuple[Array, Array]:
    """Beginnings and ends of all spans, ends that have not come being infinite."""
    if span not in SPANS:
        hint = nearest(span, SPANS)
        raise UsageError(f"there is no span '{span}'" + (f"; did you mean '{hint}'?" if hint else f"; known: {', '.join(SPANS)}"))
    kind, first, lasts = SPANS[span]
    rows = tables.raw(kind)
    rows = rows[matching(tables, kind, rows, where) & ~np.isnan(rows[first])]
    end = np.full(len(rows), np.nan)
    for last in lasts:
        end = np.where(np.isnan(end), rows[last], end)
    return np.ascontiguousarray(rows[first]), np.where(np.isnan(end), np.inf, end)


def lengths(tables: Tables, span: str, where: Mapping[str, Any] | None) -> Array:
    """Hours of the spans that ended within the window, so that long ones are not missed at its end."""
    begin, end = stretches(tables, span, where)
    ended = (end > tables.warm_up) & (end <= tables.horizon)
    hours: Array = end[ended] - begin[ended]
    return hours
