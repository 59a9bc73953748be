"""First-time fix, visits and remote resolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BREAKDOWN, BY_FAULT, NO_DATA, breakdowns, ratio, visited
from sim.records import MISS_CAUSES
from sim.results import Array, Tables

REPEAT = MISS_CAUSES.index("repeat fault")


@dataclass(frozen=True)
class FirstTimeFix:
    """The judgement of every visited breakdown call of the window."""

    row: Array
    """rows in the calls table: visited breakdown calls whose fault falls in the window"""
    judged: Array
    """the call is closed and its repeat window ended by the horizon"""
    fixed: Array
    """the first visit closed it, and the same fault was not called in again within the repeat window"""
    cause: Array
    """miss cause by code; −1 for fixed calls and for those not judged"""


def repeated(tables: Tables) -> Array:
    """Whether each call was followed, within the repeat window of its closing, by a call for the same mode at the same asset.

    Requests are never repeats: a customer who asks for something else has not been served badly.
    """
    calls = tables.raw("calls")
    fault = ~tables.holds("mode", "requests")[calls["mode"]]
    breakdown = np.flatnonzero((calls["reason"] == BREAKDOWN) & fault & ~np.isnan(calls["reported"]))
    order = breakdown[np.lexsort((calls["reported"][breakdown], calls["mode"][breakdown], calls["asset"][breakdown]))]
    before, after = order[:-1], order[1:]
    same = (calls["asset"][before] == calls["asset"][after]) & (calls["mode"][before] == calls["mode"][after])
    ended = calls["restored"][before]
    again = calls["reported"][after]
    window = float(tables.facts["first_time_fix_window"])
    found = np.zeros(len(calls), dtype=bool)
    found[before[same & (again >= ended) & (again <= ended + window)]] = True
    return found


def first_time_fix(tables: Tables) -> FirstTimeFix:
    """Judge first-time fix call by call; use `tables.once(first_time_fix)`."""
    calls = tables.raw("calls")
    row = np.flatnonzero((calls["reason"] == BREAKDOWN) & (calls["fault"] >= tables.warm_up) & (calls["visits"] > 0))
    asked = tables.holds("mode", "requests")[calls["mode"][row]]
    window = np.where(asked, 0.0, float(tables.facts["first_time_fix_window"]))
    judged = calls["restored"][row] + window <= tables.horizon  # an open call's NaN is not judged
    first = calls["fixed_first_visit"][row]
    again = tables.once(repeated)[row]
    fixed = judged & first & ~again
    cause = np.where(first, REPEAT, calls["miss"][row])
    return FirstTimeFix(row, judged, fixed, np.where(judged & ~fixed, cause, -1))


_JUDGED = (
    "visited breakdown calls of the window that are closed and whose first_time_fix_window ended by the horizon; "
    "requests are judged when they are closed, and a further request is no repeat"
)
_FIX_CLOCK = "calendar hours from closing; " + BY_FAULT


@kpi(
    unit="share",
    better="up",
    formula="visited calls closed by visit 1 with no repeat (a call for the same mode at that asset within first_time_fix_window) "
    "÷ visited calls judged",
    clock=_FIX_CLOCK,
    denominator=_JUDGED,
)
def first_time_fix_rate(tables: Tables) -> float:
    """Share of visited calls that the first visit fixed for good."""
    fix = tables.once(first_time_fix)
    return ratio(fix.fixed.sum(), fix.judged.sum())


@kpi(
    unit="count",
    formula="visited calls still open at the horizon, or whose first_time_fix_window had not ended by then",
    clock=_FIX_CLOCK,
    denominator="none: a count",
)
def first_time_fix_open_windows(tables: Tables) -> float:
    """Visited calls on which first-time fix cannot be judged yet."""
    return float((~tables.once(first_time_fix).judged).sum())


@kpi(
    unit="share",
    better="down",
    formula="misses of one cause ÷ visited calls judged; with the first-time fix rate they add up to 1",
    clock=_FIX_CLOCK,
    denominator=_JUDGED,
)
def first_time_fix_misses(tables: Tables) -> dict[str, float]:
    """Share of visited calls that were not fixed first time, by the first cause that applied."""
    fix = tables.once(first_time_fix)
    counts = np.bincount(fix.cause[fix.cause >= 0], minlength=len(MISS_CAUSES))
    cases = fix.judged.sum()
    return {cause: ratio(count, cases) for cause, count in zip(MISS_CAUSES, counts.tolist(), strict=True)}


@kpi(
    unit="visits",
    better="down",
    formula="visits ÷ visited calls",
    clock=BY_FAULT,
    denominator="breakdown calls of the window with a visit, open ones included",
)
def visits_per_call(tables: Tables) -> float:
    """Visits that a visited call takes."""
    calls = tables.once(visited)
    return ratio(calls["visits"].sum(), len(calls))


@kpi(
    unit="share",
    better="down",
    formula="calls with two or more visits ÷ visited calls",
    clock=BY_FAULT,
    denominator="breakdown calls of the window with a visit, open ones included",
)
def repeat_visit_rate(tables: Tables) -> float:
    """Share of visited calls that took more than one visit."""
    calls = tables.once(visited)
    return ratio((calls["visits"] >= 2).sum(), len(calls))


@kpi(
    unit="share",
    better="up",
    formula="calls closed remotely ÷ calls answered",
    clock=BY_FAULT,
    denominator="breakdown calls of the window that an agent or the portal answered; no data without a desk",
)
def remote_resolution_rate(tables: Tables) -> float:
    """Share of answered calls that the desk solved without a visit."""
    if not tables.facts.get("has_desk"):
        return NO_DATA
    calls = tables.once(breakdowns)
    return ratio(calls["remote"].sum(), (~np.isnan(calls["answered"])).sum())
