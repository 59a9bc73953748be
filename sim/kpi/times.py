"""How long calls take, and where the time goes."""

from __future__ import annotations

import numpy as np

from sim.field_work import field_work
from sim.kpi.members import kpi
from sim.kpi.selections import BREAKDOWN, CALENDAR, breakdowns, call_rows, closed, known, mean, quantiles
from sim.records import STAGES
from sim.results import Array, Tables

_CLOSED = "closed breakdown calls of the window, remote ones included, lost ones not; calls open at the horizon are counted in open_calls"


def restoration_hours(tables: Tables) -> Array:
    """Fault to restored of every closed call (h)."""
    calls = tables.once(closed)
    hours: Array = calls["restored"] - calls["fault"]
    return hours


def hands_on_hours(tables: Tables) -> Array:
    """Hands-on hours, all visits together, of every closed and visited breakdown call of the window."""
    calls, visits = tables.raw("calls"), tables.once(field_work)
    row = tables.once(call_rows)[visits.call] if len(calls) else np.zeros(0, dtype=np.int64)
    work = np.bincount(row[row >= 0], weights=visits.work[row >= 0], minlength=len(calls))
    chosen = (calls["reason"] == BREAKDOWN) & (calls["fault"] >= tables.warm_up) & (calls["visits"] > 0)
    hours: Array = work[chosen & ~np.isnan(calls["restored"])]
    return hours


def response_hours(tables: Tables) -> Array:
    """Reported to first arrival, or to the answer where it was solved remotely (h)."""
    calls = tables.once(breakdowns)
    hours: Array = np.where(calls["remote"], calls["answered"], calls["arrived"]) - calls["reported"]
    return known(hours)


@kpi(unit="h", better="down", formula="mean of restored − fault", clock=CALENDAR, denominator=_CLOSED)
def mean_time_to_restoration(tables: Tables) -> float:
    """Time from the fault until the asset is up again."""
    return mean(tables.once(restoration_hours))


@kpi(unit="h", better="down", formula="quantiles of restored − fault", clock=CALENDAR, denominator=_CLOSED)
def time_to_restoration(tables: Tables) -> dict[str, float]:
    """Quantiles of the time from the fault until the asset is up again."""
    return quantiles(tables.once(restoration_hours))


@kpi(
    unit="h",
    better="down",
    formula="mean hours of each stage; the stages add up to the mean time to restoration",
    clock=CALENDAR,
    denominator=_CLOSED,
)
def restoration_stages(tables: Tables) -> dict[str, float]:
    """Where the time to restoration goes."""
    calls = tables.once(closed)
    return {stage: mean(calls[stage]) for stage in STAGES}


@kpi(
    unit="h",
    better="down",
    formula="hands-on hours of diagnosis and repair, all visits of a call together; mean over calls",
    clock="technicians' hands-on hours, no travel and no waiting; breakdown calls whose fault falls in the window",
    denominator="closed breakdown calls of the window that had a visit",
)
def mean_active_repair_time(tables: Tables) -> float:
    """Hands-on time that a visited call takes."""
    return mean(tables.once(hands_on_hours))


@kpi(
    unit="h",
    better="down",
    formula="quantiles of the hands-on hours of a call",
    clock="technicians' hands-on hours, no travel and no waiting; breakdown calls whose fault falls in the window",
    denominator="closed breakdown calls of the window that had a visit",
)
def active_repair_time_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the hands-on time that a visited call takes."""
    return quantiles(tables.once(hands_on_hours))


_RESPONDED = "breakdown calls of the window that were visited, or answered and solved remotely"


@kpi(unit="h", better="down", formula="mean of first arrival (remote: answer) − reported", clock=CALENDAR, denominator=_RESPONDED)
def response_time(tables: Tables) -> float:
    """Time from the report until somebody is there."""
    return mean(tables.once(response_hours))


@kpi(
    unit="h",
    better="down",
    formula="quantiles of first arrival (remote: answer) − reported",
    clock=CALENDAR,
    denominator=_RESPONDED,
)
def response_time_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time from the report until somebody is there."""
    return quantiles(tables.once(response_hours))
