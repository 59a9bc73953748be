"""Calls in the hands of partners: how many, how quick, how good, how dear."""

from __future__ import annotations

import numpy as np

from sim.field_work import field_work
from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, NO_DATA, breakdowns, mean, quantiles, ratio, since, visited
from sim.kpi.service import first_time_fix
from sim.ledger import lines
from sim.results import Array, Tables

OWN = "own people"
_NONE = "no data without partners"


def first_there(tables: Tables) -> Array:
    """By call number, the partner who was sent to it first: his code; −1 for our own people, or nobody."""
    visits = tables.once(field_work)
    found = np.full(int(tables.raw("calls")["call"].max(initial=-1)) + 1, -1)
    first = visits.number == 1
    found[visits.call[first]] = visits.partner[first]
    return found


def _providers(tables: Tables) -> list[tuple[str, int]]:
    """(name, code) of our own people and every partner; nobody where there are no partners."""
    names = tables.names("partner")
    return [(OWN, -1), *((name, code) for code, name in enumerate(names))] if len(names) else []


@kpi(
    unit="share",
    formula="calls whose first visit is a partner's ÷ visited calls",
    clock=BY_FAULT,
    denominator="breakdown calls of the window with a visit, open ones included; " + _NONE,
)
def partner_share(tables: Tables) -> float:
    """Share of the visited calls that partners took over."""
    calls = tables.once(visited)
    if not len(tables.names("partner")):
        return NO_DATA
    return ratio((tables.once(first_there)[calls["call"]] >= 0).sum(), len(calls))


@kpi(
    unit="share",
    formula="calls whose first visit is the partner's ÷ visited calls, by partner",
    clock=BY_FAULT,
    denominator="breakdown calls of the window with a visit, open ones included",
)
def partner_share_by_partner(tables: Tables) -> dict[str, float]:
    """Share of the visited calls that each partner took over."""
    calls = tables.once(visited)
    first = tables.once(first_there)[calls["call"]]
    return {name: ratio((first == code).sum(), len(calls)) for name, code in _providers(tables)[1:]}


def _responses(tables: Tables) -> Array:
    visits = since(tables.raw("partner_visits"), "dispatched", tables.warm_up)
    hours: Array = (visits["arrived"] - visits["dispatched"])[(visits["number"] == 1) & ~np.isnan(visits["arrived"])]
    return hours


@kpi(
    unit="h",
    better="down",
    formula="mean of arrived − taken over, first visits of calls",
    clock="calendar hours; visits of partners taken over in the window",
    denominator="first visits of calls that partners made; " + _NONE,
)
def partner_response_time(tables: Tables) -> float:
    """Time from taking a call over until a partner's people are there."""
    return mean(tables.once(_responses))


@kpi(
    unit="h",
    better="down",
    formula="quantiles of arrived − taken over, first visits of calls",
    clock="calendar hours; visits of partners taken over in the window",
    denominator="first visits of calls that partners made; " + _NONE,
)
def partner_response_time_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time from taking a call over until a partner's people are there."""
    return quantiles(tables.once(_responses))


@kpi(
    unit="h",
    better="down",
    formula="mean of first arrival − reported, by who was sent first",
    clock="calendar hours; " + BY_FAULT,
    denominator="breakdown calls of the window that were visited; no figures without partners",
)
def response_time_by_provider(tables: Tables) -> dict[str, float]:
    """Time from the report until somebody is there: our own people, and each partner."""
    calls = tables.once(breakdowns)
    calls = calls[(calls["visits"] > 0) & ~np.isnan(calls["arrived"])]
    first, hours = tables.once(first_there)[calls["call"]], calls["arrived"] - calls["reported"]
    return {name: mean(hours[first == code]) for name, code in _providers(tables)}


@kpi(
    unit="share",
    better="up",
    formula="visited calls closed by visit 1 with no repeat ÷ visited calls judged, by who made that visit",
    clock="calendar hours from closing; " + BY_FAULT,
    denominator="as the first-time fix rate; no figures without partners",
)
def first_time_fix_by_provider(tables: Tables) -> dict[str, float]:
    """Share of visited calls that the first visit fixed for good: our own people's, and each partner's."""
    fix = tables.once(first_time_fix)
    first = tables.once(first_there)[tables.raw("calls")["call"][fix.row]]
    return {name: ratio(fix.fixed[first == code].sum(), fix.judged[first == code].sum()) for name, code in _providers(tables)}


@kpi(
    unit="money",
    better="down",
    formula="what partners are paid, retainers included ÷ calls whose first visit by a partner was taken over in the window",
    clock="money of the window; visits of partners taken over in the window",
    denominator="calls that partners took over; " + _NONE,
)
def partner_cost_per_call(tables: Tables) -> float:
    """What a call in the hands of partners costs."""
    visits = since(tables.raw("partner_visits"), "dispatched", tables.warm_up)
    return ratio(tables.once(lines).total(tables.warm_up, "partners"), len(np.unique(visits["call"])))
