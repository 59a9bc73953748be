"""When to replace or overhaul: by age, in blocks, or after minimal repairs; and what that does to cost, failures and availability.

Times in any unit, the same throughout; rates per that unit; costs in any money. A policy is priced at the age or interval given, or at the
cheapest one where none is given. An age of infinity means that nothing is done before failure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.theory.arguments import need_not_negative, need_positive
from sim.theory.lifetimes import Law, Life, lifetime
from sim.theory.optimum import cheapest
from sim.theory.renewal import renewals

_STEPS = 400
_BLOCK_LIVES = 3.0
"""Mean lives within which the best block interval is looked for: beyond, the cost has all but reached that of no blocks at all."""


@dataclass(frozen=True, slots=True)
class AgeReplacement:
    """A unit replaced at failure or at an age, whichever comes first; each replacement is instantaneous and as good as new."""

    age: float
    """Age at which a unit is replaced before it fails; infinity: never."""
    cost_rate: float
    """Long-run cost per unit of time."""
    run_to_failure_cost_rate: float
    """Long-run cost per unit of time if nothing were replaced before it fails."""
    failure_rate: float
    """Failures per unit of time."""
    failure_share: float
    """Share of replacements that are failures."""
    mean_cycle: float
    """Mean time between replacements."""


def age_replacement(*, life: Law, planned_cost: float, failure_cost: float, age: float | None = None) -> AgeReplacement:
    """Age replacement: `failure_cost` for a replacement at failure, `planned_cost` for one at `age` (the cheapest age if left out).

    Cost rate C(T) = (planned_cost R(T) + failure_cost F(T)) / integral of R over 0 … T, with the survival R = 1 - F. The best age solves
    (failure_cost - planned_cost) (h(T) * integral of R - F(T)) = planned_cost, h the hazard; it is infinite where waiting always pays.

    Source: Barlow & Proschan (1965), Mathematical Theory of Reliability, ch. 4.
    Raises ValueError if a cost is not above zero, or the age is not.
    """
    need_positive(planned_cost=planned_cost, failure_cost=failure_cost)
    law = lifetime(life)
    extra = failure_cost - planned_cost

    def cost(limit: float) -> float:
        return (planned_cost + extra * law.failed(limit)) / law.limited_mean(limit)

    def slope(limit: float) -> float:
        return extra * (law.hazard(limit) * law.limited_mean(limit) - law.failed(limit)) - planned_cost

    if age is None:
        age = cheapest(cost, slope, _ages(law))
    _need_age(age)
    failed = 1.0 if math.isinf(age) else law.failed(age)
    cycle = law.mean if math.isinf(age) else law.limited_mean(age)
    return AgeReplacement(
        age=age,
        cost_rate=(planned_cost + extra * failed) / cycle,
        run_to_failure_cost_rate=failure_cost / law.mean,
        failure_rate=failed / cycle,
        failure_share=failed,
        mean_cycle=cycle,
    )


@dataclass(frozen=True, slots=True)
class MaintainedAvailability:
    """A machine down for planned work at an age and for repair at failure, as good as new after either."""

    age: float
    """Operating age at which planned work is done; infinity: never."""
    availability: float
    """Share of calendar time that the machine is up."""
    failure_rate: float
    """Failures per unit of calendar time."""
    planned_rate: float
    """Planned jobs per unit of calendar time."""


def maintained_availability(
    *, life: Law, planned_time: float, repair_time: float, age: float | None = None
) -> MaintainedAvailability:
    """Availability under planned work of mean `planned_time` at an operating `age` and repairs of mean `repair_time` at failure.

    The age counts operating time only. With C the age-replacement cost rate in which the durations take the place of the costs (downtime per
    unit of uptime), availability is 1 / (1 + C); so the best age, taken if `age` is left out, is the cheapest one of those costs. Only the
    means of the durations matter.

    Source: Barlow & Proschan (1965), Mathematical Theory of Reliability, ch. 4; renewal reward.
    Raises ValueError if a duration or the age is not above zero.
    """
    need_positive(planned_time=planned_time, repair_time=repair_time)
    plan = age_replacement(life=life, planned_cost=planned_time, failure_cost=repair_time, age=age)
    availability = 1 / (1 + plan.cost_rate)
    planned = (1 - plan.failure_share) / plan.mean_cycle
    return MaintainedAvailability(plan.age, availability, plan.failure_rate * availability, planned * availability)


@dataclass(frozen=True, slots=True)
class BlockReplacement:
    """A unit replaced at each failure and, whatever its age, at the end of every interval; instantaneous, as good as new."""

    interval: float
    """Time between planned replacements; infinity: none."""
    cost_rate: float
    """Long-run cost per unit of time."""
    failures: float
    """Expected failures in one interval."""


def block_replacement(*, life: Law, planned_cost: float, failure_cost: float, interval: float | None = None) -> BlockReplacement:
    """Block replacement: `planned_cost` at the end of every `interval` (the cheapest if left out) and `failure_cost` at each failure.

    Cost rate (planned_cost + failure_cost M(T)) / T with the renewal function M; the best interval solves T m(T) - M(T) = planned_cost /
    failure_cost, m the renewal density, and is looked for within three mean lives; where no interval beats replacing at failure
    only (failure_cost / mean life) it is infinite.

    Source: Barlow & Proschan (1965), Mathematical Theory of Reliability, ch. 4.
    Raises ValueError if a cost or the interval is not above zero; ArithmeticError as `renewal.renewals` does.
    """
    need_positive(planned_cost=planned_cost, failure_cost=failure_cost)
    law = lifetime(life)
    never = BlockReplacement(math.inf, failure_cost / law.mean, math.inf)
    if interval is not None:
        _need_age(interval)
        if math.isinf(interval):
            return never
    horizon = _BLOCK_LIVES * law.mean if interval is None else interval
    count = renewals(life=law, horizon=horizon)

    def cost(length: float) -> float:
        return (planned_cost + failure_cost * count.failures(length)) / length

    def slope(length: float) -> float:
        return failure_cost * (length * count.rate(length) - count.failures(length)) - planned_cost

    if interval is None:
        interval = cheapest(cost, slope, np.linspace(0, horizon, _STEPS + 1)[1:].tolist())
        if math.isinf(interval) or cost(interval) >= never.cost_rate:
            return never
    return BlockReplacement(interval, cost(interval), count.failures(interval))


@dataclass(frozen=True, slots=True)
class MinimalRepair:
    """A machine repaired minimally at each failure, as bad as old, and made as new by an overhaul at the end of every interval."""

    life: Life
    """Law whose hazard is the machine's failure intensity since its last overhaul."""
    interval: float
    """Time between overhauls."""
    cost_rate: float
    """Long-run cost per unit of time."""
    repairs: float
    """Expected minimal repairs in one interval."""

    def failures(self, time: float) -> float:
        """Expected failures from new to `time` without an overhaul: the cumulative hazard, (time / scale) ** shape for a Weibull law."""
        need_not_negative(time=time)
        return self.life.cumulative_hazard(time)


