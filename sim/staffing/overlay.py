"""Agents by interval of the week as a scenario says it: those who are always there, and shifts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sim.nature.calendars import OpeningHours
from sim.staffing.calls import DAY_MINUTES, Calls


def overlay_of(calls: Calls, agents: Mapping[int, int]) -> dict[str, Any]:
    """Slot -> agents, as those who are always there and a shift for each further level of staff."""
    levels = sorted(set(agents.values()))
    shifts = {}
    for below, level in pairwise(levels):
        slots = [slot for slot, number in sorted(agents.items()) if number >= level]
        shifts[_hours(slots, calls.interval).text] = level - below
    overlay: dict[str, Any] = {f"{calls.path}.agents": levels[0], f"{calls.path}.shifts": shifts}
    if calls.lines is not None and calls.lines < levels[-1]:
        overlay[f"{calls.path}.lines"] = levels[-1]
    return overlay


def _hours(slots: list[int], interval: int) -> OpeningHours:
    """Opening hours that consist of these intervals of the week."""
    spans: list[tuple[int, int, int]] = []
    for slot in slots:
        day, begin = divmod(slot * interval, DAY_MINUTES)
        if spans and spans[-1][0] == day and spans[-1][2] == begin:
            spans[-1] = (day, spans[-1][1], begin + interval)
        else:
            spans.append((day, begin, begin + interval))
    return OpeningHours(tuple(spans))
