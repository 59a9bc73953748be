"""Conducting a study: its procedure asks, an executor computes what the journal lacks, the procedure is told, until it has found its answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.journal import Run
from sim.experiment.procedure import Findings, Point

if TYPE_CHECKING:
    from sim.experiment.journal import Journal
    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure, Stage
    from sim.scenario.spec import Scenario
    from sim.study.executors import Executor
    from sim.study.outcome import Outcome
    from sim.study.replicate import Progress
    from sim.study.statistics import Values


@dataclass
class Conducted:
    """How far a study has come."""

    findings: Findings | None
    """None where it ended before its procedure did."""
    points: list[Point]
    """All that was asked for, in that order."""
    interrupted: bool = False
    out_of_time: bool = False
    elapsed: float = 0.0
    """Seconds of this start; those before are not in it."""
    computed: int = 0
    """Replications of this start."""
    where: str = ""
    """What computed them, in words."""


class Memory:
    """What the journal knows, as a procedure sees it: no more than it has asked for. Figures that it looks at are kept as plain numbers."""

    def __init__(self, journal: Journal, number: Callable[[Point], int]) -> None:
        self._journal = journal
        self._number = number
        self._asked: dict[Point, int] = {}
        self._series: dict[tuple[Point, str], Values] = {}

    def count(self, point: Point) -> int:
        """Replications of the point that have been asked for so far, failed ones among them."""
        return self._asked.get(point, 0)

    def values(self, point: Point, figure: str) -> Values:
        """The figure in each replication of a point, from number 0 on; NaN where it has no data or the replication failed."""
        known = self._series.get((point, figure), np.empty(0))
        if len(known) < self.count(point):
            more = self._journal.series(self._number(point), figure, len(known), self.count(point))
            known = self._series[point, figure] = np.concatenate([known, more])
        return known

    def ask(self, stage: Stage) -> Iterator[tuple[Point, int]]:
        """Replications of a stage that were not asked for before: number by number, in each the points in the order of the stage."""
        wanted: dict[Point, int] = {}
        for ask in stage:
            wanted[ask.point] = max(ask.replications, wanted.get(ask.point, 0))
        first = {point: self.count(point) for point in wanted}
        for point, replications in wanted.items():
            self._asked[point] = max(replications, first[point])
        most = max(wanted.values(), default=0)
        return (
            (point, number)
            for number in range(min(first.values(), default=0), most)
            for point in wanted
            if first[point] <= number < wanted[point]
        )


@dataclass
class Conductor:
    """One study in the hands of one process."""

    study: Study
    journal: Journal
    executor: Executor
    progress: Progress | None = None
    deadline: float = float("inf")
    """Moment of time.monotonic() after which nothing more is begun."""
    more_key: str = ""
    """What else moves figures, such as the text of plugins."""
    part: tuple[int, int] = (1, 1)
    """(k, n): compute only the k-th of every n runs; others may compute the rest elsewhere."""
    _numbers: dict[Point, int] = field(default_factory=dict)
    _scenarios: dict[str, Scenario] = field(default_factory=dict)
    _runs: int = 0
    _done: int = 0
    _computed: int = 0

    def conduct(self, procedure: Procedure) -> Conducted:
        """Go through the procedure from its beginning; what the journal has is not computed again, but failures are tried once more."""
        begin = time.monotonic()
        self.journal.begin()
        memory, findings, interrupted = Memory(self.journal, self.number), None, False
        try:
            stage = next(procedure)
            while True:
                for ask in stage:
                    self.number(ask.point)
                self._compute(memory.ask(stage))
                if self._late():
                    break
                if self.part[1] > 1 and next(self.journal.missing(), None):
                    break  # the others have not brought theirs
                stage = procedure.send(memory)
        except StopIteration as end:
            findings = end.value
        except KeyboardInterrupt:
            interrupted = True
        finally:
            procedure.close()
        points = list(self._numbers)
        elapsed = time.monotonic() - begin
        return Conducted(findings, points, interrupted, findings is None and self._late(), elapsed, self._computed)

    def number(self, point: Point) -> int:
        """The journal's number of a point."""
        if point not in self._numbers:
            scenario = self._scenarios[point.name] = self.study.scenario(point)
            key, text = self.study.key(point, self.more_key), self.study.text_of(point)
            self._numbers[point] = self.journal.add_point(key, point.name, point.policy, dict(point.values), scenario.seed, text)
        return self._numbers[point]

    def _late(self) -> bool:
        return time.monotonic() > self.deadline

    def _compute(self, wanted: Iterable[tuple[Point, int]]) -> None:
        """Number what is wanted, and compute what the journal lacks of it; neither is ever in memory as a whole."""
        first = self._runs
        self._runs += self.journal.ask(Run(run, self.number(point), number) for run, (point, number) in enumerate(wanted, first))
        names = {number: point.name for point, number in self._numbers.items()}
        numbers = {name: number for number, name in names.items()}
        todo = sum(1 for _ in self._missing(first))
        self._done += self._runs - first - todo

        def keep(outcome: Outcome) -> None:
            self.journal.keep(numbers[outcome.policy], outcome)
            self._done += 1
            self._computed += 1
            if self.progress:
                self.progress(self._done, self._runs, outcome)

        if todo:
            tasks = ((names[run.point], run.replication) for run in self._missing(first))
            self.executor.compute(self._scenarios, tasks, keep, self._late)

    def _missing(self, first: int) -> Iterator[Run]:
        """Runs from number `first` on that are for us to compute."""
        return (run for run in self.journal.missing(first) if run.run % self.part[1] == self.part[0] - 1)
