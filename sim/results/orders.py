"""Which facts belong to which replenishment order, and how it was brought."""

from __future__ import annotations

import numpy as np

from sim.results.tables import Array, Rows, Tables

SUPPLIER = "supplier"
"""Kind of the locations that sell to others."""


def order_of_steps(tables: Tables) -> Array:
    """Row in the orders table of each row of fulfilment."""
    return rows_of(tables, tables.raw("fulfilment"))


def rows_of(tables: Tables, facts: Rows) -> Array:
    """Row in the orders table of each row of facts about orders; of a neighbour where there is no such order."""
    orders = tables.raw("orders")
    if not len(facts) or not len(orders):
        return np.zeros(0, dtype=np.int64)
    by_number = np.argsort(orders["order"])
    found: Array = by_number[np.minimum(np.searchsorted(orders["order"], facts["order"], sorter=by_number), len(orders) - 1)]
    return found


def was_held(tables: Tables) -> Array:
    """Which replenishment orders a disruption held up; use `tables.once(was_held)`."""
    found: Array = np.isin(tables.raw("orders")["order"], tables.raw("held_orders")["order"])
    return found


def goes_express(tables: Tables) -> Array:
    """Which replenishment orders go by the express carrier of who ordered them; use `tables.once(goes_express)`."""
    carriers = list(tables.names("carrier"))
    labels = tables.labels_by_code("location", "express")
    express = np.array([carriers.index(name) if name else -2 for name in labels] + [-2])
    orders = tables.raw("orders")
    found: Array = orders["carrier"] == express[orders["location"]]
    return found
