"""Lots and season stocks: they are the best ones, and costs are what integration says."""

from __future__ import annotations

import math

import pytest
from scipy import integrate, stats

from sim.theory import lots


def test_the_economic_lot_balances_ordering_and_holding() -> None:
    best = lots.economic_lot(demand_rate=900, order_cost=5, holding=0.4)
    assert 5 * 900 / best.lot == pytest.approx(0.4 * best.lot / 2)
    assert best.cost_rate == pytest.approx(2 * 5 * 900 / best.lot)
    assert best.backordered == 0


def test_planned_backorders_save_and_vanish_when_dear() -> None:
    plain = lots.economic_lot(demand_rate=900, order_cost=5, holding=0.4)
    owing = lots.economic_lot(demand_rate=900, order_cost=5, holding=0.4, backorder=2)
    assert owing.lot > plain.lot
    assert owing.cost_rate < plain.cost_rate
    top = owing.lot - owing.backordered
    cost = 5 * 900 / owing.lot + (0.4 * top**2 + 2 * owing.backordered**2) / 2 / owing.lot
    assert owing.cost_rate == pytest.approx(cost)
    dear = lots.economic_lot(demand_rate=900, order_cost=5, holding=0.4, backorder=1e9)
    assert (dear.lot, dear.cost_rate) == pytest.approx((plain.lot, plain.cost_rate))


@pytest.mark.parametrize("stock", [None, 70, 112.5])
def test_newsvendor_costs_are_integrals(stock: float | None) -> None:
    normal = lots.newsvendor_normal(mean=100, standard_deviation=15, holding=2, shortage=9, stock=stock)
    lognormal = lots.newsvendor_lognormal(log_mean=4.4, log_sd=0.4, holding=2, shortage=9, stock=stock)
    laws = [(normal, stats.norm(100, 15)), (lognormal, stats.lognorm(0.4, scale=math.exp(4.4)))]
    for season, law in laws:
        left = integrate.quad(lambda d, s=season, law=law: (s.stock - d) * law.pdf(d), law.ppf(1e-14), season.stock)[0]
        short = integrate.quad(lambda d, s=season, law=law: (d - s.stock) * law.pdf(d), season.stock, law.isf(1e-14))[0]
        assert season.cost == pytest.approx(2 * left + 9 * short, rel=1e-6)
        if stock is None:
            assert law.cdf(season.stock) == pytest.approx(9 / 11)


@pytest.mark.parametrize("law", ["normal", "lognormal", "poisson"])
def test_the_best_stock_beats_its_neighbours(law: str) -> None:
    facts = {
        "normal": {"mean": 100, "standard_deviation": 15},
        "lognormal": {"log_mean": 4.4, "log_sd": 0.4},
        "poisson": {"mean": 12.3},
    }[law]
    vend = getattr(lots, f"newsvendor_{law}")
    best = vend(**facts, holding=2, shortage=9)
    for other in (best.stock - 1, best.stock + 1):
        assert vend(**facts, holding=2, shortage=9, stock=other).cost > best.cost


def test_stocking_nothing_costs_the_mean() -> None:
    assert lots.newsvendor_poisson(mean=6, holding=1, shortage=4, stock=0).cost == pytest.approx(24)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: lots.economic_lot(demand_rate=0, order_cost=1, holding=1), "demand_rate"),
        (lambda: lots.economic_lot(demand_rate=1, order_cost=1, holding=1, backorder=0), "backorder"),
        (lambda: lots.newsvendor_normal(mean=1, standard_deviation=0, holding=1, shortage=1), "standard_deviation"),
        (lambda: lots.newsvendor_lognormal(log_mean=1, log_sd=1, holding=1, shortage=1, stock=0), "stock"),
        (lambda: lots.newsvendor_poisson(mean=-1, holding=1, shortage=1), "mean"),
        (lambda: lots.newsvendor_poisson(mean=1, holding=1, shortage=0), "shortage"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
