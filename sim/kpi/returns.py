"""The way back: cores, inspection and the repair shop."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, known, mean, quantiles, ratio, since
from sim.ledger.returns import cores_in_hand
from sim.records import DISPOSITIONS, NONE, NOT_SENT
from sim.results import Array, Rows, Tables


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


@kpi(
    unit="share",
    formula="cores with the disposition ÷ cores inspected",
    clock="cores inspected in the window",
    denominator="cores inspected, where inspections are told in full (table `inspections`)",
)
def core_dispositions(tables: Tables) -> dict[str, float]:
    """Share of the inspected cores by what was decided: repair, restock, scrap, ..."""
    cores = tables.raw("cores")
    cores = cores[np.isin(cores["core"], tables.once(_inspections)[0]["core"])]
    count = np.bincount(cores["disposition"], minlength=len(DISPOSITIONS))
    return {word: ratio(count[code], len(cores)) for code, word in enumerate(DISPOSITIONS) if word != "local repair"}


@kpi(
    unit="share",
    better="down",
    formula="cores condemned ÷ cores inspected",
    clock="cores inspected in the window",
    denominator="cores inspected; modules, which a shop takes out itself, aside",
)
def condemnation_rate(tables: Tables) -> float:
    """Share of the inspected cores that are beyond repair: by their condition, or because the repair costs too much."""
    cores = since(tables.raw("cores"), "inspected", tables.warm_up)
    return ratio((cores["disposition"] == DISPOSITIONS.index("condemn")).sum(), len(cores))


@kpi(
    unit="money",
    better="down",
    formula="time average of the cores between receipt and shelf or scrap × price × value of a core",
    clock="calendar hours of the window",
    denominator="hours of the window; no figure unless cores of some part have a value",
)
def core_inventory_value(tables: Tables) -> float:
    """Money tied up in cores that wait or are worked on, at a moment."""
    worth = tables.by_code("part", "price", 0.0) * tables.by_code("part", "core_value", 0.0)
    if not worth.any():
        return NO_DATA
    begin, end = tables.once(cores_in_hand)
    hours = np.clip(np.where(np.isnan(end), tables.horizon, end), *tables.window) - np.clip(begin, *tables.window)
    return ratio(np.nansum(hours * worth[tables.raw("cores")["part"]]), tables.horizon - tables.warm_up)


def _inspections(tables: Tables) -> tuple[Rows, Array]:
    """Inspections of the window whose truth is known, and in which no fault was found; use `tables.once(_inspections)`."""
    inspections = since(tables.raw("inspections"), "inspected", tables.warm_up)
    cores = tables.raw("cores")
    return inspections, np.isin(inspections["core"], cores["core"][cores["no_fault_found"]])


@kpi(
    unit="share",
    better="down",
    formula="defective cores in which inspection found no fault ÷ defective cores inspected",
    clock="cores inspected in the window",
    denominator="defective cores inspected, where inspections are told in full",
)
def missed_fault_rate(tables: Tables) -> float:
    """Share of the defective cores that inspection takes for sound."""
    inspections, no_fault = tables.once(_inspections)
    return ratio((inspections["defective"] & no_fault).sum(), inspections["defective"].sum())


@kpi(
    unit="share",
    better="down",
    formula="sound cores in which inspection believed to find a fault ÷ sound cores inspected",
    clock="cores inspected in the window",
    denominator="sound cores inspected, where inspections are told in full",
)
def imagined_fault_rate(tables: Tables) -> float:
    """Share of the sound cores that inspection takes for defective."""
    inspections, no_fault = tables.once(_inspections)
    return ratio((~inspections["defective"] & ~no_fault).sum(), (~inspections["defective"]).sum())


@kpi(
    unit="share",
    better="down",
    formula="defective units that repairs found among those put in ÷ units of repairable parts handed to jobs",
    clock="tests of repairs, and units handed over, in the window",
    denominator="units of repairable parts handed to jobs, where inspection may miss faults and is told in full",
)
def dead_on_arrival_rate(tables: Tables) -> float:
    """Share of the units from the shelves that are defective when they are put in (DOA)."""
    if not len(tables.raw("inspections")):
        return NO_DATA
    found = since(tables.raw("dead_on_arrival"), "at", tables.warm_up)
    given = since(tables.raw("demands"), "filled", tables.warm_up)
    given = given[tables.holds("part", "repairable")[given["part"]]]
    return ratio(found["quantity"].sum(), given["quantity"].sum())


@kpi(
    unit="share",
    formula="cores of the grade ÷ graded cores",
    clock="cores inspected in the window",
    denominator="cores that were given a grade",
)
def core_grades(tables: Tables) -> dict[str, float]:
    """Share of the graded cores by grade."""
    inspections, _ = tables.once(_inspections)
    grades = inspections["grade"][inspections["grade"] != NONE]
    return {name: ratio((grades == code).sum(), len(grades)) for code, name in enumerate(tables.names("grade"))}


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
    formula="cores received by the horizon ÷ cores removed; local repairs and modules taken out in a shop aside",
    clock="cores removed in the window",
    denominator="cores due: removed in the window, and not repaired locally",
)
def core_return_rate(tables: Tables) -> float:
    """Share of the defective parts due that have come back."""
    cores = since(tables.raw("cores"), "removed", tables.warm_up)
    cores = cores[~np.isin(cores["disposition"], [DISPOSITIONS.index(each) for each in NOT_SENT])]
    return ratio((~np.isnan(cores["received"])).sum(), len(cores))


@kpi(unit="h", better="down", formula="mean of received − removed", clock="calendar hours", denominator=_SENT)
def core_return_delay(tables: Tables) -> float:
    """Time a defective part is on its way back."""
    return mean(tables.once(_delays))


@kpi(unit="h", better="down", formula="quantiles of received − removed", clock="calendar hours", denominator=_SENT)
def core_return_delay_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time a defective part is on its way back."""
    return quantiles(tables.once(_delays))


