"""Which of several strategies keep their limits, at what price, and which of those is best: said with a stated confidence.

A limit is on the mean of a figure over replications ("at least 75 % fixed first time"). Each strategy and limit is judged by one-sided t
bounds: the strategy *meets* the limit if the bound on the wrong side still keeps it, *does not meet* it if the bound on the right side still
breaks it, and otherwise it *cannot be told*. Whichever is true, only one of the two words can be wrong, so that with m verdicts bounds of
1 − 0.05/m each are all right together with at least 95 % (Bonferroni): a strategy is not called fit because many were looked at.

Of those that meet every limit, the objective chooses. Differences are paired, replication by replication, and intervals hold for all pairs
of strategies, whichever of them turn out to be fit: who chooses the best of many by its figures is not fooled by having chosen. Where limits
and an objective are both stated, each of the two has half of the 5 %, and everything said holds together with at least 95 %.

A mean keeps a limit in the long run; a single run may break it. `Kept` says in how many runs all limits were kept, with the exact interval
of that probability (Clopper & Pearson 1934, Biometrika 26).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.study.precision import replications_needed
from sim.study.statistics import CONFIDENCE, NEGLIGIBLE, NO_DATA, NOTHING, Interval, Values, interval, paired_difference

MEETS, FAILS, UNTOLD = "meets", "does not meet", "cannot be told"
BEST, AHEAD, LEVEL, BEHIND = "best", "ahead", "level", "behind"
"""Among those that meet all limits: better than every other for sure; the best mean, though others may be as good; those others; worse."""

Truths = np.ndarray[Any, np.dtype[np.bool_]]
Better = Literal["up", "down"]
Side = Literal["at least", "at most"]
Series = Mapping[tuple[str, str], Values]
"""(strategy, figure) -> its value in each replication, all in the same order; NaN is no data."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What the mean of a figure must keep."""

    figure: str
    side: Side
    value: float

    def kept(self, values: Values) -> Truths:
        """Where values keep the limit; what misses it by the rounding of sums keeps it."""
        slack = NEGLIGIBLE * abs(self.value)
        kept: Truths = values >= self.value - slack if self.side == "at least" else values <= self.value + slack
        return kept


@dataclass(frozen=True, slots=True)
class Objective:
    """The figure by which strategies that meet all limits are told apart."""

    figure: str
    better: Better

    @property
    def sign(self) -> float:
        """What makes a larger number the better one."""
        return 1.0 if self.better == "up" else -1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a strategy meets one limit."""

    strategy: str
    limit: Limit
    mean: float
    low: float
    """One-sided lower bound of the mean, at the confidence that is corrected for the number of verdicts."""
    high: float
    """One-sided upper bound of the mean, likewise."""
    word: str
    """meets | does not meet | cannot be told | no data"""
    replications: int
    needed: int | None
    """Replications that would probably tell, if mean and spread stay as they are; None where it is told, and where no number would."""


@dataclass(frozen=True, slots=True)
class Kept:
    """In how many single runs all limits were kept, and the interval of the probability that a run keeps them."""

    runs: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of one strategy."""

    strategy: str
    word: str
    """meets | does not meet | cannot be told: all limits together."""
    kept: Kept
    objective: Interval
    """Mean of the objective with its own 95 % interval."""
    gap: Interval
    """Paired difference of the objective to the one ahead, its interval corrected; NaN where nobody is ahead."""
    place: str
    """best | ahead | level | behind among those that meet all limits; empty for the others."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that is said of the strategies, true together with the `confidence`."""

    standings: tuple[Standing, ...]
    verdicts: tuple[Verdict, ...]
    objective: Objective | None
    confidence: float
    bound_confidence: float
    """Of each one-sided bound."""
    gap_confidence: float
    """Of each paired interval."""

    @property
    def fit(self) -> tuple[str, ...]:
        """Strategies that meet every limit for sure, the best first where there is an objective."""
        found = [each for each in self.standings if each.word == MEETS]
        if self.objective is not None:
            sign = self.objective.sign
            found.sort(key=lambda each: (np.isnan(each.objective.mean), -sign * each.objective.mean))
        return tuple(each.strategy for each in found)

    @property
    def best(self) -> tuple[str, ...]:
        """The strategies among which the best of those that meet all limits is: one where that is sure, none without an objective."""
        return tuple(each.strategy for each in self.standings if each.place in {BEST, AHEAD, LEVEL})

    def standing(self, strategy: str) -> Standing:
        """What is said of a strategy."""
        return next(each for each in self.standings if each.strategy == strategy)


