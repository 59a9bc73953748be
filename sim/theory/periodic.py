"""A shelf looked at once a period: the long-run cost of (s, S) with a fixed cost per order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.pipelines import Pmf


@dataclass(frozen=True, slots=True)
class PeriodicCost:
    """Long-run averages per period."""

    cost: float
    """Money per period: fixed cost of orders, stock left and units owed at the end of the period."""
    orders: float
    """Orders per period."""
    mean_order: float
    """Mean units per order."""


def min_max_cost(
    *,
    mean_demand: float,
    reorder_point: int,
    order_up_to: int,
    order_cost: float,
    holding: float,
    backorder: float,
    lead_time: int = 0,
    demand: Sequence[float] | None = None,
) -> PeriodicCost:
    """Periodic (s, S): at the start of a period, at s or below, order up to S; then the demand of the period falls.

    `holding` per unit left and `backorder` per unit owed at the end of a period; `lead_time` in whole periods (0: there at
    once). Demand per period is Poisson with `mean_demand`, or `demand` gives the probabilities of 0, 1, 2, … (then
    `mean_demand` must be its mean). Renewal-reward over the time between two orders: cost = (K + sum m(j) G(S - j)) /
    sum m(j), j = 0 … S-s-1, where m(j) counts the periods begun j below S and G(y) is the expected cost of a period whose
    position is y.

    Source: Veinott & Wagner (1965); Zheng & Federgruen (1991), Operations Research 39(4). Raises ValueError for arguments
    out of range.
    """
    need_positive(mean_demand=mean_demand)
    need_not_negative(order_cost=order_cost, holding=holding, backorder=backorder)
    need_count(0, lead_time=lead_time)
    need_count(-1_000_000, reorder_point=reorder_point, order_up_to=order_up_to)
    if not reorder_point < order_up_to:
        raise ValueError(f"reorder_point must lie below order_up_to ({order_up_to}), not at {reorder_point}")
    law = pipelines.poisson(mean=mean_demand) if demand is None else _checked(demand, mean_demand)
    over_lead_time = pipelines.joined(*[law] * (lead_time + 1))
    span = order_up_to - reorder_point
    step = np.zeros(span)
    step[: min(span, len(law))] = law[:span]
    visits = np.zeros(span)
    visits[0] = 1 / (1 - step[0])
    for j in range(1, span):
        visits[j] = step[1 : j + 1] @ visits[:j][::-1] / (1 - step[0])
    periods = float(visits.sum())
    stages = [_end_of_period(over_lead_time, order_up_to - j, holding, backorder) for j in range(span)]
    return PeriodicCost(
        cost=(order_cost + float(visits @ np.array(stages))) / periods,
        orders=1 / periods,
        mean_order=mean_demand * periods,
    )


def _end_of_period(demand: Pmf, position: int, holding: float, backorder: float) -> float:
    """Expected holding and backorder cost at the end of the period that the position decides on."""
    net = position - np.arange(len(demand))
    return float(demand @ (holding * np.maximum(net, 0) + backorder * np.maximum(-net, 0)))


def _checked(demand: Sequence[float], mean_demand: float) -> Pmf:
    """The given law of demand, if it is one and has the stated mean and some demand at all."""
    need_not_negative(**{f"demand[{i}]": share for i, share in enumerate(demand)})
    law = np.asarray(demand, dtype=float)
    if not math.isclose(float(law.sum()), 1, abs_tol=1e-9):
        raise ValueError(f"demand must be probabilities that sum to 1, not to {float(law.sum()):.9g}")
    if not math.isclose(pipelines.mean(law), mean_demand, rel_tol=1e-6):
        raise ValueError(f"mean_demand must be the mean of demand, {pipelines.mean(law):.9g}, not {mean_demand!r}")
    return law
