"""The best split of each number of units of a part between the places of a supply tree, for many parts at a time.

The room behind `sim.theory.marginal`. Arrays have a row per part. Below given stock upstream the mean backorders of a shelf are convex in its
level, so that units go to the shelf where they take off most; at a place that feeds others every level is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.theory import two_moments
from sim.theory.stocking import Counts, Helping, Moments, Network
from sim.theory.two_moments import Array

_ROUNDING = 1e-12
"""How far above a straight line a point of a curve may lie, relative to the curve's start, and still count as on it."""
_CLOSE = 64
"""Level up to which all are tried at a place that feeds others; above it steps grow as a share of the level."""
_ROWS = 2_000
"""Rows of one calculation: with few parts, several levels of a place are tried at once."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best that so many units can do at a place and below it."""

    values: Array
    """(B, N + 1) least mean backorders for 0, 1, … units beyond the fixed ones; infinite where no levels make just that number."""
    level: Counts
    """(B, N + 1) the place's own level for it."""

    def edges(self) -> tuple[Counts, Counts, Counts, Counts, Array]:
        """The lower convex hull: row, first and last number of units, units between them, fall per unit (never growing).

        What lies on a straight line stays a point; edges that do not fall are left out.
        """
        rows, width = self.values.shape
        slack = _ROUNDING * self.values[:, 0]
        corner = np.zeros((rows, width), np.int64)
        last = np.full(rows, -1)
        for column in range(width):
            here = np.flatnonzero(np.isfinite(self.values[:, column]))
            doubtful = here[last[here] >= 1]
            while len(doubtful):  # corners that lie above the line from the one before them to this point are none
                before, at = corner[doubtful, last[doubtful] - 1], corner[doubtful, last[doubtful]]
                begin, middle, end = (self.values[doubtful, each] for each in (before, at, column))
                line = begin + (end - begin) * (at - before) / (column - before)
                doubtful = doubtful[middle > line + slack[doubtful]]
                last[doubtful] -= 1
                doubtful = doubtful[last[doubtful] >= 1]
            last[here] += 1
            corner[here, last[here]] = column
        row, at = np.nonzero(np.arange(width) < last[:, None])
        first, final = corner[row, at], corner[row, at + 1]
        fall = np.zeros((rows, width))
        fall[row, at] = (self.values[row, first] - self.values[row, final]) / (final - first)
        gain = np.minimum.accumulate(fall, axis=1)[row, at]
        kept = gain > slack[row]
        return row[kept], first[kept], final[kept], (final - first)[kept], gain[kept]

    def purchases(self) -> tuple[Array, NDArray[np.bool_]]:
        """(B, N) what each unit takes off on the hull, and whether there are levels for just so many units."""
        row, first, final, width, gain = self.edges()
        gains = np.zeros((len(self.values), self.values.shape[1] - 1))
        whole = np.zeros(gains.shape, bool)
        column = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width - first, width)
        gains[np.repeat(row, width), column] = np.repeat(gain, width)
        whole[row, final - 1] = True
        return gains, whole


