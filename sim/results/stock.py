"""What stood on the shelves between two movements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.results.tables import Array, Tables


@dataclass(frozen=True)
class Shelves:
    """What stood on the shelves, one row per stretch between two movements of a (location, part), in that order.

    `row` is the row of the movements table that began the stretch; `begin` and `end` are hours, the last stretch ending at the
    horizon; `pair` numbers the (location, part) pairs from 0.
    """

    row: Array
    pair: Array
    location: Array
    part: Array
    begin: Array
    end: Array
    on_hand: Array
    on_order: Array
    backorders: Array
    pairs: int

    def hours(self, begin: float, end: float) -> Array:
        """Length of each stretch within [begin, end]."""
        hours: Array = np.maximum(np.minimum(self.end, end) - np.maximum(self.begin, begin), 0.0)
        return hours


def shelves(tables: Tables) -> Shelves:
    """Stretches between movements of every (location, part); use `tables.once(shelves)`."""
    rows = tables.raw("movements")
    parts = max(len(tables.names("part")), 1)
    key = rows["location"].astype(np.int64) * parts + rows["part"]
    order = np.argsort(key, kind="stable")
    key = key[order]
    moved = rows[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    end = np.full(len(key), tables.horizon)
    end[:-1] = np.where(first[1:], tables.horizon, moved["time"][1:])
    return Shelves(
        row=order,
        pair=np.cumsum(first) - 1,
        location=np.ascontiguousarray(moved["location"]),
        part=np.ascontiguousarray(moved["part"]),
        begin=np.ascontiguousarray(moved["time"]),
        end=end,
        on_hand=moved["on_hand"].astype(float),
        on_order=moved["on_order"].astype(float),
        backorders=moved["backorders"].astype(float),
        pairs=int(first.sum()),
    )


def missing_units(tables: Tables) -> Array:
    """Units that the books still have though they are gone, for each stretch of `shelves`; use `tables.once(missing_units)`."""
    return _missing(tables, "lost", "books corrected")


def missing_cards(tables: Tables) -> Array:
    """Kanban cards that are lost and not replaced, for each stretch of `shelves`; use `tables.once(missing_cards)`."""
    return _missing(tables, "card lost", "card found")


def _missing(tables: Tables, gone: str, back: str) -> Array:
    """How many of a shelf are gone and not back yet."""
    shelf = tables.once(shelves)
    rows = tables.raw("movements")[shelf.row]
    codes = [tables.code("movement", each) for each in (gone, back)]
    change = np.abs(rows["quantity"].astype(np.int64))
    change *= (rows["movement"] == codes[0]).astype(np.int64) - (rows["movement"] == codes[1]).astype(np.int64)
    level = np.cumsum(change)
    first = np.flatnonzero(np.diff(shelf.pair, prepend=-1))
    found: Array = level - (level - change)[first][shelf.pair]
    return found
