"""Service of parts: shares served at once, stock at the ready, units owed, and waits."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, ON_SHELVES, breakdowns, mean, quantiles, ratio, since
from sim.promises import DOWN
from sim.records import OUTCOMES, SUPPLY_SOURCES
from sim.results import Array, Rows, Tables, shelves

_DEMANDS = "part demands of jobs asked in the window"


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
    better="down",
    formula="units that were taken along or set aside for a job and brought back unused ÷ units given to jobs, these included",
    clock=_DEMANDS,
    denominator="units of demands filled, whether they were needed or not",
)
def unused_parts_share(tables: Tables) -> float:
    """Share of the units given to jobs that nobody needed."""
    given = since(tables.raw("demands"), "asked", tables.warm_up)
    given = given[~np.isnan(given["filled"])]
    unused = given["supply"] == SUPPLY_SOURCES.index("not needed")
    return ratio(given["quantity"][unused].sum(), given["quantity"].sum())


@kpi(
    unit="share",
    better="up",
    formula="time with stock on hand ÷ time, per (location, part); mean over these pairs",
    clock=ON_SHELVES,
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
    clock=ON_SHELVES,
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
