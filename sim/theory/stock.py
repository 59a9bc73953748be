"""One shelf with one-for-one replenishment (S-1, S): backorders, emergency supply, rationing, a shop, a nightly top-up.

Units: rates in units per time, times in the same unit of time, stock in parts. Demands are Poisson unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.pipelines import Pmf


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf under base stock with backorders, read off the law of the units on order."""

    base_stock: int
    demand_rate: float
    mean_on_order: float
    variance_on_order: float
    mean_backorders: float
    mean_on_hand: float
    fill_rate: float
    """Share of demands met from the shelf at once, P(X < S)."""
    ready_rate: float
    """Share of time without backorders, P(X <= S)."""

    @property
    def mean_wait(self) -> float:
        """Mean time from demand to part over all demands (Little: backorders / demand rate)."""
        return self.mean_backorders / self.demand_rate if self.demand_rate else 0.0

    @property
    def metric_backorders(self) -> float:
        """Backorders if the units on order were Poisson with this mean: METRIC (Sherbrooke 1968), an approximation."""
        return pipelines.poisson_excess(mean=self.mean_on_order, base_stock=self.base_stock)

    @property
    def vari_metric_backorders(self) -> float:
        """Backorders if they were negative binomial with these two moments: VARI-METRIC (Sherbrooke 1986), an approximation."""
        mean, variance = self.mean_on_order, self.variance_on_order
        return pipelines.negative_binomial_excess(mean=mean, variance=variance, base_stock=self.base_stock)


def shelf(pipeline: Pmf, *, base_stock: int, demand_rate: float) -> Shelf:
    """Read a shelf off the law of its units on order X: on hand max(0, S - X), backorders max(0, X - S).

    Exact whenever every demand orders one unit at once and X is independent of the next demand (Poisson demands).
    Raises ValueError for a negative base stock or demand rate.
    """
    need_count(0, base_stock=base_stock)
    need_not_negative(demand_rate=demand_rate)
    below = pipeline[:base_stock]
    return Shelf(
        base_stock=base_stock,
        demand_rate=demand_rate,
        mean_on_order=pipelines.mean(pipeline),
        variance_on_order=pipelines.variance(pipeline),
        mean_backorders=pipelines.excess(pipeline, base_stock),
        mean_on_hand=float(below @ (base_stock - np.arange(len(below)))),
        fill_rate=float(below.sum()),
        ready_rate=float(pipeline[: base_stock + 1].sum()),
    )


def base_stock(*, demand_rate: float, lead_time: float, base_stock: int, servers: int | None = None) -> Shelf:
    """Base stock S with backorders, first come first served; every demand orders one unit at once.

    With ample supply (`servers` None) `lead_time` is the mean of independent lead times of any law and the units on order
    are Poisson (Palm 1938; Feeney & Sherbrooke 1966). With `servers` they are the units in a first-come-first-served shop
    with so many exponential repairers of mean `lead_time` each (M/M/c; Buzacott & Shanthikumar 1993).

    Raises ValueError for arguments out of range, and for a shop that cannot keep up.
    """
    need_positive(demand_rate=demand_rate)
    need_not_negative(lead_time=lead_time)
    on_order = pipelines.supply(arrival_rate=demand_rate, mean_time=lead_time, servers=servers)
    return shelf(on_order, base_stock=base_stock, demand_rate=demand_rate)


@dataclass(frozen=True, slots=True)
class RationedShelf:
    """A shelf that refuses demands it does not serve: they are met from elsewhere, or lost."""

    fill_rates: tuple[float, ...]
    """Share of demands met from the shelf, by class of demand."""
    refused_rates: tuple[float, ...]
    """Demands per time that are met from elsewhere or lost, by class."""
    mean_on_hand: float
    mean_on_order: float

    @property
    def fill_rate(self) -> float:
        """Share of demands met from the shelf, of the first (or only) class."""
        return self.fill_rates[0]

    @property
    def refused_rate(self) -> float:
        """Emergency or lost demands per time, all classes together."""
        return math.fsum(self.refused_rates)

    def fill_rate_of(self, rank: int) -> float:
        """Share of demands met from the shelf, of the class with this rank (the first is 1)."""
        need_count(rank=rank)
        if rank > len(self.fill_rates):
            raise ValueError(f"rank must be at most {len(self.fill_rates)}, the number of classes, not {rank}")
        return self.fill_rates[rank - 1]


