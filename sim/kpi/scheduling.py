"""Doors that were closed, and work that was held back for its hours."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, ratio, since
from sim.records import OUTCOMES
from sim.results import Rows, Tables

NO_ACCESS = OUTCOMES.index("no access")
_ENDED = "visits that were dispatched in the window and have ended"


def ended_visits(tables: Tables) -> Rows:
    """Visits that were dispatched in the window and have ended; use `tables.once(ended_visits)`."""
    visits = since(tables.raw("visits"), "dispatched", tables.warm_up)
    ended: Rows = visits[~np.isnan(visits["left"])]
    return ended


@kpi(
    unit="share",
    better="down",
    formula="visits that ended because nobody let the technician in ÷ visits ended",
    clock=_ENDED,
    denominator=_ENDED + "; no data where nothing is bound to hours of access",
)
def no_access_rate(tables: Tables) -> float:
    """Share of visits in vain because the door stayed closed."""
    visits = tables.once(ended_visits)
    return ratio((visits["outcome"] == NO_ACCESS).sum(), len(visits)) if tables.facts.get("has_doors") else NO_DATA


@kpi(
    unit="h",
    better="down",
    formula="hours waited at doors ÷ visits ended",
    clock=_ENDED,
    denominator=_ENDED + "; no data where nothing is bound to hours",
)
def door_wait(tables: Tables) -> float:
    """Time that technicians wait outside until a visit can begin, per visit."""
    if not tables.facts.get("has_doors"):
        return NO_DATA
    visits, doors = tables.once(ended_visits), tables.raw("doors")
    return ratio(doors["waited"][np.isin(doors["visit"], visits["visit"])].sum(), len(visits))