@dataclass(frozen=True, slots=True)
class Offers:
    """The units that could be bought for the places below one place, a column each."""

    start: Array
    """(B,) mean backorders without any of them."""
    gains: Array
    """(B, C) what each takes off; a buyer's units stand in order and never take off more than the one before."""
    whole: NDArray[np.bool_]
    """(B, C) whether a buyer's units up to this one are a number that it can use."""
    buyer: Counts
    """(C,) the place that each is for, or for a place below it; of places that help each other the first."""
    subtrees: dict[int, tuple[Best, Moments]]
    """Of the buyers that feed others: the best at and below them, and what they have on order."""

    def order(self) -> Counts:
        """(B, C) the columns from the largest gain down."""
        return np.argsort(-self.gains, axis=1, kind="stable")

    def values(self) -> Array:
        """(B, C + 1) least mean backorders for each number of units, infinite where no levels make just that number."""
        if self.whole.all():
            gains, whole = -np.sort(-self.gains, axis=1), self.whole
        else:
            order = self.order()
            gains, whole = np.take_along_axis(self.gains, order, axis=1), np.take_along_axis(self.whole, order, axis=1)
        left = self.start[:, None] - np.cumsum(gains, axis=1)
        return np.concatenate([self.start[:, None], np.where(whole, left, np.inf)], axis=1)

    def taken(self, units: Counts) -> NDArray[np.bool_]:
        """(B, C) the columns that the best so many units are."""
        found: NDArray[np.bool_] = np.zeros(self.gains.shape, bool)
        np.put_along_axis(found, self.order(), np.arange(found.shape[1]) < units[:, None], axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Splits:
    """Best splits over a network, found by a method; no unit is offered that fewer than `least` of the demands would wait for."""

    network: Network
    method: str
    least: float

    def best(self, place: int, on_order: Moments) -> Best:
        """The best that units can do at a place and below it, given what is on order there."""
        fixed = self.network.fixed[:, place]
        values = np.full((len(fixed), 1), np.inf)
        level = np.zeros(values.shape, np.int64)
        for choice, free, found in self.tried(place, on_order):
            for rows, shift in ((free, choice), (fixed == choice, 0)):
                if not rows.any():
                    continue
                wider = max(0, shift + found.shape[1] - values.shape[1])
                values = np.pad(values, ((0, 0), (0, wider)), constant_values=np.inf)
                level = np.pad(level, ((0, 0), (0, wider)))
                span = slice(shift, shift + found.shape[1])
                better = (found < values[:, span]) & rows[:, None]
                np.copyto(values[:, span], found, where=better)
                np.copyto(level[:, span], choice, where=better)
        return Best(values, level)

    def tried(self, place: int, on_order: Moments) -> Iterator[tuple[int, NDArray[np.bool_], Array]]:
        """Each level to try at a place, the rows for which it is free, and the least mean backorders for each number of units below."""
        choices, count = self.choices(place, on_order), len(self.network.price)
        several = max(1, _ROWS // count)
        for begin in range(0, len(choices), several):
            some = choices[begin : begin + several]
            rows = np.tile(np.arange(count), len(some))
            splits = self if len(some) == 1 else Splits(self.network.rows(rows), self.method, self.least)
            levels = np.repeat([level for level, _ in some], count)
            owed = two_moments.backorders(levels, mean=on_order[0][rows], variance=on_order[1][rows])
            own = splits.network.own_share[:, place] * owed[0]
            found = splits.offers(place, owed).values() + own[:, None]
            for (level, free), values in zip(some, found.reshape(len(some), count, -1), strict=True):
                yield level, free, values

    def choices(self, place: int, on_order: Moments) -> list[tuple[int, NDArray[np.bool_]]]:
        """Levels to try at a place, each with the rows for which it is free; what they are for a part does not depend on the others."""
        fixed = self.network.fixed[:, place]
        held: list[int] = np.unique(fixed[fixed >= 0]).tolist()
        enough = two_moments.least_stock(mean=on_order[0], variance=on_order[1], fill_rate=1 - self.least)
        found = {level: np.zeros(len(fixed), bool) for level in held}
        before = -1
        while np.any(free := (fixed < 0) & (before < enough)):
            level = before + 1 + (max(before, 0) // _CLOSE if self.network.below(place) else 0)
            found[level] = free
            before = level
        return sorted(found.items())

    def offers(self, place: int, owed: Moments) -> Offers:
        """Everything that could be bought for the places below, given what their supplier owes."""
        network = self.network
        start = np.zeros(len(network.price))
        blank = np.zeros((len(start), 0))
        found = [(blank, blank.astype(bool), np.zeros(0, np.int64))]
        subtrees: dict[int, tuple[Best, Moments]] = {}
        groups = [each for each in network.helping if network.parent[each.places[0]] == place]
        grouped = {member for each in groups for member in each.places}
        alone = [each for each in network.below(place) if each not in grouped and not network.below(each)]
        for below in [each for each in network.below(place) if network.below(each)]:
            on_order = network.pipeline(below, owed, self.method)
            subtrees[below] = best, _ = self.best(below, on_order), on_order
            start = start + best.values[:, 0]
            gains, whole = best.purchases()
            found.append((gains, whole, np.full(gains.shape[1], below)))
        for group in groups:
            best = self.group(group, owed)
            start = start + best.values[:, 0]
            gains, whole = best.purchases()
            found.append((gains, whole, np.full(gains.shape[1], group.places[0])))
        if alone:
            begin, columns, buyer = self.shelves(alone, network.pipelines(alone, owed, self.method))
            start = start + begin.sum(axis=1)
            found.append((columns, np.ones(columns.shape, bool), buyer))
        gains, whole, buyer = (np.concatenate(each, axis=-1) for each in zip(*found, strict=True))
        return Offers(start=start, gains=gains, whole=whole, buyer=buyer, subtrees=subtrees)

    def shelves(self, places: list[int], on_order: Moments) -> tuple[Array, Array, Counts]:
        """Shelves that feed nobody: mean backorders of each with its fixed units, then the units that could be bought and for whom."""
        mean, variance = on_order
        fixed = self.network.fixed[:, places]
        begin = mean
        if np.any(fixed >= 0):
            begin = np.where(fixed < 0, mean, two_moments.backorders(fixed, mean=mean, variance=variance)[0])
        units = list(two_moments.gains(mean=np.where(fixed < 0, mean, 0.0), variance=variance, least=self.least))
        gains = np.concatenate([np.zeros((len(mean), 0)), *(gain for _, gain in units)], axis=1)
        return begin, gains, np.array(places)[np.concatenate([np.zeros(0, np.int64), *(chosen for chosen, _ in units)])]

    def group(self, group: Helping, owed: Moments) -> Best:
        """The best that units can do at places that help each other: split as if they did not, valued as they do."""
        network, places = self.network, list(group.places)
        mean, variance = network.pipelines(places, owed, self.method)
        rate = network.rate[:, places]
        begin, gains, buyer = self.shelves(places, (mean, variance))
        order = np.argsort(-gains, axis=1, kind="stable")
        alone = begin.sum(axis=1, keepdims=True) - _running(np.take_along_axis(gains, order, axis=1))
        kept = np.maximum(network.fixed[:, places], 0)
        waiting = (rate * two_moments.at_least(kept, mean=mean, variance=variance)).sum(axis=1, keepdims=True)
        fewer = np.zeros(gains.shape)
        for at, place in enumerate(places):
            mine = np.flatnonzero(buyer == place)
            before = np.concatenate([np.ones((len(mean), 1)), gains[:, mine[:-1]]], axis=1)[:, : len(mine)]
            fewer[:, mine] = rate[:, [at]] * (before - gains[:, mine]) * (mean[:, [at]] > 0) * (network.fixed[:, [place]] < 0)
        waiting = waiting - _running(np.take_along_axis(fewer, order, axis=1))
        units = kept.sum(axis=1, keepdims=True) + np.arange(gains.shape[1] + 1)
        pool = tuple(each[:, None] for each in network.pooled_pipeline(places, owed, self.method))
        values = group.backorders(alone, waiting, units, (pool[0], pool[1]), rate.sum(axis=1, keepdims=True))
        offered = np.arange(values.shape[1]) <= np.count_nonzero(gains, axis=1)[:, None]
        return Best(np.where(offered, values, np.inf), np.zeros(values.shape, np.int64))

    def place(self, place: int, on_order: Moments, bought: Counts, level: Counts, units: Counts) -> None:
        """Write the best levels for so many units bought at a place and below it, of which it has `level` itself, into `units`."""
        network = self.network
        units[:, place] = level
        owed = two_moments.backorders(level, mean=on_order[0], variance=on_order[1])
        offers = self.offers(place, owed)
        taken = offers.taken(bought - np.where(network.fixed[:, place] < 0, level, 0))
        groups = {each.places[0]: each for each in network.helping}
        for below in np.unique(offers.buyer).tolist():
            count = taken[:, offers.buyer == below].sum(axis=1)
            if below in offers.subtrees:
                best, pipeline = offers.subtrees[below]
                own = best.level[np.arange(len(count)), count]
                own = np.where(network.fixed[:, below] < 0, own, network.fixed[:, below])
                self.place(below, pipeline, count, own, units)
            elif below in groups:
                places = list(groups[below].places)
                begin, gains, buyer = self.shelves(places, network.pipelines(places, owed, self.method))
                inside = Offers(start=begin, gains=gains, whole=np.ones(gains.shape, bool), buyer=buyer, subtrees={}).taken(count)
                for member in places:
                    units[:, member] += inside[:, buyer == member].sum(axis=1)
            else:
                units[:, below] += count


def _running(columns: Array) -> Array:
    """Sums of no column, the first, the first two, …"""
    return np.concatenate([np.zeros((len(columns), 1)), np.cumsum(columns, axis=1)], axis=1)
