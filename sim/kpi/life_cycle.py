"""Machines over their lives: how old they are, how many are replaced, and what one costs in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.kpi.assets import downtimes, standing
from sim.kpi.members import kpi
from sim.kpi.selections import BREAKDOWN, NO_DATA, mean, per_year, ratio, since
from sim.records import NONE, SUPPLY_SOURCES
from sim.results import Array, Rows, Tables, hours_in_field, stays
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

NOT_NEEDED = SUPPLY_SOURCES.index("not needed")
PARTS_OF_COST = ("capital", "faults", "maintenance", "parts", "downtime")


def _reckoned(tables: Tables) -> bool:
    """Whether anything is said about the cost of machines over their lives."""
    return bool(tables.facts.get("life_cycles") or tables.facts.get("downtime_costs"))


def life_cycle_costs(tables: Tables) -> dict[str, Array]:
    """Money of the window by asset, for each part of the life-cycle cost; use `tables.once(life_cycle_costs)`."""
    assets, begin = int(tables.facts["assets"]), tables.warm_up
    calls = np.sort(tables.raw("calls"), order="call")

    def by_asset(asset: Array, money: Array) -> Array:
        return np.bincount(asset, weights=money, minlength=assets)

    def of(rows: Rows) -> Rows:
        found: Rows = calls[np.searchsorted(calls["call"], rows["call"])]
        return found

    renewed, visits, demands = (
        since(tables.raw(n), t, begin) for n, t in (("renewed_assets", "at"), ("visits", "dispatched"), ("demands", "asked"))
    )
    hours = np.where(np.isnan(visits["left"]), tables.horizon, visits["left"]) - visits["dispatched"]
    cost = tables.by_code("technician", "cost", 0.0)[visits["technician"]]
    spent = hours * cost + visits["km"] * float(tables.facts.get("travel_cost", 0.0))
    broken = of(visits)["reason"] == BREAKDOWN
    put_in = demands[(demands["supply"] != NOT_NEEDED) & (demands["supply"] != NONE)]
    upkeep = tables.facts.get("upkeep") or {}
    material = np.array([upkeep[mode]["cost"] if mode in upkeep else 0.0 for mode in tables.names("mode")] + [0.0])
    done = calls[calls["restored"] >= begin]
    down = tables.once(downtimes)
    hourly = np.array(
        [(tables.facts.get("downtime_costs") or {}).get(kind, 0.0) for kind in tables.dimension("assets")["asset_type"]]
    )
    stood = by_asset(tables.raw("calls")["asset"][down.row], down.end - down.begin)
    return {
        "capital": by_asset(renewed["asset"], renewed["price"]),
        "faults": by_asset(of(visits)["asset"], np.where(broken, spent, 0.0)),
        "maintenance": by_asset(of(visits)["asset"], np.where(broken, 0.0, spent))
        + by_asset(done["asset"], material[done["mode"]]),
        "parts": by_asset(of(put_in)["asset"], put_in["quantity"] * tables.by_code("part", "price", 0.0)[put_in["part"]]),
        "downtime": stood * hourly,
    }


def life_cycle_table(tables: Tables) -> pd.DataFrame:
    """One row per asset: its years in the field in the window, its age at the horizon, and its life-cycle cost a year, by its parts."""
    import pandas as pd

    years = hours_in_field(tables, *tables.window) / HOURS_PER_YEAR
    assets, costs = tables.dimension("assets"), tables.once(life_cycle_costs)
    with np.errstate(divide="ignore", invalid="ignore"):
        yearly = {name: money / years for name, money in costs.items()}
    frame = {"name": assets["name"], "asset_type": assets["asset_type"], "years": years, "age": ages(tables), **yearly}
    return pd.DataFrame({**frame, "total": sum(yearly.values())})


def ages(tables: Tables) -> Array:
    """Hours since each machine was new, at the horizon; what refurbishments took away left out."""
    assets = tables.dimension("assets")
    age: Array = tables.horizon - np.array(assets["entered"], dtype=float) + np.array(assets.get("age", 0.0), dtype=float)
    for row in tables.raw("renewed_assets"):
        left = tables.facts["life_cycles"][assets["asset_type"][row["asset"]]]
        age[row["asset"]] = tables.horizon - row["at"] + (row["age"] * left if row["refurbished"] else 0.0)
    return age


@kpi(
    unit="money/y",
    better="down",
    formula="by part: price of new machines and cost of refurbishments (capital); technicians' hours from setting off to leaving × hourly cost, and "
    "kilometres, of visits to faults (faults) and of planned work, with its material (maintenance); parts put in × price (parts); hours down × "
    "downtime_cost of the type (downtime); and all of them (total). The purchase counts in full when it is made: let a run go over several lives, or begin "
    "with machines of all ages",
    clock="renewals done, visits begun, parts asked for, tasks done and downtime in the window; a year has 8,760 h",
    denominator="machines × years of the window in which they stand in the field; no data where no type states 'replacement' or 'downtime_cost'",
)
def life_cycle_cost(tables: Tables) -> dict[str, float]:
    """What a machine costs in a year over its life, everything counted."""
    if not _reckoned(tables):
        return dict.fromkeys((*PARTS_OF_COST, "total"), NO_DATA)
    costs = {
        name: ratio(per_year(tables, float(money.sum())), standing(tables))
        for name, money in tables.once(life_cycle_costs).items()
    }
    return {**costs, "total": sum(costs.values())}


@kpi(
    unit="1/y",
    formula="machines replaced by new ones, and machines refurbished ÷ machine-years",
    clock="work done in the window; a year has 8,760 h",
    denominator="machines × years of the window in which they stand in the field; no data where no type states 'replacement'",
)
def asset_renewals(tables: Tables) -> dict[str, float]:
    """How often a machine is replaced, or refurbished, in a year."""
    rows = since(tables.raw("renewed_assets"), "at", tables.warm_up)
    if not tables.facts.get("life_cycles"):
        return {"replaced": NO_DATA, "refurbished": NO_DATA}
    again = int(rows["refurbished"].sum())
    counts = {"replaced": len(rows) - again, "refurbished": again}
    return {name: ratio(per_year(tables, count), standing(tables)) for name, count in counts.items()}


@kpi(
    unit="h",
    formula="mean time since a machine was new; what refurbishments took away left out",
    clock="a reading at the horizon",
    denominator="machines in the field at the horizon; no data where no type states 'replacement'",
)
def mean_asset_age(tables: Tables) -> float:
    """How old machines are in the end."""
    if not tables.facts.get("life_cycles"):
        return NO_DATA
    entered, left = tables.once(stays)
    return mean(ages(tables)[(entered <= tables.horizon) & (left > tables.horizon)])