def judge(
    series: Series,
    strategies: Sequence[str],
    limits: Sequence[Limit] = (),
    objective: Objective | None = None,
    confidence: float = CONFIDENCE,
) -> Judgement:
    """Judge strategies by limits and an objective; without limits every strategy is fit, without an objective none is best.

    `strategies` are all that were looked at, the way things are today among them. Raises ValueError where there is nothing to judge by or
    nothing to judge, and for a confidence outside 0 to 1.
    """
    if not strategies or not (limits or objective):
        raise ValueError("strategies, and limits or an objective, are wanted")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    pairs = len(strategies) * (len(strategies) - 1) // 2
    risk = (1 - confidence) / (2 if limits and objective and pairs else 1)
    tail = risk / max(len(strategies) * len(limits), 1)
    verdicts = [
        _verdict(strategy, limit, _values(series, strategy, limit.figure), tail) for strategy in strategies for limit in limits
    ]
    words = {each: _together([verdict.word for verdict in verdicts if verdict.strategy == each]) for each in strategies}
    gap_confidence = 1 - risk / max(pairs, 1)
    gaps = _gaps(series, words, objective, gap_confidence)
    standings = [
        Standing(
            strategy,
            words[strategy],
            _kept(series, strategy, limits),
            interval(_values(series, strategy, objective.figure)) if objective else _NONE,
            gaps[strategy][0],
            gaps[strategy][1],
        )
        for strategy in strategies
    ]
    return Judgement(tuple(standings), tuple(verdicts), objective, confidence, 1 - tail, gap_confidence)


_NONE = Interval(NOTHING, NOTHING, NOTHING, 0, NOTHING)


def _values(series: Series, strategy: str, figure: str) -> Values:
    return series.get((strategy, figure), np.array([], dtype=float))


def _verdict(strategy: str, limit: Limit, values: Values, tail: float) -> Verdict:
    """Hold the two one-sided bounds against the limit."""
    found = interval(values, 1 - 2 * tail)
    if found.count < 2:
        word = NO_DATA if not found.count else UNTOLD
        return Verdict(strategy, limit, found.mean, NOTHING, NOTHING, word, found.count, None)
    kept = limit.kept(np.array([found.low, found.high]))
    word = MEETS if kept.all() else FAILS if not kept.any() else UNTOLD
    needed = _needed(values, abs(found.mean - limit.value), 1 - 2 * tail) if word == UNTOLD else None
    return Verdict(strategy, limit, found.mean, found.low, found.high, word, found.count, needed)


def _needed(values: Values, distance: float, confidence: float) -> int | None:
    try:
        return replications_needed(values, distance, confidence)
    except ValueError:  # the mean is on the limit, or as good as on it
        return None


def _together(words: Sequence[str]) -> str:
    """All limits as one: met if each is, not met if any is not."""
    if FAILS in words:
        return FAILS
    return MEETS if all(word == MEETS for word in words) else UNTOLD


def _kept(series: Series, strategy: str, limits: Sequence[Limit]) -> Kept:
    """Runs that keep every limit, of those with data for every limit."""
    if not limits:
        return Kept(0, 0, NOTHING, NOTHING)
    values = [_values(series, strategy, limit.figure) for limit in limits]
    if len({len(each) for each in values}) > 1:
        return Kept(0, 0, NOTHING, NOTHING)
    known = ~np.isnan(np.array(values)).any(axis=0)
    kept = np.array([limit.kept(each) for limit, each in zip(limits, values, strict=True)]).all(axis=0) & known
    return Kept(int(kept.sum()), int(known.sum()), *share_interval(int(kept.sum()), int(known.sum())))


def share_interval(cases: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact interval of a probability of which `cases` of so many trials came true (Clopper & Pearson); NaN without trials."""
    from scipy.special import betaincinv

    if not of:
        return NOTHING, NOTHING
    tail = (1 - confidence) / 2
    low = float(betaincinv(cases, of - cases + 1, tail)) if cases else 0.0
    high = float(betaincinv(cases + 1, of - cases, 1 - tail)) if cases < of else 1.0
    return low, high


def _gaps(
    series: Series, words: Mapping[str, str], objective: Objective | None, confidence: float
) -> dict[str, tuple[Interval, str]]:
    """Difference of every strategy to the one ahead, and the places of those that meet all limits."""
    found = dict.fromkeys(words, (_NONE, ""))
    if objective is None:
        return found
    values = {strategy: _values(series, strategy, objective.figure) for strategy in words}
    fit = [strategy for strategy, word in words.items() if word == MEETS and interval(values[strategy]).count]
    if not fit:
        return found
    ahead = max(fit, key=lambda strategy: objective.sign * interval(values[strategy]).mean)
    for strategy in words:
        if strategy == ahead or len(values[strategy]) != len(values[ahead]):
            continue
        gap = paired_difference(values[strategy], values[ahead], confidence)
        worse = gap.high < 0 if objective.better == "up" else gap.low > 0
        found[strategy] = gap, (BEHIND if worse else LEVEL) if strategy in fit else ""
    alone = all(place != LEVEL for _, place in found.values())
    enough = interval(values[ahead]).count > 1
    found[ahead] = _NONE, BEST if alone and enough else AHEAD
    return found