_SHIPPED = "cores that left together in the window"


@kpi(
    unit="units",
    better="up",
    formula="cores in shipments ÷ shipments",
    clock=_SHIPPED,
    denominator="shipments of cores that left together",
)
def cores_per_shipment(tables: Tables) -> float:
    """Cores in one shipment, where cores wait to leave together."""
    shipments = since(tables.raw("core_shipments"), "left", tables.warm_up)
    return ratio(shipments["units"].sum(), len(shipments))


@kpi(
    unit="share",
    better="down",
    formula="cores given up by the horizon, whether they came later or not ÷ cores that travel back",
    clock="cores removed in the window",
    denominator="cores removed in the window whose way back is told in steps",
)
def core_given_up_rate(tables: Tables) -> float:
    """Share of the defective parts due that the shelf waited for in vain, for too long or for ever."""
    journeys = since(tables.raw("journeys"), "removed", tables.warm_up)
    return ratio((~np.isnan(journeys["given_up"])).sum(), len(journeys))


def _deposits(tables: Tables) -> Rows:
    """Journeys of cores with a deposit; use `tables.once(_deposits)`."""
    journeys = tables.raw("journeys")
    chosen: Rows = journeys[journeys["deposit"] > 0]
    return chosen


@kpi(
    unit="share",
    better="down",
    formula="deposits forfeited ÷ (forfeited + refunded)",
    clock="deposits settled in the window",
    denominator="deposits settled",
)
def deposit_forfeit_rate(tables: Tables) -> float:
    """Share of the deposits that customers lose for cores that do not come in time."""
    deposits = tables.once(_deposits)
    lost, back = (len(since(deposits, each, tables.warm_up)) for each in ("forfeited", "refunded"))
    return ratio(lost, lost + back)


@kpi(
    unit="money",
    formula="time average of the deposits of cores not yet refunded or forfeited",
    clock="calendar hours of the window",
    denominator="hours of the window",
)
def deposits_held(tables: Tables) -> float:
    """Customers' money held as deposits at a time."""
    deposits = tables.once(_deposits)
    if not len(deposits):
        return NO_DATA
    end = np.fmin(deposits["refunded"], deposits["forfeited"])
    end = np.where(np.isnan(end), tables.horizon, end)
    hours = np.maximum(end - np.maximum(deposits["removed"], tables.warm_up), 0.0)
    return ratio((hours * deposits["deposit"]).sum(), tables.horizon - tables.warm_up)
