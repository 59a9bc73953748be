"""Parts that the same visits take are missing together: the chance that a van holds all that a visit needs, beyond the product of its parts.

Of two shelves in a van the units on the way are counts of visits that took from both, and from either alone: independent, and the law of what
is missing from both follows, given that nobody takes more than there is. Of the parts of one visit a tree of such pairs is taken, each part beside the
one that it is most often taken with (Chow & Liu 1968, IEEE Transactions on Information Theory 14); what they have in common beyond that, and with
parts beyond the eight likeliest, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sim.planning.places import Array
from sim.planning.vans import NOWHERE, Vans

_MOST = 8
"""Parts of one job that are looked at together."""
_RARE = 1e-7
"""Shares of misses below which two shelves are taken as independent."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of needs of the same visits (L rows)."""

    job: Array
    first: Array
    """row of the need"""
    second: Array
    pair: Array
    """number of the pair of shelves"""


class Together:
    """The pairs of shelves in one van that the same visits ask (M rows, numbered as in `Vans`)."""

    def __init__(self, vans: Vans, job: Array, row: Array, probability: Array, sizes: Array, rate: Array) -> None:
        """Of every need its job, its shelf, its chance, the shares of the numbers of units, and of every job its visits per hour of one van."""
        self.vans = vans
        number: dict[tuple[int, int], int] = {}
        common: list[defaultdict[tuple[int, int], float]] = []
        links: list[tuple[int, int, int, int]] = []
        together = _of_one_job(job, row, probability)
        for needs in together:
            for at, second in enumerate(needs):
                for first in needs[:at]:
                    key = (row[first], row[second]) if row[first] < row[second] else (row[second], row[first])
                    here, there = (first, second) if row[first] < row[second] else (second, first)
                    if key not in number:
                        number[key] = len(common)
                        common.append(defaultdict(float))
                    both = rate[job[first]] * probability[first] * probability[second]
                    for one in np.flatnonzero(sizes[here]).tolist():
                        for other in np.flatnonzero(sizes[there]).tolist():
                            common[number[key]][one, other] += both * sizes[here, one] * sizes[there, other]
        strength = {
            key: sum(common[at].values()) / np.sqrt(vans.asking[key[0]] * vans.asking[key[1]]) for key, at in number.items()
        }
        for needs in together:
            for at, second in enumerate(needs[1:], 1):
                pairs = [(min(row[first], row[second]), max(row[first], row[second]), first) for first in needs[:at]]
                one, other, first = max(pairs, key=lambda pair: strength[pair[0], pair[1]])
                ends = (first, second) if row[first] == one else (second, first)
                links.append((int(job[first]), *ends, number[one, other]))
        columns = np.array(links, dtype=int).reshape(-1, 4).T
        self.links = Links(*columns)
        used = sorted(set(self.links.pair.tolist()))
        self.links = Links(columns[0], columns[1], columns[2], np.searchsorted(used, columns[3]))
        keys = list(number)
        self.ends = np.array([keys[at] for at in used], dtype=int).reshape(-1, 2)
        """(M, 2) the shelves"""
        self.kinds = sorted({kind for at in used for kind in common[at]})
        self.common = np.array([[common[at].get(kind, 0.0) for kind in self.kinds] for at in used]).reshape(
            len(used), len(self.kinds)
        )
        """(M, K) visits per hour that take from both, by columns of the numbers of units of either"""

        self._taken: tuple[bytes, Array] = b"", np.zeros((0, 0, 0))

    def __bool__(self) -> bool:
        return len(self.links.job) > 0

    def covariance(self, units: Array, hours: Array, lacking: Array) -> Array:
        """(L,) of 'the first part is there' and 'the second part is there' where a visit needs both; for a mean number of units of either."""
        rare = ((lacking * (self.vans.visits > 0)).max(axis=1) < _RARE)[self.ends].any(axis=1)
        busy = np.flatnonzero(~rare)
        found = np.zeros((len(self.ends), len(self.vans.sizes), len(self.vans.sizes)))
        if len(busy):
            found[busy] = self._covariance(busy, units, hours)
        return found[self.links.pair]

    def _covariance(self, some: Array, units: Array, hours: Array) -> Array:
        """(some, Q, Q) the same for some of the pairs."""
        vans, (one, other) = self.vans, self.ends[some].T
        shared = self.common[some] * np.minimum(hours[one], hours[other])[:, None]
        stock = units[one], units[other]
        alone = []
        for end, shelf in enumerate((one, other)):
            asked = vans.visits[shelf] * hours[shelf][:, None]
            for at, kind in enumerate(self.kinds):
                asked[:, kind[end]] -= shared[:, at]
            alone.append(vans.held(np.maximum(asked, 0.0), int(stock[end].max())))
        both = self._taken_from_both(shared, int(stock[0].max()), int(stock[1].max()))
        fewer = [0, *vans.sizes.tolist()]
        ends = [np.stack([_backwards(alone[at], stock[at] - less) for less in fewer], axis=2) for at in (0, 1)]
        chance = np.swapaxes(ends[0], 1, 2) @ both @ ends[1]  # of so many fewer on the way than the stock of either
        chance = chance / np.maximum(chance[:, :1, :1], 1e-300)
        found: Array = chance[:, 1:, 1:] - chance[:, 1:, :1] * chance[:, :1, 1:]
        return found

    def _taken_from_both(self, shared: Array, top: int, other_top: int) -> Array:
        """(some, top + 1, other top + 1) chances of the units on the way that visits took which asked both; the last ones are kept."""
        known, table = self._taken
        if known != shared.tobytes() or table.shape[1] <= top or table.shape[2] <= other_top:
            table = self._chances(shared, top, other_top)
            self._taken = shared.tobytes(), table
        return table[:, : top + 1, : other_top + 1]

    def _chances(self, shared: Array, top: int, other_top: int) -> Array:
        sizes = self.vans.sizes.tolist()
        found = np.zeros((len(shared), top + 1, other_top + 1))
        found[:, 0, 0] = np.exp(-shared.sum(axis=1))
        for units in range(1, top + 1):
            for at, (one, other) in enumerate(self.kinds):
                size, more = sizes[one], sizes[other]
                if size <= units and more <= other_top:
                    gone = shared[:, at, None] * size / units * found[:, units - size, : other_top + 1 - more]
                    found[:, units, more:] += gone
        return found


def _backwards(held: Array, units: Array) -> Array:
    """(N, top + 1) chance of so many units less 0, 1, 2, … or fewer."""
    back = units[:, None] - np.arange(held.shape[1])
    found: Array = np.where(back >= 0, np.take_along_axis(held, np.maximum(back, 0), axis=1), 0.0)
    return found


def _of_one_job(job: Array, row: Array, probability: Array) -> list[list[int]]:
    """The needs of each job that vans may carry, where there are several; the likeliest of many."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for need in np.flatnonzero(row != NOWHERE).tolist():
        found[int(job[need])].append(need)
    return [sorted(needs, key=lambda need: -probability[need])[:_MOST] for needs in found.values() if len(needs) > 1]
