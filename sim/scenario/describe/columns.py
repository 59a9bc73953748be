"""Plain columns, as tables of things are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.nature.calendars import OpeningHours
from sim.scenario.spec import Scenario

Columns = dict[str, list[Any]]
NOT_STATED = float("nan")
NO_OFFER = "-"


def columns_of(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Columns:
    """The rows as columns of these names."""
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def stretches(scenario: Scenario, named: Mapping[str, OpeningHours]) -> list[tuple[Any, ...]]:
    """(name, begin, end) of every stretch of the hours that begins within the run, cut at its end."""
    return [
        (name, begin, min(end, scenario.horizon))
        for name, hours in named.items()
        for begin, end in scenario.calendar(hours).spans
        if begin < scenario.horizon
    ]
