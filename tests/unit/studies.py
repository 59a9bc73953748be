"""Procedures of studies driven over figures that are drawn instead of simulated."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.experiment.procedure import Findings, Point, Procedure
from sim.study.statistics import Values

Draw = Callable[[Point, int], Mapping[str, float]]
"""(point, number of the replication) -> its figures."""


class Replications:
    """What `draw` gives for the replications asked for so far; a failed one has no figures."""

    def __init__(self, draw: Draw, failed: Callable[[Point, int], bool] = lambda _point, _replication: False) -> None:
        self.draw, self.failed = draw, failed
        self.asked: dict[Point, int] = {}
        self.stages: list[dict[Point, int]] = []
        """What each stage asked for."""
        self._drawn: dict[Point, list[Mapping[str, float]]] = {}

    def compute(self, point: Point, replications: int) -> None:
        """Draw the replications of a point up to this number that are not there yet."""
        rows = self._drawn.setdefault(point, [])
        rows += [{} if self.failed(point, number) else self.draw(point, number) for number in range(len(rows), replications)]
        self.asked[point] = len(rows)

    def values(self, point: Point, figure: str) -> Values:
        """One figure of a point, replication by replication."""
        return np.array([row.get(figure, np.nan) for row in self._drawn.get(point, [])], dtype=float)

    def count(self, point: Point) -> int:
        """Replications asked for."""
        return self.asked.get(point, 0)


def drive(
    procedure: Procedure, draw: Draw, failed: Callable[[Point, int], bool] = lambda _point, _replication: False
) -> tuple[Findings, dict[Point, int]]:
    """Run a procedure to its end: what it found, and how many replications of each point it asked for."""
    seen = Replications(draw, failed)
    return finish(procedure, seen), seen.asked


def finish(procedure: Procedure, seen: Replications) -> Findings:
    """Run a procedure to its end over replications that may have been begun before."""
    try:
        stage = next(procedure)
        while True:
            seen.stages.append({ask.point: ask.replications for ask in stage})
            for ask in stage:
                seen.compute(ask.point, ask.replications)
            stage = procedure.send(seen)
    except StopIteration as end:
        findings: Findings = end.value
        return findings
