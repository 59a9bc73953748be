"""Supply trees: levels that vanish, flows that balance, approximations that meet the exact figures where they must."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest

from sim.theory import echelons, pipelines, reorder, stock

BASES = {"demand_rates": [0.1, 0.2], "base_stocks": [1, 3], "transport_times": [2, 5]}


def test_a_depot_that_never_runs_out_leaves_bases_on_their_own() -> None:
    network = echelons.depot_and_bases(**BASES, depot_stock=100, depot_repair=10)
    alone = [stock.base_stock(demand_rate=r, lead_time=t, base_stock=s) for r, t, s in ((0.1, 2, 1), (0.2, 5, 3))]
    assert network.base_backorders == pytest.approx([each.mean_backorders for each in alone])
    assert network.base_fill_rates == pytest.approx([each.fill_rate for each in alone])
    assert network.depot_fill_rate == pytest.approx(1)


def test_a_depot_without_stock_only_adds_its_time_to_poisson_pipelines() -> None:
    network = echelons.depot_and_bases(**BASES, depot_stock=0, depot_repair=10)
    alone = [stock.base_stock(demand_rate=r, lead_time=10 + t, base_stock=s) for r, t, s in ((0.1, 2, 1), (0.2, 5, 3))]
    assert network.base_backorders == pytest.approx([each.mean_backorders for each in alone])
    assert network.metric_backorders == pytest.approx(network.total_backorders)
    assert network.vari_metric_backorders == pytest.approx(network.total_backorders)


@pytest.mark.parametrize("repairers", [None, 4])
def test_units_on_order_are_owed_or_on_the_road(repairers: int | None) -> None:
    network = echelons.depot_and_bases(**BASES, depot_stock=2, depot_repair=10, repairers=repairers)
    on_order = sum(base.mean_on_order for base in network.bases)
    assert on_order == pytest.approx(network.depot_backorders + 0.1 * 2 + 0.2 * 5)
    for base in network.bases:
        assert base.mean_on_hand - base.mean_backorders == pytest.approx(base.base_stock - base.mean_on_order)


def test_vari_metric_lies_closer_than_metric_which_is_too_hopeful() -> None:
    network = echelons.depot_and_bases(**BASES, depot_stock=2, depot_repair=10)
    assert network.metric_backorders < network.total_backorders
    exact = network.total_backorders
    assert abs(network.vari_metric_backorders - exact) < abs(network.metric_backorders - exact)


def test_one_base_behind_a_depot_is_found_by_conditioning() -> None:
    """Units on order = what the depot owes its only base + demand in transit."""
    network = echelons.depot_and_bases(demand_rates=[0.3], base_stocks=[2], transport_times=[4], depot_stock=3, depot_repair=9)
    by_hand = 0.0
    repair, transit = pipelines.poisson(mean=2.7), pipelines.poisson(mean=1.2)
    for in_repair, p in enumerate(repair):
        for on_road, q in enumerate(transit):
            by_hand += p * q * max(0, max(0, in_repair - 3) + on_road - 2)
    assert network.total_backorders == pytest.approx(by_hand)


def test_units_repaired_at_the_base_never_load_the_depot() -> None:
    network = echelons.depot_and_bases(
        **BASES, depot_stock=2, depot_repair=10, repaired_shares=[1.0, 1.0], repair_times=[6.0, 7.0]
    )
    assert (network.depot.mean_on_order, network.depot.mean_wait) == (0, 0)
    alone = [stock.base_stock(demand_rate=r, lead_time=t, base_stock=s) for r, t, s in ((0.1, 6, 1), (0.2, 7, 3))]
    assert network.base_backorders == pytest.approx([each.mean_backorders for each in alone])


def test_a_level_without_stock_and_time_changes_nothing() -> None:
    def vans(rate: float) -> list[dict[str, object]]:
        return [{"base_stock": 1, "lead_time": 2, "demand_rate": rate}, {"base_stock": 0, "lead_time": 1, "demand_rate": 0.05}]

    flat = echelons.tree(root={"base_stock": 3, "lead_time": 10, "feeds": [*vans(0.1), *vans(0.2)]})
    halls = [{"base_stock": 0, "lead_time": 0, "feeds": vans(rate)} for rate in (0.1, 0.2)]
    deep = echelons.tree(root={"base_stock": 3, "lead_time": 10, "feeds": halls})
    assert deep.backorders(2) == pytest.approx(flat.backorders(1))
    assert deep.fill_rates(2) == pytest.approx(flat.fill_rates(1))
    assert deep.total_backorders(1) == pytest.approx(flat.total_backorders(0))


def test_a_shelf_may_have_customers_and_shelves_to_feed() -> None:
    """Own demand at a shelf counts like a base without stock next door."""
    own = echelons.tree(
        root={
            "base_stock": 3,
            "lead_time": 9,
            "demand_rate": 0.2,
            "feeds": [{"base_stock": 1, "lead_time": 2, "demand_rate": 0.1}],
        }
    )
    beside = echelons.depot_and_bases(
        demand_rates=[0.1, 0.2], base_stocks=[1, 0], transport_times=[2, 0], depot_stock=3, depot_repair=9
    )
    assert own.backorders(0) == pytest.approx([beside.depot_backorders])
    assert own.backorders(1) == pytest.approx(beside.base_backorders[:1])
    assert beside.base_backorders[1] == pytest.approx(beside.depot_backorders * 2 / 3)


def test_a_tree_of_one_shelf_is_base_stock() -> None:
    alone = echelons.tree(root={"base_stock": 4, "lead_time": 3, "demand_rate": 0.5, "servers": 2})
    shop = stock.base_stock(demand_rate=0.5, lead_time=3, base_stock=4, servers=2)
    assert astuple(alone.levels[0][0]) == pytest.approx(astuple(shop))


def test_batches_from_a_full_warehouse_are_a_fixed_lot() -> None:
    depot = echelons.batches(
        demand_rate=1.2, lot=6, reorder_point=3, transport_time=3, warehouse_batches=50, warehouse_lead_time=9
    )
    lots = reorder.fixed_lot(demand_rate=1.2, lead_time=3, reorder_point=3, lot=6)
    assert (depot.mean_backorders, depot.mean_on_hand) == pytest.approx((lots.mean_backorders, lots.mean_on_hand))
    assert (depot.fill_rate, depot.order_rate) == pytest.approx((lots.fill_rate, 0.2))
    assert depot.warehouse_on_hand == pytest.approx(50 - 1.2 * 9 / 6)


def test_batches_from_an_empty_warehouse_take_both_lead_times() -> None:
    depot = echelons.batches(
        demand_rate=1.2, lot=6, reorder_point=3, transport_time=3, warehouse_batches=0, warehouse_lead_time=9
    )
    lots = reorder.fixed_lot(demand_rate=1.2, lead_time=12, reorder_point=3, lot=6)
    assert (depot.mean_backorders, depot.mean_on_hand) == pytest.approx((lots.mean_backorders, lots.mean_on_hand))
    assert depot.warehouse_backorders == pytest.approx(1.2 * 9 / 6)


def test_batches_of_one_are_two_echelons() -> None:
    depot = echelons.batches(
        demand_rate=0.3, lot=1, reorder_point=1, transport_time=4, warehouse_batches=3, warehouse_lead_time=9
    )
    network = echelons.depot_and_bases(demand_rates=[0.3], base_stocks=[2], transport_times=[4], depot_stock=3, depot_repair=9)
    assert depot.mean_backorders == pytest.approx(network.total_backorders)
    assert depot.fill_rate == pytest.approx(network.base_fill_rates[0])
    assert depot.warehouse_backorders == pytest.approx(network.depot_backorders)


def test_stock_higher_up_helps_everybody_below() -> None:
    totals = [echelons.depot_and_bases(**BASES, depot_stock=s, depot_repair=10).total_backorders for s in range(8)]
    assert np.all(np.diff(totals) < 0)


def test_busy_shops_are_solved_in_time() -> None:
    network = echelons.depot_and_bases(**BASES, depot_stock=5, depot_repair=6.4, repairers=2)  # load 0.96
    assert math.isfinite(network.total_backorders)
    assert network.depot.mean_on_order == pytest.approx(2 * 0.96 / (1 - 0.96**2), rel=1e-9)  # M/M/2


ROOT = {"base_stock": 1, "lead_time": 1}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: echelons.depot_and_bases(**BASES | {"base_stocks": [1]}, depot_stock=1, depot_repair=1), "same bases"),
        (lambda: echelons.depot_and_bases(**BASES, depot_stock=-1, depot_repair=1), "base_stock"),
        (lambda: echelons.depot_and_bases(**BASES, depot_stock=1, depot_repair=10, repairers=3), "keep up"),
        (lambda: echelons.tree(root={"base_stock": 1}), "needs base_stock and lead_time"),
        (lambda: echelons.tree(root=ROOT | {"stock": 2}), "needs base_stock and lead_time"),
        (lambda: echelons.tree(root=ROOT | {"feeds": [ROOT | {"servers": 2}]}), "root's shop"),
        (lambda: echelons.tree(root=ROOT | {"repaired_share": 1.5}), "repaired_share"),
        (lambda: echelons.tree(root=ROOT).backorders(1), "level"),
        (
            lambda: echelons.batches(
                demand_rate=1, lot=0, reorder_point=1, transport_time=1, warehouse_batches=1, warehouse_lead_time=1
            ),
            "lot",
        ),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
