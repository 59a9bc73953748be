"""Clocks that count the hours of coverage, or of presence, that have passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.results.tables import Array, Tables

ALWAYS_COVERED = "-"
"""Offer of sites that have none: covered around the clock, nothing promised."""


@dataclass(frozen=True)
class CoverageClock:
    """Counts the hours of an offer's coverage that have passed since the start."""

    begins: Array
    ends: Array
    counted: Array
    """Coverage hours passed at the end of each span."""

    def read(self, times: Array) -> Array:
        """Coverage hours passed at each time; NaN stays NaN."""
        if not len(self.begins):
            return np.where(np.isnan(times), np.nan, 0.0)
        edges = np.column_stack([self.begins, self.ends]).ravel()
        passed = np.column_stack([self.counted - (self.ends - self.begins), self.counted]).ravel()
        found: Array = np.interp(times, edges, passed)
        return found

    def when(self, passed: Array) -> Array:
        """The first time at which so many coverage hours have passed; infinity beyond the last span."""
        span = np.searchsorted(self.counted, passed, side="left")
        found = span < len(self.counted)
        at = np.minimum(span, max(len(self.counted) - 1, 0))
        if not len(self.counted):
            return np.full(np.shape(passed), np.inf)
        return np.where(found, self.ends[at] - (self.counted[at] - passed), np.inf)


def coverage_clocks(tables: Tables) -> list[CoverageClock]:
    """The clock of each offer by its code, last the one of 'no offer' (always covered); use `tables.once(coverage_clocks)`."""
    coverage = tables.dimension("coverage")
    spans: dict[str, list[tuple[float, float]]] = {}
    for offer, begin, end in zip(coverage.get("offer", []), coverage.get("begin", []), coverage.get("end", []), strict=True):
        spans.setdefault(offer, []).append((float(begin), float(end)))
    always = [(0.0, tables.horizon)]
    spans.setdefault(ALWAYS_COVERED, always)
    return [sorted_spans(spans.get(offer, [])) for offer in [*tables.names("offer"), ALWAYS_COVERED]]


def sorted_spans(spans: list[tuple[float, float]]) -> CoverageClock:
    """The clock of some hours."""
    table = np.array(sorted(spans), dtype=float).reshape(-1, 2)
    begins, ends = table[:, 0], table[:, 1]
    return CoverageClock(begins, ends, np.cumsum(ends - begins))


def duty_clocks(tables: Tables, duty: int) -> dict[int, CoverageClock]:
    """The clock of the hours that each technician (by code) was present on a duty."""
    attendance = tables.raw("attendance")
    chosen = attendance[attendance["duty"] == duty]
    clocks = {}
    for technician in np.unique(chosen["technician"]):
        own = np.sort(chosen[chosen["technician"] == technician], order="begin")
        clocks[int(technician)] = CoverageClock(own["begin"], own["end"], np.cumsum(own["end"] - own["begin"]))
    return clocks


def read_clocks(clocks: Sequence[CoverageClock], offer: Array, times: Array) -> Array:
    """Coverage hours passed at `times`, each on the clock of its offer's code."""
    passed = np.array(times, dtype=float)
    for code in np.unique(offer):
        chosen = offer == code
        passed[chosen] = clocks[code].read(passed[chosen])
    return passed
