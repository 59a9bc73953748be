"""Which way to run is best: fully sequential (KN), in two stages, or as well as a budget allows (OCBA); limits included."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.procedure import Ask
from sim.experiment.procedures.ocba import within_budget
from sim.experiment.procedures.question import BEATEN, BREAKS, CHOSEN, LEFT, STARVED, Choice, Fate, Question, question_of
from sim.experiment.procedures.selected import findings
from sim.study.screening import KNOWN_SHARE, Contest
from sim.study.statistics import Values

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.experiment.procedure import Findings, Point, Procedure, Seen, Stage

BATCH = 24
"""Replications that a stage of KN asks for at least, of all survivors together, so that workers do not wait for each other."""
GROWTH = 0.1
"""A stage of KN goes on by at least this share of the replications behind it: the more there are, the less one block weighs."""

Choosing = Generator["Stage", "Seen", tuple[Choice, "Seen"]]


def select(study: Study, points: Sequence[Point] | None = None) -> Procedure:
    """Choose the best of the study's points, or of some of them, as its section `select` says."""
    return (yield from choose_among(question_of(study, points)))


def choose_among(question: Question) -> Procedure:
    """Choose as a question says, and tell it."""
    method: Callable[[Question], Choosing] = {"kn": in_sequence, "two_stages": in_two_stages, "ocba": within_budget}[
        question.says.method
    ]
    choice, seen = yield from method(question)
    found: Findings = findings(question, choice, seen)
    return found


def in_sequence(question: Question, block: Callable[[int, int], int] | None = None) -> Choosing:
    """KN, with limits AK+: a block of replications of every survivor at a time, judged replication by replication.

    `block` says how many replications come next, from those behind and the number of survivors. It has no say in what is decided: whoever
    is dropped within a block is dropped where KN drops it, and what was computed of it after that is not looked at.
    """
    contest, points, block = question.contest(), question.points, block or _block
    wanted, asked, exhausted = question.says.pilot, [0] * len(points), False
    while True:
        for i in contest.alive:
            asked[i] = wanted
        seen = yield [Ask(points[i], wanted) for i in contest.alive]
        _replay(question, contest, seen, wanted)
        if contest.over:
            break
        wanted, behind = wanted + block(wanted, len(contest.alive)), wanted
        if question.says.budget is not None:
            wanted = min(wanted, behind + (question.says.budget - sum(asked)) // len(contest.alive))
        if wanted == behind:
            exhausted = True
            break
    return _told(contest, asked, exhausted=exhausted), seen


def _block(behind: int, survivors: int) -> int:
    return max(math.ceil(BATCH / survivors), math.ceil(GROWTH * behind))


def _replay(question: Question, contest: Contest, seen: Seen, wanted: int) -> None:
    """Go through a block one replication at a time, until it ends or the choice is made."""
    count, columns = len(question.points), 1 + len(question.limits)
    block = np.full((count, wanted - contest.stage, columns), np.nan)
    for i in contest.alive:
        rows = question.evidence(seen, question.points[i])[contest.stage : wanted]
        block[i, : len(rows)] = rows
    for number in range(block.shape[1]):
        contest.replicate(block[:, number, 0], block[:, number, 1:])
        if contest.over:
            return


def _told(contest: Contest, asked: Sequence[int], *, exhausted: bool) -> Choice:
    """What the contest has decided."""
    fates = []
    for i, computed in enumerate(asked):
        sides = contest.trials.side[i].tolist()
        gone = BEATEN if contest.beaten_by[i] is not None else BREAKS if -1 in sides else STARVED
        word = gone if i not in contest.alive else LEFT if exhausted else CHOSEN
        used = contest.dropped_at[i] or contest.stage
        fates.append(Fate(word, used, computed, contest.dropped_at[i], contest.beaten_by[i], sides, contest.tried_at[i].tolist()))
    chosen = contest.alive[0] if contest.alive and not exhausted else None
    ahead = max(contest.alive, key=lambda i: (contest.hopeful(i), contest.mean(i))) if exhausted and contest.alive else None
    equal = len(asked) * max(contest.duels.fixed_length(), contest.trials.fixed_length())
    return Choice(fates, chosen, ahead, promised=not exhausted, equal=equal)


def in_two_stages(question: Question) -> Choosing:
    """A pilot, then one number for all that its spreads ask for (Clark & Yang 1986; limits by Stein 1945): the signs of means decide."""
    points, pilot = question.points, question.says.pilot
    seen = yield [Ask(point, pilot) for point in points]
    walks = question.contest()
    first = np.array([_rows(question, seen, point, pilot) for point in points])
    for number in range(pilot):
        objective = first[:, number, 0]
        walks.duels.step(objective[:, None] - objective[None, :])
        walks.trials.step(first[:, number, 1:])
    wanted = max(walks.duels.fixed_length(), walks.trials.fixed_length())
    most = wanted if question.says.budget is None else max(pilot, min(wanted, question.says.budget // len(points)))
    if most > pilot:
        seen = yield [Ask(point, most) for point in points]
    every = np.array([_rows(question, seen, point, most) for point in points])
    known = (~np.isnan(every[:, :, 0])).sum(axis=1)
    means = _means(every)
    fit = [i for i in range(len(points)) if known[i] >= KNOWN_SHARE * most and (means[i, 1:] >= 0).all()]
    best = max(fit, key=lambda i: means[i, 0]) if fit else None
    fates = []
    for i in range(len(points)):
        starved = known[i] < KNOWN_SHARE * most
        sides = [0 if starved else 1 if mean >= 0 else -1 for mean in means[i, 1:]]
        word = STARVED if starved else BREAKS if i not in fit else CHOSEN if i == best else BEATEN
        fates.append(
            Fate(word, most, most, 0 if i == best else most, best if word == BEATEN else None, sides, [most] * len(sides))
        )
    enough = most == wanted
    if not enough and best is not None:
        fates = [Fate(LEFT, most, most, sides=fate.sides) if fate.word in {CHOSEN, BEATEN} else fate for fate in fates]
    choice = Choice(fates, best if enough else None, None if enough else best, promised=enough, equal=len(points) * wanted)
    return choice, seen


def _rows(question: Question, seen: Seen, point: Point, count: int) -> Values:
    """So many replications of a point, NaN where there are none."""
    found = question.evidence(seen, point)[:count]
    return np.concatenate([found, np.full((count - len(found), found.shape[1]), np.nan)])


def _means(rows: Values) -> Values:
    """Mean of each column of each point over the replications that are known; NaN without any."""
    known = ~np.isnan(rows)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, rows, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
