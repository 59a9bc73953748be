"""The choice as good as a budget allows (OCBA): replications go where they are most likely to tell, and nothing is promised.

Who is worse than the leader gets replications in proportion to (deviation/distance)², the leader as many as Chen, Lin, Yücesan & Chick (2000)
say. Beside limits a point may also be ruled out by breaking one, whichever is easier to see (OCBA-CO, Lee, Pujowidianto, Li, Chen & Yap
2012, IEEE Transactions on Automatic Control 57). Both take points as independent. Where a rival shares so much luck with the leader that their
difference spreads less than the rival alone, that spread counts, and the leader gets as many replications as the neediest such rival: more would
be without its partner. The estimated probability counts the luck that is shared.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.procedure import Ask
from sim.experiment.procedures.question import BEATEN, BREAKS, CHOSEN, STARVED, Choice, Fate, Question
from sim.study.screening import KNOWN_SHARE
from sim.study.selection import weight_of_best
from sim.study.statistics import Values

if TYPE_CHECKING:
    from sim.experiment.procedure import Seen, Stage

STAGES = 20
"""The budget beyond the pilots is spent in about so many parts."""
LEAST_RATIO = 0.05
"""Distances smaller than this share of a deviation count as that much, lest one tie take the whole budget."""


@dataclass(frozen=True)
class Look:
    """What is known of the points: NaN where a point has too few data."""

    rows: Sequence[Values]
    """Of each point: the objective and the distances, replication by replication."""
    means: Values
    deviations: Values
    known: Values
    usable: Sequence[bool]

    @property
    def leader(self) -> int | None:
        """Best mean among those whose means keep all limits; where there are none, whoever is nearest to keeping them."""
        able = [i for i, each in enumerate(self.usable) if each]
        fit = [i for i in able if self.fit(i)]
        if fit:
            return max(fit, key=lambda i: self.means[i, 0])
        return max(able, key=lambda i: (self.means[i, 1:] / np.maximum(self.deviations[i, 1:], 1e-300)).min(), default=None)

    def fit(self, point: int) -> bool:
        """Its means keep all limits."""
        return bool(self.usable[point] and (self.means[point, 1:] >= 0).all())


def within_budget(question: Question) -> Generator[Stage, Seen, tuple[Choice, Seen]]:
    """Spend the budget in parts, each divided anew."""
    points, pilot = question.points, question.says.pilot
    budget = question.says.budget or pilot * len(points)
    asked = [pilot] * len(points)
    part = max(len(points), math.ceil((budget - sum(asked)) / STAGES))
    seen = yield [Ask(point, count) for point, count in zip(points, asked, strict=True)]
    while sum(asked) < budget:
        found = look(question, seen)
        more = divided(found, asked, min(part, budget - sum(asked)))
        if not any(more):
            break
        stage = [Ask(points[i], asked[i] + more[i]) for i in range(len(points)) if more[i]]
        asked = [count + extra for count, extra in zip(asked, more, strict=True)]
        seen = yield stage
    found = look(question, seen)
    leader = found.leader
    chosen = leader if leader is not None and found.fit(leader) else None
    fates = []
    for i, count in enumerate(asked):
        word = STARVED if not found.usable[i] else BREAKS if not found.fit(i) else CHOSEN if i == chosen else BEATEN
        sides = [1 if mean >= 0 else -1 for mean in found.means[i, 1:]] if found.usable[i] else [0] * len(question.limits)
        fates.append(
            Fate(word, count, count, 0 if i == chosen else count, chosen if word == BEATEN else None, sides, [count] * len(sides))
        )
    probability = None if chosen is None else probability_right(question, found, chosen)
    return Choice(fates, chosen, None, promised=False, probability=probability), seen


def look(question: Question, seen: Seen) -> Look:
    """Means and deviations of all points."""
    rows = [question.evidence(seen, point) for point in question.points]
    full = [each[~np.isnan(each[:, 0])] for each in rows]
    usable = [len(each) >= max(2, KNOWN_SHARE * len(every)) for each, every in zip(full, rows, strict=True)]
    nothing = np.full(1 + len(question.limits), np.nan)
    means = np.array([each.mean(axis=0) if able else nothing for each, able in zip(full, usable, strict=True)])
    deviations = np.array([each.std(axis=0, ddof=1) if able else nothing for each, able in zip(full, usable, strict=True)])
    return Look(rows, means, deviations, np.array([len(each) for each in full], dtype=float), usable)


def divided(found: Look, asked: Sequence[int], more: int) -> list[int]:
    """So many replications more for each point, so that all of them together come nearest to OCBA's shares."""
    weights = shares(found)
    if not weights.sum() > 0:
        weights = np.array(found.usable, dtype=float)
    if not weights.sum() > 0:
        return [0] * len(asked)
    lacking = np.maximum(weights / weights.sum() * (sum(asked) + more) - np.array(asked), 0.0)
    exact = lacking / lacking.sum() * more
    given = np.floor(exact).astype(int)
    for i in np.argsort(given - exact, kind="stable")[: more - int(given.sum())]:
        given[i] += 1
    return [int(count) for count in given]


