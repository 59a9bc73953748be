"""The cheapest age or interval of a policy, found where the slope of its cost changes sign."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from scipy import optimize


def cheapest(cost: Callable[[float], float], slope: Callable[[float], float], ages: Sequence[float]) -> float:
    """The age with the lowest cost; infinity if the cost still falls at the last of `ages`.

    `slope` has the sign of the cost's derivative and is solved for zero to machine precision (Brent) between the neighbours of the best of
    `ages`, which must be increasing and dense enough to tell one valley from the next.
    Raises ValueError if the cost rises from the first of `ages` on, so that there is no age above zero that is best.
    """
    best = min(range(len(ages)), key=lambda index: cost(ages[index]))
    if best == len(ages) - 1 and slope(ages[best]) <= 0:
        return math.inf
    if best == 0 and slope(ages[0]) >= 0:
        raise ValueError(f"the shorter the cheaper, down to {ages[0]:.3g}: no age or interval above zero is best")
    low, high = ages[max(best - 1, 0)], ages[min(best + 1, len(ages) - 1)]
    return float(optimize.brentq(slope, low, high, xtol=1e-300, rtol=1e-14))
