"""The system approach: stock bought where one more unit of money takes off most backorders, over all parts and places.

For each part its best split of every number of units between the places of the supply tree; then the curves of all parts merged
by marginal value into one curve of cost against backorders. Units as in `sim.theory.stocking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.theory import stocking, two_moments
from sim.theory.stocking import Counts, Levels, Network, need_method
from sim.theory.two_moments import Array

_ROUNDING = 1e-12
"""How far above a straight line a point of a curve may lie, relative to the curve's start, and still count as on it."""
_CELLS = 400_000
"""Cells of the arrays of one block of parts: they stay in a processor's cache."""
_CHOICES = 64
"""Levels tried at a place that feeds others; where there could be more, they are spread, most of them around the mean on order."""


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

    def levels_at(self, step: int) -> Levels:
        """The levels after so many steps (0 … K), evaluated."""
        if not 0 <= step < len(self.cost):
            raise ValueError(f"step must be from 0 to {len(self.cost) - 1}, not {step!r}")
        return stocking.levels(self.network, _levels(self, step), method=self.method)

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

    Source: Sherbrooke (1968), Operations Research 16; Fox (1966), Management Science 13; Sherbrooke (1986), Operations Research 34; Graves
    (1985), Management Science 31. Raises ValueError for an unknown method or a least gain that is not between 0 and 1.
    """
    need_method(method)
    if not 0 < least_gain < 1:
        raise ValueError(f"least_gain must be between 0 and 1, not {least_gain!r}")
    found = [_steps(network, head, chosen, method, least_gain) for head in network.below(-1) for chosen in _blocks(network, head)]
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
    )


# ---------------------------------------------------------------- one part's best split, for many parts at a time
@dataclass(frozen=True, slots=True)
class _Subtree:
    """The best that so many units can do at a place and below it; a row per part."""

    start: Array
    """(B,) mean backorders without any unit beyond the fixed ones."""
    gains: Array
    """(B, N) what each unit takes off, on the lower convex hull: never more than the one before."""
    ends: NDArray[np.bool_]
    """(B, N) whether there are levels for just so many units: within an edge of the hull there are none."""
    level: Counts
    """(B, N + 1) the place's own level at each number of units."""


@dataclass(frozen=True, slots=True)
class _Joined:
    """The units that could be bought for the places below one place, a column each."""

    start: Array
    gains: Array
    ends: NDArray[np.bool_]
    buyer: Counts
    """(C,) the place that each column's unit is for (or for a place below it)."""
    subtrees: dict[int, tuple[_Subtree, Array, Array]]
    """Of those places below that feed others themselves: the best at and below them, mean and variance on order."""

    def order(self) -> Counts:
        """(B, C) the columns from the largest gain down; a place's own units stay in order."""
        return np.argsort(-self.gains, axis=1, kind="stable")

    def best(self) -> Array:
        """(B, C + 1) least mean backorders for each number of units, infinite where no levels make just that number."""
        if self.subtrees:
            order = self.order()
            gains, whole = np.take_along_axis(self.gains, order, axis=1), np.take_along_axis(self.ends, order, axis=1)
        else:
            gains, whole = -np.sort(-self.gains, axis=1), self.ends
        left = self.start[:, None] - np.cumsum(gains, axis=1)
        return np.concatenate([self.start[:, None], np.where(whole, left, np.inf)], axis=1)


