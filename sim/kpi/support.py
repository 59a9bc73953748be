"""Before and behind the hotline: self-service, call-backs, the second line."""

from __future__ import annotations

import numpy as np

from sim.kpi.desk import share_of_duty
from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, breakdowns, known, mean, ratio, since
from sim.results import Tables

_TRIED = "customers who tried the portal in the window and have left it"
_HANDED_ON = "calendar hours; calls handed on in the window"


@kpi(
    unit="share",
    better="up",
    formula="calls solved in the portal ÷ calls",
    clock=BY_FAULT,
    denominator="breakdown calls of the window that were answered, by an agent or the portal; no data without a portal",
)
def portal_resolution_rate(tables: Tables) -> float:
    """Share of answered calls that customers solved themselves in the portal."""
    if not tables.dimension("portals").get("cost"):
        return ratio(0.0, 0.0)
    calls, rows = tables.once(breakdowns), tables.raw("portal_visits")
    helped = np.isin(calls["call"], rows["call"][rows["solved"]])
    return ratio(helped.sum(), (~np.isnan(calls["answered"])).sum())


@kpi(
    unit="share",
    better="up",
    formula="visits to the portal that solved the fault ÷ visits to it",
    clock=_TRIED,
    denominator=_TRIED,
)
def portal_success(tables: Tables) -> float:
    """Share of those who tried the portal whom it helped."""
    rows = since(tables.raw("portal_visits"), "began", tables.warm_up)
    rows = rows[~np.isnan(rows["ended"])]
    return ratio(rows["solved"].sum(), len(rows))


@kpi(
    unit="share",
    formula="contacts that were call-backs ÷ contacts answered",
    clock="contacts in the window",
    denominator="contacts answered",
)
def call_back_share(tables: Tables) -> float:
    """Share of the conversations for which an agent rang the customer back."""
    contacts = since(tables.raw("contacts"), "at", tables.warm_up)
    answered = contacts[~np.isnan(contacts["answered"])]
    rows = tables.raw("call_backs")
    return ratio(np.isin(answered["call"], rows["call"]).sum(), len(answered))


@kpi(
    unit="h",
    better="down",
    formula="mean of rung back − hung up",
    clock="calendar hours, closed ones included where the desk was closed; asked for in the window",
    denominator="customers rung back",
)
def call_back_wait(tables: Tables) -> float:
    """Time from hanging up to being rung back."""
    rows = since(tables.raw("call_backs"), "asked", tables.warm_up)
    return mean(known(rows["rung_back"] - rows["asked"]))


@kpi(
    unit="share",
    better="down",
    formula="calls handed on to the second line ÷ calls",
    clock=BY_FAULT,
    denominator="breakdown calls of the window whose conversation with the hotline has ended; no data without a second line",
)
def escalation_rate(tables: Tables) -> float:
    """Share of the hotline's calls that the second line took over."""
    if not tables.dimension("second_line_hours").get("agents"):
        return ratio(0.0, 0.0)
    calls = tables.once(breakdowns)
    handed_on = np.isin(calls["call"], tables.raw("escalations")["call"])
    spoken = (calls["contacts"] > 0) & (~np.isnan(calls["triaged"]) | handed_on)
    return ratio(handed_on.sum(), spoken.sum())


@kpi(
    unit="h",
    better="down",
    formula="mean of begun − handed on",
    clock=_HANDED_ON,
    denominator="calls that the second line took up",
)
def second_line_wait(tables: Tables) -> float:
    """Time until the second line takes up what it was handed."""
    rows = since(tables.raw("escalations"), "handed_on", tables.warm_up)
    return mean(known(rows["begun"] - rows["handed_on"]))


@kpi(
    unit="share",
    better="up",
    formula="calls solved remotely by the second line ÷ calls that it has ended",
    clock=_HANDED_ON,
    denominator="calls that the second line has ended",
)
def second_line_resolution(tables: Tables) -> float:
    """Share of what it was handed that the second line solved without a visit."""
    rows = since(tables.raw("escalations"), "handed_on", tables.warm_up)
    rows = rows[~np.isnan(rows["ended"])]
    return ratio(rows["solved"].sum(), len(rows))


@kpi(
    unit="share",
    formula="hours specialists spend on calls ÷ hours they are on duty",
    clock="calls in work and their hours, clipped to the window; what is begun before the end of a shift is finished",
    denominator="hours specialists are on duty in their opening hours of the window",
)
def second_line_utilisation(tables: Tables) -> float:
    """Share of the second line's duty spent on calls."""
    rows = tables.raw("escalations")
    return share_of_duty(tables, rows["begun"], rows["ended"], "second_line_hours")
