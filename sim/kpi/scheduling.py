"""Doors that were closed, work that was held back for its hours, territories that help each other, overtime and call-outs."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, mean, per_year, ratio, since
from sim.records import DUTIES, OUTCOMES
from sim.results import Rows, Tables

NO_ACCESS = OUTCOMES.index("no access")
SHIFT, ON_CALL = DUTIES.index("shift"), DUTIES.index("on call")
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


_JUDGED = "appointments whose window began in the window of the run and ended by the horizon"


def appointments(tables: Tables) -> Rows:
    """Appointments that can be judged; use `tables.once(appointments)`."""
    rows = since(tables.raw("appointments"), "begin", tables.warm_up)
    judged: Rows = rows[rows["end"] <= tables.horizon]
    return judged


@kpi(
    unit="share",
    better="up",
    formula="appointments for which somebody came before the window ended ÷ appointments",
    clock=_JUDGED,
    denominator=_JUDGED + "; no data without appointments",
)
def appointment_compliance(tables: Tables) -> float:
    """Share of the windows promised to customers that were kept."""
    rows = tables.once(appointments)
    return ratio((rows["arrived"] <= rows["end"]).sum(), len(rows))


@kpi(
    unit="h",
    better="down",
    formula="mean of beginning of the window − booked",
    clock="calendar hours; " + _JUDGED,
    denominator=_JUDGED + "; no data without appointments",
)
def appointment_lead(tables: Tables) -> float:
    """Time that customers wait for the window they are promised."""
    rows = tables.once(appointments)
    return mean(rows["begin"] - rows["booked"])


@kpi(
    unit="share",
    formula="technicians sent into territories that are not theirs ÷ visits",
    clock="sent, and visits dispatched, in the window",
    denominator="visits dispatched in the window; no data where nobody helps",
)
def help_share(tables: Tables) -> float:
    """Share of visits made by technicians of other territories."""
    if not any(tables.dimension("technicians").get("helps_from", ())):
        return NO_DATA
    helped = since(tables.raw("helped"), "at", tables.warm_up)
    return ratio(len(helped), len(since(tables.raw("visits"), "dispatched", tables.warm_up)))


@kpi(
    unit="count/y",
    formula="visits to which somebody was sent while on call, per year",
    clock="visits dispatched in the window; a year has 8,760 h",
    denominator="years of the window",
)
def call_outs(tables: Tables) -> float:
    """Visits in a year to which a technician was called out on call."""
    visits = since(tables.raw("visits"), "dispatched", tables.warm_up)
    return per_year(tables, float((visits["duty"] == ON_CALL).sum()))


@kpi(
    unit="share",
    better="down",
    formula="visits begun on shift with overtime ÷ visits begun on shift",
    clock="visits dispatched in the window, and ended",
    denominator="visits to which somebody was sent on shift, and that have ended",
)
def overrun_share(tables: Tables) -> float:
    """Share of visits begun on shift that did not end before the shift did."""
    visits = since(tables.raw("visits"), "dispatched", tables.warm_up)
    ended = visits[(visits["duty"] == SHIFT) & ~np.isnan(visits["left"])]
    return ratio((ended["overtime"] > 0).sum(), len(ended))
