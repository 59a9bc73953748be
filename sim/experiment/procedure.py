"""What a procedure is: a generator that asks for replications, is sent what came of them, and returns what it found.

    def until_clear(study, figure):
        seen = yield [Ask(point, 10) for point in study.points]
        while not clear(seen):
            seen = yield [Ask(point, seen.count(point) + 1) for point in study.points]
        return Findings(...)

A procedure draws nothing, looks at no clock and sees results of whole stages only, in the order of their numbers. So it asks for the same after the
same results, whoever computed them and when: a study that was broken off begins anew, finds in its journal what it asks for, and goes on.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.statistics import Values


@dataclass(frozen=True)
class Point:
    """One way to run the scenario: a policy of it, and values laid over that."""

    name: str
    """Unique in the study; a policy alone is called by its own name."""
    policy: str
    values: tuple[tuple[str, Any], ...] = ()
    """(factor, value), in the order of the factors."""

    def value(self, factor: str) -> Any:
        """The value of a factor here; a rule or law as JSON."""
        return dict(self.values)[factor]


class Ask(NamedTuple):
    """Replications 0 to `replications` - 1 of a point are wanted; those that are there already are not computed again."""

    point: Point
    replications: int


Stage = Sequence[Ask]


class Seen(Protocol):
    """What is known when a stage is over."""

    def values(self, point: Point, figure: str) -> Values:
        """The figure in each replication of a point, from number 0 on; NaN where it has no data or the replication failed."""

    def count(self, point: Point) -> int:
        """Replications of the point that have been asked for so far, failed ones among them."""


@dataclass
class Findings:
    """What a procedure found."""

    kind: str
    """Name of the procedure, for the page and for machines: 'comparison', 'selection', 'search', ..."""
    says: list[str] = field(default_factory=list)
    """The answer in sentences, the most important first; plain text, numbers rounded as one says them."""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Tables by name; each is written as NAME.csv."""
    notes: list[str] = field(default_factory=list)
    """How it was found and what is guaranteed: for the small print."""
    laid_over: dict[str, str] = field(default_factory=dict)
    """What the procedure has found and laid over every way to run of its answer, such as a warm-up; neither says nor tables repeat it in names."""


Procedure = Generator[Stage, Seen, Findings]
