"""Hidden defects: how many there are, who finds them in time, and how often somebody comes for nothing."""

from __future__ import annotations

import numpy as np

from sim.kpi.assets import standing
from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, per_year, ratio
from sim.records import DEFECT_ENDS, PREVENTION_RESULTS
from sim.results import Rows, Tables

FAILED, REMOVED = DEFECT_ENDS.index("failed"), DEFECT_ENDS.index("removed")
REMOVES_DEFECT, WITHDRAWN = PREVENTION_RESULTS.index("defect removed"), PREVENTION_RESULTS.index("withdrawn")
_ASSETS = "assets × years of the window in which they stand in the field"
_ENDED = "defects that were removed or became failures within the window"


def ended(tables: Tables) -> Rows:
    """Defects that were removed or became failures within the window; use `tables.once(ended)`."""
    rows = tables.raw("defects")
    chosen: Rows = rows[(rows["ended"] >= tables.warm_up) & np.isin(rows["ending"], [FAILED, REMOVED])]
    return chosen


def raised(tables: Tables) -> Rows:
    """Alarms raised within the window; use `tables.once(raised)`."""
    rows = tables.raw("alarms")
    chosen: Rows = rows[rows["raised"] >= tables.warm_up]
    return chosen


def _announced(tables: Tables) -> bool:
    return bool(tables.facts.get("conditions"))


def _monitored(tables: Tables) -> bool:
    return any(each["monitored"] for each in (tables.facts.get("conditions") or {}).values())


@kpi(
    unit="1/y",
    better="down",
    formula="defects that can first be seen ÷ asset-years",
    clock="defects that arise within the window",
    denominator=_ASSETS + "; no data where no defect announces a failure",
)
def defects_per_asset_year(tables: Tables) -> float:
    """Hidden defects of an asset in a year."""
    if not _announced(tables):
        return NO_DATA
    arose = tables.raw("defects")["arose"]
    return ratio(per_year(tables, float((arose >= tables.warm_up).sum())), standing(tables))


@kpi(
    unit="share",
    better="down",
    formula="defects that became failures ÷ (those and defects removed)",
    clock=_ENDED,
    denominator=_ENDED,
)
def defect_failure_share(tables: Tables) -> float:
    """Share of defects that nobody removed in time."""
    rows = tables.once(ended)
    return ratio((rows["ending"] == FAILED).sum(), len(rows))


@kpi(
    unit="share",
    better="up",
    formula="looks at a failure mode that found something to remove ÷ all looks",
    clock="looks within the window",
    denominator="failure modes looked at by planned work, one look each",
)
def inspection_yield(tables: Tables) -> float:
    """Share of inspections that find a defect worth removing."""
    rows = tables.raw("condition_checks")
    rows = rows[rows["at"] >= tables.warm_up]
    return ratio(rows["acted"].sum(), len(rows))


@kpi(
    unit="1/y",
    better="down",
    formula="alarms raised, repeated ones included ÷ asset-years",
    clock="alarms raised within the window",
    denominator=_ASSETS + "; no data where nothing is monitored",
)
def alarms_per_asset_year(tables: Tables) -> float:
    """Alarms of an asset in a year."""
    if not _monitored(tables):
        return NO_DATA
    return ratio(per_year(tables, len(tables.once(raised))), standing(tables))


@kpi(
    unit="share",
    better="down",
    formula="alarms of sound assets ÷ alarms",
    clock="alarms raised within the window",
    denominator="alarms raised within the window",
)
def false_alarm_share(tables: Tables) -> float:
    """Share of alarms that are false."""
    rows = tables.once(raised)
    return ratio((~rows["true"]).sum(), len(rows))


@kpi(
    unit="1/y",
    better="down",
    formula="work orders to remove a defect that found none, or came after the failure ÷ asset-years",
    clock="work orders closed within the window",
    denominator=_ASSETS + "; no data where no defect announces a failure",
)
def vain_visits_per_asset_year(tables: Tables) -> float:
    """How often somebody comes for nothing to an asset in a year: no fault found, or too late."""
    if not _announced(tables):
        return NO_DATA
    rows = tables.raw("prevention")
    vain = (rows["at"] >= tables.warm_up) & ~np.isin(rows["result"], [REMOVES_DEFECT, WITHDRAWN])
    return ratio(per_year(tables, float(vain.sum())), standing(tables))


@kpi(
    unit="1/y",
    better="down",
    formula="visits of our own technicians, less those for which they were at the site already ÷ asset-years",
    clock="visits begun within the window",
    denominator=_ASSETS + "; no data where no work shares a visit",
)
def journeys_per_asset_year(tables: Tables) -> float:
    """How often a technician sets off for an asset in a year, work that shares a visit with other work counted once."""
    if not tables.facts.get("shares_visits"):
        return NO_DATA
    visits, shared = tables.raw("visits"), tables.raw("same_visits")
    journeys = (visits["dispatched"] >= tables.warm_up).sum() - (shared["at"] >= tables.warm_up).sum()
    return ratio(per_year(tables, float(journeys)), standing(tables))
