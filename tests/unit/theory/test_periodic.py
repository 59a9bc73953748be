"""Periodic min-max stock against the chain of its positions, and its special cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.theory.periodic import min_max_cost

PRICES = {"order_cost": 20, "holding": 1, "backorder": 7}


def by_the_chain(mean: float, low: int, high: int) -> tuple[float, float]:
    """Cost and orders per period from the stationary law of the position after ordering."""
    span = high - low
    step = np.zeros((span, span))
    order = np.zeros(span)
    for start in range(span):
        for demand in range(400):
            left = start + demand
            share = stats.poisson.pmf(demand, mean)
            step[start, left if left < span else 0] += share
            order[start] += share * (left >= span)
    law = np.linalg.matrix_power(step, 4096)[0]
    k = np.arange(400)
    stage = [stats.poisson.pmf(k, mean) @ (np.maximum(high - j - k, 0) + 7 * np.maximum(k - high + j, 0)) for j in range(span)]
    return float(law @ (20 * order + np.array(stage))), float(law @ order)


@pytest.mark.parametrize(("mean", "low", "high"), [(3, 2, 9), (0.4, 0, 4), (8, -2, 5)])
def test_renewal_reward_is_the_chain(mean: float, low: int, high: int) -> None:
    shelf = min_max_cost(mean_demand=mean, reorder_point=low, order_up_to=high, **PRICES)
    assert (shelf.cost, shelf.orders) == pytest.approx(by_the_chain(mean, low, high), rel=1e-8)
    assert shelf.orders * shelf.mean_order == pytest.approx(mean)


def test_ordering_after_every_demand_costs_one_period_at_the_top() -> None:
    shelf = min_max_cost(mean_demand=2, reorder_point=4, order_up_to=5, **PRICES)
    assert shelf.orders == pytest.approx(1 - np.exp(-2))


def test_a_lead_time_adds_its_demand_and_nothing_else() -> None:
    late = min_max_cost(mean_demand=2, reorder_point=4, order_up_to=5, lead_time=2, **PRICES)
    k = np.arange(200)
    end = stats.poisson.pmf(k, 6) @ (np.maximum(5 - k, 0) + 7 * np.maximum(k - 5, 0))
    assert late.cost == pytest.approx(20 * (1 - np.exp(-2)) + end)


def test_the_law_of_demand_can_be_written_out() -> None:
    law = stats.poisson.pmf(np.arange(60), 3)
    written = min_max_cost(mean_demand=3, demand=(law / law.sum()).tolist(), reorder_point=2, order_up_to=9, **PRICES)
    assert written.cost == pytest.approx(min_max_cost(mean_demand=3, reorder_point=2, order_up_to=9, **PRICES).cost)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mean_demand": 0}, "mean_demand"),
        ({"reorder_point": 9}, "below order_up_to"),
        ({"lead_time": 0.5}, "lead_time"),
        ({"holding": -1}, "holding"),
        ({"demand": [0.5, 0.4]}, "sum to 1"),
        ({"demand": [0.5, 0.5]}, "mean of demand"),
    ],
)
def test_what_cannot_be_is_said(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        min_max_cost(**({"mean_demand": 3, "reorder_point": 2, "order_up_to": 9} | PRICES | change))
