"""Replications until every wanted figure, or difference, is known well enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.procedure import Ask, Findings, Point
from sim.experiment.procedures.fixed import chosen_figures, compare, declared, missing, told
from sim.experiment.procedures.groups import Group, groups_of
from sim.experiment.procedures.judged import judged
from sim.experiment.words import said
from sim.kpi.words import begin, prose
from sim.study.goals import in_unit
from sim.study.sequential import Width, next_replications, stopped_interval
from sim.study.statistics import Interval, Values, interval
from sim.units import percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure, Seen
    from sim.experiment.spec import Precision

COLUMNS = ("figure", "policy", "against", "mean", "low", "high", "half_width", "wanted", "reached", "replications", "unit")
"""Columns of precision.csv; `against` is empty for a mean, `replications` are those with data."""


@dataclass(frozen=True)
class Wish:
    """One interval that is wanted: of a figure at a point, or of its difference to another point."""

    figure: str
    point: Point
    against: Point | None
    width: Width

    def values(self, seen: Seen) -> Values:
        """What its mean is taken of, replication by replication."""
        own = seen.values(self.point, self.figure)
        if self.against is None:
            return own
        other = seen.values(self.against, self.figure)
        pairs = min(len(own), len(other))
        gaps: Values = own[:pairs] - other[:pairs]
        return gaps

    def wanted(self, seen: Seen) -> float:
        """The half-width wanted, in the figure's unit; a share is of the mean at the point that is compared with."""
        return self.width.of(interval(seen.values(self.against or self.point, self.figure)).mean)

    def next(self, seen: Seen, most: int, confidence: float) -> int:
        """Replications to have next of all its points."""
        return next_replications(self.values(seen), self.wanted(seen), most, confidence)


@dataclass(frozen=True)
class Known:
    """What came of a wish."""

    wish: Wish
    found: Interval
    wanted: float

    @property
    def reached(self) -> bool:
        """The interval is as narrow as was wanted."""
        return self.found.half_width <= self.wanted


def until_precise(study: Study) -> Procedure:
    """Run a pilot of every point, then as many more as the spread so far asks for, until every interval is as narrow as wanted or `most` is reached."""
    precision = study.says.precision
    assert precision is not None
    wishes = list(wishes_of(precision, groups_of(study)))
    confidence = 1 - (1 - study.says.confidence) / len(wishes)
    counts = dict.fromkeys(study.points, min(precision.pilot, precision.most))
    while True:
        seen = yield [Ask(point, count) for point, count in counts.items()]
        before = dict(counts)
        for wish in wishes:
            wanted = wish.next(seen, precision.most, confidence)
            for point in (wish.point, wish.against):
                if point is not None:
                    counts[point] = max(counts[point], wanted)
        if counts == before:
            break
    known = [Known(wish, stopped_interval(wish.values(seen), confidence), wish.wanted(seen)) for wish in wishes]
    comparison, goals = compare(study, seen, chosen_figures(study)), judged(study, seen, study.points)
    return Findings(
        "precision",
        [*goals.says, *_told(study, known, counts), *(told(study, comparison) if len(study.points) > 1 else ())],
        {"precision": _table(known), "comparison": comparison, **goals.tables},
        [*goals.notes, *_notes(study, precision, len(wishes), confidence), *missing(study, seen, comparison)],
    )


def wishes_of(precision: Precision, groups: Sequence[Group]) -> Iterator[Wish]:
    """Every interval that is wanted; a difference is to the first point of its group.

    Raises :class:`UsageError` for a figure that is not there and an amount in the wrong unit.
    """
    widths = {figure: Width(in_unit("precision.half_widths", figure, amount)) for figure, amount in precision.half_widths.items()}
    pairs = [*widths.items(), *((figure, Width(share=share)) for figure, share in precision.relative.items())]
    differences = precision.of == "differences"
    for figure, width in pairs:
        for first, *others in (group.points for group in groups):
            for point in others if differences else [first, *others]:
                yield Wish(figure, point, first if differences else None, width)


def _told(study: Study, known: Sequence[Known], counts: dict[Point, int]) -> Iterator[str]:
    """Whether it is known well enough, and what is known."""
    currency, most = study.baseline.currency, max(counts.values())
    short = [each for each in known if not each.reached]
    spread = f"{min(counts.values())} to {most}" if min(counts.values()) < most else f"{most}"
    if short:
        yield f"After {spread} replications {len(short)} of {len(known)} wanted intervals are still too wide."
    else:
        yield f"After {spread} replications of each way to run, {_every(known)} as narrow as was wanted."
    for each in sorted(known, key=lambda one: one.reached):
        how, wish = said(each.wish.figure, currency), each.wish
        name = begin(prose(wish.figure))
        half = each.found.half_width
        where = f"at '{wish.point.name}'" + (f", held against '{wish.against.name}'" if wish.against else "")
        if not each.found.count:
            yield f"{name} {where}: no data, so nothing can be known."
            continue
        known_as = how.difference_give_or_take if wish.against else how.give_or_take
        wanted = "." if each.reached else f", where ± {how.width(each.wanted)} was wanted."
        yield f"{name} {where}: {known_as(each.found.mean, half)}{wanted}"


def _every(known: Sequence[Known]) -> str:
    return "the interval is" if len(known) == 1 else f"all {len(known)} intervals are"


def _table(known: Sequence[Known]) -> pd.DataFrame:
    """precision.csv."""
    import pandas as pd

    rows = [
        (
            each.wish.figure,
            each.wish.point.name,
            each.wish.against.name if each.wish.against else "",
            each.found.mean,
            each.found.low,
            each.found.high,
            each.found.half_width,
            each.wanted,
            each.reached,
            each.found.count,
            said(each.wish.figure).unit,
        )
        for each in known
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _notes(study: Study, precision: Precision, wishes: int, confidence: float) -> Iterator[str]:
    """The rule and what it guarantees."""
    whole, each = percent(study.says.confidence), percent(confidence)
    yield (
        f"A pilot of {precision.pilot} replications, then stages as large as the spread so far asks for, each at most as large as all before it, and "
        f"{precision.most} in all at most. It ends when every wanted interval is narrow enough."
    )
    yield (
        "Whoever stops as soon as an interval is narrow stops too soon; these intervals are therefore widened by √(1 + z²/n), which makes up for it "
        "(Chow & Robbins 1965; Simons 1968; how often they cover is measured in docs/explanation/statistics.md). Heavily skewed figures are covered less often."
    )
    if wishes > 1:
        yield f"{wishes} intervals are looked at; with {each} each they hold together with at least {whole} (Bonferroni)."
    if precision.relative:
        yield (
            "A half-width wanted as a share r of a figure is held to r/(1 + r) of its mean so far, so that the true value is met (Law 2015, section 9.4.1)"
            + (
                "; differences are held against the figure at the way to run that they are to."
                if precision.of == "differences"
                else "."
            )
        )
    yield "The intervals of the comparison, and of what is said of goals, are the usual ones, not widened."
    yield declared(study)
