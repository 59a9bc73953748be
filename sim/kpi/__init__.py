"""Figures: named functions of a run's tables, each with its formula, clock and denominator.

A figure of your own is a function under the decorator, which is this package itself:

    @sim.kpi(unit="share", better="up", formula="...")
    def night_calls(tables):
        return float((tables.calls.reported % 24 < 6).mean())

It then stands beside the others in `results.figures`, in comparisons and in reports.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from sim.kpi.members import Better, Figure, figures, forget, kpi, member_of, members

__all__ = ["Better", "Figure", "figures", "forget", "kpi", "member_of", "members"]


class _Decorator(ModuleType):
    """Lets the package be called: `@sim.kpi(...)`."""

    def __call__(self, **meaning: Any) -> Any:
        return kpi(**meaning)


sys.modules[__name__].__class__ = _Decorator
