"""Buying: who gets an order, how many units at which price, and what a disruption does to orders on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.audit import audit
from sim.build import simulate
from sim.policies.purchase import Cheapest, First, PurchaseRule, Quickest, Shares, Standby, Urgent
from sim.results import Tables
from sim.scenario.load import from_mapping

DAY = 24.0


@dataclass
class Stock:
    """Stock of one part at one place."""

    on_hand: int = 3
    on_order: int = 0
    backorders: int = 0
    position: int = 3


@dataclass
class Offer:
    """What a supplier offers."""

    name: str
    unit_price: float
    lead_time: float
    disrupted: bool = False
    bought: int = 0
    quantity: int = 1


def offers(**changes: Any) -> list[Offer]:
    """A cheap one from far away, a dear one near by, and one in between; `far_disrupted=True` changes the first."""
    found = [Offer("far", 3.0, 90.0), Offer("near", 5.0, 10.0), Offer("half", 4.0, 50.0)]
    for key, value in changes.items():
        name, _, what = key.partition("_")
        setattr(next(each for each in found if each.name == name), what, value)
    return found


@pytest.mark.parametrize(
    ("rule", "stock", "asked", "chosen"),
    [
        (First(), Stock(), offers(far_disrupted=True), 0),
        (Cheapest(), Stock(), offers(), 0),
        (Cheapest(), Stock(), offers(far_unit_price=5.0), 2),
        (Cheapest(), Stock(), offers(near_unit_price=3.0), 0),
        (Quickest(), Stock(), offers(), 1),
        (Quickest(), Stock(), offers(far_lead_time=10.0), 0),
        (Standby(), Stock(), offers(), 0),
        (Standby(), Stock(), offers(far_disrupted=True), 1),
        (Standby(), Stock(), offers(far_disrupted=True, near_disrupted=True), 2),
        (Standby(), Stock(), offers(far_disrupted=True, near_disrupted=True, half_disrupted=True), 0),
        (Urgent(below=1), Stock(1), offers(), 0),
        (Urgent(below=1), Stock(0, 9), offers(), 1),
        (Urgent(below=-1), Stock(1, 0, 2), offers(), 0),
        (Urgent(below=0), Stock(1, 0, 2), offers(), 1),
        (Shares(shares={"far": 0.7, "near": 0.3}), Stock(), offers(), 0),
        (Shares(shares={"far": 0.7, "near": 0.3}), Stock(), offers(far_bought=7, near_bought=2), 1),
        (Shares(shares={"far": 0.7, "near": 0.3}), Stock(), offers(far_bought=6, near_bought=3), 0),
        (Shares(shares={"other": 1.0}), Stock(), offers(), 0),
    ],
)
def test_who_gets_the_order(rule: PurchaseRule, stock: Stock, asked: list[Offer], chosen: int) -> None:
    assert rule.choose(stock, asked) == chosen


def test_shares_are_kept_among_those_who_supply_the_part() -> None:
    """Of 50, 30 and 20 % the third does not supply this part: five to three among the others, whatever the lots."""
    rule, asked = Shares(shares={"far": 0.5, "half": 0.3, "other": 0.2}), offers()
    for nth in range(800):
        each = asked[rule.choose(Stock(), asked)]
        each.bought += 1 + nth % 3
    far, near, half = (each.bought for each in asked)
    assert near == 0
    assert far / (far + half) == pytest.approx(5 / 8, abs=0.01)


def run(changes: dict[str, Any], horizon: str = "400 d") -> Tables:
    """Requests for one part, five in two days, that a depot owes until a factory delivers after 5 days."""
    tree = {
        "horizon": horizon,
        "parts": {"seal": {"price": "10 EUR"}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "5 d"},
            "dealer": {"supplier": True, "lead_time": "1 d"},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 0}}},
        },
        "asset_types": {"pump": {"failures": {"ask": {"law": {"poisson": "2.5 /day"}, "parts": ["seal"]}}}},
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot"}},
    }
    for path, value in changes.items():
        *way, last = path.split(".")
        place: Any = tree
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


LOTS = {"locations.depot.stock.seal": {"rule": "min_max", "min": 4, "max": 9}}


@pytest.mark.parametrize(
    ("terms", "quantity", "price"),
    [
        ({}, 5, 10.0),
        ({"price": "8 EUR"}, 5, 8.0),
        ({"minimum": 7}, 7, 10.0),
        ({"multiple": 4}, 8, 10.0),
        ({"minimum": 10, "multiple": 4}, 12, 10.0),
        ({"price_breaks": {5: "9 EUR", 6: "7 EUR"}}, 5, 9.0),
        ({"minimum": 6, "price_breaks": {5: "9 EUR", 6: "7 EUR"}}, 6, 7.0),
    ],
)
def test_terms_decide_quantity_and_price(terms: dict[str, Any], quantity: int, price: float) -> None:
    orders = run({**LOTS, "parts.seal.suppliers": {"factory": terms}}).raw("orders")
    assert orders["quantity"].min() == quantity
    assert (orders["quantity"] % terms.get("multiple", 1) == 0).all()
    assert set(orders["unit_price"][orders["quantity"] == quantity]) == {price}


def test_orders_to_another_supplier_overtake_but_not_those_to_the_same() -> None:
    tables = run(
        {
            "locations.depot.also_from": ["dealer"],
            "locations.depot.purchase": {"rule": "shares", "shares": {"factory": 0.5, "dealer": 0.5}},
        }
    )
    orders = tables.orders.sort_values("order")
    took = (orders["received"] - orders["ordered"]).dropna()
    assert set(took[orders["source"] == "factory"]) == {5 * DAY}
    assert set(took[orders["source"] == "dealer"]) == {1 * DAY}
    assert not orders["received"].dropna().is_monotonic_increasing


def test_what_was_held_up_leaves_in_order_spread_over_the_recovery() -> None:
    """Days 10 to 20 nothing leaves; the n orders of those days leave on the way to day 24, and who comes meanwhile leaves then."""
    strike = {"after": "10 d", "lasts": "10 d", "recovery": "4 d", "once": True}
    tables = run({"locations.factory.disruptions": strike})
    assert tables.disruptions[["begin", "end", "recovered"]].to_numpy().tolist() == [[10 * DAY, 20 * DAY, 24 * DAY]]
    orders = tables.orders.sort_values("order")
    held = orders[(orders["ordered"] > 10 * DAY) & (orders["ordered"] < 20 * DAY)]
    expected = 20 * DAY + 4 * DAY * np.arange(1, len(held) + 1) / len(held)
    assert held["shipped"].tolist() == pytest.approx(expected.tolist(), abs=1e-5)
    meanwhile = orders[(orders["ordered"] > 20 * DAY) & (orders["ordered"] < 24 * DAY)]
    assert set(meanwhile["shipped"]) == {24 * DAY}
    others = orders[~orders["order"].isin([*held["order"], *meanwhile["order"]])]
    assert (others["shipped"] == others["ordered"]).all()
    assert tables.held_orders["order"].tolist() == [*held["order"], *meanwhile["order"]]


def test_an_emergency_from_a_supplier_fails_while_he_is_disrupted() -> None:
    strike = {"after": "10 d", "lasts": "300 d"}
    steps = [{"from": "emergency", "time": "3 h", "supplier": "dealer"}]
    tables = run({"sourcing": {"steps": steps}, "locations.dealer.disruptions": strike}, "200 d")
    by = tables.demands.groupby(tables.demands["asked"] < 10 * DAY, observed=True)["supply"].unique()
    assert list(by[True]) == ["emergency"]
    assert list(by[False]) == ["backorder"]
    assert set(tables.demands.loc[tables.demands["supply"] == "emergency", "source"]) == {"dealer"}


def test_nothing_is_sent_from_a_disrupted_warehouse_but_who_starts_there_helps_himself() -> None:
    strike = {"after": "10 d", "lasts": "300 d"}
    stock = {"seal": {"rule": "base_stock", "level": 99}}
    upstream = {
        "locations.hub": {"source": "factory", "stock": stock, "disruptions": strike},
        "locations.depot.source": "hub",
        "sourcing": {"steps": [{"from": "depot"}, {"from": "upstream", "time": "3 h"}]},
    }
    asked = run(upstream, "60 d").demands
    assert set(asked["supply"][asked["asked"] < 10 * DAY]) == {"upstream"}
    assert set(asked["supply"][asked["asked"] > 10 * DAY]) == {"backorder"}
    at_home = run({"locations.depot.stock": stock, "locations.depot.disruptions": strike}, "60 d").demands
    assert set(at_home["supply"]) == {"depot"}
