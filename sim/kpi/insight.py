"""What customers think, as the model has it: satisfaction, complaints, silence."""

from __future__ import annotations

import math

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, mean, ratio
from sim.records import OPINIONS
from sim.results import Array, Rows, Tables, site_of_assets, stays

ANSWERED = OPINIONS.index("complaint answered")
_CLOCK = "calls closed within the window"
_DISSATISFIED = "breakdown calls that cost points and left the customer dissatisfied; no data without any"


def calls_judged(tables: Tables) -> Rows:
    """Changes of score by the calls of the window; use `tables.once(calls_judged)`."""
    rows = tables.raw("satisfaction")
    found: Rows = rows[(rows["at"] >= tables.warm_up) & (rows["why"] != ANSWERED)]
    return found


def complaints_raised(tables: Tables) -> Rows:
    """Complaints of the window; use `tables.once(complaints_raised)`."""
    rows = tables.raw("complaints")
    found: Rows = rows[rows["raised"] >= tables.warm_up]
    return found


def _losing(tables: Tables) -> Rows:
    """Calls of the window that cost points and left the customer dissatisfied."""
    rows = tables.once(calls_judged)
    found: Rows = rows[(rows["why"] > 0) & (rows["after"] < tables.facts.get("dissatisfied_below", 0.0))]
    return found


def _integral(tables: Tables, score: Array, hours: Array) -> Array:
    """Score x time over stretches in which it only drifts."""
    neutral, half_life = tables.facts["neutral_score"], tables.facts["score_half_life"]
    if half_life is None:
        return np.asarray(score * hours)
    found: Array = neutral * hours + (score - neutral) * half_life / math.log(2.0) * (1.0 - 2.0 ** (-hours / half_life))
    return found


def _customer_hours(tables: Tables) -> tuple[Array, Array]:
    """From when to when each site has machines, by code."""
    entered, left = tables.once(stays)
    names = tables.dimension("sites")["site"]
    site = np.array([list(tables.names("site")).index(name) for name in names])[tables.once(site_of_assets)]
    begin, end = np.full(len(names), np.inf), np.zeros(len(names))
    there = entered < left
    np.minimum.at(begin, site[there], entered[there])
    np.maximum.at(end, site[there], left[there])
    return begin, np.minimum(end, tables.horizon)


@kpi(
    unit="number",
    better="up",
    formula="mean over customers and time of the modelled score, from 0 to 100",
    clock="calendar hours of the window in which the customer has machines in the field",
    denominator="customers x hours; no data where nobody asks what customers think",
)
def satisfaction_index(tables: Tables) -> float:
    """What customers think on average: modelled from promises, visits and downtime, not asked for."""
    if not tables.facts.get("asks_customers"):
        return NO_DATA
    rows = tables.raw("satisfaction")
    begin, end = _customer_hours(tables)
    since = np.maximum(begin, tables.warm_up)
    sites = np.arange(len(begin))
    site = np.concatenate([sites, rows["site"]])
    at = np.concatenate([np.full(len(sites), 0.0), rows["at"]])
    score = np.concatenate([np.full(len(sites), tables.facts["start_score"]), rows["after"]])
    order = np.lexsort((np.arange(len(at)), at, site))
    site, at, score = site[order], at[order], score[order]
    until = np.where(np.append(site[1:] == site[:-1], False), np.append(at[1:], 0.0), end[site])
    first, last = np.maximum(at, since[site]), np.minimum(until, end[site])
    within = last > first
    total = _integral(tables, score, np.maximum(last - at, 0.0)) - _integral(tables, score, np.maximum(first - at, 0.0))
    return ratio(float(total[within].sum()), float(np.maximum(end - since, 0.0).sum()))


@kpi(
    unit="share",
    better="down",
    formula="calls that cost points and left the customer dissatisfied ÷ calls closed",
    clock=_CLOCK,
    denominator="breakdown calls closed; no data where nobody asks what customers think",
)
def dissatisfied_share(tables: Tables) -> float:
    """Share of calls after which the customer is dissatisfied."""
    return ratio(len(_losing(tables)), len(tables.once(calls_judged)))


@kpi(unit="share", better=None, formula="complaints ÷ dissatisfying calls", clock=_CLOCK, denominator=_DISSATISFIED)
def complaint_rate(tables: Tables) -> float:
    """Share of dissatisfying calls that anybody hears of."""
    return ratio(len(tables.once(complaints_raised)), len(_losing(tables)))


@kpi(
    unit="share",
    better="down",
    formula="customers dissatisfied by a call who have never complained ÷ customers dissatisfied by a call",
    clock="calls closed, and complaints raised, within the window",
    denominator="customers whom some call left dissatisfied; no data without any",
)
def silent_dissatisfaction(tables: Tables) -> float:
    """Share of dissatisfied customers of whom nobody has heard."""
    dissatisfied = np.unique(_losing(tables)["site"])
    return ratio((~np.isin(dissatisfied, tables.once(complaints_raised)["site"])).sum(), len(dissatisfied))


@kpi(
    unit="1/y",
    better="down",
    formula="complaints of each cause ÷ years of the window",
    clock="complaints raised within the window",
    denominator="years of the window; no data where nobody asks what customers think",
)
def complaints_by_cause(tables: Tables) -> dict[str, float]:
    """Complaints a year, by what the call cost the customer most."""
    if not tables.facts.get("asks_customers"):
        return {}
    counts = np.bincount(tables.once(complaints_raised)["cause"], minlength=len(OPINIONS))
    return {OPINIONS[code]: float(counts[code]) / tables.window_years for code in range(1, ANSWERED)}


@kpi(
    unit="h",
    better="down",
    formula="mean of answered − raised",
    clock="calendar hours",
    denominator="complaints of the window that are answered by the horizon",
)
def complaint_answer_time(tables: Tables) -> float:
    """Time from a complaint to its answer."""
    rows = tables.once(complaints_raised)
    hours = rows["answered"] - rows["raised"]
    return mean(hours[~np.isnan(hours)])


@kpi(
    unit="count",
    better=None,
    formula="corrective actions decided",
    clock="reviews within the window",
    denominator="none: a count; no data where nobody asks what customers think",
)
def corrective_actions_decided(tables: Tables) -> float:
    """Corrective actions that reviews of complaints have set off."""
    if not tables.facts.get("asks_customers"):
        return NO_DATA
    return float((tables.raw("corrective_actions")["decided"] >= tables.warm_up).sum())
