"""What technicians have learnt."""

from __future__ import annotations

from sim.kpi.members import kpi
from sim.kpi.selections import ratio, since
from sim.results import Tables


@kpi(
    unit="share",
    better="down",
    formula="mean of the hands-on time over that of a first job, as the learning curve has it",
    clock="visits that ended in the window, to jobs whose skill is learnt by doing",
    denominator="these visits; no data where nothing is learnt by doing",
)
def learning_factor(tables: Tables) -> float:
    """Hands-on time of jobs over what the same jobs take somebody who does them for the first time."""
    rows = since(tables.raw("practice"), "at", tables.warm_up)
    return ratio(float(rows["factor"].sum()), len(rows))
