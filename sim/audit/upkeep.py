"""Planned work: it takes down just what it says and only while somebody works, and what goes by age comes no sooner."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.records import EFFECTS, REASONS
from sim.results import Array, Rows, Tables

BREAKDOWN, DOWN = REASONS.index("breakdown"), EFFECTS.index("down")


def check(tables: Tables) -> list[str]:
    """All findings about planned work."""
    upkeep = tables.facts.get("upkeep") or {}
    still = tables.raw("standstills")
    if not upkeep:
        return ["planned work took assets down, and none is to"] if len(still) else []
    calls = np.sort(tables.raw("calls"), order="call")
    return [*_standstills(tables, calls, still), *_quiet(tables, calls, still), *_by_age(tables, calls)]


def _standstills(tables: Tables, calls: Rows, still: Rows) -> list[str]:
    """Every task that takes its asset down does so once, between the arrival of somebody and its end; and no other call does."""
    upkeep = tables.facts["upkeep"]
    down = np.array([bool(mode in upkeep and upkeep[mode]["down"]) for mode in tables.names("mode")] + [False])
    count = np.bincount(still["call"], minlength=int(calls["call"].max(initial=-1)) + 1)

    def show(row: int) -> str:
        return f"call {still['call'][row]}"

    at = np.searchsorted(calls["call"], still["call"])
    found = calls[np.minimum(at, len(calls) - 1)] if len(calls) else calls
    if len(still) and not len(calls):
        return ["standstills without their task"]
    strange = (found["call"] != still["call"]) | (found["asset"] != still["asset"]) | ~down[found["mode"]]
    outside = (still["begin"] < found["dispatched"] - CLOSE) | (still["begin"] > found["restored"] + CLOSE)
    worked = calls["repair"] + calls["rework"] > CLOSE
    missing = down[calls["mode"]] & worked & ~np.isnan(calls["restored"]) & (count[calls["call"]] == 0)
    return [
        *say(strange, "an asset stands still for no such task", show),
        *say(count[still["call"]] > 1, "a task takes its asset down twice", show),
        *say(outside, "an asset stands still before or after the work on it", show),
        *say(missing, "a task was done without taking its asset down", lambda row: f"call {calls['call'][row]}"),
    ]


def _quiet(tables: Tables, calls: Rows, still: Rows) -> list[str]:
    """Nothing fails at an asset that stands still."""
    if not len(still):
        return []
    end = calls["restored"][np.searchsorted(calls["call"], still["call"])]
    end = np.where(np.isnan(end), np.inf, end)
    order = np.lexsort((still["begin"], still["asset"]))
    begin, end, asset = still["begin"][order], end[order], still["asset"][order]
    failures = calls[(calls["reason"] == BREAKDOWN) & ~tables.holds("mode", "requests")[calls["mode"]]]
    key = np.concatenate([asset, failures["asset"]])
    time = np.concatenate([begin, failures["fault"]])
    kind = np.concatenate([np.zeros(len(begin)), np.ones(len(failures))])
    at = np.lexsort((-kind, time, key))
    inside = np.zeros(len(failures), dtype=bool)
    last, until = -1, -np.inf
    for each in at:
        if key[each] != last:
            last, until = key[each], -np.inf
        if kind[each]:
            inside[each - len(begin)] = time[each] < until
        else:
            until = max(until, end[each])
    return say(inside, "an asset failed while it stood still", lambda row: f"call {failures['call'][row]}")


def _by_age(tables: Tables, calls: Rows) -> list[str]:
    """What falls due at an age does so no sooner after it was done, where it makes all that it renews as good as new."""
    findings = []
    for code, mode in enumerate(tables.names("mode")):
        each = tables.facts["upkeep"].get(mode)
        if each is None or each["age"] is None or not each["as_new"]:
            continue
        rows = calls[calls["mode"] == code]
        rows = rows[np.lexsort((rows["fault"], rows["asset"]))]
        gap: Array = rows["fault"][1:] - rows["restored"][:-1]
        soon = (rows["asset"][1:] == rows["asset"][:-1]) & ~(gap >= each["age"] - CLOSE)
        findings += say(soon, f"{mode} fell due before its age", lambda row, rows=rows: f"call {rows['call'][row + 1]}")  # type: ignore[misc]
    return findings
