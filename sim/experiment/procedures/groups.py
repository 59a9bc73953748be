"""Ways to run that are held against one another, all else being equal: dispatch rules at each load, policies at each price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.points import level_text
from sim.experiment.procedure import Point
from sim.experiment.words import Said, said
from sim.kpi.words import begin, listed, prose
from sim.study.statistics import NO_DATA, UNDETECTED

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Study

POLICY, FIRST = "policy", "first"
Row = dict[Any, Any]


@dataclass(frozen=True)
class Group:
    """Points that differ in one thing only; the first one is what the others are held against."""

    common: tuple[tuple[str, Any], ...]
    """What they have in common: (factor, value), the policy among them where there are several; empty where they are all points."""
    points: tuple[Point, ...]
    labels: tuple[str, ...]
    """What they differ in."""


def compared(study: Study) -> str:
    """What is compared all else being equal: a factor, or the policies; empty for all ways to run at once."""
    asked = study.says.compare
    if asked is not None:
        return "" if asked == FIRST else asked
    both = study.says.factors and len({point.policy for point in study.points}) > 1
    return POLICY if both else ""


def groups_of(study: Study) -> list[Group]:
    """The points of a study, sorted by what is not compared."""
    what = compared(study)
    if not what:
        return [Group((), tuple(study.points), tuple(point.name for point in study.points))]
    found: dict[tuple[Any, ...], list[Point]] = {}
    for point in study.points:
        rest = tuple(pair for pair in point.values if pair[0] != what)
        found.setdefault((point.policy if what != POLICY else "", rest), []).append(point)
    several = len({policy for policy, _ in found if policy}) > 1
    return [
        Group((*([("policy", policy)] if several else []), *rest), tuple(points), tuple(_label(point, what) for point in points))
        for (policy, rest), points in found.items()
    ]


def told_by_group(study: Study, groups: Sequence[Group], table: pd.DataFrame) -> Iterator[str]:
    """For each figure and each thing compared: where it is better or worse, where nothing can be told, and where it makes most of a difference."""
    for figure in dict.fromkeys(table["figure"]):
        rows: dict[str, Row] = {str(row["policy"]): row for row in table[table["figure"] == figure].to_dict("records")}
        if not any(row["replications"] for row in rows.values()):
            continue
        for label in dict.fromkeys(label for group in groups for label in group.labels[1:]):
            pairs = [
                (group, rows[point.name])
                for group in groups
                for point, own in zip(group.points, group.labels, strict=True)
                if own == label and point is not group.points[0]
            ]
            yield _line(figure, label, groups[0].labels[0], pairs, said(figure, study.baseline.currency))


def _line(figure: str, label: str, first: str, pairs: Sequence[tuple[Group, Row]], how: Said) -> str:
    name = begin(prose(figure))
    apart = [(group, row) for group, row in pairs if row["verdict"] not in {NO_DATA, UNDETECTED}]
    if not apart:
        return f"{name}: no detectable difference between '{label}' and '{first}' anywhere."
    verdicts = dict.fromkeys(row["verdict"] for _, row in apart)
    parts = [
        f"{verdict} than '{first}' {_at([pair for pair in apart if pair[1]['verdict'] == verdict], pairs)}"
        for verdict in verdicts
    ]
    rest = [pair for pair in pairs if pair not in apart]
    more = f"; no detectable difference {_at(rest, pairs)}" if rest else ""
    group, row = max(apart, key=lambda pair: abs(pair[1]["difference"]))
    half = (row["difference_high"] - row["difference_low"]) / 2
    amount = f"{how.difference(row['difference'], half)} ({how.between(row['difference_low'], row['difference_high'])})"
    return f"{name}: '{label}' is {' and '.join(parts)}{more}. Most of all {_at([(group, row)], [])}: {amount}."


def _at(some: Sequence[tuple[Group, Row]], every: Sequence[tuple[Group, Row]]) -> str:
    """'everywhere', or 'at 10 d and 13 d'."""
    if len(some) == len(every):
        return "everywhere"
    if len(some[0][0].common) == 1:
        return f"at {some[0][0].common[0][0]} {listed([level_text(group.common[0][1]) for group, _ in some])}"
    return "at " + listed([", ".join(f"{factor} {level_text(value)}" for factor, value in group.common) for group, _ in some])


def _label(point: Point, what: str) -> str:
    return point.policy if what == POLICY else level_text(point.value(what))
