"""The way back: cores, inspection and the repair shop."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import known, mean, quantiles, ratio, since
from sim.records import DISPOSITIONS
from sim.results import Array, Tables


def _turnarounds(tables: Tables) -> Array:
    cores = since(tables.raw("cores"), "received", tables.warm_up)
    back = cores[~np.isnan(cores["ended"]) & (cores["location"] >= 0)]
    hours: Array = back["ended"] - back["received"]
    return hours


def _delays(tables: Tables) -> Array:
    cores = since(tables.raw("cores"), "removed", tables.warm_up)
    return known(cores["received"] - cores["removed"])


@kpi(
    unit="share",
    formula="cores in which inspection found no fault ÷ cores inspected",
    clock="cores inspected in the window",
    denominator="cores inspected",
)
def no_fault_found_rate(tables: Tables) -> float:
    """Share of inspected cores without a fault (NFF)."""
    cores = since(tables.raw("cores"), "inspected", tables.warm_up)
    return ratio(cores["no_fault_found"].sum(), len(cores))


_BACK = "cores received in the window that are back on a shelf by the horizon, repaired or restocked"


@kpi(
    unit="h",
    better="down",
    formula="mean of back on the shelf − received for inspection",
    clock="calendar hours",
    denominator=_BACK,
)
def shop_turnaround(tables: Tables) -> float:
    """Time from receipt of a core until it is back in stock."""
    return mean(tables.once(_turnarounds))


@kpi(unit="h", better="down", formula="quantiles of back on the shelf − received", clock="calendar hours", denominator=_BACK)
def shop_turnaround_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time from receipt of a core until it is back in stock."""
    return quantiles(tables.once(_turnarounds))


@kpi(
    unit="share",
    better="up",
    formula="cores that left the shop good ÷ cores that left it",
    clock="cores that left the shop in the window",
    denominator="cores that left the shop, after a rework or not",
)
def shop_yield(tables: Tables) -> float:
    """Share of the cores in the shop that come out good."""
    cores = since(tables.raw("cores"), "shop_end", tables.warm_up)
    return ratio(cores["good"].sum(), len(cores))


_SENT = "cores removed in the window and received by the horizon"


@kpi(
    unit="share",
    better="up",
    formula="cores received by the horizon ÷ cores removed; local repairs aside",
    clock="cores removed in the window",
    denominator="cores due: removed in the window, and not repaired locally",
)
def core_return_rate(tables: Tables) -> float:
    """Share of the defective parts due that have come back."""
    cores = since(tables.raw("cores"), "removed", tables.warm_up)
    cores = cores[cores["disposition"] != DISPOSITIONS.index("local repair")]
    return ratio((~np.isnan(cores["received"])).sum(), len(cores))


@kpi(unit="h", better="down", formula="mean of received − removed", clock="calendar hours", denominator=_SENT)
def core_return_delay(tables: Tables) -> float:
    """Time a defective part is on its way back."""
    return mean(tables.once(_delays))


@kpi(unit="h", better="down", formula="quantiles of received − removed", clock="calendar hours", denominator=_SENT)
def core_return_delay_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time a defective part is on its way back."""
    return quantiles(tables.once(_delays))
