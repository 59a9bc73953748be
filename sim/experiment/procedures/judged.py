"""Which ways to run keep the limits of the goals, and which of those is best, where a study runs them all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sim.experiment.procedure import Findings
from sim.experiment.words import said
from sim.kpi.words import listed, prose
from sim.study.goals import goals_said, limits_frame, read_goals, strategies_frame, unit_of
from sim.study.limits import FAILS, MEETS, Judgement, Limit, Objective, judge

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Study
    from sim.experiment.procedure import Point, Seen
    from sim.study.statistics import Values

FEW = 4
"""As many ways to run are named in a sentence; more are counted."""


def judged(study: Study, seen: Seen, points: Sequence[Point]) -> Findings:
    """Sentences, tables and small print on the goals of the experiment, or else of its scenario; empty where there are none."""
    found, goals = Findings("goals"), study.says.goals or study.baseline.goals
    limits, objective = read_goals(goals) if goals is not None else ([], None)
    if not limits and objective is None:
        return found
    judgement = judgement_of(points, seen.values, limits, objective, study.says.confidence)
    found.says = list(_told(judgement, limits, study.baseline.currency))
    found.tables["goals"] = _frame(judgement)
    if limits:
        found.tables["goals_limits"] = limits_frame(judgement).rename(columns={"strategy": "point"})
    found.notes = [goals_said(judgement)]
    return found


def judgement_of(
    points: Sequence[Point],
    values: Callable[[Point, str], Values],
    limits: Sequence[Limit],
    objective: Objective | None,
    confidence: float,
) -> Judgement:
    """Points by limits and an objective, over the replications that all of them have."""
    figures = dict.fromkeys([*(limit.figure for limit in limits), *([objective.figure] if objective else [])])
    series = {(point.name, figure): values(point, figure) for point in points for figure in figures}
    count = min(len(each) for each in series.values())
    common = {key: each[:count] for key, each in series.items()}
    return judge(common, [point.name for point in points], limits, objective, confidence)


def _told(judgement: Judgement, limits: Sequence[Limit], currency: str) -> Iterator[str]:
    """Who is best of those that keep the limits, who does not keep them, and of whom it cannot be told."""
    every, fit = len(judgement.standings), judgement.fit
    wanted = listed(
        [f"{prose(limit.figure)} {limit.side} {said(limit.figure, currency).stated(limit.value)}" for limit in limits]
    )
    if limits and every > 1 and not fit:
        yield f"None of {every} ways to run keeps {wanted} for sure."
    elif every > 1 and judgement.objective is not None and judgement.best:
        among = f"Of the {len(fit)} of {every} ways to run that keep {wanted}, " if limits else ""
        alone = f"Only {_named(fit)} of {every} ways to run keeps {wanted}. It" if limits and len(fit) == 1 else ""
        yield _best(judgement, judgement.objective, currency, alone, among)
    elif limits and every > 1:
        yield f"{len(fit)} of {every} ways to run keep{'s' if len(fit) == 1 else ''} {wanted}: {_named(fit)}."
    elif limits and fit:
        yield f"{_named(fit)} keeps {wanted}."
    fails = [each.strategy for each in judgement.standings if each.word == FAILS]
    unsure = [each.strategy for each in judgement.standings if each.word not in {FAILS, MEETS}]
    if fails:
        yield f"{_named(fails)} {'does' if len(fails) == 1 else 'do'} not keep {wanted if every == 1 else 'the limit' if len(limits) == 1 else 'all limits'}."
    if unsure:
        open_ones = set(unsure)
        more = [each.needed for each in judgement.verdicts if each.strategy in open_ones and each.needed]
        about = f"; about {max(more):,} replications would probably tell" if more else ""
        yield f"Of {_named(unsure)} it cannot be told{f' whether it keeps {wanted}' if every == 1 else ''}{about}."


def _best(judgement: Judgement, objective: Objective, currency: str, alone: str, among: str) -> str:
    """The best of those that keep the limits, and those that may be as good."""
    lead = min(judgement.best, key=lambda name: -objective.sign * judgement.standing(name).objective.mean)
    others = [name for name in judgement.best if name != lead]
    own, name = judgement.standing(lead).objective, prose(objective.figure)
    amount = said(objective.figure, currency).give_or_take(own.mean, own.half_width)
    if alone:
        return f"{alone} has {name} {amount}."
    level = f"; no detectable difference to {_named(others)}" if others else ""
    return f"{among}'{lead}' has the {'lowest' if objective.better == 'down' else 'highest'} {name}: {amount}{level}."


def _named(names: Sequence[str]) -> str:
    return listed([f"'{name}'" for name in names]) if len(names) <= FEW else f"{len(names)} ways to run"


def _frame(judgement: Judgement) -> pd.DataFrame:
    """goals.csv: a row for each way to run, those that keep the limits first, the best on top."""
    frame = strategies_frame(judgement, {}).rename(columns={"strategy": "point"}).drop(columns="policies")
    if judgement.objective is not None:
        frame["unit"] = unit_of("goals", judgement.objective.figure)
    order = [*judgement.fit, *(each.strategy for each in judgement.standings if each.word != MEETS)]
    return frame.set_index("point").loc[order].reset_index()