def _joined(network: Network, place: int, owed: tuple[Array, Array], method: str, least: float) -> _Joined:
    """Everything that could be bought for the places below, given what their supplier owes (its mean and variance)."""
    start = np.zeros(len(network.price))
    columns, buyers, ends, subtrees = [], [], [], {}
    leaves = [below for below in network.below(place) if not network.below(below)]
    for below in [each for each in network.below(place) if each not in leaves]:
        mean, variance = (each[:, 0] for each in network.pipelines([below], owed, method))
        found = _subtree(network, below, mean, variance, method, least)
        subtrees[below] = found, mean, variance
        start = start + found.start
        columns.append(found.gains)
        ends.append(found.ends)
        buyers.append(np.full(found.gains.shape[1], below))
    if leaves:
        mean, variance = network.pipelines(leaves, owed, method)
        fixed = network.fixed[:, leaves]
        kept = two_moments.backorders(fixed, mean=mean, variance=variance)[0] if np.any(fixed >= 0) else mean
        start = start + np.where(fixed < 0, mean, kept).sum(axis=1)
        for chosen, gain in two_moments.gains(mean=np.where(fixed < 0, mean, 0.0), variance=variance, least=least):
            columns.append(gain)
            ends.append(np.ones(gain.shape, bool))
            buyers.append(np.array(leaves)[chosen])
    blank = np.zeros((len(start), 0))
    return _Joined(
        start=start,
        gains=np.concatenate([blank, *columns], axis=1),
        ends=np.concatenate([blank.astype(bool), *ends], axis=1),
        buyer=np.concatenate([np.zeros(0, np.int64), *buyers]),
        subtrees=subtrees,
    )


def _best(network: Network, place: int, mean: Array, variance: Array, method: str, least: float) -> tuple[Array, Counts]:
    """Least mean backorders for each number of units at a place and below (B, N + 1), and the place's level for it."""
    fixed, own = network.fixed[:, place], network.own_share[:, place]
    found = np.full((len(mean), 1), np.inf)
    level = np.zeros(found.shape, np.int64)
    for choice in _choices(mean, variance, fixed, least, all_of_them=not network.below(place)):
        owed = two_moments.backorders(choice, mean=mean, variance=variance)
        values = _joined(network, place, owed, method, least).best() + (own * owed[0])[:, None]
        for free, shift in ((True, choice), (False, 0)):
            rows = fixed < 0 if free else fixed == choice
            if not rows.any():
                continue
            wider = max(0, shift + values.shape[1] - found.shape[1])
            found = np.pad(found, ((0, 0), (0, wider)), constant_values=np.inf)
            level = np.pad(level, ((0, 0), (0, wider)))
            span = slice(shift, shift + values.shape[1])
            better = (values < found[:, span]) & rows[:, None]
            np.copyto(found[:, span], values, where=better)
            np.copyto(level[:, span], choice, where=better)
    return found, level


