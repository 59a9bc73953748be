"""One-for-one shelves: balances, Little's law, special cases that must coincide."""

from __future__ import annotations

import math

import pytest

from sim.theory import stock
from sim.theory.chains import average, stationary
from sim.theory.queues import blocking


@pytest.mark.parametrize("servers", [None, 1, 3])
@pytest.mark.parametrize("base_stock", [0, 1, 4, 60])
def test_on_hand_less_backorders_is_stock_less_pipeline(base_stock: int, servers: int | None) -> None:
    shelf = stock.base_stock(demand_rate=0.3, lead_time=3, base_stock=base_stock, servers=servers)
    assert shelf.mean_on_hand - shelf.mean_backorders == pytest.approx(base_stock - shelf.mean_on_order, rel=1e-9)
    assert shelf.mean_wait * 0.3 == pytest.approx(shelf.mean_backorders)
    assert shelf.fill_rate <= shelf.ready_rate <= 1 + 1e-12


def test_without_stock_every_demand_waits_a_whole_lead_time() -> None:
    shelf = stock.base_stock(demand_rate=2, lead_time=3, base_stock=0)
    assert (shelf.fill_rate, shelf.mean_on_hand) == (0, 0)
    assert shelf.mean_wait == pytest.approx(3)


def test_few_repairers_keep_demands_waiting_longer() -> None:
    waits = [stock.base_stock(demand_rate=0.9, lead_time=1, base_stock=2, servers=c).mean_wait for c in (1, 2, 3, 20)]
    ample = stock.base_stock(demand_rate=0.9, lead_time=1, base_stock=2).mean_wait
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] == pytest.approx(ample, rel=1e-6)


def test_metric_is_exact_for_an_ample_pipeline_and_low_for_a_shop() -> None:
    ample = stock.base_stock(demand_rate=0.3, lead_time=10, base_stock=4)
    assert ample.metric_backorders == pytest.approx(ample.mean_backorders)
    assert ample.vari_metric_backorders == pytest.approx(ample.mean_backorders)
    shop = stock.base_stock(demand_rate=0.8, lead_time=1, base_stock=4, servers=1)
    assert shop.metric_backorders < shop.vari_metric_backorders
    assert shop.metric_backorders < shop.mean_backorders


@pytest.mark.parametrize(("rate", "time", "base_stock"), [(0.1, 5, 0), (0.5, 10, 3), (20, 10, 180)])
def test_emergency_supply_is_the_loss_formula(rate: float, time: float, base_stock: int) -> None:
    shelf = stock.emergency(demand_rate=rate, lead_time=time, base_stock=base_stock)
    refused = blocking(arrival_rate=rate, mean_service=time, servers=base_stock) if base_stock else 1.0
    assert 1 - shelf.fill_rate == pytest.approx(refused, rel=1e-9)
    assert shelf.refused_rate == pytest.approx(rate * refused)
    assert shelf.mean_on_order == pytest.approx(rate * (1 - refused) * time)  # Little


def test_rationing_is_the_chain_of_its_stock() -> None:
    shelf = stock.rationed(demand_rates=[0.2, 0.4, 0.5], critical_levels=[0, 1, 3], lead_time=4, base_stock=5)

    def moves(on_hand: int) -> list[tuple[int, float]]:
        served = sum(rate for rate, level in ((0.2, 0), (0.4, 1), (0.5, 3)) if on_hand > level)
        return [(max(0, on_hand - 1), served), (on_hand + 1, (5 - on_hand) / 4)]

    shares = stationary(5, moves)
    assert shelf.mean_on_hand == pytest.approx(average(shares, float))
    for rank, level in enumerate((0, 1, 3), start=1):
        assert shelf.fill_rate_of(rank) == pytest.approx(sum(share for on_hand, share in shares.items() if on_hand > level))
    assert shelf.fill_rate_of(1) > shelf.fill_rate_of(2) > shelf.fill_rate_of(3)


def test_rationing_that_keeps_nothing_back_is_one_class() -> None:
    two = stock.rationed(demand_rates=[0.2, 0.4], critical_levels=[0, 0], lead_time=4, base_stock=3)
    one = stock.emergency(demand_rate=0.6, lead_time=4, base_stock=3)
    assert two.fill_rates == pytest.approx([one.fill_rate] * 2)
    assert two.refused_rate == pytest.approx(one.refused_rate)


def test_a_long_loss_system_does_not_overflow() -> None:
    shelf = stock.emergency(demand_rate=900, lead_time=1, base_stock=1000)
    assert shelf.fill_rate == pytest.approx(1 - blocking(arrival_rate=900, mean_service=1, servers=1000), rel=1e-9)


def test_a_van_filled_up_nightly() -> None:
    van = stock.topped_up(demands=[0.5, 0.5], base_stocks=[1, 0])
    assert van.fill_rates == pytest.approx([(1 - math.exp(-0.5)) / 0.5, 0])
    assert van.fill_rate == pytest.approx(van.fill_rates[0] / 2)
    assert van.all_met == pytest.approx(math.exp(-0.5) * 1.5 * math.exp(-0.5))
    full = stock.topped_up(demands=[0.5], base_stocks=[30])
    assert (full.fill_rate, full.all_met) == pytest.approx((1, 1))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stock.base_stock(demand_rate=0, lead_time=1, base_stock=1), "demand_rate"),
        (lambda: stock.base_stock(demand_rate=1, lead_time=-1, base_stock=1), "lead_time"),
        (lambda: stock.base_stock(demand_rate=1, lead_time=1, base_stock=1.5), "base_stock"),
        (lambda: stock.base_stock(demand_rate=1, lead_time=2, base_stock=1, servers=2), "keep up"),
        (lambda: stock.rationed(demand_rates=[1], critical_levels=[0, 1], lead_time=1, base_stock=1), "same classes"),
        (lambda: stock.emergency(demand_rate=1, lead_time=0, base_stock=1), "lead_time"),
        (lambda: stock.emergency(demand_rate=1, lead_time=1, base_stock=1).fill_rate_of(2), "rank"),
        (lambda: stock.topped_up(demands=[], base_stocks=[]), "same parts"),
        (lambda: stock.topped_up(demands=[0.0], base_stocks=[1]), "demands"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
