"""What a promise to repair or replace is expected to cost, per unit sold, and whether a burn-in before the sale pays.

Times in any unit, the same throughout, from the sale on; costs in any money. A unit is new when it is sold and works all the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.theory.arguments import need_not_negative, need_positive
from sim.theory.lifetimes import Law, lifetime
from sim.theory.optimum import cheapest
from sim.theory.renewal import renewals

_STEPS = 600


@dataclass(frozen=True, slots=True)
class Warranty:
    """Expected cost per unit sold of five ways to keep the same promise for the same period."""

    free_replacement: float
    """Each failure within the period is answered by a new unit, free; the period runs from the first sale."""
    renewing_free_replacement: float
    """The same, but each new unit starts the period again."""
    pro_rata: float
    """At the first failure within the period the buyer gets back the share of the price that he has not used (linear rebate); once."""
    minimal_repair: float
    """Each failure within the period is repaired, free, and leaves the unit as old as it was."""
    failing_share: float
    """Share of units that fail within the period."""


def warranty(*, life: Law, period: float, unit_cost: float) -> Warranty:
    """Expected warranty cost per unit sold; `unit_cost` is that of a new unit, of a full rebate, or of one minimal repair.

    With F the law of the life, R = 1 - F and W the period, in units of `unit_cost`: free replacement M(W), M the renewal function;
    renewing free replacement F(W) / R(W); pro rata the integral of (1 - t / W) dF(t); minimal repair -ln R(W).

    Source: Blischke & Murthy (1994), Warranty Cost Analysis, ch. 4 and 5.
    Raises ValueError if the period is not above zero, the cost is negative, or no unit outlives the period (a renewing warranty would never
    end); ArithmeticError as `renewal.renewals` does.
    """
    need_positive(period=period)
    need_not_negative(unit_cost=unit_cost)
    law = lifetime(life)
    if not law.survival(period) > 0:
        raise ValueError(f"no unit outlives a period of {period:g}, so a renewing warranty would never end")
    return Warranty(
        free_replacement=unit_cost * renewals(life=law, horizon=period).failures(period),
        renewing_free_replacement=unit_cost * law.failed(period) / law.survival(period),
        pro_rata=unit_cost * (1 - law.limited_mean(period) / period),
        minimal_repair=unit_cost * law.cumulative_hazard(period),
        failing_share=law.failed(period),
    )


@dataclass(frozen=True, slots=True)
class BurnIn:
    """A unit run for some time before it is sold, to have its early failures in the factory instead of in the field."""

    time: float
    """Length of the burn-in."""
    warranty_failures: float
    """Expected failures under warranty, per unit."""
    factory_failures: float
    """Expected failures during burn-in, per unit."""
    cost: float
    """Expected cost of burn-in and warranty together, per unit."""


def burn_in(
    *,
    life: Law,
    period: float,
    burn_in_cost: float,
    factory_repair_cost: float,
    field_repair_cost: float,
    time: float | None = None,
) -> BurnIn:
    """Burn-in of length `time` (the cheapest if left out), then a warranty `period`; all repairs are minimal.

    `burn_in_cost` is per unit of time. With the cumulative hazard H of the life: failures H(b) in the factory and H(b + W) - H(b) under
    warranty. The best time has the derivative burn_in_cost + factory h(b) + field (h(b + W) - h(b)) zero; it is zero where the
    failure rate does not fall fast enough.

    Source: Blischke & Murthy (1994), Warranty Cost Analysis, ch. 13.
    Raises ValueError if the period or `burn_in_cost` is not above zero, or another argument is negative.
    """
    need_positive(period=period, burn_in_cost=burn_in_cost)
    need_not_negative(factory_repair_cost=factory_repair_cost, field_repair_cost=field_repair_cost)
    law = lifetime(life)

    def slope(length: float) -> float:
        later = law.hazard(length + period) - law.hazard(length)
        return burn_in_cost + factory_repair_cost * law.hazard(length) + field_repair_cost * later

    def outcome(length: float) -> BurnIn:
        factory = law.cumulative_hazard(length)
        field = law.cumulative_hazard(length + period) - factory
        return BurnIn(length, field, factory, burn_in_cost * length + factory_repair_cost * factory + field_repair_cost * field)

    if time is None:
        time = _best_time(lambda length: outcome(length).cost, slope, law.mean + period)
    need_not_negative(time=time)
    return outcome(time)


def _best_time(cost: Callable[[float], float], slope: Callable[[float], float], scale: float) -> float:
    """The cheapest length of a burn-in, zero included."""
    lengths = (scale * np.geomspace(1e-9, 10, _STEPS)).tolist()
    if slope(lengths[0]) >= 0 and cost(0.0) <= min(map(cost, lengths)):
        return 0.0
    return cheapest(cost, slope, lengths)
