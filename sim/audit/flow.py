"""Little's law: what is present on average is what comes in per hour times how long it stays.

The average present is counted from one table and the stays are taken from another, so that the two have to tell the same story, to the
hour: every record that is open at the horizon says how long it has stayed so far.
"""

from __future__ import annotations

import numpy as np

from sim.audit.backlog import ages
from sim.audit.findings import CLOSE
from sim.field_work import field_work
from sim.records import MOVEMENTS, SUPPLY_SOURCES
from sim.results import Array, Tables, order_of_steps, rows_of, shelves


def check(tables: Tables) -> list[str]:
    """All findings about flows."""
    return [*_queue(tables), *_technicians(tables), *_pipelines(tables), *_backorders(tables)]


def _census(tables: Tables, begin: Array, end: Array) -> float:
    """Average number present: stretches without an end last until the horizon."""
    end = np.where(np.isnan(end), tables.horizon, end)
    return float(np.sum(np.minimum(end, tables.horizon) - begin) / tables.horizon)


def _little(tables: Tables, what: str, present: float, stays: Array, crossing: float) -> list[str]:
    """Compare the average present with rate x stay, which is all hours stayed over the horizon; `crossing` hours may be missing."""
    expected = float(stays.sum()) / tables.horizon
    close = CLOSE * max(expected, 1.0)
    if expected - crossing / tables.horizon - close <= present <= expected + close:
        return []
    return [f"Little's law fails for {what}: {present:.4f} present on average, rate x stay gives {expected:.4f}"]


def _queue(tables: Tables) -> list[str]:
    """Work orders that wait for a technician, or for one who never came, visits against calls; who waits at the horizon has no visit yet."""
    calls, visits = tables.raw("calls"), tables.once(field_work)
    held, broken_off = tables.raw("held_back"), tables.raw("drives_broken_off")
    present = _census(tables, visits.asked, visits.begin) + _census(tables, held["asked"], held["withdrawn"])
    present += _census(tables, broken_off["asked"], broken_off["turned"])
    still_open = np.isnan(calls["restored"])
    waited = calls["technician"] - tables.once(ages)
    return _little(tables, "the dispatch queue", present, waited, float(waited[still_open].sum()))


def _technicians(tables: Tables) -> list[str]:
    """Technicians on a visit, visits against calls and the waits on site."""
    calls, visits = tables.raw("calls"), tables.once(field_work)
    stays = sum((calls[stage] for stage in ("travel", "diagnosis", "repair", "rework")), np.zeros(len(calls)))
    waiting = float(visits.waiting.sum()) / tables.horizon
    there = ~np.isnan(visits.begin)
    present = _census(tables, visits.begin[there], visits.end[there]) - waiting
    return _little(tables, "technicians on visits", present, stays, 0.0)


def _pipelines(tables: Tables) -> list[str]:
    """Units on order per shelf, movements against orders: the same to the hour."""
    shelf, orders, rows = tables.once(shelves), tables.raw("orders"), tables.raw("movements")
    parts = max(len(tables.names("part")), 1)
    count = len(tables.names("location")) * parts
    signs = np.zeros(len(MOVEMENTS))
    signs[MOVEMENTS.index("core due")] = 1.0
    for gone in ("core repaired", "core scrapped", "core given up"):
        signs[MOVEMENTS.index(gone)] = -1.0
    number = shelf.location.astype(np.int64) * parts + shelf.part
    moved = rows[shelf.row]
    cores = signs[moved["movement"]] * np.abs(moved["quantity"]) * (tables.horizon - moved["time"])
    present = np.bincount(number, weights=shelf.on_order * (shelf.end - shelf.begin) - cores, minlength=count)
    received = np.where(np.isnan(orders["received"]), tables.horizon, orders["received"])
    stays = orders["quantity"] * (received - orders["ordered"])
    expected = np.bincount(orders["location"].astype(np.int64) * parts + orders["part"], weights=stays, minlength=count)
    findings = []
    for at in np.flatnonzero(np.abs(present - expected) > CLOSE * np.maximum(np.abs(expected), 1.0))[:3]:
        place, part = tables.names("location")[at // parts], tables.names("part")[at % parts]
        findings.append(
            f"Little's law fails for {part} on order at {place}: {present[at] / tables.horizon:.4f} units on average, "
            f"the orders give {expected[at] / tables.horizon:.4f}"
        )
    return findings


def _set_aside(tables: Tables) -> Array:
    """When the source had the units of each order: before it goes through a dock or is held up; the horizon where it has not."""
    orders, held = tables.raw("orders"), tables.raw("held_orders")
    filled = np.where(np.isnan(orders["shipped"]), tables.horizon, orders["shipped"])
    filled[order_of_steps(tables)] = tables.raw("fulfilment")["ready"]
    late = rows_of(tables, held)
    filled[late] = np.minimum(filled[late], held["since"])  # what passes a dock only where it arrives is ready when it is shipped
    return filled


def _backorders(tables: Tables) -> list[str]:
    """Unit-hours owed lie between one unit and all units of every claim for as long as it waited.

    A claim that a lateral filled waited for the way from there besides, which nobody owes: it counts in full at most.
    """
    shelf, orders, demands = tables.once(shelves), tables.raw("orders"), tables.raw("demands")
    owed = float((shelf.backorders * (shelf.end - shelf.begin)).sum())
    stocked = np.isin(orders["source"], np.unique(shelf.location))
    filled = _set_aside(tables)
    waits = [((filled - orders["ordered"])[stocked], orders["quantity"][stocked])]
    claims = demands[np.isin(demands["supply"], [SUPPLY_SOURCES.index(each) for each in ("backorder", "not needed")])]
    filled = np.where(np.isnan(claims["filled"]), tables.horizon, claims["filled"])
    waits.append((filled - claims["asked"], claims["quantity"]))
    modules = tables.raw("replacements")
    filled = np.where(np.isnan(modules["filled"]), tables.horizon, modules["filled"])
    waits.append((filled - modules["asked"], modules["quantity"]))
    waits.append(_customers(tables))
    least = sum(float(hours.sum()) for hours, _ in waits)
    claims = demands[demands["supply"] == SUPPLY_SOURCES.index("group")]
    filled = np.where(np.isnan(claims["filled"]), tables.horizon, claims["filled"])
    waits.append((filled - claims["asked"], claims["quantity"]))
    most = sum(float((hours * quantity).sum()) for hours, quantity in waits)
    if least - CLOSE * max(least, 1.0) <= owed <= most + CLOSE * max(most, 1.0):
        return []
    bounds = f"{least / tables.horizon:.4f} to {most / tables.horizon:.4f}"
    return [f"Little's law fails for backorders: {owed / tables.horizon:.4f} units owed on average, the claims give {bounds}"]


def _customers(tables: Tables) -> tuple[Array, Array]:
    """(hours that the shelf owed some of it, units) of each line that a customer ordered."""
    lines = tables.raw("sales_lines")
    lines = lines[~np.isnan(lines["asked"])]
    until = np.where(np.isnan(lines["set_aside"]), np.fmin(lines["cancelled"], tables.horizon), lines["set_aside"])
    return until - lines["asked"], lines["quantity"]
