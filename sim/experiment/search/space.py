"""What may be decided: all combinations of the levels of the decisions, and which of them are neighbours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.units import number_and_unit

if TYPE_CHECKING:
    from sim.experiment.factors import Factor

Way = tuple[int, ...]
"""A combination: the place of each decision's level among its levels, from 0. The empty one is the way things are today."""
TODAY: Way = ()
BETWEEN = 9
"""Values that are tried of a range without steps."""
_STRIDES = 8
"""Steps of the widest kind from the lowest level of a decision to the highest."""


@dataclass(frozen=True)
class Decision:
    """What a search may decide on."""

    name: str
    """As the experiment's file calls it."""
    levels: tuple[Any, ...]
    """The values that it may take."""
    ordered: bool
    """Neighbours in the list are neighbours in truth: numbers from small to large, and no words."""


def decision_of(name: str, factor: Factor) -> Decision:
    """The decision that is said as a factor; of a range without steps `BETWEEN` evenly spread values are tried."""
    levels = factor.levels
    if levels is None:
        levels = [factor.quantile(place / (BETWEEN - 1)) for place in range(BETWEEN)]
    numbers = [_number(level) for level in levels]
    ordered = len({unit for _, unit in numbers}) == 1 and not np.isnan([number for number, _ in numbers]).any()
    if ordered:
        levels = sorted(levels, key=lambda level: _number(level)[0])
    return Decision(name, tuple(levels), ordered)


class Space:
    """All combinations of the levels of some decisions."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.decisions = tuple(decisions)
        self.counts = tuple(len(each.levels) for each in self.decisions)
        self.size = math.prod(self.counts)
        """How many combinations there are."""

    def values(self, way: Way) -> dict[str, Any]:
        """Decision -> its value here."""
        return {each.name: each.levels[at] for each, at in zip(self.decisions, way, strict=True)}

    @property
    def widest(self) -> int:
        """How often the widest step can be halved until it is a single level in every decision."""
        ordered = [count for each, count in zip(self.decisions, self.counts, strict=True) if each.ordered]
        return max(0, max(ordered, default=1) // _STRIDES).bit_length()

    def around(self, way: Way, halvings: int = 0) -> list[Way]:
        """Combinations one step away in one decision: up or down by a level, or by up to 2^halvings of them; or any other word."""
        return [
            (*way[:at], level, *way[at + 1 :])
            for at, each in enumerate(self.decisions)
            for level in (self._steps(at, way[at], halvings) if each.ordered else range(self.counts[at]))
            if level != way[at]
        ]

    def _steps(self, at: int, level: int, halvings: int) -> Iterator[int]:
        """One step up and one down, no further than the last level."""
        width = max(1, min(1 << halvings, self.counts[at] // _STRIDES))
        yield min(level + width, self.counts[at] - 1)
        yield max(level - width, 0)

    def exchanges(self, way: Way) -> list[Way]:
        """Combinations in which one decision goes up by a level and another one down: the same money at another place."""
        ordered = [at for at, each in enumerate(self.decisions) if each.ordered]
        found = []
        for up, down in permutations(ordered, 2):
            if way[up] + 1 < self.counts[up] and way[down] > 0:
                found.append(tuple(level + (at == up) - (at == down) for at, level in enumerate(way)))
        return found

    def ends(self) -> list[Way]:
        """Everything at its lowest level, and everything at its highest; words as they come first."""
        highest = tuple(count - 1 if each.ordered else 0 for each, count in zip(self.decisions, self.counts, strict=True))
        return [(0,) * len(self.counts), highest]

    def spread(self, count: int, seed: int) -> list[Way]:
        """A Latin hypercube: so many combinations of which the levels of each decision come up as evenly as can be."""
        luck = np.random.default_rng(seed)
        columns = [(luck.permutation(count) + luck.random(count)) / count * levels for levels in self.counts]
        return list(dict.fromkeys(tuple(row) for row in np.floor(np.array(columns)).astype(int).T.tolist()))

    def nearest(self, values: Mapping[str, Any]) -> tuple[Way, bool]:
        """The combination next to the values that the decisions have in a scenario, and whether it is the same.

        A number that the scenario does not state, or in another unit, is taken to be in the middle; an unknown word is the first one.
        """
        found = [_nearest(each, values.get(each.name)) for each in self.decisions]
        return tuple(at for at, _ in found), all(same for _, same in found)


def _nearest(decision: Decision, value: Any) -> tuple[int, bool]:
    """Place of the level next to a value, and whether it is that value."""
    levels = list(decision.levels)
    for at, level in enumerate(levels):
        if level == value and isinstance(level, bool) == isinstance(value, bool):
            return at, True
    if not decision.ordered:
        return 0, False
    wanted, known = _number(value), [_number(level) for level in levels]
    distances = [abs(number - wanted[0]) for number, unit in known if unit == wanted[1]]
    if len(distances) < len(levels) or np.isnan(distances).any():
        return len(levels) // 2, False
    at = int(np.argmin(distances))
    return at, distances[at] == 0


def _number(value: Any) -> tuple[float, str]:
    """4 or '4 h' as a number and its unit; NaN for what is no number."""
    return number_and_unit(value) or (math.nan, "")


def space_of(decisions: Sequence[Decision]) -> Space:
    """The space of decisions; raises :class:`UsageError` where there is nothing to decide."""
    if not any(len(each.levels) > 1 for each in decisions):
        raise UsageError("a search needs at least one decision with two levels; name some under 'decisions:'")
    return Space(decisions)
