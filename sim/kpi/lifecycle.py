"""The end of a part's life: what was bought for the last time, how far it went, and what is left."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.parts import demands
from sim.kpi.selections import NO_DATA, per_year, ratio
from sim.records import MOVEMENTS, SUPPLY_SOURCES
from sim.results import Array, Tables, shelves


def _ends(tables: Tables) -> Array:
    """When each part is discontinued, by code; infinite where it never is."""
    at = tables.by_code("part", "discontinued")[:-1]
    return np.where(np.isnan(at) | (at >= tables.horizon), np.inf, at)


@kpi(
    unit="money",
    formula="units ordered × unit price of the last-time buys",
    clock="last-time buys of the window",
    denominator="none: a sum; no data where no part is discontinued in the run",
)
def last_time_buy_value(tables: Tables) -> float:
    """What was ordered of parts for the last time."""
    if np.isinf(_ends(tables)).all():
        return NO_DATA
    bought = tables.raw("last_time_buys")
    bought = bought[(bought["time"] >= tables.warm_up) & (bought["order"] >= 0)]
    orders = tables.raw("orders")
    chosen = orders[np.isin(orders["order"], bought["order"])]
    return float((chosen["quantity"] * chosen["unit_price"]).sum())


@kpi(
    unit="share",
    better="up",
    formula="units filled ÷ units asked, of parts that were discontinued by then",
    clock="part demands of jobs asked in the window, after the last-time buy; filled by the horizon",
    denominator="these units, open ones included",
)
def discontinued_fill_rate(tables: Tables) -> float:
    """Share of the units of discontinued parts that jobs did get."""
    lines = tables.once(demands)
    late = lines[lines["asked"] > _ends(tables)[lines["part"]]]
    return ratio(late["quantity"][~np.isnan(late["filled"])].sum(), late["quantity"].sum())


@kpi(
    unit="money",
    better="down",
    formula="units on hand at the end of the run × price, of discontinued parts",
    clock="end of the run",
    denominator="none: a sum; no data where no part is discontinued in the run",
)
def leftover_value(tables: Tables) -> float:
    """Value of discontinued parts that lie on the shelves at the end of the run."""
    ends = _ends(tables)
    if np.isinf(ends).all():
        return NO_DATA
    shelf = tables.once(shelves)
    last = (shelf.end == tables.horizon) & np.isfinite(ends)[shelf.part] & (np.diff(shelf.pair, append=-1) != 0)
    return float((shelf.on_hand * tables.by_code("part", "price", 0.0)[shelf.part])[last].sum())


def _from_kits(tables: Tables) -> dict[str, tuple[float, float]]:
    """Kit -> (kits opened in the window, units in one)."""
    kits, rows = tables.dimension("kits"), tables.raw("movements")
    rows = rows[(rows["movement"] == MOVEMENTS.index("kit opened")) & (rows["time"] >= tables.warm_up)]
    inside: dict[str, float] = {}
    for kit, units in zip(kits.get("kit", []), kits.get("units", []), strict=True):
        inside[kit] = inside.get(kit, 0.0) + units
    return {
        kit: (float(-rows["quantity"][rows["part"] == tables.code("part", kit)].sum()), units) for kit, units in inside.items()
    }


@kpi(
    unit="1/y",
    formula="kits opened for one of their parts per year, by kit",
    clock="opened in the window",
    denominator="years of the window",
)
def kits_opened(tables: Tables) -> dict[str, float]:
    """Kits that are opened in a year."""
    return {kit: per_year(tables, opened) for kit, (opened, _) in _from_kits(tables).items()}


@kpi(
    unit="share",
    better="down",
    formula="1 − units that were put on a shelf ÷ units in the kits opened",
    clock="kits opened in the window",
    denominator="units in these kits; no data where none was opened",
)
def kit_waste(tables: Tables) -> float:
    """Share of what was in opened kits that was thrown away."""
    rows = tables.raw("movements")
    used = rows["quantity"][(rows["movement"] == MOVEMENTS.index("from kit")) & (rows["time"] >= tables.warm_up)].sum()
    inside = sum(opened * units for opened, units in _from_kits(tables).values())
    return 1.0 - ratio(float(used), inside)


@kpi(
    unit="share",
    better="down",
    formula="demands met out of a machine at the site ÷ demands",
    clock="part demands of jobs asked in the window",
    denominator="demands, open ones and those of the machines that gave included; no data where nothing is taken out of machines",
)
def cannibalisation_rate(tables: Tables) -> float:
    """Share of the demands for parts that were met by taking them out of another machine."""
    lines = tables.once(demands)
    taken = (lines["supply"] == SUPPLY_SOURCES.index("cannibalise")).sum()
    return ratio(taken, len(lines)) if taken else NO_DATA