def minimal_repair(*, life: Law, repair_cost: float, overhaul_cost: float, interval: float | None = None) -> MinimalRepair:
    """Minimal repair with periodic overhaul: `repair_cost` at each failure, `overhaul_cost` at the end of every `interval`.

    Failures come as a Poisson process with the hazard of `life` as its intensity since the last overhaul (the power-law process for a
    Weibull law). Cost rate (repair_cost H(T) + overhaul_cost) / T with the cumulative hazard H; the best interval, taken if none is given,
    solves T h(T) - H(T) = overhaul_cost / repair_cost.

    Source: Barlow & Hunter (1960), Optimum preventive maintenance policies; Crow (1974) for the power-law process.
    Raises ValueError if a cost or the interval is not above zero and finite, or if the machine does not age, so that no overhaul pays.
    """
    need_positive(repair_cost=repair_cost, overhaul_cost=overhaul_cost)
    law = lifetime(life)

    def cost(time: float) -> float:
        return (repair_cost * law.cumulative_hazard(time) + overhaul_cost) / time

    def slope(time: float) -> float:
        return repair_cost * (time * law.hazard(time) - law.cumulative_hazard(time)) - overhaul_cost

    if interval is None:
        times = sorted({*_ages(law), *(law.mean * np.geomspace(1e-6, 1e6, 3 * _STEPS)).tolist()})
        interval = cheapest(cost, slope, [time for time in times if math.isfinite(law.cumulative_hazard(time))])
        if math.isinf(interval):
            raise ValueError("a machine whose failure rate does not grow is not worth an overhaul")
    need_positive(interval=interval)
    return MinimalRepair(law, interval, cost(interval), law.cumulative_hazard(interval))


def _ages(law: Life) -> list[float]:
    """Ages from before any failure to hardly any survivor, denser where the law is."""
    rare = np.geomspace(1e-10, 0.05, _STEPS // 4)
    shares = np.concatenate([rare, np.linspace(0.05, 0.95, _STEPS // 2)[1:-1], 1 - rare[::-1]])
    ages = [law.quantile(share) for share in shares.tolist()]
    return [ages[0] / 2, *ages]


def _need_age(age: float) -> None:
    if not age > 0:
        raise ValueError(f"an age or interval must be above zero (infinity: never), not {age!r}")
