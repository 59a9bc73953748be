"""Which inputs move an outcome at all: elementary effects (Morris).

Each trajectory begins somewhere on a grid and moves one input after the other by two thirds of its range, so that every step shows what one
input does at one place. The mean size of these effects (mu*) says how much an input moves the outcome, their mean (mu) in which
direction, their spread (sigma) whether it depends on the others or is curved. Sources: Morris (1991), Technometrics 33; Campolongo, Cariboni &
Saltelli (2007), Environmental Modelling & Software 22, for mu*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.study.noise import complete, squares
from sim.study.statistics import CONFIDENCE, NEGLIGIBLE, NOTHING, Interval, Values, interval

LEVELS = 4
"""Places of the grid in each input: 0, 1/3, 2/3, 1."""
STEP = LEVELS / (2 * (LEVELS - 1))
"""Two thirds: from each place there is one way to step that stays in the range, and all places are equally likely."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an input does to the outcome, per its whole range, in the unit of the outcome."""

    size: Interval
    """mu*: mean size of the effects; its interval is over trajectories."""
    mean: Interval
    """mu: mean effect; its interval is over replications, so it says whether luck alone would do that."""
    spread: float
    """sigma: standard deviation of the effects between trajectories, less what luck adds to it."""
    noise: float
    """mu* to be expected if the input did nothing and all were luck."""
    p_value: float
    """Probability of effects like these, here or anywhere on the trajectories, if the input did nothing."""


def trajectories(count: int, width: int, seed: int = 0) -> tuple[Values, list[list[int]]]:
    """Points of each trajectory, count × (width + 1) × width, from 0 to 1; and which input moves in each of its steps."""
    luck = np.random.default_rng(seed)
    points = np.empty((count, width + 1, width))
    order: list[list[int]] = []
    for at in range(count):
        points[at] = luck.integers(LEVELS, size=width) / (LEVELS - 1)
        moves = luck.permutation(width).tolist()
        for step, place in enumerate(moves, start=1):
            start = points[at, 0, place]
            points[at, step:, place] = start + (STEP if start < 0.5 else -STEP)
        order.append(moves)
    return points.clip(0.0, 1.0), order


def effects(points: Values, order: list[list[int]], outcomes: Values, confidence: float = CONFIDENCE) -> list[Effect]:
    """Effects of each input from outcomes of the trajectories, count × (width + 1) × replications; NaN where there is none."""
    found = []
    for place in range(points.shape[2]):
        rows = []
        for at, moves in enumerate(order):
            step = moves.index(place)
            move = points[at, step + 1, place] - points[at, step, place]
            rows.append((outcomes[at, step + 1] - outcomes[at, step]) / move)
        found.append(effect(np.array(rows), float(np.nanmax(np.abs(outcomes), initial=0.0)), confidence))
    return found


def effect(each: Values, scale: float, confidence: float = CONFIDENCE) -> Effect:
    """What elementary effects, trajectories × replications, say together; `scale` is the size of the outcome, for what is mere rounding.

    Two tests share the risk. Is the mean effect of a replication zero (t over replications: right whatever the trajectories share)? Do effects
    differ between trajectories by more than luck (F of a two-way analysis: the trajectories' luck is taken to be alike; steps that two trajectories
    have in common are the same runs and count once)?
    """
    each = np.where(np.abs(each) <= NEGLIGIBLE * scale, np.where(np.isnan(each), each, 0.0), each)
    whole, missing = complete(each)
    if not whole.size:
        empty = Interval(NOTHING, NOTHING, NOTHING, 0, NOTHING)
        return Effect(empty, empty, NOTHING, NOTHING, NOTHING)
    found = squares(whole, missing)
    by_trajectory = whole.mean(axis=1)
    mean = interval(whole.mean(axis=0), confidence)
    luck = float(whole.var(axis=1, ddof=1).mean()) / whole.shape[1] if whole.shape[1] > 1 else NOTHING
    if len(by_trajectory) < 2:
        spread = NOTHING
    elif math.isnan(found.rest):
        spread = float(by_trajectory.std(ddof=1))
    else:
        spread = math.sqrt(max(found.input_variance, 0.0))
    return Effect(
        interval(np.abs(by_trajectory), confidence),
        mean,
        spread,
        math.sqrt(2 / math.pi * luck) if luck >= 0 else NOTHING,
        _p_value(whole, missing, mean),
    )


def _p_value(whole: Values, missing: int, mean: Interval) -> float:
    """Of the two tests together (Bonferroni)."""
    from scipy.special import fdtrc, stdtr

    if mean.count < 2:
        return NOTHING
    error = mean.deviation / math.sqrt(mean.count)
    tests = [2 * float(stdtr(mean.count - 1, -abs(mean.mean) / error))] if error > 0 else [0.0 if mean.mean else 1.0]
    found = squares(np.unique(whole, axis=0), missing)
    if not math.isnan(found.rest):
        if found.rest > 0:
            tests.append(float(fdtrc(found.points - 1, found.rest_degrees, found.between_points / found.rest)))
        else:
            tests.append(0.0 if found.between_points > 0 else 1.0)
    return min(1.0, len(tests) * min(tests))
