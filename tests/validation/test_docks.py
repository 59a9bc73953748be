"""Fulfilment against theory: the wait for a truck, for an opening, for a picker, and how many orders ride together.

Demands are a Poisson stream at a depot that always has the part; each orders one unit, so that orders come to the central dock as a
Poisson stream, too. Error budget: four standard errors over independent replications.
"""

from __future__ import annotations

import math
from typing import Any

from stationary import agree, observe, seen

from sim.results import Tables, order_of_steps
from sim.theory.general_service import fixed_service
from sim.theory.queues import many_servers

DAY = 24.0


def network(rate: float, dock: dict[str, Any], carrier: dict[str, Any]) -> dict[str, Any]:
    """A depot that orders so many units an hour from a central store with a dock."""
    return {
        "horizon": 120 * DAY,
        "warm_up": 20 * DAY,
        "parts": {"seal": {"weight": 2.0}},
        "carriers": {"truck": {"time": 5.0, "freight": 60.0, "per_kg": 0.25, **carrier}},
        "locations": {
            "factory": {"supplier": True},
            "central": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 1000}}, **dock},
            "depot": {"source": "central", "carrier": "truck", "stock": {"seal": {"rule": "base_stock", "level": 1000}}},
        },
        "asset_types": {"shop": {"failures": {"order": {"law": {"poisson": {"rate": rate}}, "parts": ["seal"]}}}},
        "sites": {"town": {"assets": {"shop": 1}}},
        "technicians": {"clerk": {"home": "depot"}},
    }


def observed(tables: Tables) -> dict[str, float]:
    """Means over the orders that were set aside behind the warm-up and left."""
    steps, orders = tables.raw("fulfilment"), tables.raw("orders")[order_of_steps(tables)]
    chosen = (steps["ready"] >= tables.warm_up) & (orders["carrier"] >= 0) & (orders["shipped"] == orders["shipped"])
    left = seen(tables, "orders", "shipped")
    left = left[left["carrier"] >= 0]
    return {
        "for a picker": float((steps["pick_start"] - steps["ready"])[chosen].mean()),
        "for a truck": float((orders["shipped"] - steps["picked"])[chosen].mean()),
        "together": len(left) / len(set(left["shipment"].tolist())),
        "freight": float(left["freight"].sum() / left["quantity"].sum()),
    }


def test_a_daily_truck_is_waited_for_half_a_day_and_the_cut_off() -> None:
    """Ready times are uniform over the day: cut-off + 12 h on average; the orders of a day are Poisson, a truck leaves if there is any."""
    rate, cut_off = 0.12, 3.0
    tree = network(rate, {}, {"departures": "daily 17:00", "cut_off": cut_off})
    together = rate * DAY / -math.expm1(-rate * DAY)
    exact = {"for a truck": cut_off + DAY / 2, "together": together, "freight": 60.0 / together + 0.25 * 2.0}
    agree(observe(tree, observed, 60), exact, budget=0.05)


def test_a_closed_door_is_waited_for_by_those_who_come_outside_its_hours() -> None:
    """Open for 10 of 24 hours: 14/24 of the orders wait, half of the closed hours on average."""
    tree = network(0.5, {"hours": "daily 08:00-18:00"}, {})
    agree(observe(tree, observed, 20), {"for a picker": 14 / 24 * 7}, budget=0.05)


def test_picking_of_a_fixed_length_is_crommelins_queue() -> None:
    tree = network(0.75, {"picking": {"constant": 2.0}, "pickers": 2}, {})
    exact = fixed_service(arrival_rate=0.75, service=2.0, servers=2).mean_wait
    agree(observe(tree, observed, 40), {"for a picker": exact}, budget=0.1)


def test_picking_of_exponential_length_is_erlangs_queue() -> None:
    tree = network(4.0, {"picking": {"exponential": {"mean": 0.5}}, "pickers": 3}, {})
    exact = many_servers(arrival_rate=4.0, mean_service=0.5, servers=3).mean_wait
    agree(observe(tree, observed, 20), {"for a picker": exact}, budget=0.15)
