"""Shelves that help each other: loss formulas at both ends, conservation, and the centre's special cases."""

from __future__ import annotations

import pytest

from sim.theory import pooling, stock

PAIR = {"demand_rates": [0.2, 0.3], "base_stocks": [2, 1], "lead_times": [5, 5]}
LOCALS = {"demand_rates": [0.05, 0.08], "base_stocks": [1, 2], "transport_times": [2, 3], "supplier_time": 10}


def test_without_help_each_is_a_loss_system() -> None:
    alone = pooling.lateral(**PAIR, preferences=[[], []])
    for place, (rate, units) in enumerate(((0.2, 2), (0.3, 1))):
        shelf = stock.emergency(demand_rate=rate, lead_time=5, base_stock=units)
        assert alone.own[place] == pytest.approx(shelf.fill_rate)
        assert alone.mean_on_hand[place] == pytest.approx(shelf.mean_on_hand)
    assert alone.lateral == (0, 0)


def test_full_help_is_one_loss_system() -> None:
    shared = pooling.lateral(**PAIR, preferences=[[2], [1]])
    group = stock.emergency(demand_rate=0.5, lead_time=5, base_stock=3)
    assert shared.emergency == pytest.approx([1 - group.fill_rate] * 2)
    assert shared.emergency_share == pytest.approx(1 - group.fill_rate)
    assert sum(shared.mean_on_hand) == pytest.approx(group.mean_on_hand)


def test_demands_are_met_from_somewhere_and_units_given_come_back() -> None:
    three = pooling.lateral(
        demand_rates=[0.2, 0.3, 0.1], base_stocks=[2, 1, 3], lead_times=[5, 8, 3], preferences=[[2, 3], [3], [1]]
    )
    for shares in zip(three.own, three.lateral, three.emergency, strict=True):
        assert sum(shares) == pytest.approx(1)
    given = sum(rate * (1 - lost) for rate, lost in zip(three.demand_rates, three.emergency, strict=True))
    returned = sum((s - x) / t for s, x, t in zip((2, 1, 3), three.mean_on_hand, (5, 8, 3), strict=True))
    assert returned == pytest.approx(given)


def test_who_holds_back_everything_gives_nothing() -> None:
    held = pooling.lateral(**PAIR, preferences=[[2], [1]], held_back=[2, 1])
    alone = pooling.lateral(**PAIR, preferences=[[], []])
    assert held.own == pytest.approx(alone.own)
    assert held.lateral == (0, 0)
    some = pooling.lateral(**PAIR, preferences=[[2], [1]], held_back=[1, 0])
    assert 0 < some.lateral[1] < pooling.lateral(**PAIR, preferences=[[2], [1]]).lateral[1]


def test_a_centre_that_never_runs_out_leaves_locals_to_their_transport() -> None:
    network = pooling.lateral_and_central(**LOCALS, central_stock=25, preferences=[[], []])
    for place, (rate, units, time) in enumerate(((0.05, 1, 2), (0.08, 2, 3))):
        shelf = stock.emergency(demand_rate=rate, lead_time=time, base_stock=units)
        assert network.own[place] == pytest.approx(shelf.fill_rate)
        assert network.central[place] == pytest.approx(1 - shelf.fill_rate)
        assert network.mean_on_hand[place] == pytest.approx(shelf.mean_on_hand)
    assert network.supplier == pytest.approx((0, 0), abs=1e-12)
    assert network.central_on_hand == pytest.approx(25 - 0.13 * 10)


def test_locals_without_stock_live_on_the_centre() -> None:
    network = pooling.lateral_and_central(**LOCALS | {"base_stocks": [0, 0]}, central_stock=2, preferences=[[2], [1]])
    centre = stock.emergency(demand_rate=0.13, lead_time=10, base_stock=2)
    assert network.central == pytest.approx([centre.fill_rate] * 2)
    assert network.central_on_hand == pytest.approx(centre.mean_on_hand)
    assert network.central_backorders == 0


def test_sources_add_up_and_delivery_weighs_them() -> None:
    network = pooling.lateral_and_central(**LOCALS, central_stock=1, preferences=[[2], [1]], delivery_times=[0.25, 0.5, 2.0])
    rows = list(zip(network.own, network.lateral, network.central, network.supplier, strict=True))
    for row, delivery in zip(rows, network.mean_delivery, strict=True):
        assert sum(row) == pytest.approx(1)
        assert delivery == pytest.approx(0.25 * row[1] + 0.5 * row[2] + 2 * row[3])
    taken = sum(rate * (1 - row[3]) for rate, row in zip((0.05, 0.08), rows, strict=True))
    on_order = 1 - network.central_on_hand + network.central_backorders
    assert on_order == pytest.approx(taken * 10)  # Little: every unit taken is ordered from the supplier


def test_sharing_stock_beats_keeping_it_apart() -> None:
    group = pooling.pooled(demand_rates=[0.1, 0.3], base_stocks=[2, 3], lead_time=6)
    whole = stock.base_stock(demand_rate=0.4, lead_time=6, base_stock=5)
    assert group.mean_backorders == pytest.approx(whole.mean_backorders)
    assert group.mean_wait == pytest.approx(group.mean_backorders / 0.4)
    assert group.mean_backorders < group.separate_backorders
    one = pooling.pooled(demand_rates=[0.1], base_stocks=[2], lead_time=6)
    assert one.mean_backorders == pytest.approx(one.separate_backorders)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pooling.lateral(**PAIR, preferences=[[2]]), "same locations"),
        (lambda: pooling.lateral(**PAIR, preferences=[[1], []]), "other locations"),
        (lambda: pooling.lateral(**PAIR, preferences=[[3], []]), "other locations"),
        (lambda: pooling.lateral(**PAIR, preferences=[[], []], held_back=[1]), "held_back"),
        (lambda: pooling.lateral(**PAIR | {"lead_times": [0, 1]}, preferences=[[], []]), "times"),
        (lambda: pooling.lateral_and_central(**LOCALS, central_stock=-1, preferences=[[], []]), "central_stock"),
        (
            lambda: pooling.lateral_and_central(**LOCALS, central_stock=1, preferences=[[], []], delivery_times=[1, 2]),
            "delivery_times",
        ),
        (lambda: pooling.pooled(demand_rates=[0.1], base_stocks=[1, 2], lead_time=1), "same locations"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
