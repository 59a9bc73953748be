"""Scarce tools and vehicles: how much they are out, and who waits for one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import ratio
from sim.results import Array, Rows, Tables


@dataclass(frozen=True)
class Loans:
    """Loans of one tool, by home."""

    rows: Rows
    count: int
    """how many there are at all homes"""
    waited: Array
    """hours from when the order asked for somebody, less those in which one of the home's tools was there"""


def loans(tables: Tables) -> dict[str, Loans]:
    """The loans of each tool; use `tables.once(loans)`."""
    kept, rows, places = tables.dimension("tools"), tables.raw("loans"), list(tables.names("location"))
    found: dict[str, Loans] = {}
    for code, name in enumerate(tables.names("tool")):
        mine = rows[rows["tool"] == code]
        waited = np.zeros(len(mine))
        count = 0
        for tool, home, here in zip(kept["tool"], kept["home"], kept["count"], strict=True):
            if tool == name:
                own = np.flatnonzero(mine["home"] == places.index(home))
                waited[own] = while_all_are_out(mine[own], int(here), tables.horizon)
                count += int(here)
        found[name] = Loans(mine, count, waited)
    return found


def while_all_are_out(rows: Rows, count: int, horizon: float) -> Array:
    """Hours between asking and setting off in which all tools of a home were out, a row for each loan."""
    end = np.where(np.isnan(rows["end"]), horizon, rows["end"])
    times = np.concatenate([rows["begin"], end])
    step = np.concatenate([np.ones(len(rows)), -np.ones(len(rows))])
    order = np.lexsort((step, times))
    times = times[order]
    all_out = np.cumsum(step[order]) >= count
    spent = np.concatenate([[0.0], np.cumsum(np.diff(times) * all_out[:-1])]) if len(times) else np.zeros(1)

    def until(moments: Array) -> Array:
        """Hours with all out before a moment; the moments are times at which something may change."""
        place = np.searchsorted(times, moments, side="right") - 1
        before: Array = np.where(place >= 0, spent[place] + (moments - times[place]) * all_out[place], 0.0)
        return before

    waited: Array = until(rows["begin"]) - until(rows["asked"]) if len(rows) else np.zeros(0)
    return waited


@kpi(
    unit="share",
    formula="hours in which a tool was out ÷ hours, for each of its kind",
    clock="loans clipped to the window, from setting off until it is back at home",
    denominator="hours of the window x tools of the kind, of all homes",
)
def tool_utilisation(tables: Tables) -> dict[str, float]:
    """Share of time in which a scarce tool or vehicle is out, by kind."""
    found: dict[str, float] = {}
    for name, each in tables.once(loans).items():
        end = np.where(np.isnan(each.rows["end"]), tables.horizon, each.rows["end"])
        out = np.maximum(end - np.maximum(each.rows["begin"], tables.warm_up), 0.0)
        found[name] = ratio(float(out.sum()), each.count * (tables.horizon - tables.warm_up))
    return found


@kpi(
    unit="share",
    better="down",
    formula="loans before which the order waited while all tools of the home were out ÷ loans",
    clock="loans begun in the window; the wait of one order for one visit",
    denominator="these loans; orders that still wait at the horizon are not among them",
)
def tool_wait_share(tables: Tables) -> dict[str, float]:
    """Share of orders that waited for a scarce tool, by kind."""
    found: dict[str, float] = {}
    for name, each in tables.once(loans).items():
        inside = each.rows["begin"] >= tables.warm_up
        found[name] = ratio(float((each.waited[inside] > 0).sum()), int(inside.sum()))
    return found


@kpi(
    unit="h",
    better="down",
    formula="hours that orders waited while all tools of the home were out ÷ loans",
    clock="loans begun in the window; the hours are part of waiting for a technician",
    denominator="these loans, those without a wait too",
)
def tool_wait(tables: Tables) -> dict[str, float]:
    """Mean time that an order waits for a scarce tool, by kind."""
    found: dict[str, float] = {}
    for name, each in tables.once(loans).items():
        inside = each.rows["begin"] >= tables.warm_up
        found[name] = ratio(float(each.waited[inside].sum()), int(inside.sum()))
    return found
