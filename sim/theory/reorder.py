"""One shelf that orders in lots: (s, Q), two bins, (s, S) with orders of several units, periodic review (R, S).

Units: rates in units per time, times in the same unit of time, stock in parts. Backorders unless said otherwise. The net
stock a lead time after an inspection is the inventory position at the inspection less the demand in between.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.pipelines import Pmf


@dataclass(frozen=True, slots=True)
class Replenished:
    """A shelf replenished in lots: averages over time."""

    mean_on_hand: float
    mean_backorders: float
    fill_rate: float
    """Share of units met from the shelf at once."""
    order_fill_rate: float
    """Share of customers' orders met completely from the shelf at once (the same for orders of one unit)."""
    order_rate: float
    """Replenishment orders per time."""
    mean_order: float
    """Mean units per replenishment order."""
    lost_rate: float = 0.0
    """Units per time lost or met from elsewhere (none where demand is backordered)."""

    def cost_rate(self, *, holding: float = 0.0, backorder: float = 0.0, order: float = 0.0, lost: float = 0.0) -> float:
        """Money per time: `holding` and `backorder` per unit and time, `order` per replenishment, `lost` per unit lost."""
        stocks = holding * self.mean_on_hand + backorder * self.mean_backorders
        return stocks + order * self.order_rate + lost * self.lost_rate


def fixed_lot(*, demand_rate: float, lead_time: float, reorder_point: int, lot: int) -> Replenished:
    """(s, Q): order Q units when the inventory position falls to s; Poisson unit demands, constant lead time.

    The position is uniform on s+1 … s+Q, so each figure is the average over these base stocks. s may be negative.
    Two bins of Q with every emptied bin ordering Q are the case s = Q.

    Source: Hadley & Whitin (1963), chapter 4; Zipkin (2000), chapter 6. Raises ValueError for arguments out of range.
    """
    need_positive(demand_rate=demand_rate)
    need_not_negative(lead_time=lead_time)
    need_count(lot=lot)
    need_count(-lot, reorder_point=reorder_point)
    positions = dict.fromkeys(range(reorder_point + 1, reorder_point + lot + 1), 1.0 / lot)
    demand = pipelines.poisson(mean=demand_rate * lead_time)
    return from_positions(positions, demand, demand_rate * lead_time, [1.0], demand_rate, lot)


def min_max(
    *,
    customer_rate: float,
    lead_time: float,
    reorder_point: int,
    order_up_to: int,
    mean_size: float = 1.0,
    sizes: Sequence[float] | None = None,
) -> Replenished:
    """(s, S): after each customer, if the inventory position is at s or below, order up to S; constant lead time.

    Customers come Poisson and want several units each: `sizes` are the probabilities of 1, 2, … units; without them the
    size is geometric with mean `mean_size` (stuttering Poisson; mean 1 is plain Poisson). Orders are delivered in parts.
    The position S - j has probability m(j) / sum m, where m(0) = 1 and m(j) = sum over k of P(size k) m(j - k) counts the
    visits between two replenishments; demand over the lead time is compound Poisson (Panjer's recursion).

    Source: Archibald & Silver (1978); Zipkin (2000). Raises ValueError for arguments out of range, and for
    sizes that do not sum to 1.
    """
    need_positive(customer_rate=customer_rate)
    need_not_negative(lead_time=lead_time)
    need_count(0, order_up_to=order_up_to)
    need_count(-1_000_000, reorder_point=reorder_point)
    if not reorder_point < order_up_to:
        raise ValueError(f"reorder_point must lie below order_up_to ({order_up_to}), not at {reorder_point}")
    law = _size_law(mean_size, sizes)
    mean_units = math.fsum(k * share for k, share in enumerate(law, start=1))
    visits = np.zeros(order_up_to - reorder_point)
    visits[0] = 1.0
    for j in range(1, len(visits)):
        reach = min(j, len(law))
        visits[j] = visits[j - reach : j][::-1] @ law[:reach]
    total = float(visits.sum())
    positions = {order_up_to - j: visit / total for j, visit in enumerate(visits.tolist())}
    demand = compound_poisson(customers=customer_rate * lead_time, sizes=law, most=order_up_to)
    mean_demand = customer_rate * lead_time * mean_units
    return from_positions(positions, demand, mean_demand, law, customer_rate, mean_units * total)


def compound_poisson(*, customers: float, sizes: Sequence[float], most: int) -> Pmf:
    """Probabilities of 0 … `most` units wanted by Poisson many customers whose orders follow `sizes` (of 1, 2, … units).

    n p(n) = customers x sum over k of k P(size k) p(n - k) (Panjer 1981), for at most 512 customers at a time.
    """
    need_not_negative(customers=customers)
    need_count(0, most=most)
    halvings = max(0, math.ceil(math.log2(customers / 512))) if customers else 0
    part = customers / 2**halvings
    pull = part * np.arange(1, len(sizes) + 1) * np.asarray(sizes, dtype=float)
    law = np.zeros(most + 1)
    law[0] = math.exp(-part)
    for n in range(1, most + 1):
        reach = min(n, len(pull))
        law[n] = pull[:reach] @ law[n - reach : n][::-1] / n
    for _ in range(halvings):
        law = np.convolve(law, law)[: most + 1]
    return law


