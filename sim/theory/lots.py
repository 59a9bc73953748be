"""How much to order when the demand rate is known (EOQ), and how much to stock for one season (newsvendor)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive


@dataclass(frozen=True, slots=True)
class Lot:
    """The lot that costs least."""

    lot: float
    """Units per order."""
    cost_rate: float
    """Money per time: ordering, holding and, if allowed, backorders."""
    backordered: float
    """Units owed when the lot arrives (0 without planned backorders)."""


def economic_lot(*, demand_rate: float, order_cost: float, holding: float, backorder: float | None = None) -> Lot:
    """Economic order quantity: steady demand, `order_cost` per order, `holding` per unit and time.

    Q = sqrt(2 K D / h), cost sqrt(2 K D h); with planned backorders at `backorder` per unit and time Q is larger by
    sqrt((h + p) / p), the cost smaller by the same factor, and the share h / (h + p) of a lot is owed on its arrival.

    Source: Harris (1913); Snyder & Shen, Fundamentals of Supply Chain Theory, chapter 3. Raises ValueError
    unless all rates and costs are positive.
    """
    need_positive(demand_rate=demand_rate, order_cost=order_cost, holding=holding)
    if backorder is not None:
        need_positive(backorder=backorder)
    owed = 0.0 if backorder is None else holding / (holding + backorder)
    lot = math.sqrt(2 * order_cost * demand_rate / holding / (1 - owed))
    cost = math.sqrt(2 * order_cost * demand_rate * holding * (1 - owed))
    return Lot(lot=lot, cost_rate=cost, backordered=lot * owed)


@dataclass(frozen=True, slots=True)
class SeasonStock:
    """A stock for one season and its expected cost."""

    stock: float
    cost: float
    """Money: `holding` per unit left over, `shortage` per unit short."""


def newsvendor_normal(
    *, mean: float, standard_deviation: float, holding: float, shortage: float, stock: float | None = None
) -> SeasonStock:
    """One season, normal demand: the best stock is mean + z sd with Phi(z) = p / (h + p) (or `stock` if given).

    Cost = h (S - mean) + (h + p) sd [phi(z) - z (1 - Phi(z))]. Source: Snyder & Shen, chapter 4. Raises ValueError unless
    costs and standard deviation are positive.
    """
    need_positive(standard_deviation=standard_deviation, holding=holding, shortage=shortage)
    best = mean + standard_deviation * float(ndtri(shortage / (holding + shortage)))
    chosen = best if stock is None else stock
    z = (chosen - mean) / standard_deviation
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    short = standard_deviation * (density - z * float(ndtr(-z)))
    return SeasonStock(stock=chosen, cost=holding * (chosen - mean) + (holding + shortage) * short)


def newsvendor_lognormal(
    *, log_mean: float, log_sd: float, holding: float, shortage: float, stock: float | None = None
) -> SeasonStock:
    """One season, lognormal demand exp(normal(log_mean, log_sd)): the best stock is its p / (h + p) quantile (or `stock`).

    Units short = E[D] Phi((log_mean + log_sd^2 - ln S) / log_sd) - S P(D > S). Source: Snyder & Shen, chapter 4. Raises
    ValueError unless costs, spread and stock are positive.
    """
    need_positive(log_sd=log_sd, holding=holding, shortage=shortage)
    chosen = math.exp(log_mean + log_sd * float(ndtri(shortage / (holding + shortage)))) if stock is None else stock
    need_positive(stock=chosen)
    mean = math.exp(log_mean + log_sd**2 / 2)
    z = (math.log(chosen) - log_mean) / log_sd
    short = mean * float(ndtr(log_sd - z)) - chosen * float(ndtr(-z))
    return SeasonStock(stock=chosen, cost=holding * (chosen - mean) + (holding + shortage) * short)


def newsvendor_poisson(*, mean: float, holding: float, shortage: float, stock: int | None = None) -> SeasonStock:
    """One season, Poisson demand: the best stock is the least S with P(D <= S) >= p / (h + p) (or `stock` if given).

    Cost = h (S - mean) + (h + p) E[max(0, D - S)]. Source: Snyder & Shen, chapter 4. Raises ValueError unless costs are
    positive and the mean is not negative.
    """
    need_not_negative(mean=mean)
    need_positive(holding=holding, shortage=shortage)
    if stock is None:
        reached = np.cumsum(pipelines.poisson(mean=mean)) >= shortage / (holding + shortage)
        chosen = int(reached.argmax()) if reached.any() else len(reached) - 1
    else:
        chosen = stock
    need_count(0, stock=chosen)
    short = pipelines.poisson_excess(mean=mean, base_stock=chosen)
    return SeasonStock(stock=chosen, cost=holding * (chosen - mean) + (holding + shortage) * short)
