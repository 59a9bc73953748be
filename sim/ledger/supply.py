"""What parts cost: bought, ordered, fetched, and tied up on the shelves."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import MOVEMENTS, SUPPLY_SOURCES
from sim.results import SUPPLIER, Tables, goes_express, shelves
from sim.units import HOURS_PER_YEAR


def book_supply(tables: Tables, book: Book) -> None:
    """Purchases, replenishment and what jobs had fetched for them."""
    orders = tables.raw("orders")
    rows = np.arange(len(orders))
    price = tables.by_code("part", "price", 0.0)
    outside = np.array([kind == SUPPLIER for kind in tables.labels_by_code("location", "kind")] + [False])
    book.add("purchase", "orders", rows, orders["received"], orders["quantity"] * orders["unit_price"])
    book.add("ordering", "orders", rows, orders["ordered"], tables.by_code("location", "order_cost", 0.0)[orders["location"]])
    express = tables.once(goes_express)
    book.add("freight", "orders", rows, orders["shipped"], np.where(express, 0.0, orders["freight"]))
    book.add("express", "orders", rows, orders["shipped"], np.where(express, orders["freight"], 0.0))

    demands = tables.raw("demands")
    rows = np.arange(len(demands))
    bought = outside[demands["source"]] | (demands["supply"] == SUPPLY_SOURCES.index("emergency"))
    later = tables.by_code("part", "price_afterwards")[demands["part"]]
    late = ~np.isnan(later) & (demands["asked"] > tables.by_code("part", "discontinued")[demands["part"]])
    asked = np.where(late, later, price[demands["part"]])
    book.add("purchase", "demands", rows, demands["filled"], bought * demands["quantity"] * asked)
    book.add("expediting", "demands", rows, demands["asked"], demands["freight"].astype(float))


def book_stock(tables: Tables, book: Book) -> None:
    """Money tied up on the shelves, what is written off, sold or missing, and what it costs to know."""
    shelf = tables.once(shelves)
    yearly = tables.by_code("part", "price", 0.0) * tables.by_code("part", "holding", 0.0)
    book.spread("holding", "movements", shelf.row, shelf.begin, shelf.end, shelf.on_hand * yearly[shelf.part] / HOURS_PER_YEAR)
    rows = tables.raw("movements")
    gone = np.flatnonzero(rows["movement"] == MOVEMENTS.index("written off"))
    lost = tables.by_code("part", "price", 0.0)[rows["part"][gone]] * (
        1 - tables.by_code("location", "scrap_value", 0.0)[rows["location"][gone]]
    )
    book.add("obsolescence", "movements", gone, rows["time"][gone], np.abs(rows["quantity"][gone]) * lost)
    sold = np.flatnonzero(rows["movement"] == MOVEMENTS.index("sold"))
    earned = tables.by_code("part", "sold_price", 0.0)[rows["part"][sold]]
    book.add("refurbished_sales", "movements", sold, rows["time"][sold], -np.abs(rows["quantity"][sold]) * earned)
    missing = np.flatnonzero(rows["movement"] == MOVEMENTS.index("lost"))
    price = tables.by_code("part", "price", 0.0)[rows["part"][missing]]
    book.add("shrinkage", "movements", missing, rows["time"][missing], np.abs(rows["quantity"][missing]) * price)
    counts = tables.raw("counts")
    cost = tables.by_code("location", "count_cost", 0.0)[counts["location"]]
    book.add("counting", "counts", np.arange(len(counts)), counts["time"], cost)
