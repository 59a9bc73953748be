"""People: nobody is in two places, and presence covers work."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import DUTIES, TRIPS
from sim.results import Array, CoverageClock, Tables, duty_clocks


def check(tables: Tables) -> list[str]:
    """All findings about technicians."""
    return [*_order(tables), *_one_place(tables), *_way_back(tables), *_attendance(tables), *_presence(tables)]


def _order(tables: Tables) -> list[str]:
    """A visit's moments follow one another, and its hours fit between them."""
    visits = tables.raw("visits")
    is_open = np.isnan(visits["left"])

    def show(row: int) -> str:
        return f"visit {visits['visit'][row]}"

    moments = ("asked", "dispatched", "arrived", "diagnosed", "parts_ready", "left")
    spent = visits["travel"] + visits["waiting"] + visits["work"]
    lasted = visits["left"] - visits["dispatched"]
    negative = (
        (visits["travel"] < 0) | (visits["waiting"] < 0) | (visits["work"] < 0) | (visits["overtime"] < 0) | (visits["km"] < 0)
    )
    return [
        *say(out_of_order(*(visits[moment] for moment in moments)), "moments of a visit are not in order", show),
        *say(~is_open & (np.abs(spent - lasted) > CLOSE), "travel, waiting and work do not add up to the visit", show),
        *say(negative, "a visit has negative hours or kilometres", show),
        *say((visits["dispatched"] > tables.horizon) | (visits["left"] > tables.horizon), "a visit lies outside the run", show),
    ]


def _one_place(tables: Tables) -> list[str]:
    """No technician makes two visits at once."""
    visits = tables.raw("visits")
    order = np.lexsort((visits["dispatched"], visits["technician"]))
    before, after = order[:-1], order[1:]
    left = np.where(np.isnan(visits["left"][before]), np.inf, visits["left"][before])
    overlapping = (visits["technician"][before] == visits["technician"][after]) & (visits["dispatched"][after] < left)
    names = tables.names("technician")

    def show(row: int) -> str:
        return (
            f"{names[visits['technician'][before[row]]]}, visits {visits['visit'][before[row]]} and {visits['visit'][after[row]]}"
        )

    return say(overlapping, "a technician is in two places", show)


def _way_back(tables: Tables) -> list[str]:
    """Nobody is sent while he drives home between two jobs."""
    visits, trips = tables.raw("visits"), tables.raw("trips")
    back = np.sort(trips[np.isin(trips["trip"], [TRIPS.index("between jobs"), TRIPS.index("turned round")])], order="begin")
    early = np.zeros(len(visits), dtype=bool)
    for technician in np.unique(back["technician"]):
        own = back[back["technician"] == technician]
        rows = np.flatnonzero(visits["technician"] == technician)
        last = np.searchsorted(own["begin"], visits["dispatched"][rows], side="right") - 1
        home = np.where(last >= 0, own["begin"][last] + own["hours"][last], 0.0)
        # A visit that took no time may come before a drive that begins at the same moment.
        passing = (visits["left"][rows] == visits["dispatched"][rows]) & (own["begin"][last] == visits["dispatched"][rows])
        early[rows] = (visits["dispatched"][rows] < home - CLOSE) & ~passing
    return say(early, "a technician was sent while he drove home", lambda row: f"visit {visits['visit'][row]}")


def _attendance(tables: Tables) -> list[str]:
    """Stretches of presence run forward and do not overlap for one technician."""
    attendance = tables.raw("attendance")
    names = tables.names("technician")
    order = np.lexsort((attendance["begin"], attendance["technician"]))
    before, after = order[:-1], order[1:]
    twice = (attendance["technician"][before] == attendance["technician"][after]) & (
        attendance["begin"][after] < attendance["end"][before]
    )
    return [
        *say(
            twice,
            "a technician is present twice at once",
            lambda row: f"{names[attendance['technician'][before[row]]]} at {attendance['begin'][after[row]]:.2f} h",
        ),
        *say(
            attendance["end"] < attendance["begin"],
            "presence ends before it begins",
            lambda row: names[attendance["technician"][row]],
        ),
    ]


def _presence(tables: Tables) -> list[str]:
    """Who is sent is on the duty recorded, and hours outside shifts are overtime."""
    visits = tables.raw("visits")
    absent = np.zeros(len(visits), dtype=bool)
    outside = np.zeros(len(visits))
    shift = duty_clocks(tables, DUTIES.index("shift"))
    for code, duty in enumerate(DUTIES):
        clocks = shift if duty == "shift" else duty_clocks(tables, code)
        for technician in np.unique(visits["technician"]):
            rows = np.flatnonzero((visits["technician"] == technician) & (visits["duty"] == code))
            absent[rows] = ~_present(clocks.get(int(technician)), visits["dispatched"][rows])
    for technician in np.unique(visits["technician"]):
        rows = np.flatnonzero((visits["technician"] == technician) & ~np.isnan(visits["left"]))
        begin, end = visits["dispatched"][rows], visits["left"][rows]
        clock = shift.get(int(technician))
        covered = clock.read(end) - clock.read(begin) if clock else 0.0
        outside[rows] = end - begin - covered
    wrong = ~np.isnan(visits["left"]) & (np.abs(outside - visits["overtime"]) > CLOSE)

    def show(row: int) -> str:
        return f"visit {visits['visit'][row]}"

    return [
        *say(absent, "a technician was sent while not present on that duty", show),
        *say(wrong, "overtime is not the time outside shifts", show),
    ]


def _present(clock: CoverageClock | None, times: Array) -> Array:
    """Whether each moment lies in a stretch of presence."""
    if clock is None:
        return np.zeros(len(times), dtype=bool)
    at = np.searchsorted(clock.begins, times, side="right") - 1
    found: Array = (at >= 0) & (times <= clock.ends[np.maximum(at, 0)])
    return found
