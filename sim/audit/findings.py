"""How a finding is worded, and the tolerances that all checks share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.results import Array

CLOSE = 1e-6
"""Hours by which sums may be off where they are not exact by construction (4 ms)."""
SHOWN = 3


def say(broken: Array, rule: str, show: Callable[[int], str]) -> list[str]:
    """One finding for the rows where a rule is broken, with the first cases; none when it holds everywhere."""
    rows = np.flatnonzero(broken)
    if not len(rows):
        return []
    cases = "; ".join(show(int(row)) for row in rows[:SHOWN])
    more = f"; and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return [f"{rule}: {cases}{more}"]


def out_of_order(*times: Array) -> Array:
    """Rows whose times, those known, do not follow one another."""
    wrong = np.zeros(len(times[0]), dtype=bool)
    latest = np.array(times[0], dtype=float)
    for time in times[1:]:
        wrong |= time < latest
        latest = np.where(np.isnan(time), latest, time)
    return wrong


def most_at_once(begin: Array, end: Array) -> int:
    """The greatest number of stretches [begin, end) that hold at one moment; stretches that never began are left out."""
    chosen = ~np.isnan(begin) & (end > begin)
    times = np.concatenate([begin[chosen], end[chosen]])
    steps = np.concatenate([np.ones(chosen.sum(), dtype=np.int64), np.full(chosen.sum(), -1)])
    order = np.lexsort((steps, times))
    return int(np.cumsum(steps[order]).max(initial=0))
