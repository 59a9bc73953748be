"""What a choice found: tables, and sentences beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.procedure import Findings
from sim.experiment.procedures.question import BEATEN, BREAKS, STARVED, Choice, Question
from sim.experiment.procedures.selection_words import amount, answer, conditions, effort, left_out, method
from sim.study.goals import unit_of
from sim.study.statistics import NOTHING, Interval, interval, paired_difference

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.procedure import Point, Seen

COLUMNS = (
    "point",
    "policy",
    "verdict",
    "place",
    "dropped_at",
    "behind",
    "mean",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "objective",
    "unit",
    "better",
    "replications",
    "in_vain",
    "without_data",
)
"""Columns of selection.csv: the differences are to the chosen point, paired; `replications` are computed ones, `in_vain` those that no decision looked at."""
LIMIT_COLUMNS = ("point", "figure", "side", "limit", "tolerance", "mean", "low", "high", "verdict", "decided_at", "unit")


def findings(question: Question, choice: Choice, seen: Seen) -> Findings:
    """Sentences, the table of the points, that of the limits, and the small print."""
    found = Findings("selection")
    found.tables["selection"] = points_frame(question, choice, seen)
    if question.limits:
        found.tables["selection_limits"] = limits_frame(question, choice, seen)
    found.says = [
        answer(question, choice),
        *amount(question, choice, seen),
        *left_out(question, choice),
        effort(question, choice),
    ]
    found.notes = [*method(question, choice), *conditions(question, choice), *choice.notes]
    return found


def points_frame(question: Question, choice: Choice, seen: Seen) -> pd.DataFrame:
    """One row per point, the chosen one first, then by how long they stayed."""
    import pandas as pd

    lead = choice.chosen if choice.chosen is not None else choice.ahead
    unit = unit_of("goals", question.objective.figure)
    rows: list[tuple[Any, ...]] = []
    order = _order(question, choice, seen)
    for place, i in enumerate(order, 1):
        point, fate = question.points[i], choice.fates[i]
        own, gap = _objective(question, seen, point), Interval(NOTHING, NOTHING, NOTHING, 0, NOTHING)
        if lead is not None and i != lead:
            ours, theirs = (
                np.asarray(seen.values(each, question.objective.figure), dtype=float) for each in (point, question.points[lead])
            )
            shared = min(len(ours), len(theirs))
            gap = paired_difference(ours[:shared], theirs[:shared], question.confidence) if shared else gap
        rows.append(
            (
                point.name,
                point.policy,
                fate.word,
                place,
                fate.dropped_at or None,
                question.points[fate.beaten_by].name if fate.beaten_by is not None else "",
                own.mean,
                own.low,
                own.high,
                gap.mean,
                gap.low,
                gap.high,
                question.objective.figure,
                unit,
                question.objective.better,
                fate.asked,
                fate.asked - fate.used,
                fate.asked - own.count,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"dropped_at": "Int64"})


def limits_frame(question: Question, choice: Choice, seen: Seen) -> pd.DataFrame:
    """One row per point and limit: its mean, what was decided, and after how many replications."""
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for i in _order(question, choice, seen):
        point, fate = question.points[i], choice.fates[i]
        for at, limit in enumerate(question.limits):
            own = interval(seen.values(point, limit.figure), question.confidence)
            word = {1: "meets", -1: "does not meet"}.get(fate.sides[at], "not decided")
            rows.append(
                (
                    point.name,
                    limit.figure,
                    limit.side,
                    limit.value,
                    question.tolerances[at] or NOTHING,
                    own.mean,
                    own.low,
                    own.high,
                    word,
                    (fate.tried_at[at] if fate.tried_at else 0) or None,
                    unit_of("goals", limit.figure),
                )
            )
    return pd.DataFrame(rows, columns=list(LIMIT_COLUMNS)).astype({"decided_at": "Int64"})


def _order(question: Question, choice: Choice, seen: Seen) -> list[int]:
    """The chosen one, those that are left, those that were dropped latest, those that break a limit, those without data."""
    rank = {BEATEN: 2, BREAKS: 3, STARVED: 4}
    lead = choice.chosen if choice.chosen is not None else choice.ahead

    def key(i: int) -> tuple[Any, ...]:
        fate, mean = choice.fates[i], _objective(question, seen, question.points[i]).mean
        return rank.get(fate.word, 1), i != lead, -fate.used, np.nan_to_num(-question.objective.sign * mean, nan=np.inf)

    return sorted(range(len(question.points)), key=key)


def _objective(question: Question, seen: Seen, point: Point) -> Interval:
    return interval(seen.values(point, question.objective.figure), question.confidence)
