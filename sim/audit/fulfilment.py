"""Fulfilment: doors that are open, pickers with one order each, trucks that leave by plan, and freight that adds up."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, most_at_once, out_of_order, say
from sim.results import Array, CoverageClock, Rows, Tables, goes_express, order_of_steps, sorted_spans, was_held

_WAY = ("ordered", "ready", "pick_start", "picked", "shipped", "arrived", "received")


def check(tables: Tables) -> list[str]:
    """All findings about the way of replenishment orders through docks and with carriers."""
    steps, rows = tables.raw("fulfilment"), order_of_steps(tables)
    orders, express = tables.raw("orders")[rows], tables.once(goes_express)[rows]
    findings = [*_order(orders, steps), *_doors(tables, orders, steps), *_pickers(tables, orders, steps)]
    return [*findings, *_departures(tables, orders, steps, express), *_freight(tables), *_overtaking(tables)]


def _order(orders: Rows, steps: Rows) -> list[str]:
    """Every row belongs to an order, and its moments follow one another."""
    moments = [orders[each] if each in (orders.dtype.names or ()) else steps[each] for each in _WAY]
    return [
        *say(orders["order"] != steps["order"], "fulfilment without its order", lambda row: f"order {steps['order'][row]}"),
        *say(
            out_of_order(*moments),
            "moments of an order in fulfilment are not in order",
            lambda row: f"order {steps['order'][row]}",
        ),
    ]


def _clock(tables: Tables, location: str) -> CoverageClock:
    opening = tables.dimension("opening")
    spans = zip(opening["location"], opening["begin"], opening["end"], strict=True)
    return sorted_spans([(begin, end) for name, begin, end in spans if name == location])


def _is_open(clock: CoverageClock, times: Array) -> Array:
    """Whether a door is open at each time; what has not happened is fine."""
    at = np.searchsorted(clock.begins, times, side="right") - 1
    found: Array = np.isnan(times) | ((at >= 0) & (times < clock.ends[np.maximum(at, 0)]))
    return found


def _doors(tables: Tables, orders: Rows, steps: Rows) -> list[str]:
    """Orders are taken up and taken in while the door is open, and what arrives in that time is on the shelf at once."""
    findings = []
    for name in dict.fromkeys(tables.dimension("opening").get("location", [])):
        clock, code = _clock(tables, name), tables.code("location", name)
        out, into = orders["source"] == code, orders["location"] == code
        closed = out & ~_is_open(clock, steps["pick_start"])
        closed |= into & ~_is_open(clock, orders["received"])
        prompt = into & _is_open(clock, steps["arrived"]) & ~np.isnan(orders["received"])
        late = prompt & (orders["received"] != steps["arrived"])
        show = f"at {name}, order "
        findings += say(closed, "an order went through a closed door", lambda row, show=show: f"{show}{steps['order'][row]}")  # type: ignore[misc]
        findings += say(late, "an order waited at an open door", lambda row, show=show: f"{show}{steps['order'][row]}")  # type: ignore[misc]
    return findings


def _pickers(tables: Tables, orders: Rows, steps: Rows) -> list[str]:
    """No more orders are picked at once than there are pickers."""
    pickers = tables.by_code("location", "pickers")
    findings = []
    for code in np.flatnonzero(~np.isnan(pickers)).tolist():
        own = steps[orders["source"] == code]
        busy = most_at_once(own["pick_start"], np.where(np.isnan(own["picked"]), np.inf, own["picked"]))
        if busy > pickers[code]:
            findings.append(
                f"{busy} orders were picked at once by {pickers[code]:.0f} pickers at {tables.names('location')[code]}"
            )
    return findings


def _departures(tables: Tables, orders: Rows, steps: Rows, express: Array) -> list[str]:
    """What goes by a carrier with departures leaves with the first one whose cut-off it met; by express it may have waited for another.

    What a disruption held up leaves when that is over.
    """
    plan = tables.dimension("departures")
    cut_off = tables.by_code("carrier", "cut_off", 0.0)
    held = tables.once(was_held)[order_of_steps(tables)]
    findings = []
    for name in dict.fromkeys(plan.get("carrier", [])):
        code = tables.code("carrier", name)
        times = np.array([time for each, time in zip(plan["carrier"], plan["time"], strict=True) if each == name])
        by = orders["carrier"] == code
        left = by & ~np.isnan(orders["shipped"])
        at = np.maximum(
            np.searchsorted(times, steps["picked"] + cut_off[code]), np.searchsorted(times, steps["picked"], side="right")
        )
        first = np.append(times, np.inf)[at]
        wrong = (
            left
            & ~held
            & (~np.isin(orders["shipped"], times) | (orders["shipped"] < first) | (~express & (orders["shipped"] != first)))
        )
        findings += say(
            wrong, f"an order did not leave with the departure of {name} that it met", lambda row: f"order {orders['order'][row]}"
        )
    return findings


def _freight(tables: Tables) -> list[str]:
    """Orders of one source and destination that leave with one departure are one shipment, and bear its price together.

    A disruption may tear shipments apart; those are left out.
    """
    orders = tables.raw("orders")
    torn = np.isin(orders["shipment"], orders["shipment"][tables.once(was_held)])
    orders = orders[~np.isnan(orders["shipped"]) & (orders["carrier"] >= 0) & ~torn]
    if not len(orders):
        return []
    weight = tables.by_code("part", "weight", 0.0)[orders["part"]] * orders["quantity"]
    shipments, at = np.unique(orders["shipment"], return_inverse=True)
    fixed, per_kg = (tables.by_code("carrier", column, 0.0)[orders["carrier"]] for column in ("freight", "per_kg"))
    first = np.zeros(len(shipments), dtype=np.int64)
    first[at[::-1]] = np.arange(len(orders))[::-1]
    paid, price = np.bincount(at, weights=orders["freight"]), fixed[first] + np.bincount(at, weights=weight * per_kg)
    together = np.zeros(len(orders), dtype=bool)
    for column in ("source", "location", "carrier", "shipped"):
        together |= orders[column] != orders[column][first[at]]
    planned = np.isin(
        orders["carrier"], [tables.code("carrier", each) for each in set(tables.dimension("departures").get("carrier", []))]
    )
    leaving = orders[planned][["source", "location", "carrier", "shipped"]]
    trucks, numbers = len(np.unique(leaving)), len(np.unique(orders["shipment"][planned]))
    findings = [
        *say(np.abs(paid - price) > CLOSE, "the freight of a shipment does not add up", lambda row: f"shipment {shipments[row]}"),
        *say(together, "orders of one shipment left apart", lambda row: f"order {orders['order'][row]}"),
    ]
    return findings if trucks == numbers else [*findings, f"{numbers} shipments left on {trucks} trucks"]


def _overtaking(tables: Tables) -> list[str]:
    """Orders of a part that leave one source by the same carrier on the same terms arrive in that order, unless they may cross."""
    orders = tables.raw("orders")
    orders = orders[orders["ordered"] != tables.by_code("part", "discontinued", np.inf)[orders["part"]]]
    orders = orders[~np.isnan(orders["received"]) & ~tables.holds("location", "orders_may_cross")[orders["location"]]]
    lane = [orders[each] for each in ("carrier", "source", "part", "location")]
    lane.append(orders["ordered"] > tables.by_code("part", "discontinued", np.inf)[orders["part"]])
    order = np.lexsort((orders["received"], orders["shipped"], *lane))
    before, after = order[:-1], order[1:]
    same = np.all([each[before] == each[after] for each in lane], axis=0)
    return say(
        same & (orders["received"][after] < orders["received"][before]),
        "an order overtook an earlier one",
        lambda row: f"order {orders['order'][after[row]]}",
    )
