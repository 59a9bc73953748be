"""Demand as it is seen while the company runs: what each shelf was asked for, and what is believed of the time to come."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.policies.forecast_stock import ForecastStock
from sim.records import NEVER, SUPPLY_SOURCES, Recorder
from sim.system.movements import ISSUE, KIT_OPENED, OWED, TAKEN_BACK
from sim.system.stock import Shelf
from sim.units import to_tick

if TYPE_CHECKING:
    from sim.system.calls import PartNeeded
    from sim.system.installed_base import InstalledBase

SIDEWAYS = {code for code, source in enumerate(SUPPLY_SOURCES) if source in {"lateral", "vans"}}
"""Supplies by somebody who helps out, beside the way down from the supplier."""


CANNIBALISE = SUPPLY_SOURCES.index("cannibalise")


class Outlook:
    """What a planner believes about the demand on one shelf, brought up to date at each review."""

    def __init__(self, shelf: WatchedShelf, rule: ForecastStock) -> None:
        self._forecaster = rule.forecast.begin(rule.start_per_period, lambda: shelf.expected(rule.every))
        self.supply_time = shelf.supply_time
        self._squares = 0.0
        self._errors = 0

    @property
    def forecast(self) -> float:
        """Expected units per period to come; 0 while nothing is known."""
        found = self._forecaster.forecast
        return 0.0 if math.isnan(found) else found

    @property
    def variance(self) -> float:
        """Mean of the squared forecast errors so far; not a number before the first."""
        return self._squares / self._errors if self._errors else math.nan

    def see(self, demand: int) -> None:
        """A period has ended."""
        if not math.isnan(self._forecaster.forecast):
            self._squares += (demand - self._forecaster.forecast) ** 2
            self._errors += 1
        self._forecaster.see(demand)


class WatchedShelf(Shelf):
    """A shelf that keeps what it was asked for and when, because a forecast, a class or a write-off wants to know."""

    __slots__ = ("_base", "_keep_review", "_moments", "_outlook", "_planned_rule", "_reviewed", "_totals")

    _outlook: Outlook

    def watch(self, reviews: Recorder, base: InstalledBase) -> None:
        """Say where reviews are written, and what is known about the machines."""
        self._keep_review = reviews.write
        self._base = base
        self._moments, self._totals = array("d"), array("q")
        self._reviewed = NEVER
        self._planned_rule = -1

    def changed(self, movement: int, quantity: int) -> None:
        """What is taken, owed or opened has been asked for."""
        if movement in (ISSUE, OWED, KIT_OPENED):
            self.note(abs(quantity))
        elif movement == TAKEN_BACK:
            self.note(-quantity)
        super().changed(movement, quantity)

    def note(self, units: int) -> None:
        """Units were asked for (below zero: were not needed after all)."""
        self._moments.append(self.kernel._now)
        self._totals.append(units + (self._totals[-1] if self._totals else 0))

    def asked_for(self, begin: float, end: float) -> int:
        """Units asked for from `begin` to just before `end`."""
        first, last = bisect_left(self._moments, begin), bisect_left(self._moments, end)
        before = self._totals[first - 1] if first else 0
        return max(0, (self._totals[last - 1] if last else 0) - before)

    # ------------------------------------------------------------------ planning
    @property
    def supply_time(self) -> float:
        """Mean time that an order takes to come."""
        return self.lane.mean_hours

    def expected(self, hours: float) -> float:
        """Units that the machines in the field are expected to ask for here in so many hours from now."""
        now = self.kernel._now
        return self._base.expected(self.location, self.part, now, now + hours)

    def opening(self) -> int:
        """Units on the shelf at the start; where a forecast says how many and nothing else is stated, that."""
        rule = self.rule
        if not isinstance(rule, ForecastStock):
            return rule.opening()
        self._begin_outlook(rule)
        self.level = rule.level_for(self._outlook)
        return self.level if rule.initial is None else rule.initial

    def review(self) -> None:
        """Bring the forecast up to date where there is one, then ask the rule."""
        if isinstance(self.rule, ForecastStock):
            self._plan(self.rule)
        super().review()

    def _begin_outlook(self, rule: ForecastStock) -> None:
        """A rule comes into force: it looks at all whole periods that lie behind."""
        self._outlook = self.outlook(rule)
        self._planned_rule, self._reviewed = self.rules_followed, self.kernel._now

    def outlook(self, rule: ForecastStock) -> Outlook:
        """What a planner under this rule believes after all whole periods that lie behind."""
        found = Outlook(self, rule)
        now, every = self.kernel._now, to_tick(rule.every)
        for back in range(int(now / every), 0, -1):
            found.see(self.asked_for(now - back * every, now - (back - 1) * every))
        return found

    def _plan(self, rule: ForecastStock) -> None:
        """What was asked for since the last review changes the forecast, and the forecast the level."""
        if self._planned_rule != self.rules_followed:
            self._begin_outlook(rule)
        outlook, since, now = self._outlook, self._reviewed, self.kernel._now
        demand = self.asked_for(since, now)
        if now > since:
            outlook.see(demand)
        self.level, self._reviewed = rule.level_for(outlook), now
        self._keep_review(
            now,
            self.location,
            self.part,
            since if now > since else NEVER,
            demand,
            outlook.forecast,
            rule.covering(outlook),
            rule.service,
            self.level,
        )


class DemandSeen:
    """What jobs asked for, part by part, wherever it came from."""

    def __init__(self, shelves: Mapping[tuple[int, int], Shelf], parts: int) -> None:
        self._shelves = shelves
        self.units = [0] * parts
        """part -> units asked for by jobs so far"""

    def job(self, parts: Sequence[PartNeeded]) -> None:
        """A job asked for parts: book them where it asked first, and not at somebody who helped out."""
        for needed in parts:
            if needed.supply == CANNIBALISE:
                continue  # the machine that gave it asks instead
            self.units[needed.part] += needed.quantity
            if needed.source != needed.location:
                self.book(needed.location, needed.part, needed.quantity)
            if needed.supply in SIDEWAYS:
                self.book(needed.source, needed.part, -needed.quantity)

    def book(self, location: int, part: int, units: int) -> None:
        """Units more (or less) were asked for at a place, as far as it is watched."""
        shelf = self._shelves.get((location, part))
        if isinstance(shelf, WatchedShelf):
            shelf.note(units)
