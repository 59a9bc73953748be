"""Technical documentation: what it covers, who profits by it, and the hours that go into it."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BREAKDOWN, BY_FAULT, NO_DATA, call_rows, per_year, ratio, since
from sim.results import Array, Tables
from sim.units import HOURS_PER_YEAR


def covered_calls(tables: Tables) -> Array:
    """Whether a document answers the fault of each call, by row of the calls table; use `tables.once(covered_calls)`."""
    return _told(tables, "covered")


def solved_alone(tables: Tables) -> Array:
    """Whether the customer solved each call himself, by row of the calls table; use `tables.once(solved_alone)`."""
    return _told(tables, "self_service")


def _told(tables: Tables, flag: str) -> Array:
    lookups = tables.raw("lookups")
    found = np.zeros(len(tables.raw("calls")), dtype=bool)
    found[tables.once(call_rows)[lookups["call"]]] = lookups[flag]
    return found


@kpi(
    unit="share",
    better="up",
    formula="time average of the share of each mode's faults that its document answers",
    clock="calendar hours of the window; answers go out of date continuously",
    denominator="hours of the window; modes that a document is about",
)
def documentation_coverage(tables: Tables) -> dict[str, float]:
    """Share of the faults of each failure mode whose answer stands in a document."""
    rows = tables.raw("answers")
    decay = tables.by_code("document", "decay", 0.0) / HOURS_PER_YEAR
    begin, end = tables.window
    found: dict[str, float] = {}
    for code in np.unique(rows["mode"]):
        own = rows[rows["mode"] == code]
        until = np.append(own["at"][1:], end)
        first, last = np.maximum(own["at"], begin), np.maximum(until, begin)
        rate, lasting = decay[own["document"][0]], last - first
        if rate > 0.0:
            lasting = (np.exp(-rate * (first - own["at"])) - np.exp(-rate * (last - own["at"]))) / rate
        found[tables.names("mode")[code]] = float((own["coverage"] * lasting).sum() / (end - begin))
    return found


@kpi(
    unit="share",
    better="up",
    formula="visits to faults that a document answers ÷ visits",
    clock="visits to breakdowns, dispatched in the window",
    denominator="visits to breakdowns, documented failure modes or not; no data without documents",
)
def documented_visit_rate(tables: Tables) -> float:
    """Share of visits whose technician finds the answer in a document."""
    if not tables.dimension("documents").get("document"):
        return NO_DATA
    calls, visits = tables.raw("calls"), since(tables.raw("visits"), "dispatched", tables.warm_up)
    row = tables.once(call_rows)[visits["call"]]
    row = row[calls["reason"][row] == BREAKDOWN]
    return ratio(tables.once(covered_calls)[row].sum(), len(row))


@kpi(
    unit="share",
    better="up",
    formula="faults that customers solved themselves ÷ faults",
    clock=BY_FAULT,
    denominator="breakdown calls reported, and those that never were because customers solved them; no data without documents",
)
def self_service_rate(tables: Tables) -> float:
    """Share of faults that customers solve by a document without ringing."""
    if not tables.dimension("documents").get("document"):
        return NO_DATA
    calls, alone = tables.raw("calls"), tables.once(solved_alone)
    chosen = (calls["reason"] == BREAKDOWN) & (calls["fault"] >= tables.warm_up) & (alone | ~np.isnan(calls["reported"]))
    return ratio(alone[chosen].sum(), chosen.sum())


@kpi(
    unit="h/y",
    better="down",
    formula="authors' hours, per year",
    clock="revisions and write-ups begun in the window; a year has 8,760 h",
    denominator="years of the window; no data without documents",
)
def authoring_hours(tables: Tables) -> float:
    """Hours in a year that authors spend on documents."""
    if not tables.dimension("documents").get("document"):
        return NO_DATA
    return per_year(tables, float(since(tables.raw("writing"), "begun", tables.warm_up)["hours"].sum()))
