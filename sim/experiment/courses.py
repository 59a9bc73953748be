"""Courses over time and figures of batches on their way from a replication to a procedure: as figures of their own.

course.NAME.3 is the level in the fourth interval of a run, batch.FIGURE.3 the figure in the fourth batch of a long one. They are kept in the journal
like figures, but no table shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.experiment.procedure import Point, Seen
    from sim.experiment.spec import WarmUp
    from sim.results import Tables
    from sim.study.statistics import Values

COURSE, BATCH = "course", "batch"


@dataclass(frozen=True)
class Stretches:
    """What is kept of a replication besides its figures. Travels to worker processes."""

    warm_up: WarmUp | None = None
    batches: int | None = None
    figures: tuple[str, ...] = ()
    """Figures that are told by batch."""

    def of(self, tables: Tables, replication: int) -> dict[str, float]:
        """Courses of the replications of a pilot, batches of the one long run."""
        from sim.kpi.batches import batch_figure
        from sim.kpi.courses import course

        found: dict[str, float] = {}
        if self.warm_up is not None and replication < self.warm_up.pilot:
            levels = course(tables, self.warm_up.figure, self.warm_up.every).tolist()
            found |= {f"{COURSE}.{self.warm_up.figure}.{at}": level for at, level in enumerate(levels)}
        if self.batches is not None and replication == 0:
            for figure in self.figures:
                values = batch_figure(tables, figure, self.batches).tolist()
                found |= {f"{BATCH}.{figure}.{at}": value for at, value in enumerate(values)}
        return found

    @property
    def key(self) -> str:
        """What tells replications with other stretches apart; empty where there are none."""
        every = None if self.warm_up is None else (self.warm_up.figure, self.warm_up.every, self.warm_up.pilot)
        batches = None if self.batches is None else (self.batches, self.figures)
        return f"{every} {batches}" if every or batches else ""


def is_stretch(figure: str) -> bool:
    """Whether a name is one of a course's or a batch's."""
    return figure.partition(".")[0] in {COURSE, BATCH}


def read_courses(seen: Seen, point: Point, warm_up: WarmUp, count: int) -> Values:
    """The courses of a point, a row for each replication of the pilot that has one, of so many intervals."""
    columns = [seen.values(point, f"{COURSE}.{warm_up.figure}.{at}")[: warm_up.pilot] for at in range(count)]
    rows: Values = np.array(columns).reshape(count, -1).T
    return rows[~np.isnan(rows).any(axis=1)]


@dataclass(frozen=True)
class Batches:
    """The batches of a point's first replication, as if they were replications."""

    seen: Seen
    number: int

    def values(self, point: Point, figure: str) -> Values:
        """The figure in each batch; NaN where it has no data."""
        every = [self.seen.values(point, f"{BATCH}.{figure}.{at}")[:1] for at in range(self.number)]
        return np.concatenate([each if len(each) else [np.nan] for each in every])

    def count(self, point: Point) -> int:
        """How many there are."""
        return self.number if self.seen.count(point) else 0
