"""From backorders of parts to machines that stand still for want of one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative
from sim.theory.pipelines import Pmf


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


def _complete(missing: Pmf, sockets: int, own: int) -> float:
    """Probability that none of a machine's own sockets is among the empty ones."""
    spared, chance = [], 1.0
    for units, share in enumerate(missing.tolist()):
        spared.append(share * chance)
        chance *= max(0.0, (sockets - own - units) / (sockets - units)) if units < sockets else 0.0
    return math.fsum(spared)
