"""Repair shops, one by one: where there are several, one that works as the stock needs it, or one that quotes for each core."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import mean, ratio, since
from sim.results import Array, Rows, Tables


def _by_shop(tables: Tables, moment: str) -> Mapping[str, Rows]:
    """Shop -> its stays with a moment in the window; no shops where stays are not kept."""
    stays = tables.raw("repairs")
    stays = stays[stays[moment] >= tables.warm_up]
    names = tables.names("shop") if tables.facts.get("shop_stays") else []
    return {name: stays[stays["shop"] == code] for code, name in enumerate(names)}


def _hours(stays: Rows, begin: str, end: str) -> Array:
    hours: Array = stays[end] - stays[begin]
    return hours


@kpi(
    unit="h",
    better="down",
    formula="mean of left the shop − came there, per shop",
    clock="calendar hours; stays that ended in the window",
    denominator="stays in the shop that ended; no figure unless stays are told (table `repairs`)",
)
def shop_time_by_shop(tables: Tables) -> dict[str, float]:
    """Time that a core spends in a repair shop."""
    return {name: mean(_hours(stays, "came", "ended")) for name, stays in _by_shop(tables, "ended").items()}


@kpi(
    unit="h",
    better="down",
    formula="mean of first on a bench − came to the shop, per shop",
    clock="calendar hours; stays whose first repair began in the window",
    denominator="stays in the shop that a bench took up; no figure unless stays are told (table `repairs`)",
)
def shop_queue_by_shop(tables: Tables) -> dict[str, float]:
    """Time that a core waits in a repair shop until a bench takes it up."""
    return {name: mean(_hours(stays, "came", "begun")) for name, stays in _by_shop(tables, "begun").items()}


@kpi(
    unit="cores",
    better="down",
    formula="time-average of cores that came to the shop and were never on a bench yet, per shop",
    clock="calendar hours of the window",
    denominator="hours of the window; no figure unless stays are told (table `repairs`)",
)
def cores_waiting_by_shop(tables: Tables) -> dict[str, float]:
    """Cores that wait for a bench, or for the stock to need them, at a moment."""
    stays = tables.raw("repairs")
    begun = np.where(np.isnan(stays["begun"]), tables.horizon, stays["begun"])
    hours = np.clip(begun, *tables.window) - np.clip(stays["came"], *tables.window)
    names = tables.names("shop") if tables.facts.get("shop_stays") else []
    return {name: ratio(hours[stays["shop"] == code].sum(), tables.horizon - tables.warm_up) for code, name in enumerate(names)}


@kpi(
    unit="share",
    better="up",
    formula="cores that left the shop good ÷ cores that left it, per shop",
    clock="stays that ended in the window",
    denominator="stays in the shop that ended; no figure unless stays are told (table `repairs`)",
)
def shop_yield_by_shop(tables: Tables) -> dict[str, float]:
    """Share of the cores in a repair shop that come out good."""
    return {name: ratio(np.sum(stays["good"]), len(stays)) for name, stays in _by_shop(tables, "ended").items()}


@kpi(
    unit="money",
    better="down",
    formula="cost of the repairs ÷ repairs, per shop",
    clock="stays that ended in the window",
    denominator="repairs of stays that ended, good or not; no figure unless stays are told (table `repairs`)",
)
def repair_cost_by_shop(tables: Tables) -> dict[str, float]:
    """What a repair costs in a repair shop, as really paid."""
    stays = _by_shop(tables, "ended")
    return {name: ratio(float(each["cost"].sum()), int(each["repairs"].sum())) for name, each in stays.items()}


@kpi(
    unit="share",
    better="up",
    formula="modules set aside at once for a unit in repair ÷ modules that units in repair asked for, per module",
    clock="asked in the window",
    denominator="times that a shop asked for the module; no figure unless parts have modules to be replaced",
)
def module_fill_rate(tables: Tables) -> dict[str, float]:
    """Share of the modules needed in repair that lie on the shelf."""
    needs = since(tables.raw("replacements"), "asked", tables.warm_up)
    return {
        name: ratio((needs["filled"] == needs["asked"])[needs["part"] == tables.code("part", name)].sum(), chosen)
        for name in tables.facts.get("modules", [])
        for chosen in [int((needs["part"] == tables.code("part", name)).sum())]
    }


@kpi(
    unit="h",
    better="down",
    formula="mean of set aside − asked, per module",
    clock="calendar hours; asked in the window",
    denominator="modules set aside for a unit in repair, those at once with 0 h; no figure unless parts have modules to be replaced",
)
def module_wait(tables: Tables) -> dict[str, float]:
    """Time that a unit in repair waits for a module."""
    needs = since(tables.raw("replacements"), "asked", tables.warm_up)
    done = needs[~np.isnan(needs["filled"])]
    waits = done["filled"] - done["asked"]
    return {name: mean(waits[done["part"] == tables.code("part", name)]) for name in tables.facts.get("modules", [])}
