"""Work that was open at the start, and what is open at the end."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BREAKDOWN, NO_DATA, known, mean
from sim.results import Rows, Tables

_BACKLOG = "work orders that were open at the start, planned work included; no data where there were none"


def backlog(tables: Tables) -> Rows:
    """Calls that were open at the start; use `tables.once(backlog)`."""
    calls = tables.raw("calls")
    found: Rows = calls[np.isin(calls["call"], tables.raw("backlog")["call"])]
    return found


@kpi(
    unit="count",
    better="down",
    formula="work orders that were open at the start and have not been closed",
    clock="at the horizon",
    denominator="none: a count; no data where nothing was open at the start",
)
def backlog_left(tables: Tables) -> float:
    """Work orders of the start that are still open at the horizon."""
    calls = tables.once(backlog)
    return float(np.isnan(calls["restored"]).sum()) if len(calls) else NO_DATA


@kpi(
    unit="h",
    better="down",
    formula="mean of first arrival − reported",
    clock="calendar hours, those before the start included",
    denominator=_BACKLOG + "; those that nobody has come to by the horizon are counted in backlog_left",
)
def backlog_response_time(tables: Tables) -> float:
    """Time from the report until somebody is there, of work that was open at the start."""
    calls = tables.once(backlog)
    return mean(known(calls["arrived"] - calls["reported"]))


@kpi(
    unit="h",
    better="down",
    formula="latest restoration of a work order that was open at the start",
    clock="calendar hours from the start",
    denominator=_BACKLOG + ", and no data while one of them is open at the horizon",
)
def backlog_worked_off(tables: Tables) -> float:
    """Time from the start until the last work order of the start is closed."""
    calls = tables.once(backlog)
    return float(calls["restored"].max()) if len(calls) else NO_DATA


def open_at_end(tables: Tables) -> Rows:
    """Breakdown calls open at the horizon, whenever they began; use `tables.once(open_at_end)`."""
    calls = tables.raw("calls")
    found: Rows = calls[(calls["reason"] == BREAKDOWN) & np.isnan(calls["restored"])]
    return found


@kpi(
    unit="count",
    better="down",
    formula="breakdown calls without restoration, whenever they began",
    clock="at the horizon",
    denominator="none: a count; no data where nothing was open at the start (see open_calls)",
)
def calls_open_at_end(tables: Tables) -> float:
    """Breakdown calls open at the horizon: the backlog that is handed on."""
    return float(len(tables.once(open_at_end))) if len(tables.raw("backlog")) else NO_DATA


@kpi(
    unit="h",
    better="down",
    formula="mean of horizon − fault",
    clock="calendar hours, those before the start included",
    denominator="breakdown calls open at the horizon; no data without any, and where nothing was open at the start",
)
def age_of_open_calls(tables: Tables) -> float:
    """How long the breakdown calls that are open at the horizon have been so."""
    return mean(tables.horizon - tables.once(open_at_end)["fault"]) if len(tables.raw("backlog")) else NO_DATA
