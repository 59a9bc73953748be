"""Classes of parts, and the shelves whose rules go by them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.policies.classification import ABC, XYZ, by_usage_value, by_variation, variation
from sim.policies.replenishment import BaseStock, StockRule
from sim.scenario.classes import Classification, rule_of
from sim.system.stock import Shelf
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.scenario.parts import Part


@dataclass(slots=True)
class ClassedShelf:
    """A shelf and all rules that are stated for its place, by part or by class."""

    rules: Mapping[str, StockRule]
    part: str
    spec: Part
    shelf: Shelf = field(init=False)

    def rule(self, abc: str, xyz: str) -> StockRule:
        """The rule under some classes; where none is stated it passes orders through and uses up what it has."""
        return rule_of(self.rules, self.part, self.spec, abc, xyz) or BaseStock(level=0)


class PartClasses:
    """What class each part is in, and the demand that says so."""

    def __init__(self, spec: Classification, prices: Sequence[float], expected: Sequence[float]) -> None:
        """At the start nothing was seen: `expected` units per period that jobs ask for, one by one at random moments."""
        self._spec = spec
        self._prices = prices
        self._seen: list[deque[int]] = [deque(maxlen=spec.periods(spec.over)) for _ in prices]
        self._before = [0] * len(prices)
        """units asked for up to the end of the last period"""
        self.shelves: list[ClassedShelf] = []
        self._classify(expected, [1 / math.sqrt(units) if units else math.nan for units in expected])

    def _classify(self, units: Sequence[float], variations: Sequence[float]) -> None:
        """From units per period and how much they vary."""
        yearly = HOURS_PER_YEAR / self._spec.period
        self.variation = variations
        self.value = [each * yearly * price for each, price in zip(units, self._prices, strict=True)]
        self.abc = by_usage_value(self.value, self._spec.abc)
        self.xyz = [by_variation(each, self._spec.xyz) for each in variations]

    def end_period(self, asked: Sequence[int]) -> None:
        """A period has ended; units asked for by jobs so far, part by part."""
        for seen, before, now in zip(self._seen, self._before, asked, strict=True):
            seen.append(now - before)
        self._before = list(asked)

    def classify_seen(self) -> None:
        """New classes from the periods that count."""
        self._classify([sum(seen) / len(seen) for seen in self._seen], [variation(seen) for seen in self._seen])

    def words(self, part: int) -> tuple[str, str]:
        """The two classes of a part."""
        return ABC[self.abc[part]], XYZ[self.xyz[part]]
