"""What a search has tried: the points of its combinations, what came of them, and which of two is better for sure."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ScenarioError
from sim.experiment.procedure import Ask, Point, Seen, Stage
from sim.experiment.search.space import TODAY, Space, Way
from sim.study.frontier import Pair, front_of, in_common, levelled, words_of
from sim.study.limits import Limit, Objective
from sim.study.statistics import Interval, Values, paired_difference

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.experiment.spec import Search

Steps = Generator[Stage, Seen, Any]
DOUBT = 0.10
"""Risk of one step that is not worth it, over all looks at it; such a step costs points, not the answer."""
LOOKS = 3
"""How often two ways are looked at, each time with twice the replications, before they count as equally good."""
SHARPER = 2 ** (LOOKS - 1)
"""How many times the replications of a search that makes."""
FIRST_STATED = "today"


@dataclass(frozen=True)
class Aims:
    """What is searched for."""

    objective: Objective
    limits: tuple[Limit, ...]
    against: Objective
    """What the objective is traded against."""

    @property
    def figures(self) -> list[str]:
        """Every figure that matters, the objective first."""
        return list(dict.fromkeys([self.objective.figure, self.against.figure, *(limit.figure for limit in self.limits)]))


class Trials:
    """The ways that were tried, by combination, with today's among them."""

    def __init__(self, study: Study, space: Space, aims: Aims, says: Search, stated: Mapping[str, Any]) -> None:
        self.study = study
        self.space = space
        self.aims = aims
        self.says = says
        self.stated = stated
        """Decision -> the value that it has today, where the scenario says one."""
        self.start, same = space.nearest(stated)
        """The combination next to today's way."""
        self.today = self.start if same else TODAY
        self.reference = self.today
        """The way that all others are held against: it always has the most replications."""
        self.most = min(says.points, space.size)
        """Combinations that may be tried."""
        self.replications = says.replications
        self.points: dict[Way, Point] = {self.today: study.points[0]}
        self.refused: dict[Way, str] = {}
        """Combinations that the scenario does not allow, with the reason."""
        self.origin: dict[Way, str] = {self.today: FIRST_STATED}
        self.asked: dict[Way, int] = {}
        self._seen: Seen | None = None

    @property
    def tried(self) -> list[Way]:
        """The combinations tried, in this order; today's way only if it is one of them."""
        return [way for way in self.points if way != TODAY]

    @property
    def room(self) -> int:
        """Combinations that may still be tried."""
        return max(0, min(self.most - len(self.tried), self.space.size - len(self.tried) - len(self.refused)))

    # ------------------------------------------------------------------ trying
    def run(self, ways: Iterable[Way], origin: str, replications: int | None = None) -> Steps:
        """Try combinations, as many new ones as there is room for, with so many replications each (those of the search if None).

        The reference always has as many as any other, since all are held against it.
        """
        wanted = self.replications if replications is None else replications
        asks = []
        for way in dict.fromkeys([self.reference, *ways]):
            point = self._point(way, origin)
            if point is not None and self.asked.get(way, 0) < wanted:
                self.asked[way] = wanted
                asks.append(Ask(point, wanted))
        if asks:
            self._seen = yield asks

    def _point(self, way: Way, origin: str) -> Point | None:
        """The point of a combination; None where there is none, or no room for it."""
        if way in self.points or way in self.refused:
            return self.points.get(way)
        if not self.room:
            return None
        try:
            point = self.study.point(self.space.values(way), self.study.points[0].policy)
        except ScenarioError as error:
            self.refused[way] = "; ".join(problem.message for problem in error.problems)
            return None
        self.points[way], self.origin[way] = point, origin
        return point

    # ------------------------------------------------------------------ judging
    def values(self, way: Way, figure: str) -> Values:
        """The figure in each replication of a way."""
        return self.figure(self.points[way], figure)

    def figure(self, point: Point, figure: str) -> Values:
        """The figure in each replication of a point."""
        assert self._seen is not None
        return self._seen.values(point, figure)

    def mean(self, way: Way, figure: str) -> float:
        """Mean, levelled to the replications of the reference; NaN without data."""
        return levelled(self.values(way, figure), self.values(self.reference, figure))

    def excess(self, way: Way, limit: Limit) -> Values:
        """How far each replication is on the wrong side of a limit, as a share of the limit (of one unit for a limit of 0)."""
        side = 1.0 if limit.side == "at most" else -1.0
        return side * (self.values(way, limit.figure) - limit.value) / (abs(limit.value) or 1.0)

    def breaks(self, way: Way) -> dict[Limit, float]:
        """The limits that the means break, and by how much; a limit without data is broken beyond measure."""
        found = {limit: levelled(self.excess(way, limit), self.excess(self.reference, limit)) for limit in self.aims.limits}
        return {limit: np.inf if np.isnan(excess) else excess for limit, excess in found.items() if not excess <= 1e-9}

    def rank(self, way: Way) -> tuple[float, float]:
        """By means, the best first: those that keep their limits by objective, the others by how far they break them."""
        mean = self.aims.objective.sign * self.mean(way, self.aims.objective.figure)
        return (np.inf, 0.0) if np.isnan(mean) else (sum(self.breaks(way).values()), -mean)

    def ranked(self, ways: Iterable[Way] | None = None) -> list[Way]:
        """Ways that were tried, the best first; of equals the one tried first."""
        return sorted(self.points if ways is None else (way for way in ways if way in self.points), key=self.rank)

    def standings(self) -> dict[Way, str]:
        """What is said of each way about the frontier, but for those that break a limit on another figure."""
        aims = (self.aims.objective, self.aims.against)
        pairs = {way: self.pair(way) for way in self.points if self.eligible(way)}
        return words_of(pairs, aims, self.pair(self.reference), self.study.says.confidence)

    def pair(self, way: Way) -> Pair:
        """Both figures of the frontier, replication by replication."""
        return self.values(way, self.aims.objective.figure), self.values(way, self.aims.against.figure)

    def front(self) -> list[Way]:
        """Ways of which no other has better means both in the objective and in what it is traded against, among those that keep the other limits."""
        aims = (self.aims.objective, self.aims.against)
        means = {way: [aim.sign * self.mean(way, aim.figure) for aim in aims] for way in self.points if self.eligible(way)}
        return front_of({way: mean for way, mean in means.items() if not np.isnan(mean).any()})

    def eligible(self, way: Way) -> bool:
        """The means keep every limit on a figure that does not stand on an axis of the frontier."""
        axes = {self.aims.objective.figure, self.aims.against.figure}
        return not any(limit.figure not in axes for limit in self.breaks(way))

    def gain(self, way: Way, over: Way) -> Interval:
        """How much better a way is than another one, paired: in the objective, or, where either breaks limits, in what these are broken by."""
        broken = list(dict.fromkeys([*self.breaks(way), *self.breaks(over)]))
        if broken:
            parts = [in_common(self.excess(over, limit), self.excess(way, limit)) for limit in broken]
            ours, theirs = (np.sum([part[side] for part in parts], axis=0) for side in (0, 1))
        else:
            figure, sign = self.aims.objective.figure, self.aims.objective.sign
            ours, theirs = in_common(sign * self.values(way, figure), sign * self.values(over, figure))
        return paired_difference(ours, theirs, 1 - 2 * DOUBT / LOOKS)

    def surely_better(self, way: Way, than: Way) -> Steps:
        """Whether a way is better than another one, with more replications of both while it cannot be told; no where it never can."""
        while True:
            gain = self.gain(way, than)
            if gain.low > 0 or gain.high < 0 or not gain.mean > 0:
                return gain.low > 0
            more = 2 * min(self.asked[way], self.asked[than])
            if more > SHARPER * self.replications:
                return False
            yield from self.run([way, than], "", more)
