"""What is given up for what: the ways to run that no other one beats in two figures at once, and the price of the next step along them.

A way to run is *dominated beyond doubt* when another one is better in one figure and not worse in the other, both for sure: by paired t
bounds, replication by replication. Since both bounds must hold, each may have the whole risk (intersection-union test; Berger 1982,
Technometrics 24); since any of the others may be the one that dominates, the risk is divided by their number (Bonferroni). So a way to run
that in truth nothing dominates is taken off the frontier with a probability of at most 1 − confidence, however many were tried.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sim.study.limits import Objective
from sim.study.statistics import CONFIDENCE, NOTHING, Interval, Values, known_values, paired_difference, t_quantile

FRONT, OPEN, DOMINATED = "on the frontier", "cannot be told", "dominated"
"""No other mean is better in both; some is, but not beyond doubt; some is, beyond doubt."""
Aims = tuple[Objective, Objective]
Name = TypeVar("Name", bound=Hashable)
Pair = tuple[Values, Values]
"""Both figures of one way to run, replication by replication."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit more of a figure costs in another: a ratio of two paired differences."""

    ratio: float
    low: float
    """Lower end of Fieller's interval; NaN where the step of the denominator is not beyond doubt, so that the ratio may be anything."""
    high: float

    @property
    def known(self) -> bool:
        """Both ends are there."""
        return not math.isnan(self.low)


def in_common(values: Values, others: Values) -> tuple[Values, Values]:
    """Both without the replications that only one of them has."""
    count = min(len(values), len(others))
    return values[:count], others[:count]


def gap(values: Values, others: Values, confidence: float = CONFIDENCE) -> Interval:
    """Paired difference over the replications that both have."""
    return paired_difference(*in_common(values, others), confidence)


def words_of(ways: Mapping[Name, Pair], aims: Aims, reference: Pair, confidence: float = CONFIDENCE) -> dict[Name, str]:
    """What is said of each way to run; one without data in both figures is dominated.

    Ways may have different numbers of replications: their means are compared as :func:`levelled` to those of the reference. Only those on the
    frontier with better means are tried as the one that dominates, though the risk is divided among all: nothing more than patience is lost.
    """
    means = {
        name: [aim.sign * levelled(*each) for *each, aim in zip(pair, reference, aims, strict=True)]
        for name, pair in ways.items()
    }
    known = {name: mean for name, mean in means.items() if not np.isnan(mean).any()}
    front = front_of(known)
    each = 1 - (1 - confidence) / max(len(known) - 1, 1)
    found: dict[Name, str] = {}
    for name, pair in ways.items():
        if name in front:
            found[name] = FRONT
        elif name not in known or any(
            dominates(ways[other], pair, aims, each) for other in front if np.greater_equal(known[other], known[name]).all()
        ):
            found[name] = DOMINATED
        else:
            found[name] = OPEN
    return found


def levelled(values: Values, reference: Values) -> float:
    """Mean as if there were as many replications as of the reference: its own mean there, and the paired difference over what both have.

    A way with fewer replications has met other years on average; the difference has not. Without any pair the mean of the values alone.
    """
    ours, theirs = in_common(values, reference)
    apart = known_values(ours - theirs)
    if not len(apart):
        return mean_of(values)
    return mean_of(reference) + float(apart.mean())


def mean_of(values: Values) -> float:
    """Mean of the values with data; NaN where none has."""
    known = known_values(values)
    return float(known.mean()) if len(known) else NOTHING


def front_of(means: Mapping[Name, Sequence[float]]) -> list[Name]:
    """Those of which no other is better in one number and not worse in the other (more is better); of equals the first; by the first number."""
    found: list[Name] = []
    best = -math.inf
    order = sorted(means, key=lambda name: (-means[name][0], -means[name][1]))
    for name in order:
        if means[name][1] > best:
            best = means[name][1]
            found.append(name)
    return found


def dominates(one: Pair, other: Pair, aims: Aims, confidence: float) -> bool:
    """Whether one is better in one figure and not worse in the other, each for sure: by a one-sided bound of that confidence."""
    better = False
    for ours, theirs, aim in zip(one, other, aims, strict=True):
        bound = _worst(gap(ours, theirs, 2 * confidence - 1), aim)
        if not bound >= 0:
            return False
        better |= bound > 0
    return better


def _worst(difference: Interval, aim: Objective) -> float:
    """How much better it is at least; NaN where nobody knows."""
    return difference.low if aim.better == "up" else -difference.high


def price_of_step(here: Pair, there: Pair, confidence: float = CONFIDENCE) -> Price:
    """What one unit of the second figure costs in the first between two ways to run: mean ratio of paired differences, Fieller's interval.

    Fieller (1954), Journal of the Royal Statistical Society B 16: all r with |mean(d₁ − r·d₂)| ≤ t · s(d₁ − r·d₂)/√n.
    """
    (ours, theirs), (gained, lost) = in_common(there[0], here[0]), in_common(there[1], here[1])
    count = min(len(ours), len(gained))
    steps = np.array([(ours - theirs)[:count], (gained - lost)[:count]])
    steps = steps[:, ~np.isnan(steps).any(axis=0)]
    runs = steps.shape[1]
    if not runs or not steps[1].mean():
        return Price(NOTHING, NOTHING, NOTHING)
    first, second = steps.mean(axis=1).tolist()
    if runs < 2:
        return Price(first / second, NOTHING, NOTHING)
    spread = np.cov(steps) * t_quantile(runs - 1, 0.5 + confidence / 2) ** 2 / runs
    square, middle, rest = second**2 - spread[1, 1], first * second - spread[0, 1], first**2 - spread[0, 0]
    if square <= 0:
        return Price(first / second, NOTHING, NOTHING)
    half = math.sqrt(max(middle**2 - square * rest, 0.0))
    return Price(first / second, (middle - half) / square, (middle + half) / square)