def periodic_review(*, demand_rate: float, lead_time: float, review: float, base_stock: int) -> Replenished:
    """(R, S): every `review` the position is raised to S; Poisson unit demands, constant lead time; averages over time.

    Net stock between two arrivals is S less the demand of a time running evenly from L to L + R, so that P(demand k),
    averaged, is [G(k+1, rate (L+R)) - G(k+1, rate L)] / (rate R) with the regularised incomplete gamma function G.

    Source: Hadley & Whitin (1963), chapter 5; Silver, Pyke & Thomas (2017). Raises ValueError for arguments out of range.
    """
    need_positive(demand_rate=demand_rate, review=review)
    need_not_negative(lead_time=lead_time)
    need_count(0, base_stock=base_stock)
    k = np.arange(base_stock)
    begin, end = demand_rate * lead_time, demand_rate * (lead_time + review)
    demand = (gammainc(k + 1, end) - gammainc(k + 1, begin)) / (end - begin)
    on_hand = float(demand @ (base_stock - k))
    none = math.exp(-demand_rate * review)
    fill = float(demand.sum())
    return Replenished(
        mean_on_hand=on_hand,
        mean_backorders=max(0.0, on_hand - base_stock + (begin + end) / 2),
        fill_rate=fill,
        order_fill_rate=fill,
        order_rate=(1 - none) / review,
        mean_order=demand_rate * review / (1 - none),
    )


def lost_sales_lot(
    *, demand_rate: float, lead_time: float, reorder_point: int, lot: int, lead_time_cv: float = 0.0
) -> Replenished:
    """Two bins with lost sales: order Q when s are left on hand (the reserve bin is opened); a stock-out's demand is lost.

    s <= Q, and never more than one order is open (with s = Q, two equal bins, only because the next one waits for it).
    The lead time is constant, or gamma with `lead_time_cv` (1 is exponential). A cycle is one lead time L, in which N
    demands come, and the wait until stock has run down to s again: (Q - N) / rate for N <= s, (Q - s) / rate beyond, by
    renewal-reward; during L a state "k demands so far" lasts P(N > k) / rate on average.

    Source: Hadley & Whitin (1963), section 4-7 and after. Raises ValueError for arguments out of range.
    """
    need_positive(demand_rate=demand_rate, lead_time=lead_time)
    need_not_negative(lead_time_cv=lead_time_cv)
    need_count(0, reorder_point=reorder_point)
    if not reorder_point <= lot:
        raise ValueError(
            f"lot must be at or above the reorder point ({reorder_point}) so that one order is open at most, not {lot}"
        )
    need_count(lot=lot)
    mean = demand_rate * lead_time
    demand = pipelines.negative_binomial(mean=mean, variance=mean + (mean * lead_time_cv) ** 2)
    padded = np.concatenate([demand, np.zeros(reorder_point + 1)])
    k = np.arange(reorder_point)
    lost = pipelines.excess(demand, reorder_point)
    left = float(padded[:reorder_point] @ (reorder_point - k))  # on hand when the lot arrives
    cycle = lead_time + (left + lot - reorder_point) / demand_rate
    during = float((reorder_point - k) @ (1 - np.cumsum(padded)[:reorder_point])) / demand_rate
    tops = lot + np.arange(reorder_point, -1, -1.0)  # on hand after the lot, for 0, 1, …, s or more demands
    shares = np.append(padded[:reorder_point], 1 - padded[:reorder_point].sum())
    after = float(shares @ (tops * (tops + 1) - reorder_point * (reorder_point + 1))) / 2 / demand_rate
    fill = 1 - lost / cycle / demand_rate
    return Replenished(
        mean_on_hand=(during + after) / cycle,
        mean_backorders=0.0,
        fill_rate=fill,
        order_fill_rate=fill,
        order_rate=1 / cycle,
        mean_order=float(lot),
        lost_rate=lost / cycle,
    )


def from_positions(
    positions: dict[int, float], demand: Pmf, mean_demand: float, sizes: Sequence[float], customer_rate: float, mean_order: float
) -> Replenished:
    """Average the figures over the law of the inventory position, given the law of the demand over the lead time.

    `positions` maps a position to its share of time; `sizes` are the probabilities that a customer wants 1, 2, … units.
    """
    on_hand = units = orders = mean_net = 0.0
    size = np.arange(1, len(sizes) + 1)
    share = np.asarray(sizes, dtype=float)
    at_least = np.cumsum(share[::-1])[::-1]  # P(size >= k)
    filled = np.concatenate([[0.0], np.cumsum(at_least)])  # E[min(size, net)] for net stock 0, 1, …
    whole = np.concatenate([[0.0], np.cumsum(share)])  # P(size <= net)
    for position, weight in positions.items():
        reached = max(0, min(position, len(demand)))
        below = demand[:reached]
        net = position - np.arange(reached)  # stock that the next customer finds
        on_hand += weight * float(below @ net)
        mean_net += weight * (position - mean_demand)
        found = np.minimum(net, len(sizes))
        units += weight * float(below @ filled[found])
        orders += weight * float(below @ whole[found])
    mean_units = float(share @ size)
    return Replenished(
        mean_on_hand=on_hand,
        mean_backorders=max(0.0, on_hand - mean_net),
        fill_rate=units / mean_units,
        order_fill_rate=orders,
        order_rate=customer_rate * mean_units / mean_order,
        mean_order=float(mean_order),
    )


def _size_law(mean_size: float, sizes: Sequence[float] | None) -> list[float]:
    """Probabilities of 1, 2, … units per customer."""
    if sizes is None:
        if not (math.isfinite(mean_size) and mean_size >= 1):
            raise ValueError(f"mean_size must be a number of units, 1 or more, not {mean_size!r}")
        again = 1 - 1 / mean_size
        most = 1 + (math.ceil(math.log(1e-17) / math.log(again)) if again else 0)
        return [(1 - again) * again**k for k in range(most)]
    need_not_negative(**{f"sizes[{i}]": share for i, share in enumerate(sizes)})
    if not math.isclose(math.fsum(sizes), 1, abs_tol=1e-9):
        raise ValueError(f"sizes must be probabilities that sum to 1, not to {math.fsum(sizes):.9g}")
    return list(sizes)
