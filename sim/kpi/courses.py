"""Courses: how much there is of something while a run goes on, from its first hour on; for seeing when it has forgotten its start.

Unlike figures, courses begin at time zero: the warm-up is not cut off, it is looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import UsageError, nearest
from sim.kpi.selections import BREAKDOWN, echelons
from sim.promises import DOWN, stretches
from sim.results import Array, Tables, shelves

Values = np.ndarray[Any, np.dtype[np.float64]]
Steps = tuple[Array, Array]
"""(moments in hours, change of the level at each): the level is 0 before the first."""


@dataclass(frozen=True)
class Course:
    """Something whose level is followed."""

    meaning: str
    unit: str
    steps: Callable[[Tables], Steps]


def open_calls(tables: Tables) -> Steps:
    """Breakdown calls that are not closed, from the fault on; those that were open at the start are there at time zero."""
    calls = tables.raw("calls")
    calls = calls[calls["reason"] == BREAKDOWN]
    return _while(calls["fault"], calls["restored"])


def assets_down(tables: Tables) -> Steps:
    """Assets that stand still, by a breakdown or planned work."""
    down = stretches(tables, (DOWN,), 0.0, planned=True)
    return _while(down.begin, down.end)


def units_on_hand(tables: Tables) -> Steps:
    """Units on the shelves of warehouses and vans, all parts together."""
    return _on_shelves(tables, tables.once(shelves).on_hand)


def backorders(tables: Tables) -> Steps:
    """Units that were asked of warehouses and vans and are owed."""
    return _on_shelves(tables, tables.once(shelves).backorders)


COURSES = {
    "open_calls": Course("open breakdown calls", "calls", open_calls),
    "assets_down": Course("assets down", "assets", assets_down),
    "units_on_hand": Course("units on hand", "units", units_on_hand),
    "backorders": Course("backorders", "units", backorders),
}
"""Name -> what is followed."""


def course_of(name: str) -> Course:
    """A course by its name; raises :class:`UsageError` when there is none."""
    if name not in COURSES:
        hint = nearest(name, COURSES)
        raise UsageError(
            f"there is no course '{name}'; there is {', '.join(COURSES)}" + (f"; did you mean '{hint}'?" if hint else "")
        )
    return COURSES[name]


def course(tables: Tables, name: str, every: float) -> Values:
    """Mean level in each whole interval of `every` hours, from time zero to the horizon; a rest shorter than an interval is left out."""
    moments, changes = course_of(name).steps(tables)
    count = windows(tables.horizon, every)
    order = np.argsort(moments, kind="stable")
    moments, level = np.clip(moments[order], 0.0, tables.horizon), np.cumsum(changes[order])
    knots = np.concatenate([[0.0], moments, [tables.horizon]])
    passed = np.concatenate([[0.0], np.cumsum(np.diff(knots) * np.concatenate([[0.0], level]))])
    found: Values = np.diff(np.interp(every * np.arange(count + 1), knots, passed)) / every
    return found


def windows(horizon: float, every: float) -> int:
    """Whole intervals in a run; one that is short by the rounding of sums counts."""
    return int(horizon / every + 1e-9)


def _while(begin: Array, end: Array) -> Steps:
    """One more from each beginning on, one less from each end on; what has no end goes on."""
    ended = end[~np.isnan(end)]
    return np.concatenate([begin, ended]), np.concatenate([np.ones(len(begin)), -np.ones(len(ended))])


def _on_shelves(tables: Tables, level: Array) -> Steps:
    """Changes of a level that every shelf has, over those that are not suppliers'."""
    shelf, (_, of_location) = tables.once(shelves), echelons(tables)
    change = np.diff(level, prepend=0.0)
    first = np.diff(shelf.pair, prepend=-1) > 0
    change[first] = level[first]
    own = of_location[shelf.location] >= 0
    return shelf.begin[own], change[own]
