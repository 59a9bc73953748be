"""Shelves that order in lots: balances, and the rules that are special cases of one another."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from sim.theory import reorder, stock
from sim.theory.chains import average, stationary
from sim.theory.kanban import containers


def test_a_lot_of_one_is_base_stock() -> None:
    lots = reorder.fixed_lot(demand_rate=0.3, lead_time=10, reorder_point=4, lot=1)
    shelf = stock.base_stock(demand_rate=0.3, lead_time=10, base_stock=5)
    assert (lots.mean_on_hand, lots.mean_backorders) == pytest.approx((shelf.mean_on_hand, shelf.mean_backorders))
    assert (lots.fill_rate, lots.order_rate) == pytest.approx((shelf.fill_rate, 0.3))


@pytest.mark.parametrize("reorder_point", [-6, -1, 0, 5])
def test_min_max_of_single_units_is_a_fixed_lot(reorder_point: int) -> None:
    up_to = max(0, reorder_point + 6)
    lot = reorder.fixed_lot(demand_rate=0.7, lead_time=4, reorder_point=reorder_point, lot=up_to - reorder_point)
    single = reorder.min_max(customer_rate=0.7, lead_time=4, reorder_point=reorder_point, order_up_to=up_to)
    assert astuple(single) == pytest.approx(astuple(lot))


def test_customers_who_always_want_a_pair_are_customers_of_pairs() -> None:
    pairs = reorder.min_max(customer_rate=0.7, lead_time=4, reorder_point=3, order_up_to=10, sizes=[0, 1])
    single = reorder.fixed_lot(demand_rate=0.7, lead_time=4, reorder_point=1, lot=4)  # positions 10, 8, 6, 4 are 5, 4, 3, 2 pairs
    assert pairs.mean_on_hand == pytest.approx(2 * single.mean_on_hand)
    assert pairs.mean_backorders == pytest.approx(2 * single.mean_backorders)
    assert pairs.fill_rate == pytest.approx(single.fill_rate)
    assert (pairs.order_rate, pairs.mean_order) == pytest.approx((single.order_rate, 8))


def test_the_geometric_size_can_be_written_out() -> None:
    facts = {"customer_rate": 0.4, "lead_time": 5, "reorder_point": 4, "order_up_to": 15}
    sizes = [0.25 * 0.75**k for k in range(200)]
    written = reorder.min_max(**facts, sizes=[share / sum(sizes) for share in sizes])
    assert astuple(written) == pytest.approx(astuple(reorder.min_max(**facts, mean_size=4)))


def test_whole_orders_are_filled_less_often_than_units_of_mixed_sizes() -> None:
    mixed = reorder.min_max(customer_rate=0.4, lead_time=5, reorder_point=4, order_up_to=15, sizes=[0.5, 0, 0, 0, 0.5])
    assert mixed.order_fill_rate != pytest.approx(mixed.fill_rate, abs=1e-3)
    assert mixed.order_rate * mixed.mean_order == pytest.approx(0.4 * 3)
    more = reorder.min_max(customer_rate=0.4, lead_time=5, reorder_point=7, order_up_to=18, sizes=[0.5, 0, 0, 0, 0.5])
    assert more.fill_rate > mixed.fill_rate
    assert more.mean_backorders < mixed.mean_backorders


@pytest.mark.slow
@pytest.mark.parametrize("customers", [0.0, 0.8, 40.0, 1500.0])
def test_compound_demand_is_the_mixture_over_the_number_of_customers(customers: float) -> None:
    most = round(1.4 * customers) + 30
    law = reorder.compound_poisson(customers=customers, sizes=[0.6, 0.4], most=2 * most)
    count = np.arange(2 * most + 1)
    mixture = sum(stats.poisson.pmf(n, customers) * stats.binom.pmf(count - n, n, 0.4) for n in range(most + 200))
    assert law == pytest.approx(mixture, rel=1e-8, abs=1e-14)


def test_review_without_pause_is_base_stock_and_pauses_cost_stock() -> None:
    shelf = stock.base_stock(demand_rate=0.3, lead_time=10, base_stock=5)
    often = reorder.periodic_review(demand_rate=0.3, lead_time=10, review=1e-5, base_stock=5)
    assert (often.mean_on_hand, often.mean_backorders) == pytest.approx((shelf.mean_on_hand, shelf.mean_backorders), rel=1e-4)
    assert often.fill_rate == pytest.approx(shelf.fill_rate, rel=1e-4)
    fills = [reorder.periodic_review(demand_rate=0.3, lead_time=10, review=r, base_stock=5).fill_rate for r in (1, 5, 20)]
    assert fills == sorted(fills, reverse=True)


def test_periodic_review_at_once_is_the_average_of_one_period() -> None:
    weekly = reorder.periodic_review(demand_rate=1, lead_time=0, review=4, base_stock=2)
    times = (np.arange(4000) + 0.5) / 1000
    on_hand = np.exp(-times) * (2 + times)  # 2 P(0) + 1 P(1)
    assert weekly.mean_on_hand == pytest.approx(on_hand.mean(), rel=1e-6)
    assert weekly.mean_on_hand - weekly.mean_backorders == pytest.approx(2 - 2)
    assert weekly.order_rate * weekly.mean_order == pytest.approx(1)


@pytest.mark.parametrize(("reorder_point", "lot"), [(0, 1), (2, 3), (3, 10), (4, 4)])
def test_lost_sales_with_an_exponential_lead_time_are_a_chain(reorder_point: int, lot: int) -> None:
    shelf = reorder.lost_sales_lot(demand_rate=0.8, lead_time=5, reorder_point=reorder_point, lot=lot, lead_time_cv=1)

    def moves(on_hand: int) -> list[tuple[int, float]]:
        return [(max(0, on_hand - 1), 0.8), (on_hand + lot, 0.2 if on_hand <= reorder_point else 0.0)]

    shares = stationary(lot, moves)
    assert shelf.fill_rate == pytest.approx(1 - shares[0])
    assert shelf.mean_on_hand == pytest.approx(average(shares, float))
    assert shelf.lost_rate == pytest.approx(0.8 * shares[0])
    assert shelf.order_rate * lot + shelf.lost_rate == pytest.approx(0.8)


def test_an_empty_reserve_bin_is_a_single_card() -> None:
    bins = reorder.lost_sales_lot(demand_rate=0.8, lead_time=5, reorder_point=0, lot=4, lead_time_cv=1)
    card = containers(demand_rate=0.8, container=4, cards=1, mean_replenishment=5)
    assert (bins.fill_rate, bins.mean_on_hand) == pytest.approx((card.fill_rate, card.mean_on_hand))
    assert bins.order_rate == pytest.approx(card.circulation_rate)


def test_cost_adds_each_of_its_parts() -> None:
    shelf = reorder.lost_sales_lot(demand_rate=0.8, lead_time=5, reorder_point=1, lot=4)
    assert shelf.cost_rate() == 0
    assert shelf.cost_rate(holding=2, order=3, lost=5) == pytest.approx(
        2 * shelf.mean_on_hand + 3 * shelf.order_rate + 5 * shelf.lost_rate
    )
    owed = reorder.fixed_lot(demand_rate=0.8, lead_time=5, reorder_point=1, lot=4)
    assert owed.cost_rate(backorder=7) == pytest.approx(7 * owed.mean_backorders)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reorder.fixed_lot(demand_rate=-1, lead_time=1, reorder_point=1, lot=1), "demand_rate"),
        (lambda: reorder.fixed_lot(demand_rate=1, lead_time=-1, reorder_point=1, lot=1), "lead_time"),
        (lambda: reorder.fixed_lot(demand_rate=1, lead_time=1, reorder_point=1, lot=0), "lot"),
        (lambda: reorder.min_max(customer_rate=1, lead_time=1, reorder_point=4, order_up_to=4), "below order_up_to"),
        (lambda: reorder.min_max(customer_rate=1, lead_time=1, reorder_point=1, order_up_to=4, mean_size=0.5), "mean_size"),
        (lambda: reorder.min_max(customer_rate=1, lead_time=1, reorder_point=1, order_up_to=4, sizes=[0.5]), "sum to 1"),
        (lambda: reorder.periodic_review(demand_rate=1, lead_time=1, review=0, base_stock=4), "review"),
        (lambda: reorder.lost_sales_lot(demand_rate=1, lead_time=1, reorder_point=5, lot=4), "above the reorder point"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
