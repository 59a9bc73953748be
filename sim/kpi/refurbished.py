"""Refurbished units beside new ones: how many jobs get one, and what the surplus is sold for."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, per_year, ratio, since
from sim.records import MOVEMENTS
from sim.results import Tables


@kpi(
    unit="share",
    better="up",
    formula="units of refurbished parts handed to jobs ÷ units of these and of their new parts",
    clock="part demands of jobs filled in the window",
    denominator="units handed to jobs of parts that are refurbished as another part, and of what they become",
)
def refurbished_share(tables: Tables) -> float:
    """Share of the units for jobs that are refurbished instead of new."""
    names = tables.labels_by_code("part", "refurbished")
    new = [code for code, name in enumerate(names) if name]
    old = [tables.code("part", name) for name in names if name]
    given = since(tables.raw("demands"), "filled", tables.warm_up)
    units = given["quantity"]
    return ratio(units[np.isin(given["part"], old)].sum(), units[np.isin(given["part"], [*new, *old])].sum())


@kpi(
    unit="money/y",
    better="up",
    formula="units sold × what one is sold for, per year",
    clock="sold in the window; a year has 8,760 h",
    denominator="years of the window; no figure unless some part is sold",
)
def refurbished_sales(tables: Tables) -> float:
    """What units that came back beyond what was wanted are sold for in a year."""
    prices = tables.by_code("part", "sold_price")
    if np.isnan(prices).all():
        return NO_DATA
    rows = since(tables.raw("movements"), "time", tables.warm_up)
    sold = rows[rows["movement"] == MOVEMENTS.index("sold")]
    return per_year(tables, float((np.abs(sold["quantity"]) * prices[sold["part"]]).sum()))
