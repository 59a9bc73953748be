"""What the way back of defective parts costs."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import DISPOSITIONS, NONE, NOT_SENT
from sim.results import Array, Tables
from sim.units import HOURS_PER_YEAR


def book_returns(tables: Tables, book: Book) -> None:
    """The way back of defective parts."""
    cores = tables.raw("cores")
    rows = np.arange(len(cores))
    local = cores["disposition"] == DISPOSITIONS.index("local repair")
    apart = cores["disposition"] == DISPOSITIONS.index("harvest")
    sent = ~np.isin(cores["disposition"], [DISPOSITIONS.index(each) for each in NOT_SENT])
    journeys = tables.raw("journeys")
    told = np.isin(cores["core"], journeys["core"])
    book.add("repair", "cores", rows, cores["shop_end"], cores["repairs"] * repair_costs(tables))
    for category, moment, fact, times in (
        ("core_freight", "removed", "core_freight", sent & ~told),
        ("inspection", "inspected", "inspection_cost", sent),
        ("repair", "ended", "harvest_cost", apart),
        ("repair", "ended", "local_repair_cost", local),
    ):
        book.add(category, "cores", rows, cores[moment], times * float(tables.facts.get(fact) or 0.0))
    stays = tables.raw("repairs")
    book.add("repair", "repairs", np.arange(len(stays)), stays["ended"], stays["cost"].astype(float))
    inspections = tables.raw("inspections")
    for category, disposition in (("salvage", "sell"), ("supplier_credit", "supplier return")):
        gone = np.isin(inspections["core"], cores["core"][cores["disposition"] == DISPOSITIONS.index(disposition)])
        book.add(category, "inspections", np.arange(len(gone)), inspections["inspected"], -inspections["earned"] * gone)
    stay = tables.once(cores_in_hand)
    yearly = (
        tables.by_code("part", "price", 0.0) * tables.by_code("part", "core_value", 0.0) * tables.by_code("part", "holding", 0.0)
    )
    book.spread("core_holding", "cores", rows, *stay, yearly[cores["part"]] / HOURS_PER_YEAR)
    book_journeys(tables, book)


def cores_in_hand(tables: Tables) -> tuple[Array, Array]:
    """(from when, until when) each core is with us: from its receipt, a module from when it was taken out; use `tables.once(cores_in_hand)`."""
    cores = tables.raw("cores")
    module = cores["disposition"] == DISPOSITIONS.index("module")
    return np.where(module, cores["removed"], cores["received"]), cores["ended"]


def repair_costs(tables: Tables) -> Array:
    """What one repair of each core costs in the only shop, at its grade; 0 where each stay in a shop tells its cost itself."""
    numbers, inspections = tables.raw("cores")["core"], tables.raw("inspections")
    costs = np.full(len(numbers), float(tables.facts.get("shop_repair_cost") or 0.0))
    if len(inspections) and not tables.facts.get("shop_stays"):
        order = np.argsort(numbers)
        costs[order[np.searchsorted(numbers[order], inspections["core"])]] = inspections["repair_cost"]
    return costs


def book_journeys(tables: Tables, book: Book) -> None:
    """Cores sent one by one or together, and deposits that are lost; those that are held are not ours."""
    journeys, shipments = tables.raw("journeys"), tables.raw("core_shipments")
    rows, freight = np.arange(len(journeys)), float(tables.facts.get("core_freight") or 0.0)
    alone = journeys["shipment"] == NONE
    book.add("core_freight", "journeys", rows, journeys["sent"], alone * freight)
    book.add("core_freight", "core_shipments", np.arange(len(shipments)), shipments["left"], np.full(len(shipments), freight))
    book.add("forfeited_deposits", "journeys", rows, journeys["forfeited"], -journeys["deposit"])
