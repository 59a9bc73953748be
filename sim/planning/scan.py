"""The first of many levels, from least to most stock, that is good enough, with as few looks at them as can be.

Each look evaluates a whole supply tree. How far levels are from good is a number that falls off about evenly along the scales of a search, so that
the line through the last two looks points near the place wanted (regula falsi, in the Illinois variant of Dowell & Jarratt 1971); where it
hardly moves, the interval is halved.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.planning.places import Array
from sim.planning.service import Theory

Score = Callable[[Array, Theory], float]
"""Levels, and theory to ask what they do -> 0 or more where they are good; how far off, otherwise."""
_FAR = 60.0


def at_least(figure: str, value: float) -> Score:
    """Levels whose figure, a share, is no worse; counted in factors of what is missing to 1."""
    return lambda levels, theory: _factor(1.0 - value + 1e-12, 1.0 - theory.service(levels).figure(figure))


def dearer(money: float, cost: Callable[[Array], float]) -> Score:
    """Levels that cost more than so much."""
    return lambda levels, _theory: _factor(cost(levels), money) - 1e-9


def _factor(over: float, under: float) -> float:
    """Logarithm of a ratio, within bounds."""
    if under <= 0.0:
        return _FAR
    return max(-_FAR, min(_FAR, math.log(over / under))) if over > 0.0 else -_FAR


def first_good(last: int, tried: Callable[[int], tuple[Array, float]]) -> tuple[Array | None, Array | None]:
    """The levels before the first good ones on a scale from 0 to `last`, and these; None where there are none.

    `tried` gives the levels at a place of the scale, and their score.
    """
    low, high = 0, last
    before, below = tried(low)
    if below >= 0.0:
        return None, before
    found, above = tried(high)
    if above < 0.0:
        return found, None
    kept = 0  # how often the same end has stayed
    width = high - low
    while high - low > 1:
        place = low + round((high - low) * below / (below - above))
        if high - low > width / 2 and abs(kept) > 1:
            place = (low + high) // 2
        width = high - low
        place = min(max(place, low + 1), high - 1)
        levels, score = tried(place)
        if score >= 0.0:
            high, found, above = place, levels, score
            below = below / 2 if kept > 0 else below
            kept = max(kept, 0) + 1
        else:
            low, before, below = place, levels, score
            above = above / 2 if kept < 0 else above
            kept = min(kept, 0) - 1
    return before, found
