"""Classes of parts: how much money their use moves (ABC), and how steady it is (XYZ)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.records import ABC, XYZ

__all__ = ["ABC", "XYZ", "by_usage_value", "by_variation", "variation"]


def by_usage_value(values: Sequence[float], cuts: tuple[float, float]) -> list[int]:
    """ABC of each part, as an index: the most valuable parts that make up the first share of the total are A, those up to the second B.

    The part that crosses a cut still belongs to the class before it. Ties go by the order of the parts; what is not used is C.
    """
    total, before = math.fsum(values), 0.0
    classes = [2] * len(values)
    for part in sorted(range(len(values)), key=lambda each: -values[each]):
        if values[part] <= 0:
            break
        classes[part] = 0 if before < cuts[0] * total else 1 if before < cuts[1] * total else 2
        before += values[part]
    return classes


def variation(demands: Sequence[float]) -> float:
    """Coefficient of variation of the demand per period; not a number without demand, or with one period only."""
    if len(demands) < 2:
        return math.nan
    mean = math.fsum(demands) / len(demands)
    if mean <= 0:
        return math.nan
    return math.sqrt(math.fsum((each - mean) ** 2 for each in demands) / (len(demands) - 1)) / mean


def by_variation(found: float, cuts: tuple[float, float]) -> int:
    """XYZ of a coefficient of variation, as an index: X up to the first cut, Y up to the second, else (or unknown) Z."""
    return 0 if found <= cuts[0] else 1 if found <= cuts[1] else 2
