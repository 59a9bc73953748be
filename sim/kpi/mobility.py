"""Mobility: how long it takes until the office knows what a visit has done."""

from __future__ import annotations

from sim.kpi.members import kpi
from sim.kpi.selections import known, mean, since
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
