"""Shelves that supply shelves: a depot and its bases, trees of any depth, a warehouse that ships whole batches.

One-for-one replenishment at every shelf, orders passed up at once, first come first served, backorders at every level. Units:
rates in units per time, times in the same unit of time, stock in parts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share
from sim.theory.pipelines import Pmf
from sim.theory.reorder import from_positions
from sim.theory.stock import Shelf, shelf


@dataclass(frozen=True, slots=True)
class Tree:
    """The shelves of a supply tree, level by level from the root, each level in the order given."""

    levels: tuple[tuple[Shelf, ...], ...]

    def shelves(self, level: int) -> tuple[Shelf, ...]:
        """The shelves of one level; the root is level 0."""
        need_count(0, level=level)
        if level >= len(self.levels):
            raise ValueError(f"level must be at most {len(self.levels) - 1}, the lowest of the tree, not {level}")
        return self.levels[level]

    def backorders(self, level: int) -> tuple[float, ...]:
        """Mean backorders at each shelf of a level."""
        return tuple(each.mean_backorders for each in self.shelves(level))

    def fill_rates(self, level: int) -> tuple[float, ...]:
        """Share of demands met at once at each shelf of a level."""
        return tuple(each.fill_rate for each in self.shelves(level))

    def total_backorders(self, level: int) -> float:
        """Mean backorders at all shelves of a level together."""
        return math.fsum(self.backorders(level))


@dataclass(frozen=True, slots=True)
class _Node:
    base_stock: int
    lead_time: float
    demand_rate: float = 0.0
    servers: int | None = None
    repaired_share: float = 0.0
    repair_time: float = 0.0
    feeds: tuple[_Node, ...] = ()
    rate: float = field(init=False)
    """Demands at this shelf: its own and what its customers pass up."""

    def __post_init__(self) -> None:
        need_count(0, base_stock=self.base_stock)
        need_not_negative(lead_time=self.lead_time, demand_rate=self.demand_rate, repair_time=self.repair_time)
        need_share(repaired_share=self.repaired_share)
        object.__setattr__(self, "rate", self.demand_rate + math.fsum(each.passed_up for each in self.feeds))

    @property
    def passed_up(self) -> float:
        """Units per time that this shelf orders from above."""
        return self.rate * (1 - self.repaired_share)


def tree(*, root: Mapping[str, Any]) -> Tree:
    """Exact figures of a supply tree of any depth.

    `root` and every shelf below it are mappings with `base_stock`, `lead_time`, `demand_rate` (own Poisson demand, usually at
    the leaves), `feeds` (the shelves it supplies) and, where failed units are repaired on the spot, `repaired_share` and
    `repair_time` (mean, ample, any law). The root's `lead_time` is the mean of ample supply of any law, or with `servers` the
    mean of each of so many exponential repairers (M/M/c); below the root it is the constant time of transport.

    Level by level: the units on order at a shelf are its share of the backorders above (each backorder belongs to customer j
    with probability rate j / total rate, independently: binomial), plus its demand during transport (Poisson), plus its own
    repairs (Poisson); these are independent.

    Source: Simon (1971), Operations Research 19; Graves (1985), Management Science 31; down a tree Svoronos & Zipkin (1991),
    Management Science 37. Raises ValueError for arguments out of range, unknown words, `servers` below the root, or a shop
    that cannot keep up.
    """
    top = _read(root)
    supply = pipelines.supply(arrival_rate=top.passed_up, mean_time=top.lead_time, servers=top.servers)
    levels: list[tuple[Shelf, ...]] = []
    row = [(top, supply)]
    while row:
        below: list[tuple[_Node, Pmf]] = []
        shelves = []
        for node, from_above in row:
            repairs = pipelines.poisson(mean=node.rate * node.repaired_share * node.repair_time)
            on_order = pipelines.joined(from_above, repairs)
            shelves.append(shelf(on_order, base_stock=node.base_stock, demand_rate=node.rate))
            owed = pipelines.backordered(on_order, node.base_stock)
            for each in node.feeds:
                share = each.passed_up / node.rate if node.rate else 0.0
                transit = pipelines.poisson(mean=each.passed_up * each.lead_time)
                below.append((each, pipelines.joined(pipelines.thinned(owed, share), transit)))
        levels.append(tuple(shelves))
        row = below
    return Tree(levels=tuple(levels))


def _read(facts: Mapping[str, Any], *, below: bool = False) -> _Node:
    """A shelf from its mapping, with all that it feeds."""
    known = {"base_stock", "lead_time", "demand_rate", "servers", "repaired_share", "repair_time", "feeds"}
    if not {"base_stock", "lead_time"} <= set(facts) <= known:
        raise ValueError(f"a shelf needs base_stock and lead_time and knows {', '.join(sorted(known))}, not {sorted(facts)}")
    if below and facts.get("servers") is not None:
        raise ValueError("servers belong to the root's shop; a shelf below it is supplied by transport")
    feeds = tuple(_read(each, below=True) for each in facts.get("feeds", ()))
    return _Node(**{**facts, "feeds": feeds})


@dataclass(frozen=True, slots=True)
class DepotAndBases:
    """A depot and the bases it supplies."""

    depot: Shelf
    bases: tuple[Shelf, ...]

    @property
    def depot_backorders(self) -> float:
        """Mean backorders at the depot."""
        return self.depot.mean_backorders

    @property
    def depot_fill_rate(self) -> float:
        """Share of the bases' orders that the depot ships at once."""
        return self.depot.fill_rate

    @property
    def base_backorders(self) -> tuple[float, ...]:
        """Mean backorders at each base."""
        return tuple(base.mean_backorders for base in self.bases)

    @property
    def base_fill_rates(self) -> tuple[float, ...]:
        """Share of demands met at once at each base."""
        return tuple(base.fill_rate for base in self.bases)

    @property
    def total_backorders(self) -> float:
        """Mean backorders at all bases together, exact."""
        return math.fsum(base.mean_backorders for base in self.bases)

    @property
    def metric_backorders(self) -> float:
        """The same by METRIC (Sherbrooke 1968): each base's pipeline Poisson with its right mean; an approximation."""
        return math.fsum(base.metric_backorders for base in self.bases)

    @property
    def vari_metric_backorders(self) -> float:
        """The same by VARI-METRIC (Sherbrooke 1986): negative binomial with the right mean and variance; an approximation."""
        return math.fsum(base.vari_metric_backorders for base in self.bases)


