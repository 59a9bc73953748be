"""The system approach: stock bought where one more unit of money takes off most backorders, over all parts and places.

For each part its best split of every number of units between the places of the supply tree; then the curves of all parts merged
by marginal value into one curve of cost against backorders. Units as in `sim.theory.stocking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.theory import stocking
from sim.theory.splits import Splits
from sim.theory.stocking import Counts, Levels, Network, need_method
from sim.theory.two_moments import Array

_CELLS = 400_000
"""Cells of the arrays of one block of parts: they stay in a processor's cache."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Parts of like demand that are looked at together, below one head of the tree."""

    head: int
    chosen: Counts
    """Rows of these parts."""
    network: Network
    """Of them alone."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Cost against backorders: each step buys the units that take off most backorders per money among all that are left."""

    network: Network
    method: str
    cost: Array
    """(K + 1,) money in all levels after each step; the first is that of the fixed levels."""
    backorders: Array
    """(K + 1,) mean backorders of all customers after each step."""
    part: Counts
    """(K,) the part of which each step buys units."""
    top: Counts
    """(K,) the place at the head of the tree that each step stocks (or a place below it)."""
    units: Counts
    """(K,) units that each step buys."""
    head_level: Counts
    """(K,) level of that place after the step."""
    least_gain: float
    """The least share of demands waiting for which a unit is offered."""
    blocks: list[_Block] = field(repr=False)
    """All parts, some at a time."""

    def levels_at(self, step: int) -> Levels:
        """The levels after so many steps (0 … K), evaluated."""
        return stocking.levels(self.network, self.units_at(step), method=self.method)

    def units_at(self, step: int) -> Counts:
        """(P, J) the levels after so many steps (0 … K) alone."""
        if not 0 <= step < len(self.cost):
            raise ValueError(f"step must be from 0 to {len(self.cost) - 1}, not {step!r}")
        return _levels(self, step)

    def within(self, budget: float) -> int | None:
        """The last step that a budget pays for; None if it does not pay for the fixed levels."""
        step = int(np.searchsorted(self.cost, budget * (1 + 1e-12), side="right")) - 1
        return step if step >= 0 else None

    def first_with(self, backorders: float) -> int | None:
        """The first step that leaves at most so many backorders; None if none does."""
        enough = np.flatnonzero(self.backorders <= backorders)
        return int(enough[0]) if len(enough) else None

    def first(self, good: Callable[[Levels], bool]) -> int | None:
        """The first step whose levels are good (say, available enough), by bisection; None if none is.

        Takes it that more money never makes good levels bad; a step that moves a part's stock up or down the tree may for a
        moment, by little.
        """
        low, high = -1, len(self.cost) - 1
        if not good(self.levels_at(high)):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if good(self.levels_at(middle)) else (middle, high)
        return high


def system_curve(network: Network, *, method: str = "vari-metric", least_gain: float = 1e-5) -> Curve:
    """The whole curve of cost against backorders by marginal analysis, cheapest backorders first.

    One part behind given stock upstream is convex in each level below, so that units go where P(X > S) is largest; over the levels of
    the places that feed others the best is taken for each total. Those curves need not be convex: their lower convex hull is used, and
    a step may buy several units at once. On the hull every point is optimal for its money (Fox 1966; Everett's multipliers); between
    its points better levels may exist. No unit is offered to a place where fewer than `least_gain` of the demands would wait for it.

    Groups of `helping` places are split inside as if they did not help. Work grows with the levels tried at each place that feeds others,
    multiplied down the tree: 5,000 parts at a warehouse and 50 bases take 11 s of one core, parts at a centre, 12 depots and 38 vans 0.04 s
    each; four echelons with tens of units on order at each are too many.

    Source: Sherbrooke (1968), Operations Research 16; Fox (1966), Management Science 13; Sherbrooke (1986), Operations Research 34; Graves
    (1985), Management Science 31. Raises ValueError for an unknown method or a least gain that is not between 0 and 1.
    """
    need_method(method)
    if not 0 < least_gain < 1:
        raise ValueError(f"least_gain must be between 0 and 1, not {least_gain!r}")
    blocks = [block for head in network.below(-1) for block in _blocks(network, head)]
    found = [_steps(block, method, least_gain) for block in blocks]
    part, top, units, level, worth, begin = (np.concatenate(each) for each in zip(*found, strict=True))
    money = units * network.price[part]
    order = np.argsort(-worth / network.price[part], kind="stable")
    fixed = float(network.price @ np.maximum(network.fixed, 0).sum(axis=1))
    return Curve(
        network=network,
        method=method,
        cost=fixed + np.concatenate([[0.0], np.cumsum(money[order])]),
        backorders=np.maximum(0.0, begin.sum() - np.concatenate([[0.0], np.cumsum((worth * units)[order])])),
        part=part[order],
        top=top[order],
        units=units[order],
        head_level=level[order],
        least_gain=least_gain,
        blocks=blocks,
    )


def _steps(block: _Block, method: str, least: float) -> tuple[NDArray[Any], ...]:
    """The steps of the curves of some parts below one head: part, head, units, its level, gain per unit; and the starts."""
    head, some = block.head, block.network
    best = Splits(some, method, least).best(head, some.pipeline(head, None, method))
    row, _, end, width, gain = best.edges()
    return block.chosen[row], np.full(len(row), head), width, best.level[row, end], gain, best.values[:, 0]


def _levels(curve: Curve, step: int) -> Counts:
    """The levels of all parts and places after so many steps."""
    units: Counts = np.maximum(curve.network.fixed, 0)
    part, top = curve.part[:step], curve.top[:step]
    bought, level = np.zeros(units.shape, np.int64), units.copy()
    np.add.at(bought, (part, top), curve.units[:step])
    level[part, top] = curve.head_level[:step]  # of several steps of a part the last one counts
    for block in curve.blocks:
        head, chosen, some = block.head, block.chosen, block.network
        placed = units[chosen]
        splits = Splits(some, curve.method, curve.least_gain)
        splits.place(head, some.pipeline(head, None, curve.method), bought[chosen, head], level[chosen, head], placed)
        units[chosen] = placed
    return units


def _blocks(network: Network, head: int) -> Iterator[_Block]:
    """Parts of like demand together, so few at a time that their arrays stay small."""
    inside = [head]
    for place in inside:
        inside.extend(network.below(place))
    bare = stocking.levels(network, np.zeros(network.rate.shape, np.int64), method="metric").on_order_mean[:, inside]
    cells = np.ceil(bare + 4 * np.sqrt(bare) + 2).sum(axis=1)
    order = np.argsort(cells, kind="stable")
    begin = 0
    while begin < len(order):
        end = begin + 1
        while end < len(order) and (end - begin + 1) * cells[order[end]] <= _CELLS:
            end += 1
        yield _Block(head, order[begin:end], network.rows(order[begin:end]))
        begin = end
