"""Supply from outside against theory: waits in disruptions, halved exposure, and lots that earn a discount."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.theory.lots import economic_lot

DAY = 24.0
RATE = 2.0
"""Units asked for in a day."""


def runs(changes: dict[str, Any], replications: int = 8) -> list[Tables]:
    """Replications of requests for one part from a depot that a factory refills."""
    tree: dict[str, Any] = {
        "horizon": "4000 d",
        "parts": {"seal": {"price": "10 EUR", "holding": "30 %/y"}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "5 d"},
            "dealer": {"supplier": True, "lead_time": "5 d"},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 0}}},
        },
        "asset_types": {"pump": {"failures": {"ask": {"law": {"poisson": f"{RATE} /day"}, "parts": ["seal"]}}}},
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot"}},
    }
    for place, more in changes.items():
        tree[place] = {name: {**tree[place].get(name, {}), **each} for name, each in {**tree[place], **more}.items()}
    scenario = from_mapping(tree).scenario()
    return [Tables(simulate(scenario, replication)) for replication in range(replications)]


def close(values: list[float], theory: float) -> bool:
    """Within four standard errors."""
    return abs(np.mean(values) - theory) < 4 * np.std(values, ddof=1) / math.sqrt(len(values))


STRIKE = {"disruptions": {"after": "30 d", "lasts": "10 d"}}


def test_backorders_of_a_source_that_stops_at_set_times() -> None:
    """Little: an order takes L, and who comes in the 10 of 40 days waits 5 days on average, so 2 x (5 + 10²/80) units are owed."""
    tables = runs({"locations": {"factory": STRIKE}})
    figures = [kpi.figures(each) for each in tables]
    assert [each["disrupted_time.factory"] for each in figures] == [pytest.approx(1 / 4)] * len(figures)
    assert close([each["expected_backorders"] for each in figures], RATE * (5 + 10**2 / (2 * 40)))
    assert close([each["supplier_lead_time.factory"] for each in figures], DAY * (5 + 10**2 / (2 * 40)))
    assert close([each["time_held_up"] for each in figures], DAY * 5)


def test_time_disrupted_is_the_share_of_a_renewal_cycle() -> None:
    tables = runs(
        {"locations": {"factory": {"disruptions": {"after": {"exponential": "20 d"}, "lasts": {"exponential": "5 d"}}}}}
    )
    assert close([kpi.figures(each)["disrupted_time.factory"] for each in tables], 5 / 25)


def test_two_suppliers_by_halves_halve_what_one_of_them_holds_up() -> None:
    """Every other order goes to the dealer, so of each disruption the factory holds up half, give or take one order."""
    halves = {"also_from": ["dealer"], "purchase": {"rule": "shares", "shares": {"factory": "50 %", "dealer": "50 %"}}}
    for one, two in zip(
        runs({"locations": {"factory": STRIKE}}, 3), runs({"locations": {"factory": STRIKE, "depot": halves}}, 3), strict=True
    ):
        alone, shared = (len(each.raw("held_orders")) for each in (one, two))
        assert abs(2 * shared - alone) <= len(one.raw("disruptions")) + 1
        assert shared > 100


def test_the_lot_that_costs_least_under_an_all_units_discount() -> None:
    """Ordering at 40, holding 3 a year: the economic lot is 140, and 400 at 9 instead of 10 costs less still; both as theory says."""
    ordering, holding, yearly = 40.0, 3.0, RATE * 365
    lot = economic_lot(demand_rate=yearly, order_cost=ordering, holding=holding)

    def theory(size: int, price: float) -> float:
        return yearly * price + ordering * yearly / size + holding * (size / 2 + 20.5 - RATE * 5)

    terms = {"seal": {"suppliers": {"factory": {"price_breaks": {400: "9 EUR"}}}}}
    found = {}
    for size, price in ((round(lot.lot), 10.0), (400, 9.0)):
        rule = {
            "order_cost": "40 EUR",
            "stock": {"seal": {"rule": "reorder", "point": 20, "quantity": size, "initial": 20 + size // 2}},
        }
        costs = []
        for tables in runs({"parts": terms, "locations": {"depot": rule}}, 4):
            figures = kpi.figures(tables)
            costs.append(sum(figures[f"cost_by_category.{each}"] for each in ("purchase", "ordering", "holding")))
            assert figures["purchase_price_variance"] == pytest.approx(price / 10 - 1)
        found[size] = float(np.mean(costs))
        assert found[size] == pytest.approx(theory(size, price), rel=0.03)
    assert found[400] < found[round(lot.lot)] < theory(50, 10.0)
