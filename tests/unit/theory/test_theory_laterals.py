"""Lateral supply by approximation, held against the exact figures of small groups."""

from __future__ import annotations

from typing import Any

import pytest

from sim.theory import laterals, pooling, stock

E01 = {"demand_rates": [0.1, 0.22], "base_stocks": [2, 3], "lead_times": [9, 9], "preferences": [[2], [1]]}
E02 = {"demand_rates": [0.18, 0.07, 0.05], "base_stocks": [4, 1, 1], "lead_times": [8, 10, 10], "preferences": [[], [1], [1]]}
RING = [[2, 3, 4], [3, 4, 1], [4, 1, 2], [1, 2, 3]]
THREE = {"demand_rates": [0.1] * 3, "base_stocks": [1, 0, 2], "lead_times": [5] * 3, "preferences": [[2, 3], [3, 1], [1, 2]]}
FOUR = {"demand_rates": [0.1] * 4, "base_stocks": [2] * 4, "lead_times": [10] * 4, "preferences": RING}
UNEQUAL = {"demand_rates": [0.1] * 4, "base_stocks": [2, 1, 2, 2], "lead_times": [5] * 4, "preferences": RING}


@pytest.mark.parametrize("group", [E01, THREE, FOUR, UNEQUAL])
def test_groups_that_all_help_each_other_come_close_to_the_exact_shares(group: dict[str, Any]) -> None:
    exact, found = pooling.lateral(**group), laterals.shares(**group)
    assert found.own == pytest.approx(exact.own, abs=0.008)
    assert found.lateral == pytest.approx(exact.lateral, abs=0.008)
    assert found.emergency == pytest.approx(exact.emergency, abs=1e-6)  # Erlang's formula with all the stock
    assert found.mean_on_hand == pytest.approx(exact.mean_on_hand, abs=0.06)


def test_help_that_goes_one_way_forgets_that_the_helper_is_empty_when_asked() -> None:
    exact, found = pooling.lateral(**E02), laterals.shares(**E02)
    assert found.own == pytest.approx(exact.own, abs=0.002)
    assert found.lateral == pytest.approx(exact.lateral, abs=0.008)
    assert found.lateral[0] == 0
    for approximate, true in zip(found.emergency[1:], exact.emergency[1:], strict=True):
        assert -0.2 < approximate / true - 1 < -0.15


def test_shelves_that_ask_nobody_are_loss_systems() -> None:
    found = laterals.shares(demand_rates=[0.1, 0.3], base_stocks=[1, 2], lead_times=[5, 4], preferences=[[], []])
    alone = [stock.emergency(demand_rate=r, lead_time=t, base_stock=s).fill_rate for r, t, s in ((0.1, 5, 1), (0.3, 4, 2))]
    assert found.own == pytest.approx(alone)
    assert found.lateral == (0, 0)


def test_a_place_without_demand_is_a_store_for_the_others() -> None:
    found = laterals.shares(demand_rates=[0.2, 0.0], base_stocks=[0, 3], lead_times=[10, 10], preferences=[[2], [1]])
    assert found.own[0] == 0
    assert found.emergency[0] == pytest.approx(stock.emergency(demand_rate=0.2, lead_time=10, base_stock=3).refused_rate / 0.2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"base_stocks": [1]}, "same locations"),
        ({"preferences": [[1], [2]]}, "other locations"),
        ({"lead_times": [0, 1]}, "lead_times"),
        ({"base_stocks": [-1, 2]}, "base_stocks"),
    ],
)
def test_what_cannot_be_is_said(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        laterals.shares(**E01 | change)
