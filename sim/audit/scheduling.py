"""Doors and hours: nobody is let in while a site is closed, and work is held back only while it waits."""

from __future__ import annotations

import math

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.records import OUTCOMES
from sim.results import Array, Rows, Tables

NO_ACCESS = OUTCOMES.index("no access")


def check(tables: Tables) -> list[str]:
    """All findings about doors and hours."""
    return [*_doors(tables), *_let_in(tables), *_hours(tables), *_held_back(tables), *_appointments(tables)]


def _doors(tables: Tables) -> list[str]:
    """Who waits at a door has arrived, waits within his visit, and has no access if he is not let in before his shift ends."""
    doors, visits = tables.raw("doors"), tables.raw("visits")
    at = np.searchsorted(visits["visit"], doors["visit"], sorter=np.argsort(visits["visit"]))
    row = np.argsort(visits["visit"])[np.minimum(at, max(len(visits) - 1, 0))]
    visit = visits[row]
    lost = (visit["visit"] != doors["visit"]) | (visit["call"] != doors["call"])
    wrong = (doors["since"] != visit["arrived"]) | (doors["waited"] < 0) | (doors["waited"] > visit["waiting"])
    inside = doors["let_in"] & (visit["outcome"] == NO_ACCESS)
    turned = visits["visit"][visits["outcome"] == NO_ACCESS]
    unexplained = ~np.isin(turned, doors["visit"][~doors["let_in"]])

    def show(row: int) -> str:
        return f"visit {doors['visit'][row]}"

    return [
        *say(lost, "doors without their visit", show),
        *say(~lost & wrong, "a technician waited at a door outside his visit", show),
        *say(~lost & inside, "a technician who was let in had no access", show),
        *say(unexplained, "a visit without access stood at no door", lambda row: f"visit {turned[row]}"),
        *say(doors["let_in"] & ~lost & np.isnan(visit["arrived"]), "somebody was let in who never came", show),
    ]


def _let_in(tables: Tables) -> list[str]:
    """The moment when somebody who finds the fault begins to look for it lies in the hours of access of the site."""
    visits = tables.raw("visits")
    began = visits["arrived"] + _waited(tables, visits["visit"])
    wrong = ~np.isnan(visits["diagnosed"]) & ~_open(tables, "sites", "access", visits["site"], began)
    return say(wrong, "a technician went in while the site was closed", lambda row: f"visit {visits['visit'][row]}")


def _hours(tables: Tables) -> list[str]:
    """Planned work begins in its hours."""
    visits = tables.raw("visits")
    call = _calls(tables, visits["call"])
    began = visits["arrived"] + _waited(tables, visits["visit"])
    wrong = ~np.isnan(visits["diagnosed"]) & ~_open(tables, "modes", "hours", call["mode"], began)
    return say(wrong, "planned work was begun outside its hours", lambda row: f"visit {visits['visit'][row]}")


def _waited(tables: Tables, visits: Array) -> Array:
    """Hours that each visit waited at a door."""
    doors = tables.raw("doors")
    hours: Array = np.bincount(doors["visit"], weights=doors["waited"], minlength=int(visits.max(initial=-1)) + 1)[visits]
    return hours


def _calls(tables: Tables, numbers: Array) -> Rows:
    """The call of each number; another one where there is none, which is a finding of its own."""
    calls = tables.raw("calls")
    if not len(calls):
        return np.zeros(len(numbers), dtype=calls.dtype)
    order = np.argsort(calls["call"])
    at = np.searchsorted(calls["call"], numbers, sorter=order)
    found: Rows = calls[order[np.minimum(at, len(calls) - 1)]]
    return found


def _open(tables: Tables, things: str, column: str, code: Array, times: Array) -> Array:
    """Whether each time lies in the hours of a thing; where none are stated it does."""
    stated = tables.dimension(things).get(column)
    found = np.ones(len(times), dtype=bool)
    if stated is None:
        return found
    spans = tables.dimension("hours")
    name = np.array([*stated, "always"])[code]
    for hours in np.unique(name[name != "always"]):
        own = np.array(spans["hours"]) == hours
        begins, ends = np.array(spans["begin"])[own], np.array(spans["end"])[own]
        rows = np.flatnonzero(name == hours)
        at = np.searchsorted(begins, times[rows], side="right") - 1
        found[rows] = (at >= 0) & (times[rows] < ends[np.maximum(at, 0)]) if own.any() else False
    return found


def _held_back(tables: Tables) -> list[str]:
    """A stretch in vain runs forward and ends before the call does."""
    held = tables.raw("held_back")
    call = _calls(tables, held["call"])
    wrong = (held["asked"] < call["fault"]) | (held["withdrawn"] < held["asked"]) | (held["withdrawn"] > call["restored"] + CLOSE)
    return say(wrong, "work was held back outside its call", lambda row: f"call {held['call'][row]}")


def _appointments(tables: Tables) -> list[str]:
    """A call has one window at a time, booked before it begins; whoever came for it was on a visit to that call."""
    rows, visits = tables.raw("appointments"), tables.raw("visits")

    def show(row: int) -> str:
        return f"call {rows['call'][row]}"

    order = np.lexsort((rows["booked"], rows["call"]))
    before, after = order[:-1], order[1:]
    twice = np.zeros(len(rows), dtype=bool)
    same = rows["call"][before] == rows["call"][after]
    twice[after[same & ~np.isnan(rows["arrived"][before]) & (rows["booked"][after] < rows["arrived"][before])]] = True
    came = set(zip(visits["call"].tolist(), visits["arrived"].tolist(), strict=True))
    known = np.array(
        [math.isnan(at) or (call, at) in came for call, at in zip(rows["call"].tolist(), rows["arrived"].tolist(), strict=True)],
        dtype=bool,
    )
    wrong = (rows["booked"] > rows["begin"]) | (rows["end"] <= rows["begin"])
    return [
        *say(wrong, "an appointment was booked after it began, or ends before it begins", show),
        *say(twice, "a call had two appointments at once", show),
        *say(~known, "somebody came to an appointment who made no visit", show),
    ]
