"""Who or what is near, among thousands: places in columns of numbers, so that a search looks at the nearest few only.

A search must find the very one that a look at everybody would find. So the columns only say how little a drive can take at least; what is
taken along a search is measured exactly, and the search ends where everything left would take longer than the best found.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.nature.travel import EARTH_RADIUS, Spot
from sim.units import TICK

FEW = 64
"""With so many members or fewer it is quicker to look at each."""
FARTHEST = 999.0
"""Hours: longer drives count as this long."""
_SLACK_KM = 1e-4
_SLACK_HOURS = 2 * TICK
"""What rounding may take off a drive."""

Entry = tuple[Any, Any]
"""(place in the order of precedence, member)"""


class Row:
    """Members of one kind at one place, in order of precedence."""

    __slots__ = ("key", "kind", "members", "slot")

    def __init__(self, key: tuple[Spot | None, int], kind: Any, slot: int) -> None:
        self.key = key
        self.kind = kind
        self.slot = slot
        self.members: list[Entry] = []


class Nearby:
    """Members by place and kind. Those of one kind are alike but for the drive, as far as `extra` of a search can tell."""

    def __init__(self, least_hours: tuple[float, float]) -> None:
        self._fixed, self._per_km = least_hours
        self._rows: dict[tuple[Spot | None, int], Row] = {}
        self._row_of: dict[Any, tuple[Row, Any]] = {}
        self._kinds: dict[Hashable, int] = {}
        self._rows_of_kind: list[dict[Row, None]] = []
        self._slots: list[Row | None] = []
        self._free: list[int] = []
        self._at = np.zeros((3, 0))
        self._kind = np.zeros(0, dtype=np.intp)

    def __len__(self) -> int:
        return len(self._row_of)

    # ------------------------------------------------------------------ members
    def add(self, member: Any, spot: Spot, kind: Hashable, precedence: Any) -> None:
        """Put a member at a place; of equals, the least precedence goes first."""
        code = self._kinds.setdefault(kind, len(self._kinds))
        if code == len(self._rows_of_kind):
            self._rows_of_kind.append({})
        key = (spot if self._per_km else None, code)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = Row(key, kind, self._take_slot(spot, code))
            self._slots[row.slot] = row
            self._rows_of_kind[code][row] = None
        insort(row.members, (precedence, member))
        self._row_of[member] = (row, precedence)

    def discard(self, member: Any) -> None:
        """Take a member out, if it is in."""
        found = self._row_of.pop(member, None)
        if found is None:
            return
        row, precedence = found
        del row.members[bisect_left(row.members, (precedence,))]
        if not row.members:
            del self._rows[row.key]
            del self._rows_of_kind[row.key[1]][row]
            self._slots[row.slot] = None
            self._kind[row.slot] = -1
            self._free.append(row.slot)

    def move(self, member: Any, spot: Spot, kind: Hashable) -> None:
        """Put a member elsewhere, if it is in; it keeps its precedence."""
        found = self._row_of.get(member)
        if found is not None:
            self.discard(member)
            self.add(member, spot, kind, found[1])

    def _take_slot(self, spot: Spot, code: int) -> int:
        if not self._free:
            size = len(self._slots)
            more = max(size, FEW)
            self._slots.extend([None] * more)
            self._free.extend(range(size + more - 1, size - 1, -1))
            self._at = np.concatenate([self._at, np.zeros((3, more))], axis=1)
            self._kind = np.concatenate([self._kind, np.full(more, -1, dtype=np.intp)])
        slot = self._free.pop()
        if self._per_km:
            self._at[:, slot] = direction(spot)
        self._kind[slot] = code
        return slot

    # ------------------------------------------------------------------ searching
    def search(self, spot: Spot, extra: Callable[[Any, Any], float], within: float = math.inf) -> Iterator[tuple[float, Row]]:
        """Rows and the least that hours of travel and `extra(kind, any member of it)` can be there, least first.

        Rows to which the drive surely takes longer than `within` hours are left out.
        """
        extras = [
            extra(kind, next(iter(rows)).members[0][1]) if rows else math.inf
            for kind, rows in zip(self._kinds, self._rows_of_kind, strict=True)
        ]
        least = self._least_hours(spot)
        too_far = least > within
        least += np.array([*extras, math.inf])[self._kind]
        least[too_far] = math.inf
        look, left = FEW // 2, int(np.count_nonzero(least < math.inf))
        while left > 0:
            look = min(look, left)
            found = np.argpartition(least, look - 1)[:look]
            for slot in found[np.argsort(least[found])].tolist():
                row = self._slots[slot]
                assert row is not None
                yield float(least[slot]), row
            least[found] = math.inf
            left -= look
            look *= 8

    def _least_hours(self, spot: Spot) -> npt.NDArray[np.float64]:
        if not self._per_km:
            return np.full(len(self._slots), min(self._fixed, FARTHEST))
        apart = self._at - np.array(direction(spot))[:, None]
        km = np.sqrt(np.einsum("ij,ij->j", apart, apart))
        km *= EARTH_RADIUS
        km -= _SLACK_KM
        hours: npt.NDArray[np.float64] = self._fixed - _SLACK_HOURS + self._per_km * km
        hours[km <= 0] = 0.0
        return hours.clip(0.0, FARTHEST)


def direction(spot: Spot) -> tuple[float, float, float]:
    """The unit vector from the centre of the Earth; a chord between two is never longer than the way over the ground."""
    if spot.at is None:
        raise ValueError(f"no coordinates of '{spot.name}'")
    north, east = math.radians(spot.at[0]), math.radians(spot.at[1])
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)
