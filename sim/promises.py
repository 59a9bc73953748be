"""What was promised to customers and what came of it: late calls, and downtime beyond a guaranteed uptime. Functions of tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.records import EFFECTS, REASONS
from sim.results import Array, Tables, coverage_clocks, read_clocks, stays
from sim.units import HOURS_PER_YEAR

BREAKDOWN = REASONS.index("breakdown")
DOWN = EFFECTS.index("down")


# ---------------------------------------------------------------- response and restoration
@dataclass(frozen=True)
class Judged:
    """Calls whose promise was kept or has run out, as columns.

    Row in the calls table, whether late, when the promise ran out (h), and when it was done (the horizon while it is open).
    """

    row: Array
    late: Array
    due: Array
    until: Array


def judge_responses(tables: Tables) -> Judged:
    """Breakdown calls judged on response: reported to first arrival (or answer, when solved remotely) in coverage hours."""
    calls = tables.raw("calls")
    return _judge(tables, "response", np.where(calls["remote"], calls["answered"], calls["arrived"]))


def judge_restorations(tables: Tables) -> Judged:
    """Breakdown calls judged on restoration: reported to restored in coverage hours."""
    return _judge(tables, "restoration", tables.raw("calls")["restored"].copy())


def judge(tables: Tables, promise: str) -> Judged:
    """Judgement of all breakdown calls on 'response' or 'restoration'.

    A call is late when it took more coverage hours than promised, or is still open and has used them up by the horizon; an open
    call whose promise still runs is not judged. Nor is a lost call: who did not wait for help has no claim.
    """
    return tables.once(judge_responses if promise == "response" else judge_restorations)


def _judge(tables: Tables, promise: str, done: Array) -> Judged:
    calls = tables.raw("calls")
    target = tables.by_code("offer", promise)[calls["offer"]]
    chosen = (calls["reason"] == BREAKDOWN) & ~calls["lost"]
    row = np.flatnonzero(chosen & ~np.isnan(target) & ~np.isnan(calls["reported"]))
    offer, target, done = calls["offer"][row], target[row], done[row]
    clocks = tables.once(coverage_clocks)
    start = read_clocks(clocks, offer, calls["reported"][row])
    is_done = ~np.isnan(done)
    until = np.where(is_done, done, tables.horizon)
    used = read_clocks(clocks, offer, until) - start
    late = used > target
    judged = is_done | late
    due = np.empty(len(row))
    for code in np.unique(offer):
        chosen = offer == code
        due[chosen] = clocks[code].when(start[chosen] + target[chosen])
    return Judged(row=row[judged], late=late[judged], due=due[judged], until=until[judged])


# ---------------------------------------------------------------- downtime
@dataclass(frozen=True)
class Downtimes:
    """Stretches in which an asset was impaired, without overlap, by asset and time; `row` is the breakdown call's row."""

    row: Array
    begin: Array
    end: Array


def stretches(tables: Tables, effects: tuple[int, ...], since: float, planned: bool = False) -> Downtimes:
    """Time from `since` to the horizon under breakdowns of these effects, each asset's overlapping ones counted once.

    With `planned` also the time for which planned work takes assets down: from when hands-on work begins until it is done.

    An asset that is taken away is down no longer, though its last call may be open for a while.
    """
    calls = tables.raw("calls")
    begin, chosen = calls["fault"], (calls["reason"] == BREAKDOWN) & np.isin(calls["effect"], effects)
    still = tables.raw("standstills")
    if planned and len(still):
        order = np.argsort(calls["call"])
        at = order[np.searchsorted(calls["call"], still["call"], sorter=order)]
        begin = begin.copy()
        begin[at] = still["begin"]
        chosen[at] = True
    begin = np.maximum(begin, since)
    end = np.where(np.isnan(calls["restored"]), tables.horizon, np.minimum(calls["restored"], tables.horizon))
    if tables.facts.get("fleet_changes"):
        end = np.minimum(end, tables.once(stays)[1][calls["asset"]])
    row = np.flatnonzero(chosen & (end > begin))
    row = row[np.lexsort((begin[row], calls["asset"][row]))]
    begin, end = begin[row], end[row]
    asset = calls["asset"][row]
    if ((asset[1:] == asset[:-1]) & (begin[1:] < end[:-1])).any():
        begin = _without_overlap(asset, begin, end)
    return Downtimes(row, begin, np.maximum(begin, end))


def _without_overlap(asset: Array, begin: Array, end: Array) -> Array:
    """Begin each stretch where the asset's earlier ones have ended."""
    begin = begin.copy()
    last, reached = -1, 0.0
    for i in range(len(asset)):
        if asset[i] != last:
            last, reached = asset[i], 0.0
        begin[i] = max(begin[i], reached)
        reached = max(reached, end[i])
    return begin


# ---------------------------------------------------------------- guaranteed uptime
@dataclass(frozen=True)
class Excess:
    """Downtime beyond what the offer allows an asset in a contract year: the call's row, the year (from 0), and from when to when (h)."""

    row: Array
    year: Array
    begin: Array
    end: Array


def excess_downtime(tables: Tables) -> Excess:
    """Every stretch of downtime beyond the guaranteed uptime; use `tables.once(excess_downtime)`.

    Contract years are 8,760 h each from the start of the run. An asset may be down for (1 − uptime) of a year; each hour after these are
    used up is beyond. In a year that the horizon cuts off, so are the hours after the whole year's allowance.
    """
    calls = tables.raw("calls")
    allowed = (1.0 - tables.by_code("offer", "uptime")) * HOURS_PER_YEAR
    if np.isnan(allowed).all():
        nothing = np.zeros(0)
        return Excess(nothing.astype(int), nothing.astype(int), nothing, nothing)
    down = stretches(tables, (DOWN,), 0.0)
    allowance, asset = allowed[calls["offer"][down.row]], calls["asset"][down.row]
    pieces = []
    for year in range(math.ceil(tables.horizon / HOURS_PER_YEAR)):
        begin = np.maximum(down.begin, year * HOURS_PER_YEAR)
        end = np.minimum(down.end, (year + 1) * HOURS_PER_YEAR)
        at = np.flatnonzero((end > begin) & ~np.isnan(allowance))
        hours = (end - begin)[at]
        used = _by_asset(asset[at], hours)
        beyond = np.maximum(used - allowance[at], 0.0) - np.maximum(used - hours - allowance[at], 0.0)
        over = beyond > 0.0
        at = at[over]
        pieces.append((down.row[at], np.full(len(at), year), end[at] - beyond[over], end[at]))
    return Excess(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def _by_asset(asset: Array, hours: Array) -> Array:
    """Running sum of hours, begun anew for each asset; rows of an asset stand together."""
    total = np.cumsum(hours)
    first = np.flatnonzero(np.diff(asset, prepend=-1))
    before = np.repeat((total - hours)[first], np.diff(np.append(first, len(asset))))
    used: Array = total - before
    return used
