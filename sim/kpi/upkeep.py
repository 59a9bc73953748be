"""Planned work: how much of all work it is, and how long it keeps assets down."""

from __future__ import annotations

import numpy as np

from sim.kpi.assets import downtimes, standing
from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, MAINTENANCE, NO_DATA, breakdowns, per_year, ratio, tasks
from sim.results import Tables


@kpi(
    unit="share",
    formula="planned tasks ÷ (planned tasks + breakdowns), requests left out",
    clock=BY_FAULT + "; a task when it falls due",
    denominator="planned tasks and breakdowns of the window; no data where no task renews an asset or takes it down",
)
def planned_work_share(tables: Tables) -> float:
    """Share of the work on assets that is planned."""
    if not tables.facts.get("upkeep"):
        return NO_DATA
    planned = len(tables.once(tasks))
    failures = ~tables.holds("mode", "requests")[tables.once(breakdowns)["mode"]]
    return ratio(planned, planned + failures.sum())


@kpi(
    unit="h/y",
    better="down",
    formula="hands-on hours of planned work that takes the asset down ÷ asset-years; hours in which a breakdown keeps it down anyway count as its",
    clock="calendar hours, clipped to the window",
    denominator="assets × years of the window in which they stand in the field; no data where no planned work takes an asset down",
)
def planned_downtime(tables: Tables) -> float:
    """Hours in a year for which planned work keeps an asset down."""
    if not any(each["down"] for each in (tables.facts.get("upkeep") or {}).values()):
        return NO_DATA
    down = tables.once(downtimes)
    planned = tables.raw("calls")["reason"][down.row] == MAINTENANCE
    hours = float((down.end - down.begin)[np.asarray(planned)].sum())
    return ratio(per_year(tables, hours), standing(tables))