def _choices(mean: Array, variance: Array, fixed: Counts, least: float, *, all_of_them: bool) -> list[int]:
    """Levels to try at a place, for all parts of a block alike."""
    held: list[int] = np.unique(fixed[fixed >= 0]).tolist()
    if np.all(fixed >= 0):
        return held
    top = int(two_moments.least_stock(mean=mean, variance=variance, fill_rate=1 - least).max())
    if all_of_them or top <= _CHOICES:
        tried = np.arange(top + 1)
    else:
        low = max(0, int((mean - 3 * np.sqrt(variance)).min()))
        tried = np.concatenate([np.linspace(0, low, _CHOICES // 4), np.linspace(low, top, _CHOICES)])
    return sorted({*held, *tried.astype(int).tolist()})


def _subtree(network: Network, place: int, mean: Array, variance: Array, method: str, least: float) -> _Subtree:
    """The best that so many units can do at a place that feeds others, made convex."""
    found, level = _best(network, place, mean, variance, method, least)
    row, begin, end, gain = _hull(found)
    gains = np.zeros((len(mean), found.shape[1] - 1))
    ends = np.zeros(gains.shape, bool)
    width = end - begin
    column = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width - begin, width)
    gains[np.repeat(row, width), column] = np.repeat(gain, width)
    ends[row, end - 1] = True
    return _Subtree(start=found[:, 0], gains=gains, ends=ends, level=level)


def _hull(values: Array) -> tuple[Counts, Counts, Counts, Array]:
    """Edges of the lower convex hull of each row over 0, 1, 2, …: row, first and last column, fall per column (never growing).

    Infinite values are no points; what lies on a straight line stays a point; edges that do not fall are left out.
    """
    rows, width = values.shape
    slack = _ROUNDING * values[:, 0]
    corner = np.zeros((rows, width), np.int64)
    last = np.full(rows, -1)
    for column in range(width):
        here = np.flatnonzero(np.isfinite(values[:, column]))
        open_rows = here[last[here] >= 1]
        while len(open_rows):
            a, b = corner[open_rows, last[open_rows] - 1], corner[open_rows, last[open_rows]]
            at_a, at_b, at_end = values[open_rows, a], values[open_rows, b], values[open_rows, column]
            line = at_a + (at_end - at_a) * (b - a) / (column - a)
            open_rows = open_rows[at_b > line + slack[open_rows]]
            last[open_rows] -= 1
            open_rows = open_rows[last[open_rows] >= 1]
        last[here] += 1
        corner[here, last[here]] = column
    row, at = np.nonzero(np.arange(width - 1) < last[:, None]) if width > 1 else np.nonzero(np.zeros((rows, 0)))
    begin, end = corner[row, at], corner[row, at + 1]
    fall = np.zeros((rows, max(1, width - 1)))
    fall[row, at] = (values[row, begin] - values[row, end]) / (end - begin)
    gain = np.minimum.accumulate(fall, axis=1)[row, at]
    kept = gain > slack[row]
    return row[kept], begin[kept], end[kept], gain[kept]


def _steps(network: Network, head: int, chosen: Counts, method: str, least: float) -> tuple[NDArray[Any], ...]:
    """For some parts, the steps of their curves below one head: part, head, units, its level, gain per unit; and the starts."""
    some = network.rows(chosen)
    mean, variance = (each[:, 0] for each in some.pipelines([head], None, method))
    found, level = _best(some, head, mean, variance, method, least)
    row, begin, end, gain = _hull(found)
    return chosen[row], np.full(len(row), head), end - begin, level[row, end], gain, found[:, 0]


# ---------------------------------------------------------------- back from the curve to levels
def _levels(curve: Curve, step: int) -> Counts:
    """The levels of all parts and places after so many steps."""
    network = curve.network
    units: Counts = np.maximum(network.fixed, 0)
    least = curve.least_gain
    for head in network.below(-1):
        taken = np.flatnonzero(curve.top[:step] == head)
        bought = np.bincount(curve.part[taken], weights=curve.units[taken], minlength=len(network.price)).astype(np.int64)
        level = units[:, head].copy()
        level[curve.part[taken]] = curve.head_level[taken]  # of several steps of a part the last one counts
        for chosen in _blocks(network, head):
            some = network.rows(chosen)
            mean, variance = (each[:, 0] for each in some.pipelines([head], None, curve.method))
            placed = units[chosen]
            _place(some, head, (mean, variance), bought[chosen], level[chosen], placed, curve.method, least)
            units[chosen] = placed
    return units


def _place(
    network: Network,
    place: int,
    on_order: tuple[Array, Array],
    bought: Counts,
    level: Counts,
    units: Counts,
    method: str,
    least: float,
) -> None:
    """Write the best levels for so many units at a place and below it into `units`."""
    units[:, place] = level
    left = bought - np.where(network.fixed[:, place] < 0, level, 0)
    owed = two_moments.backorders(level, mean=on_order[0], variance=on_order[1])
    joined = _joined(network, place, owed, method, least)
    taken: NDArray[np.bool_] = np.zeros(joined.gains.shape, bool)
    np.put_along_axis(taken, joined.order(), np.arange(taken.shape[1]) < left[:, None], axis=1)
    for below in network.below(place):
        count = taken[:, joined.buyer == below].sum(axis=1)
        if below in joined.subtrees:
            found, mean, variance = joined.subtrees[below]
            own = found.level[np.arange(len(count)), count]
            own = np.where(network.fixed[:, below] < 0, own, network.fixed[:, below])
            _place(network, below, (mean, variance), count, own, units, method, least)
        else:
            units[:, below] += count


def _blocks(network: Network, head: int) -> Iterator[Counts]:
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
        yield order[begin:end]
        begin = end
