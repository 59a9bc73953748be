"""Supply from outside: every order keeps its supplier's terms, and nothing leaves a location that is disrupted."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.results import SUPPLIER, Array, Rows, Tables, rows_of


def check(tables: Tables) -> list[str]:
    """All findings about suppliers."""
    return [*_terms(tables), *_disruptions(tables), *_held(tables)]


def _terms(tables: Tables) -> list[str]:
    """Quantities and prices are those of the terms; the part's price where none are stated, and none between our own locations."""
    orders = tables.raw("orders")
    outside = np.array([kind == SUPPLIER for kind in tables.labels_by_code("location", "kind")] + [False])
    price = np.where(outside[orders["source"]], tables.by_code("part", "price", 0.0)[orders["part"]], 0.0)
    foreign, odd = np.zeros(len(orders), dtype=bool), np.zeros(len(orders), dtype=bool)
    terms = tables.dimension("terms")
    columns = [terms.get(name, []) for name in ("part", "supplier", "units", "price", "minimum", "multiple")]
    for part, supplier, units, each, minimum, multiple in zip(*columns, strict=True):
        of_part = outside[orders["source"]] & (orders["part"] == tables.code("part", part))
        his = of_part & (orders["source"] == tables.code("location", supplier))
        foreign |= of_part
        price[his & (orders["quantity"] >= units)] = each  # rows of one supplier come in order of the units
        odd |= his & ((orders["quantity"] < minimum) | (orders["quantity"] % multiple != 0))
    for part, supplier in {*zip(columns[0], columns[1], strict=True)}:
        foreign &= (orders["part"] != tables.code("part", part)) | (orders["source"] != tables.code("location", supplier))

    late = outside[orders["source"]] & (orders["ordered"] >= tables.by_code("part", "discontinued", np.inf)[orders["part"]])
    price = np.where(late, orders["unit_price"], price)  # lifecycle.py knows what these cost
    foreign, odd = foreign & ~late, odd & ~late

    def show(row: int) -> str:
        return f"order {orders['order'][row]}"

    return [
        *say(~foreign & (orders["unit_price"] != price), "an order does not cost what its supplier asks", show),
        *say(foreign, "a part was ordered from a supplier who does not supply it", show),
        *say(odd, "an order is below its supplier's minimum, or no multiple of his", show),
    ]


def _disruptions(tables: Tables) -> list[str]:
    """Disruptions of a location follow one another."""
    rows = _in_order(tables)
    ended, recovered = _or_never(rows["end"]), _or_never(rows["recovered"])
    early = np.zeros(len(rows), dtype=bool)
    early[1:] = (rows["location"][1:] == rows["location"][:-1]) & (rows["begin"][1:] < recovered[:-1])

    def show(row: int) -> str:
        return f"{tables.names('location')[rows['location'][row]]} at {rows['begin'][row]:.2f} h"

    return say(early | (ended < rows["begin"]) | (recovered < ended), "moments of a disruption are not in order", show)


def _held(tables: Tables) -> list[str]:
    """Nothing leaves while a disruption lasts; who is held up was ready in a disruption and leaves in its recovery, and nobody else does."""
    rows, orders, held = _in_order(tables), tables.raw("orders"), tables.raw("held_orders")
    shipped, since = orders["shipped"], np.full(len(orders), np.nan)
    at = rows_of(tables, held)
    since[at] = held["since"]
    left, free = np.zeros(len(orders), dtype=bool), ~np.isnan(since)
    for row, end, recovered in zip(rows, _or_never(rows["end"]), _or_never(rows["recovered"]), strict=True):
        here = orders["source"] == row["location"]
        left |= here & (shipped > row["begin"]) & ((shipped < end) | (np.isnan(since) & (shipped < recovered)))
        free &= ~(here & (since >= row["begin"]) & (since <= recovered) & (_or_never(shipped) <= recovered))

    def show(row: int) -> str:
        return f"order {orders['order'][row]}"

    strange = (orders["order"][at] != held["order"]) | (orders["source"][at] != held["location"])
    return [
        *say(left, "an order left while a disruption lasted", show),
        *say(free, "an order was held up while no disruption lasted, or beyond its recovery", show),
        *say(strange, "an order was held up where it does not leave", lambda row: f"order {held['order'][row]}"),
    ]


def _in_order(tables: Tables) -> Rows:
    """Disruptions by location and time."""
    rows = tables.raw("disruptions")
    return rows[np.lexsort((rows["begin"], rows["location"]))]


def _or_never(times: Array) -> Array:
    """Times, infinite where nothing has happened yet."""
    return np.where(np.isnan(times), np.inf, times)
