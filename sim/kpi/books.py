"""Books against shelves: units that go missing, how far records can be trusted, and Kanban cards that got lost."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, ON_SHELVES, per_year, ratio
from sim.records import MOVEMENTS
from sim.results import Tables, missing_cards, missing_units, shelves


@kpi(
    unit="share",
    better="up",
    formula="time in which the books have as many units as the shelf ÷ time, over all (location, part) together",
    clock=ON_SHELVES,
    denominator="(location, part) pairs of parts with shrinkage that held stock for any time of the run × hours of the window; "
    "no data without shrinkage",
)
def stock_record_accuracy(tables: Tables) -> float:
    """Share of time in which the stock on the books is the stock on the shelf."""
    shelf = tables.once(shelves)
    shrinks = tables.holds("part", "shrinkage")[shelf.part]
    if not shrinks.any():
        return NO_DATA
    ever = np.bincount(shelf.pair, weights=shelf.hours(0.0, tables.horizon) * (shelf.on_hand > 0), minlength=shelf.pairs) > 0
    counted = shelf.hours(*tables.window) * (shrinks & ever[shelf.pair])
    return ratio(float(counted[tables.once(missing_units) == 0].sum()), float(counted.sum()))


@kpi(
    unit="units/y",
    better="down",
    formula="units that went missing per year, all shelves and vans together",
    clock="losses in the window; a year has 8,760 h",
    denominator="years of the window; no data without shrinkage",
)
def units_lost(tables: Tables) -> float:
    """Units that go missing in a year: theft, damage, wrong places."""
    if not tables.holds("part", "shrinkage").any():
        return NO_DATA
    moved = tables.raw("movements")
    lost = (moved["movement"] == MOVEMENTS.index("lost")) & (moved["time"] >= tables.warm_up)
    return per_year(tables, float(np.abs(moved["quantity"][lost]).sum()))


@kpi(
    unit="cards",
    better="down",
    formula="time-average of Kanban cards that are lost and not replaced yet, all shelves together",
    clock=ON_SHELVES,
    denominator="hours of the window; no data where cards do not get lost",
)
def kanban_cards_missing(tables: Tables) -> float:
    """Kanban cards that are missing at a moment."""
    if not tables.facts.get("cards_get_lost"):
        return NO_DATA
    begin, end = tables.window
    hours = tables.once(shelves).hours(begin, end)
    return ratio(float((hours * tables.once(missing_cards)).sum()), end - begin)
