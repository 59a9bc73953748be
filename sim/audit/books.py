"""Books: what is taken off them was lost before, every count says what it found, and only cards that got lost are found."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.records import MOVEMENTS
from sim.results import Tables, missing_cards, missing_units, shelves


def check(tables: Tables) -> list[str]:
    """All findings about books."""
    return [*_levels(tables), *_counts(tables)]


def _levels(tables: Tables) -> list[str]:
    """Neither units nor cards are found that had not got lost."""
    rows = tables.raw("movements")[tables.once(shelves).row]

    def show(row: int) -> str:
        place, part = tables.names("location")[rows["location"][row]], tables.names("part")[rows["part"][row]]
        return f"{part} at {place}, at {rows['time'][row]:.2f} h"

    return [
        *say(tables.once(missing_units) < 0, "the books were corrected by more units than went missing", show),
        *say(tables.once(missing_cards) < 0, "more Kanban cards were found than had got lost", show),
    ]


def _counts(tables: Tables) -> list[str]:
    """A count puts all books of its location right, by as many units as it says, and leaves nothing to find."""
    counts, moved = tables.raw("counts"), tables.raw("movements")
    corrected = moved[moved["movement"] == MOVEMENTS.index("books corrected")]
    lost = moved[moved["movement"] == MOVEMENTS.index("lost")]
    wrong = np.zeros(len(counts), dtype=bool)
    for row, count in enumerate(counts):
        here = corrected[(corrected["location"] == count["location"]) & (corrected["time"] <= count["time"])]
        gone = lost[(lost["location"] == count["location"]) & (lost["time"] <= count["time"])]
        found = -int(here["quantity"][here["time"] == count["time"]].sum())
        late = -int(gone["quantity"][gone["time"] == count["time"]].sum())
        left = -int(gone["quantity"].sum()) + int(here["quantity"].sum())
        wrong[row] = found < count["missing"] or not 0 <= left <= late

    def show(row: int) -> str:
        return f"{tables.names('location')[counts['location'][row]]}, at {counts['time'][row]:.2f} h"

    return say(wrong, "a count did not put the books right", show)
