"""Supply from outside: what was paid, who delivered, and what was held up."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, mean, per_year, ratio, since
from sim.results import SUPPLIER, Array, Rows, Tables, rows_of

_SEVERAL = "; only where there are several suppliers"


def _outside(tables: Tables) -> dict[str, int]:
    """Suppliers by name, with their codes."""
    kinds = tables.labels_by_code("location", "kind")
    return {name: code for code, name in enumerate(tables.names("location")) if kinds[code] == SUPPLIER}


def _bought(tables: Tables, moment: str) -> Rows:
    """Orders to suppliers of which a moment falls in the window."""
    orders = since(tables.raw("orders"), moment, tables.warm_up)
    bought: Rows = orders[np.isin(orders["source"], list(_outside(tables).values()))]
    return bought


@kpi(
    unit="share",
    better="down",
    formula="(units × unit price of the order − units × price of the part) ÷ (units × price of the part); below 0 where less was paid",
    clock="orders received from suppliers in the window; without emergency supplies",
    denominator="value of these units at the prices of the parts; no data where no terms of suppliers are stated",
)
def purchase_price_variance(tables: Tables) -> float:
    """How much more than the prices of the parts was paid for what came from suppliers."""
    if not tables.dimension("terms").get("part"):
        return NO_DATA
    orders = _bought(tables, "received")
    listed = orders["quantity"] * tables.by_code("part", "price", 0.0)[orders["part"]]
    return ratio((orders["quantity"] * orders["unit_price"] - listed).sum(), listed.sum())


@kpi(
    unit="share",
    formula="units ordered from the supplier ÷ units ordered from all suppliers",
    clock="orders placed in the window; without emergency supplies",
    denominator="units ordered from suppliers" + _SEVERAL,
)
def supplier_share(tables: Tables) -> dict[str, float]:
    """Share of the units that each supplier was ordered to deliver."""
    orders, suppliers = _bought(tables, "ordered"), _outside(tables)
    units = orders["quantity"].sum()
    found = {name: ratio(orders["quantity"][orders["source"] == code].sum(), units) for name, code in suppliers.items()}
    return found if len(found) > 1 else {}


@kpi(
    unit="h",
    better="down",
    formula="mean of received − ordered",
    clock="calendar hours; orders received from suppliers in the window",
    denominator="orders, by number" + _SEVERAL,
)
def supplier_lead_time(tables: Tables) -> dict[str, float]:
    """Time that orders to each supplier really took: in his queue, held up and on the way."""
    orders, suppliers = _bought(tables, "received"), _outside(tables)
    hours = orders["received"] - orders["ordered"]
    found = {name: mean(hours[orders["source"] == code]) for name, code in suppliers.items()}
    return found if len(found) > 1 else {}


def _may_stop(tables: Tables) -> Array:
    """Locations that may be disrupted, by code."""
    codes: Array = np.flatnonzero(tables.holds("location", "disruptions"))
    return codes


@kpi(
    unit="share",
    better="down",
    formula="hours from the beginning to the end of a disruption ÷ hours of the window, by location; the recovery is not counted",
    clock="calendar hours, clipped to the window",
    denominator="hours of the window; locations that may be disrupted",
)
def disrupted_time(tables: Tables) -> dict[str, float]:
    """Share of time in which nothing left each location that may be disrupted."""
    rows, (begin, end) = tables.raw("disruptions"), tables.window
    ended = np.where(np.isnan(rows["end"]), end, rows["end"])
    hours = np.maximum(np.minimum(ended, end) - np.maximum(rows["begin"], begin), 0.0)
    names = tables.names("location")
    return {names[code]: ratio(hours[rows["location"] == code].sum(), end - begin) for code in _may_stop(tables).tolist()}


@kpi(
    unit="1/y",
    better="down",
    formula="orders that disruptions held up, per year",
    clock="orders that were ready to leave in the window",
    denominator="years of the window; no data where no location may be disrupted",
)
def orders_held_up(tables: Tables) -> float:
    """Orders that could not leave when they were ready to, in a year."""
    if not len(_may_stop(tables)):
        return NO_DATA
    return per_year(tables, float(len(since(tables.raw("held_orders"), "since", tables.warm_up))))


@kpi(
    unit="h",
    better="down",
    formula="mean of left − ready to leave; of those that have not left the hours so far",
    clock="calendar hours; orders that were ready to leave in the window",
    denominator="orders held up by disruptions",
)
def time_held_up(tables: Tables) -> float:
    """How long disruptions held up the orders that could not leave."""
    held = since(tables.raw("held_orders"), "since", tables.warm_up)
    left = tables.raw("orders")["shipped"][rows_of(tables, held)]
    return mean(np.where(np.isnan(left), tables.horizon, left) - held["since"])
