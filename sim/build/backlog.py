"""Work that is open at the start: which machines it is about, how old it is, and when it was promised to be done."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

from sim.scenario.backlog import Backlog
from sim.scenario.spec import Scenario
from sim.streams import BACKLOG, Luck, unit
from sim.system.fleet import Fleet
from sim.units import HOURS_PER_WEEK


class Waiting(NamedTuple):
    """A work order that is open at the start."""

    age: float
    socket: int
    due: float


def draw_backlog(scenario: Scenario, fleet: Fleet, luck: Luck) -> list[Waiting]:
    """All of it, the oldest first; the luck of each asset says how old its order is."""
    found = []
    first = _first_sockets(scenario)
    failed: dict[tuple[str, str], int] = {}
    for row in scenario.backlog:
        where = row.site, row.asset_type
        mode = [*scenario.asset_types[row.asset_type].failures, *scenario.asset_types[row.asset_type].planned()].index(
            row.failure
        )
        at, law = first[where] + mode * scenario.sites[row.site].assets[row.asset_type], row.age.sampler()
        begin = failed.get(where, 0)
        failed[where] = begin + row.count
        for socket in range(at + begin, at + begin + row.count):
            age = law(unit(luck.fate(fleet.key_of[socket], 0, BACKLOG), 0))
            found.append(Waiting(age, socket, due(scenario, row, age)))
    return sorted(found, key=lambda each: -each.age)


def _first_sockets(scenario: Scenario) -> dict[tuple[str, str], int]:
    """Where the sockets of the machines of a type at a site begin, in the order in which the fleet has them."""
    found, at = {}, 0
    for name, site in scenario.sites.items():
        for kind, count in site.assets.items():
            found[name, kind] = at
            spec = scenario.asset_types[kind]
            at += count * (len(spec.failures) + len(spec.planned()))
    return found


def due(scenario: Scenario, row: Backlog, age: float) -> float:
    """When the first promise falls due that was given so long before the start, on a calendar that goes back as far."""
    site, planned = scenario.sites[row.site], scenario.asset_types[row.asset_type].planned()
    if row.failure in planned:
        return float(planned[row.failure].due_within) - age
    offer = scenario.offers[site.offer] if site.offer is not None else None
    promised = None if offer is None else offer.restoration if offer.response is None else offer.response
    if offer is None or promised is None:
        return math.inf
    weeks = math.ceil(age / HOURS_PER_WEEK)
    back = weeks * HOURS_PER_WEEK
    begin = scenario.start - dt.timedelta(weeks=weeks)
    calendar = offer.hours.calendar(begin, scenario.horizon + back, frozenset(scenario.holidays))
    return float(calendar.after(back - age, promised)) - back


def reaches_back(backlog: list[Waiting]) -> float:
    """Hours before the start that the oldest of it was reported."""
    return max((each.age for each in backlog), default=0.0)
