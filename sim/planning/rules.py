"""Stock rules and base stock levels: what a rule holds today in terms of theory, and the rule that a planned level becomes.

Theory plans base stock levels S: order one for one, so that S are on hand or on the way. A rule that orders lots of Q at a point s has an
inventory position from s + 1 to s + Q, each as often as the others; it is held equal to base stock at their mean, and the plan keeps the lot.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.policies.forecast_stock import ForecastStock
from sim.policies.replenishment import Kanban, MinMax, Periodic, PeriodicMinMax, Reorder, ReorderMultiple, TwoBin

if TYPE_CHECKING:
    from sim.policies.replenishment import StockRule


_ANYTHING = 10_000_000
"""Levels of a rule that finds its own, such as one that follows a forecast."""


class Held(NamedTuple):
    """What a rule holds, in terms of theory."""

    level: int
    """Base stock level that it amounts to."""
    lot: int
    """Units per order at least; 1 is one for one."""
    wait: float
    """Mean hours until the rule looks at a demand, on top of the lead time."""


class Outlook(NamedTuple):
    """What a planner who forecasts well would believe of the demand on one shelf."""

    demand: float
    """Units per hour."""
    supply_time: float
    variance: float = math.nan
    forecast: float = 0.0

    def per(self, hours: float) -> Outlook:
        """The same for periods of so many hours."""
        return self._replace(forecast=self.demand * hours)


def held(rule: StockRule, outlook: Outlook | None = None) -> Held:
    """What a rule holds; one that follows a forecast as if it knew the demand; one of another kind its opening stock where it may hold anything."""
    found = Held(rule.levels if rule.levels < _ANYTHING else rule.opening(), 1, 0.0)
    match rule:
        case ForecastStock():
            level = rule.opening() if outlook is None else rule.level_for(outlook.per(rule.every))
            found = _lots(level - 1, rule.lot, 0.0 if rule.continuous else float(rule.every) / 2)
        case Reorder() | ReorderMultiple():
            found = _lots(rule.point, rule.quantity)
        case MinMax():
            found = _lots(rule.min, rule.max - rule.min)
        case PeriodicMinMax():
            found = _lots(rule.min, rule.max - rule.min, float(rule.every) / 2)
        case Periodic():
            found = Held(rule.level, 1, float(rule.every) / 2)
        case TwoBin():
            found = _lots(rule.bin, rule.bin)
        case Kanban(release="opened"):
            found = _lots(rule.cards * rule.container - 1, rule.container)
        case Kanban():
            found = _lots((rule.cards - 1) * rule.container, rule.container)
    return found


def _lots(point: int, lot: int, wait: float = 0.0) -> Held:
    return Held(point + 1 + _half(lot), lot, wait)


def _half(lot: int) -> int:
    """How far the mean inventory position lies above the least one."""
    return (lot - 1) // 2


def planned(rule: StockRule, level: int, *, van: bool = False) -> dict[str, Any]:
    """The rule, as a scenario writes it, that holds a planned level: its lot and its times of review stay.

    Lots are ordered at the point that makes the level their mean inventory position, or, for levels below half a lot, only when
    units are owed; a periodic review (one that follows a forecast, too) orders up to the level at the same times, and a rule without lots becomes
    base stock. A van whose level is 0 carries nothing: nobody waits at it, so that no demand would ever begin a lot.
    """
    lot = held(rule).lot
    nothing = van and level == 0
    point = max(-1, level - 1 - _half(lot))
    if isinstance(rule, Periodic) or (isinstance(rule, ForecastStock) and not rule.continuous):
        return {"rule": "periodic", "every": _hours(rule.every), "level": level}
    if isinstance(rule, (MinMax, PeriodicMinMax)) and not nothing:
        times = {"every": _hours(rule.every)} if isinstance(rule, PeriodicMinMax) else {}
        return {"rule": rule.word, **times, "min": point, "max": point + lot}
    if lot == 1 or nothing:
        return {"rule": "base_stock", "level": level}
    word = "reorder_multiple" if isinstance(rule, (ReorderMultiple, ForecastStock)) else "reorder"
    return {"rule": word, "point": point, "quantity": lot}


def _hours(hours: float) -> str:
    return f"{hours!r} h"