def shares(found: Look) -> Values:
    """Weight of each point in the budget; points without data and twins of the leader have none."""
    weights, leader = np.zeros(len(found.usable)), found.leader
    if leader is None:
        return weights
    apart, together = np.zeros(len(weights), dtype=bool), 0.0
    for i, able in enumerate(found.usable):
        if not able or i == leader or _twins(found, i, leader):
            continue
        gaps = np.append(found.means[leader, 0] - found.means[i, 0], -found.means[i, 1:])
        spread, paired = found.deviations[i].copy(), _paired_deviation(found, leader, i)
        shares_luck = paired < spread[0]
        spread[0] = min(spread[0], paired)
        away = np.where(gaps > 0, gaps, 0.0)  # how far beyond what would let it be chosen, in each way
        ratio = np.divide(away, spread, out=np.where(away > 0, np.inf, 0.0), where=spread > 0)
        weights[i] = 1 / max(float(ratio.max()), LEAST_RATIO) ** 2 if spread.any() else 0.0
        if ratio.argmax() == 0:
            apart[i] = not shares_luck
            together = max(together, weights[i]) if shares_luck else together
    spread = found.deviations[leader]
    near = np.abs(found.means[leader, 1:]) / np.where(spread[1:] > 0, spread[1:], np.inf)
    limits = [1 / max(float(ratio), LEAST_RATIO) ** 2 for ratio, wide in zip(near, spread[1:], strict=True) if wide > 0]
    weights[leader] = max(together, weight_of_best(float(spread[0]), weights[apart], found.deviations[apart, 0]), *limits)
    return weights


def _paired_deviation(found: Look, one: int, other: int) -> float:
    """Deviation of the difference of two objectives, replication by replication."""
    shared = min(len(found.rows[one]), len(found.rows[other]))
    gaps = found.rows[one][:shared, 0] - found.rows[other][:shared, 0]
    known = gaps[~np.isnan(gaps)]
    return float(known.std(ddof=1)) if len(known) > 1 else math.inf


def _twins(found: Look, one: int, other: int) -> bool:
    """The same in every replication that both have: more of them tell nothing."""
    count = min(len(found.rows[one]), len(found.rows[other]))
    return bool(np.array_equal(found.rows[one][:count], found.rows[other][:count], equal_nan=True))


def probability_right(question: Question, found: Look, chosen: int) -> float:
    """Estimated probability that the chosen point keeps its limits and that no point that keeps them is better; Bonferroni.

    Differences that the experiment does not mind (`by`, `tolerance`) count as none. Means are taken as normal around what they show, with t for
    the spreads; replications that two points share tell their difference.
    """
    wrong = 0.0
    for i, able in enumerate(found.usable):
        if i == chosen or not able:
            continue
        error, degrees = _error_of_difference(found, chosen, i)
        ways = [_tail(found.means[chosen, 0] - found.means[i, 0] + question.by, error, degrees)]
        for at, tolerance in enumerate(question.tolerances):
            error = found.deviations[i, 1 + at] / math.sqrt(found.known[i])
            ways.append(_tail(-found.means[i, 1 + at] + tolerance, error, found.known[i] - 1))
        wrong += min(ways)
    for at, tolerance in enumerate(question.tolerances):
        error = found.deviations[chosen, 1 + at] / math.sqrt(found.known[chosen])
        wrong += _tail(found.means[chosen, 1 + at] + tolerance, error, found.known[chosen] - 1)
    return max(0.0, 1.0 - wrong)


def _tail(distance: float, error: float, degrees: float) -> float:
    """Probability that the truth lies on the other side of a distance."""
    from scipy.special import stdtr

    if not error > 0:
        return 0.0 if distance >= 0 else 1.0
    return float(stdtr(max(degrees, 1.0), -distance / error))


def _error_of_difference(found: Look, one: int, other: int) -> tuple[float, float]:
    """Standard error of a difference of means of which some replications are shared, and degrees of freedom."""
    shared = min(len(found.rows[one]), len(found.rows[other]))
    ours, theirs = found.rows[one][:shared, 0], found.rows[other][:shared, 0]
    both = ~np.isnan(ours + theirs)
    common = float(np.cov(ours[both], theirs[both])[0, 1]) if both.sum() > 1 else 0.0
    few, many = sorted((float(found.known[one]), float(found.known[other])))
    variance = (
        found.deviations[one, 0] ** 2 / found.known[one]
        + found.deviations[other, 0] ** 2 / found.known[other]
        - 2 * common / many
    )
    return math.sqrt(max(float(variance), 0.0)), few - 1
