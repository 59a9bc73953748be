"""Procedures of studies driven over figures that are drawn instead of simulated."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.experiment.procedure import Findings, Point, Procedure, Stage
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

    def journal(self, point: Point, replications: int) -> None:
        """Draw the replications of a point up to this number that are not there yet, asked for or not."""
        rows = self._drawn.setdefault(point, [])
        rows += [{} if self.failed(point, number) else self.draw(point, number) for number in range(len(rows), replications)]

    def compute(self, stage: Stage) -> None:
        """Have everything that a stage asks for."""
        self.stages.append({ask.point: ask.replications for ask in stage})
        for ask in stage:
            self.journal(ask.point, ask.replications)
            self.asked[ask.point] = max(ask.replications, self.count(ask.point))

    def values(self, point: Point, figure: str) -> Values:
        """One figure of a point in the replications asked for."""
        return np.array([row.get(figure, np.nan) for row in self._drawn.get(point, [])[: self.count(point)]], dtype=float)

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
            seen.compute(stage)
            stage = procedure.send(seen)
    except StopIteration as end:
        findings: Findings = end.value
        return findings
