"""Mobility: how long it takes until the office knows what a visit has done."""

from __future__ import annotations

from sim.kpi.members import kpi
from sim.kpi.selections import known, mean, per_year, since
from sim.records import TRIPS
from sim.results import Tables


@kpi(
    unit="h",
    better="down",
    formula="mean of report in the office − technician left the site",
    clock="calendar hours; visits that ended in the window",
    denominator="visits that ended in the window and whose report has come in, where reports take time",
)
def report_delay(tables: Tables) -> float:
    """Time from the end of a visit until its report is in the office."""
    rows = since(tables.raw("reports"), "written", tables.warm_up)
    return mean(known(rows["received"] - rows["written"]))


@kpi(
    unit="1/y",
    formula="drives to a job that were broken off for a more urgent one per year",
    clock="drives begun in the window",
    denominator="years of the window",
)
def reroutes(tables: Tables) -> float:
    """Technicians turned round on the way in a year."""
    trips = since(tables.raw("trips"), "begin", tables.warm_up)
    return per_year(tables, float((trips["trip"] == TRIPS.index("turned round")).sum()))