def rationed(
    *, demand_rates: Sequence[float], critical_levels: Sequence[int], lead_time: float, base_stock: int
) -> RationedShelf:
    """Base stock S with critical levels: a class is served only while more than its level is on hand, else sent elsewhere.

    With n units on order, p(n) is proportional to the product of (rates of the classes served at each n' < n) x lead time,
    over n!: a loss system whose units on order do not depend on the law of the lead time, only on its mean.

    Source: Dekker, Hill, Kleijn & Teunter (2002); Kranenburg & van Houtum (2007). Raises ValueError for lists of unequal
    length, negative rates or levels, or a lead time that is not positive.
    """
    need_positive(lead_time=lead_time)
    need_count(0, base_stock=base_stock, **{f"critical_levels[{i}]": level for i, level in enumerate(critical_levels)})
    need_not_negative(**{f"demand_rates[{i}]": rate for i, rate in enumerate(demand_rates)})
    if not demand_rates or len(demand_rates) != len(critical_levels):
        raise ValueError("demand_rates and critical_levels must name the same classes, one or more")
    classes = list(zip(demand_rates, critical_levels, strict=True))
    weights = [1.0]
    for on_order in range(base_stock):
        served = sum(rate for rate, level in classes if base_stock - on_order > level)
        weights.append(weights[-1] * served * lead_time / (on_order + 1))
        if weights[-1] > 1e200:
            weights = [weight * 1e-200 for weight in weights]
    law = np.array(weights) / math.fsum(weights)
    mean_on_order = pipelines.mean(law)
    fills = tuple(float(law[: max(0, base_stock - level)].sum()) for level in critical_levels)
    return RationedShelf(
        fill_rates=fills,
        refused_rates=tuple(rate * (1 - fill) for (rate, _), fill in zip(classes, fills, strict=True)),
        mean_on_hand=base_stock - mean_on_order,
        mean_on_order=mean_on_order,
    )


def emergency(*, demand_rate: float, lead_time: float, base_stock: int) -> RationedShelf:
    """Base stock S where a demand that finds the shelf empty is met by an emergency shipment from outside, or lost.

    The refused share is Erlang's loss formula with S servers and load demand rate x lead time, for any law of the lead time.

    Source: Erlang (1917); Karush (1957). Raises ValueError for arguments out of range.
    """
    return rationed(demand_rates=[demand_rate], critical_levels=[0], lead_time=lead_time, base_stock=base_stock)


@dataclass(frozen=True, slots=True)
class ToppedUp:
    """A set of shelves (a van) filled up at the same moments."""

    fill_rates: tuple[float, ...]
    """Share of demands met from stock, by part."""
    fill_rate: float
    """Share of all demands, over all parts."""
    all_met: float
    """Probability that a whole period passes without a demand that finds its part missing."""


def topped_up(*, demands: Sequence[float], base_stocks: Sequence[int]) -> ToppedUp:
    """Stock filled up to S at the end of every period (every night, no lead time); what is missing comes from elsewhere.

    `demands` are the mean demands per period, Poisson and independent; fill rate = E[min(D, S)] / E[D].
    Source: the single-period Poisson loss, Silver, Pyke & Thomas (2017). Raises ValueError for lists of unequal length,
    demands that are not positive or negative stocks.
    """
    need_positive(**{f"demands[{i}]": demand for i, demand in enumerate(demands)})
    if not demands or len(demands) != len(base_stocks):
        raise ValueError("demands and base_stocks must name the same parts, one or more")
    pairs = list(zip(demands, base_stocks, strict=True))
    met = [demand - pipelines.poisson_excess(mean=demand, base_stock=stock) for demand, stock in pairs]
    enough = [float(pipelines.poisson(mean=demand)[: stock + 1].sum()) for demand, stock in pairs]
    return ToppedUp(
        fill_rates=tuple(units / demand for units, demand in zip(met, demands, strict=True)),
        fill_rate=math.fsum(met) / math.fsum(demands),
        all_met=reduce(lambda product, each: product * each, enough, 1.0),
    )
