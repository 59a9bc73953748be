"""What is chosen among, by which figures and how surely; and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.study.limits import Limit, Objective
from sim.study.screening import Contest
from sim.study.statistics import NEGLIGIBLE, Values

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.experiment.procedure import Point, Seen
    from sim.experiment.spec import Selection

CHOSEN, BEATEN, BREAKS, STARVED, LEFT = "chosen", "dropped", "limit not kept", "no data", "undecided"
"""What became of a point; the last where the budget was too small."""


@dataclass(frozen=True)
class Question:
    """Which of these points is best."""

    points: Sequence[Point]
    objective: Objective
    limits: Sequence[Limit]
    says: Selection
    confidence: float
    currency: str = "EUR"
    by: float = 0.0
    """Difference of the objective that matters, in the figure's own unit; 0 where none is stated."""
    tolerances: Sequence[float] = ()
    """Of each limit, likewise."""

    @property
    def duel_error(self) -> float:
        """Chance of error of one comparison: the risk, or half of it beside limits, over the rivals of the best (Bonferroni)."""
        return self._risk / max(len(self.points) - 1, 1)

    @property
    def trial_error(self) -> float:
        """Chance of error of one verdict on a limit: the risk, or half of it, over all points and limits."""
        return self._risk / max(len(self.points) * len(self.limits), 1)

    @property
    def _risk(self) -> float:
        return (1 - self.confidence) / (2 if self.limits and len(self.points) > 1 else 1)

    def contest(self) -> Contest:
        """Nobody dropped yet."""
        return Contest(
            len(self.points),
            difference=self.by,
            first_stage=self.says.pilot,
            duel_error=self.duel_error,
            tolerances=np.array(self.tolerances, dtype=float),
            trial_error=self.trial_error,
        )

    def evidence(self, seen: Seen, point: Point) -> Values:
        """Replications of a point in rows: the objective, larger being better, then the distance from each limit, above 0 being kept.

        A replication without one of the figures is without all of them (NaN): it says nothing of the point as a whole. What misses a limit by the
        rounding of sums is on it.
        """
        columns = [self.objective.sign * np.asarray(seen.values(point, self.objective.figure), dtype=float)]
        for limit in self.limits:
            side = 1.0 if limit.side == "at least" else -1.0
            distance = side * (np.asarray(seen.values(point, limit.figure), dtype=float) - limit.value)
            columns.append(np.where(np.abs(distance) <= NEGLIGIBLE * abs(limit.value), 0.0, distance))
        rows = np.column_stack(columns)
        rows[np.isnan(rows).any(axis=1)] = np.nan
        return rows


@dataclass
class Fate:
    """What became of a point."""

    word: str
    used: int
    """Replications that the decision rests on."""
    asked: int
    """Replications computed; more than used where a block went on after the point was dropped."""
    dropped_at: int = 0
    """Replications of it when it was dropped; 0 for who was not."""
    beaten_by: int | None = None
    """Place of the point that it fell behind, from 0."""
    sides: Sequence[int] = ()
    """Of each limit: 1 kept, −1 not kept, 0 not decided."""
    tried_at: Sequence[int] = ()
    """Replications after which each limit was decided."""


@dataclass
class Choice:
    """The outcome of a procedure."""

    fates: list[Fate]
    chosen: int | None
    """Place of the chosen point; None where nobody keeps the limits or the budget was too small."""
    ahead: int | None
    """Who has the best mean among those that are left, where nobody is chosen."""
    promised: bool
    """Whether the guarantee holds: false where a budget ended it, and of 'ocba'."""
    equal: int | None = None
    """Replications in all, the same for each point, that would make the same promise; None where that is not known."""
    probability: float | None = None
    """Estimated probability that the choice is right; of 'ocba' alone."""
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Replications computed."""
        return sum(fate.asked for fate in self.fates)

    @property
    def in_vain(self) -> int:
        """Replications computed after their point had been dropped."""
        return sum(fate.asked - fate.used for fate in self.fates)


def question_of(study: Study, points: Sequence[Point] | None = None) -> Question:
    """What the experiment asks of its points, or of some of them; what it says was checked before."""
    from sim.study.goals import in_unit, read_goals

    says, scenario = study.says.select, study.base.scenario()
    goals = study.says.goals or scenario.goals
    assert says is not None
    assert goals is not None
    limits, objective = read_goals(goals)
    assert objective is not None
    return Question(
        points=list(study.points if points is None else points),
        objective=objective,
        limits=limits,
        says=says,
        confidence=study.says.confidence,
        currency=scenario.currency,
        by=in_unit("select.by", objective.figure, says.by) if says.by is not None else 0.0,
        tolerances=[
            in_unit("select.tolerance", limit.figure, says.tolerance[limit.figure]) if limit.figure in says.tolerance else 0.0
            for limit in limits
        ],
    )
