"""What a test takes a fault for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.system.modes import Mode

Draw = Callable[[float], float]


class Confusion(NamedTuple):
    """One row of a confusion table, as seen by the fault that is there."""

    accuracy: float
    """chance that the fault is named rightly"""
    errors: tuple[tuple[float, Mode], ...]
    """the modes that it is taken for, each with the share of the errors up to it; empty: all others of the type alike"""

    def share(self, mode: Mode, named: Mode) -> float:
        """Share of the faults of a mode, whose row this is, that are taken for another one."""
        wrong = 1.0 - self.accuracy
        if not self.errors:
            return wrong / len(mode.siblings)
        before = 0.0
        for up_to, other in self.errors:
            if other is named:
                return wrong * (up_to - before)
            before = up_to
        return 0.0


class RemoteTest(NamedTuple):
    """A test from afar, ready to run."""

    time: Draw | None
    cost: float
    says: Confusion


def name_fault(mode: Mode, luck: float, accuracy: float, errors: tuple[tuple[float, Mode], ...] = ()) -> Mode:
    """The true mode, or by what is left of the luck one that it is taken for."""
    if luck < accuracy or not mode.siblings:
        return mode
    rest = (luck - accuracy) / (1.0 - accuracy)
    if errors:
        return next((other for up_to, other in errors if rest < up_to), errors[-1][1])
    return mode.siblings[min(int(rest * len(mode.siblings)), len(mode.siblings) - 1)]
