"""Demand: reviews count what the shelves were asked for, and classes go by usage value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.audit.findings import say
from sim.audit.parts import comes_back_as
from sim.records import MOVEMENTS, SUPPLY_SOURCES
from sim.results import Array, Rows, Tables


def check(tables: Tables) -> list[str]:
    """All findings about reviews and classes."""
    return [*_reviews(tables), *_classes(tables)]


def _pairs(tables: Tables, rows: Rows, place: str = "location") -> Array:
    numbers: Array = rows[place].astype(np.int64) * max(len(tables.names("part")), 1) + rows["part"]
    return numbers


def _successors(tables: Tables, part: int) -> Iterator[int]:
    """Parts that may take its place, one after the other: what is owed of it becomes the newest."""
    following, name = tables.facts.get("successors", {}), tables.names("part")[part]
    while name in following:
        name = following[name]
        yield tables.code("part", name)


def _reviews(tables: Tables) -> list[str]:
    """The demand of a period is what the shelf issued and owes from it, with what others had to give for it, refurbished units among that.

    Units that came back unused, and those that it gave to a neighbour's job, may be taken off it.
    """
    reviews, moves, demands = tables.raw("reviews"), tables.raw("movements"), tables.raw("demands")
    if not len(reviews):
        return []
    elsewhere = demands[demands["source"] != demands["location"]]
    helped = np.isin(
        demands["supply"], [code for code, source in enumerate(SUPPLY_SOURCES) if source in {"lateral", "vans", "group"}]
    )
    lateral = demands[helped]
    moved = {
        movement: moves[moves["movement"] == MOVEMENTS.index(movement)]
        for movement in ("issue", "demand backordered", "kit opened", "taken back")
    }
    ended = np.flatnonzero(~np.isnan(reviews["since"]))
    key = _pairs(tables, reviews)
    parts = max(len(tables.names("part")), 1)
    served = tables.once(comes_back_as)
    stand_in = {pair: pair - pair % parts + served[pair % parts] for pair in np.unique(key).tolist()}
    wrong = np.zeros(len(reviews), dtype=bool)
    for pair in np.unique(key[ended]):
        rows = ended[key[ended] == pair]
        own = {movement: each[_pairs(tables, each) == pair] for movement, each in moved.items()}
        asked = sum(_within(own[each], reviews[rows]) for each in ("issue", "demand backordered", "kit opened"))
        names = {pair, stand_in[pair], *(pair - pair % parts + each for each in _successors(tables, pair % parts))}
        unmet = sum(elsewhere["quantity"][_pairs(tables, elsewhere) == each].sum() for each in names)
        spared = lateral["quantity"][_pairs(tables, lateral, "source") == pair].sum() + own["taken back"]["quantity"].sum()
        found = reviews["demand"][rows]
        wrong[rows] = (found > asked + unmet) | (found < asked - spared)
    late = (reviews["since"] >= reviews["time"]) | (reviews["level"] < 0) | (reviews["demand"] < 0) | (reviews["forecast"] < 0)

    def show(row: int) -> str:
        place, part = tables.names("location")[reviews["location"][row]], tables.names("part")[reviews["part"][row]]
        return f"{part} at {place} at {reviews['time'][row]:.2f} h"

    return [
        *say(wrong, "the demand of a review is not what its shelf was asked for", show),
        *say(late, "a review looks into the future, or counts below zero", show),
    ]


def _within(moves: Rows, reviews: Rows) -> Array:
    """Units moved within the period of each review of the same shelf."""
    total = np.concatenate([[0], np.cumsum(np.abs(moves["quantity"].astype(np.int64)))])
    first, last = (np.searchsorted(moves["time"], reviews[moment], side="left") for moment in ("since", "time"))
    units: Array = total[last] - total[first]
    return units


def _classes(tables: Tables) -> list[str]:
    """At each classification every part has one class, and none of less usage value has a better one."""
    rows = tables.raw("classes")
    counts = np.unique(rows["time"], return_counts=True)[1]
    order = np.lexsort((-rows["value"], rows["time"]))
    ranked = rows[order]
    better = (ranked["time"][1:] == ranked["time"][:-1]) & (ranked["abc"][1:] < ranked["abc"][:-1])
    return [
        *say(counts != len(tables.names("part")), "a classification leaves parts out", lambda row: f"number {row}"),
        *say(
            better,
            "a part of less usage value has a better class",
            lambda row: f"{tables.names('part')[ranked['part'][row + 1]]}",
        ),
    ]
