"""Promises kept."""

from __future__ import annotations

from sim.kpi.members import kpi
from sim.kpi.selections import ratio
from sim.ledger import judge
from sim.results import Tables

_CLOCK = "coverage hours of the call's offer, from reported; breakdown calls whose fault falls in the window"
_DUE = (
    "breakdown calls of the window under an offer with this promise that are done or have used up the promise by the horizon; "
    "open calls whose promise still runs are left out, and so are lost calls"
)


def _kept(tables: Tables, promise: str) -> tuple[float, dict[str, float]]:
    """Share kept, over all calls and by offer."""
    judged = judge(tables, promise)
    calls = tables.raw("calls")
    chosen = calls["fault"][judged.row] >= tables.warm_up
    late, offer = judged.late[chosen], calls["offer"][judged.row[chosen]]
    targets = tables.by_code("offer", promise)
    by_offer = {
        name: ratio((~late[offer == code]).sum(), (offer == code).sum())
        for code, name in enumerate(tables.names("offer"))
        if targets[code] == targets[code]  # an offer without this promise has NaN
    }
    return ratio((~late).sum(), len(late)), by_offer


@kpi(
    unit="share",
    better="up",
    formula="calls reached (remote: answered) within the promised response ÷ calls due",
    clock=_CLOCK,
    denominator=_DUE,
)
def response_compliance(tables: Tables) -> float:
    """Share of calls responded to in the promised time."""
    return _kept(tables, "response")[0]


@kpi(unit="share", better="up", formula="as response_compliance, by offer", clock=_CLOCK, denominator=_DUE)
def response_compliance_by_offer(tables: Tables) -> dict[str, float]:
    """Share of calls responded to in the promised time, by offer."""
    return _kept(tables, "response")[1]


@kpi(
    unit="share",
    better="up",
    formula="calls restored within the promised restoration ÷ calls due",
    clock=_CLOCK,
    denominator=_DUE,
)
def restoration_compliance(tables: Tables) -> float:
    """Share of calls restored in the promised time."""
    return _kept(tables, "restoration")[0]


@kpi(unit="share", better="up", formula="as restoration_compliance, by offer", clock=_CLOCK, denominator=_DUE)
def restoration_compliance_by_offer(tables: Tables) -> dict[str, float]:
    """Share of calls restored in the promised time, by offer."""
    return _kept(tables, "restoration")[1]
