"""From backorders of parts to machines that stand still for want of one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative
from sim.theory.pipelines import Pmf
from sim.theory.stocking import Levels
from sim.theory.two_moments import Array


@dataclass(frozen=True, slots=True)
class FleetAvailability:
    """What backorders do to a fleet of identical machines."""

    total_backorders: float
    """Mean backorders of all items together."""
    availability: float
    """Probability that a given machine lacks no part."""
    product_availability: float
    """The same by Sherbrooke's product formula, from mean backorders alone; an approximation."""


def fleet(*, machines: int, items: Sequence[Mapping[str, Any]]) -> FleetAvailability:
    """Availability of identical machines, each lacking no part, from the base stocks of the parts.

    `items` are mappings with `demand_rate` (of the whole fleet, Poisson, not slowed down by machines that stand still),
    `turnaround` (mean, ample), `base_stock` and `per_machine` (sockets Z for it in one machine). The b missing units of an item lie
    at random in the fleet's N Z sockets, items independently: a machine lacks none of it with probability
    C(N Z - Z, b) / C(N Z, b), averaged over the law of b. The product formula is prod (1 - EBO / (N Z))^Z.

    Source: Sherbrooke (2004), Optimal Inventory Modeling of Systems, chapter 2. Raises ValueError for values out of range.
    """
    need_count(machines=machines)
    total = 0.0
    exact = product = 1.0
    for item in items:
        need_not_negative(demand_rate=item["demand_rate"], turnaround=item["turnaround"])
        need_count(per_machine=item["per_machine"])
        on_order = pipelines.poisson(mean=item["demand_rate"] * item["turnaround"])
        missing = pipelines.backordered(on_order, item["base_stock"])
        backorders = pipelines.excess(on_order, item["base_stock"])
        sockets = machines * item["per_machine"]
        total += backorders
        exact *= _complete(missing, sockets, item["per_machine"])
        product *= max(0.0, 1 - backorders / sockets) ** item["per_machine"]
    return FleetAvailability(total_backorders=total, availability=exact, product_availability=product)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Identical machines whose parts come from one place."""

    place: int
    """Number of the place, from 0."""
    count: int
    """How many they are."""
    sockets: Array
    """(P,) units of each part in one machine, 0 where it has none."""
    demand: Array
    """(P,) unit demands per time of all these machines together."""


def product(levels: Levels, machines: Sequence[Machines]) -> tuple[float, ...]:
    """Probability that a machine lacks no part, for each group of machines: Sherbrooke's product formula.

    Of the mean backorders of part i at their place, the machines have the share that they have of all demands there; these lie in
    their N Z_i sockets: the product over parts of (1 - EBO_i / (N Z_i))^Z_i, 0 where more are missing than there are sockets. The
    mean over all machines of a network is the mean of these figures, weighted with `count`.

    Source: Sherbrooke (2004), Optimal Inventory Modeling of Systems, chapter 2. Raises ValueError for demand without sockets, values
    out of range, or arrays that do not have one entry per part.
    """
    found = []
    for group in machines:
        need_count(count=group.count)
        need_count(0, place=group.place)
        sockets, demand = np.asarray(group.sockets, float), np.asarray(group.demand, float)
        parts, places = levels.units.shape
        if sockets.shape != (parts,) or demand.shape != (parts,) or group.place >= places:
            raise ValueError(f"machines must name one of {places} places, and sockets and demand of {parts} parts")
        if np.any((demand > 0) & (sockets <= 0)) or np.any(demand < 0) or np.any(sockets < 0):
            raise ValueError("sockets and demand must not be negative, and a part in demand must have a socket")
        rate = levels.rate[:, group.place]
        share = np.divide(demand, rate, out=np.zeros(parts), where=rate > 0)
        missing = levels.all_backorders[:, group.place] * share
        there = 1 - np.divide(missing, group.count * sockets, out=np.zeros(parts), where=sockets > 0)
        found.append(float(np.prod(np.maximum(there, 0.0) ** sockets)))
    return tuple(found)


def _complete(missing: Pmf, sockets: int, own: int) -> float:
    """Probability that none of a machine's own sockets is among the empty ones."""
    spared, chance = [], 1.0
    for units, share in enumerate(missing.tolist()):
        spared.append(share * chance)
        chance *= max(0.0, (sockets - own - units) / (sockets - units)) if units < sockets else 0.0
    return math.fsum(spared)
