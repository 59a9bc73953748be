"""Looking before it breaks: periodic inspections of defects, a control limit on a wearing chain, and remote monitoring with false alarms.

Times in any unit, the same throughout; rates per that unit; costs in any money, zero where they are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share
from sim.theory.lifetimes import Law, lifetime

_NEGLIGIBLE = 1e-15
_MOST_INSPECTIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class DelayTime:
    """Defects of a machine with many components, each on its way to a failure unless an inspection finds it first."""

    failure_share: float
    """Share of defects that become failures."""
    failure_rate: float
    """Failures per unit of time."""
    found_rate: float
    """Defects found at inspections, per unit of time."""
    cost_rate: float
    """Long-run cost per unit of time."""


def delay_time(
    *,
    defect_rate: float,
    delay: Law,
    interval: float,
    detection_probability: float = 1.0,
    inspection_cost: float = 0.0,
    defect_cost: float = 0.0,
    failure_cost: float = 0.0,
) -> DelayTime:
    """Inspections at every `interval`; defects arise at `defect_rate` (Poisson) and would fail after a `delay` each.

    An inspection finds each defect present with `detection_probability`, independently; what is found or has failed is put right at once.
    With F the law of the delay and T the interval, a defect meets its first inspection after a time uniform on 0 … T, so that it fails in
    spite of n inspections with (1 - r)^n (A(n) - A(n-1)), A(n) the mean of F over nT … (n+1)T; the failure share is the sum over n.

    Source: Christer & Waller (1984), Delay time models of industrial inspection maintenance problems; Wang (2012), EJOR 218.
    Raises ValueError if a rate, cost or the interval is out of range.
    """
    need_positive(defect_rate=defect_rate, interval=interval)
    need_share(detection_probability=detection_probability)
    need_not_negative(inspection_cost=inspection_cost, defect_cost=defect_cost, failure_cost=failure_cost)
    failing = _failing_share(delay, interval, 1 - detection_probability) if detection_probability > 0 else 1.0
    failures, found = defect_rate * failing, defect_rate * (1 - failing)
    cost = inspection_cost / interval + defect_cost * found + failure_cost * failures
    return DelayTime(failing, failures, found, cost)


def _failing_share(delay: Law, interval: float, missed: float) -> float:
    """Share of defects that fail, when an inspection misses a share `missed` of those present."""
    law = lifetime(delay)
    share, overlooked, earlier, end = 0.0, 1.0, 0.0, 0.0
    for inspection in range(1, _MOST_INSPECTIONS):
        gone = law.limited_mean(inspection * interval)
        failed = 1 - (gone - end) / interval
        share += overlooked * (failed - earlier)
        overlooked *= missed
        earlier, end = failed, gone
        if overlooked * (1 - failed) < _NEGLIGIBLE:
            return share
    raise ValueError(f"an interval of {interval:g} is too short for delays of {law.mean:g} on average and so blind an inspection")


@dataclass(frozen=True, slots=True)
class ControlLimit:
    """A unit that wears through stages, inspected at intervals and replaced at a limit, or at failure; as good as new after either."""

    cost_rate: float
    """Long-run cost per unit of time."""
    failure_share: float
    """Share of replacements that are failures."""
    mean_cycle: float
    """Mean time between replacements."""
    inspections: float
    """Expected inspections between replacements."""

    @property
    def failure_rate(self) -> float:
        """Failures per unit of time."""
        return self.failure_share / self.mean_cycle


def control_limit(
    *,
    rates: Sequence[float],
    interval: float,
    limit: int,
    inspection_cost: float = 0.0,
    planned_cost: float = 0.0,
    failure_cost: float = 0.0,
) -> ControlLimit:
    """Condition-based replacement on a chain of stages 0, 1, …, failed, left at the given `rates` (exponential stays, one rate a stage).

    Inspections come at every `interval` since the last replacement and show the stage; at stage `limit` or worse the unit is replaced for
    `planned_cost`. Failure shows at once and is replaced at once for `failure_cost`, without an inspection. Renewal reward: the stages at
    the beginnings of intervals are a chain whose moves are those of the wear over one interval (matrix exponential).

    Source: Derman (1963), On optimal replacement rules when changes of state are Markovian; Kemeny & Snell (1960) for the visits.
    Raises ValueError if a rate or the interval is not above zero, a cost is negative, or the limit is not a stage after 0 and before failure.
    """
    stages = len(rates)
    need_count(limit=limit)
    if not limit <= stages:
        raise ValueError(f"limit must be a stage from 1 to {stages} (that of failure: no replacement before it), not {limit!r}")
    for rate in rates:
        need_positive(rate=rate)
    need_positive(interval=interval)
    need_not_negative(inspection_cost=inspection_cost, planned_cost=planned_cost, failure_cost=failure_cost)
    wear = np.diag(np.append(-np.asarray(rates, dtype=float), 0.0)) + np.diag(np.asarray(rates, dtype=float), 1)
    over = expm(wear * interval)
    begun = np.linalg.solve(np.eye(limit) - over[:limit, :limit].T, np.eye(limit)[0])  # intervals begun in each stage
    alive = np.linalg.solve(wear[:stages, :stages], (over[:stages, :stages] - np.eye(stages)).sum(axis=1))
    failing = float(begun @ over[:limit, stages])
    cycle = float(begun @ alive[:limit])
    inspections = float(begun.sum()) - failing
    cost = inspection_cost * inspections + planned_cost * (1 - failing) + failure_cost * failing
    return ControlLimit(cost / cycle, failing, cycle, inspections)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A machine watched by a sensor that tells defects some time before they become failures, and now and then a defect that is none."""

    removed_share: float
    """Share of defects removed before they become failures."""
    mean_cycle: float
    """Mean time between renewals, by removal or repair."""
    false_visits: float
    """Visits for false alarms, per unit of time."""
    failure_rate: float
    """Failures per unit of time."""


def monitoring(
    *, defect_rate: float, failure_rate: float, detection_rate: float, false_alarm_rate: float, response_time: float
) -> Monitoring:
    """Remote monitoring: a sensor that detects with delay, raises false alarms, and a technician who needs time to come.

    A defect arises after an exponential time (`defect_rate`), fails after another (`failure_rate`, the inverse of the mean P-F interval)
    and is detected after a third (`detection_rate`); a technician comes exactly `response_time` after the alarm and removes it if it has
    not failed. Failures are repaired at once; all is as new. False alarms come at `false_alarm_rate` while there is no defect and change
    nothing. Removed: detection / (detection + failure) * exp(-failure * response_time); the rest by renewal reward.

    Source: competing exponential times and renewal reward, Ross (2014), Introduction to Probability Models, ch. 5 and 7.
    Raises ValueError if the rate of defects or of failures is not above zero, or another argument is negative.
    """
    need_positive(defect_rate=defect_rate, failure_rate=failure_rate)
    need_not_negative(detection_rate=detection_rate, false_alarm_rate=false_alarm_rate, response_time=response_time)
    detected = detection_rate / (detection_rate + failure_rate)
    healthy = 1 / defect_rate
    waiting = -math.expm1(-failure_rate * response_time) / failure_rate
    cycle = healthy + 1 / (detection_rate + failure_rate) + detected * waiting
    removed = detected * math.exp(-failure_rate * response_time)
    return Monitoring(removed, cycle, false_alarm_rate * healthy / cycle, (1 - removed) / cycle)