def depot_and_bases(
    *,
    demand_rates: Sequence[float],
    base_stocks: Sequence[int],
    transport_times: Sequence[float],
    depot_stock: int,
    depot_repair: float,
    repairers: int | None = None,
    repaired_shares: Sequence[float] | None = None,
    repair_times: Sequence[float] | None = None,
) -> DepotAndBases:
    """Exact figures of a depot with base stock and the bases it supplies; lists name the bases in the same order.

    A failed unit is repaired at its base with probability `repaired_shares` (mean time `repair_times`, ample, any law); else
    it goes to the depot at once, where repair takes `depot_repair` on average: ample with any law, or with `repairers`
    exponential ones, first come first served. The base orders a replacement at the same moment; transport is constant.

    The case of two levels of `tree`, with its source and errors; ValueError also for lists of unequal length.
    """
    count = len(demand_rates)
    shares = [0.0] * count if repaired_shares is None else repaired_shares
    times = [0.0] * count if repair_times is None else repair_times
    if not count or {len(each) for each in (base_stocks, transport_times, shares, times)} != {count}:
        raise ValueError("the lists must name the same bases, one or more")
    facts = ("demand_rate", "base_stock", "lead_time", "repaired_share", "repair_time")
    rows = zip(demand_rates, base_stocks, transport_times, shares, times, strict=True)
    feeds = [dict(zip(facts, row, strict=True)) for row in rows]
    found = tree(root={"base_stock": depot_stock, "lead_time": depot_repair, "servers": repairers, "feeds": feeds})
    return DepotAndBases(depot=found.levels[0][0], bases=found.levels[1])


@dataclass(frozen=True, slots=True)
class BatchSupply:
    """A depot that orders batches, and the warehouse behind it."""

    mean_backorders: float
    mean_on_hand: float
    fill_rate: float
    """Share of demands met from the depot's shelf at once."""
    order_rate: float
    """Batches per time."""
    warehouse_backorders: float
    """Mean number of batches that the warehouse owes."""
    warehouse_on_hand: float
    """Mean number of batches on hand in the warehouse."""


def batches(
    *, demand_rate: float, lot: int, reorder_point: int, transport_time: float, warehouse_batches: int, warehouse_lead_time: float
) -> BatchSupply:
    """A depot that orders a batch of Q at position s, from a warehouse that holds whole batches and replenishes one for one.

    Poisson unit demands at the depot, constant times. The depot's position a warehouse lead time L0 ago was uniform on s+1 …
    s+Q; with the demand since then it fixes both today's position and the batches ordered in L0, of which those beyond the
    warehouse's stock are still owed. Net stock a transport time later is the position less what is owed less the demand.

    Source: Axsäter, Inventory Control (2015), chapter 10; De Bodt & Graves (1985), Management Science 31. Raises ValueError
    for arguments out of range.
    """
    need_positive(demand_rate=demand_rate)
    need_not_negative(transport_time=transport_time, warehouse_lead_time=warehouse_lead_time)
    need_count(lot=lot)
    need_count(0, warehouse_batches=warehouse_batches)
    need_count(-lot, reorder_point=reorder_point)
    earlier = pipelines.poisson(mean=demand_rate * warehouse_lead_time)
    since = np.arange(len(earlier))
    reached: dict[int, float] = {}
    ordered_law = np.zeros(len(earlier) // lot + 2)
    for start in range(1, lot + 1):
        ordered = (since + lot - start) // lot
        owed = np.maximum(0, ordered - warehouse_batches)
        left = reorder_point + start - since + lot * (ordered - owed)
        np.add.at(ordered_law, ordered, earlier / lot)
        for position, share in zip(left.tolist(), (earlier / lot).tolist(), strict=True):
            reached[position] = reached.get(position, 0.0) + share
    mean_demand = demand_rate * transport_time
    net = from_positions(reached, pipelines.poisson(mean=mean_demand), mean_demand, [1.0], demand_rate, lot)
    stock = shelf(ordered_law, base_stock=warehouse_batches, demand_rate=demand_rate / lot)
    return BatchSupply(
        mean_backorders=net.mean_backorders,
        mean_on_hand=net.mean_on_hand,
        fill_rate=net.fill_rate,
        order_rate=net.order_rate,
        warehouse_backorders=stock.mean_backorders,
        warehouse_on_hand=stock.mean_on_hand,
    )
