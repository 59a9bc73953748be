"""What promises cost: complaints after long waits, penalties for late service, a guaranteed uptime.

Times are in any one unit, rates per that unit; money in any currency.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.integrate import quad
from scipy.special import pdtr, xlogy

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share
from sim.theory.queues import many_servers


@dataclass(frozen=True, slots=True)
class Complaints:
    """Customers who waited too long; see :func:`complaints`."""

    dissatisfied_share: float
    """Share of customers who wait longer than the limit."""
    dissatisfied: float
    """Mean number of dissatisfied customers in the period."""
    complaint_share: float
    """Share of the dissatisfied who complain."""

    @property
    def complaints(self) -> float:
        """Mean number of complaints in the period."""
        return self.dissatisfied * self.complaint_share

    def any_among(self, dissatisfied: int) -> float:
        """Probability that at least one of so many dissatisfied customers complains."""
        need_count(dissatisfied=dissatisfied, least=0)
        return 1 - (1 - self.complaint_share) ** dissatisfied


def complaints(
    *, arrival_rate: float, mean_service: float, servers: int, limit: float, complaint_share: float, period: float
) -> Complaints:
    """Complaints from an M/M/c queue: who waits longer than `limit` is dissatisfied, and a share of them complain, each on his own.

    dissatisfied = arrival_rate x period x P(wait > limit), complaints = dissatisfied x complaint_share.
    Source: Erlang (1917) for the wait; TARP (1979), Consumer Complaint Handling in America, for the share (about 4 %).
    Raises ValueError as :func:`sim.theory.queues.many_servers` does, for a negative limit and a share outside 0 ... 1.
    """
    need_share(complaint_share=complaint_share)
    need_positive(period=period)
    queue = many_servers(arrival_rate=arrival_rate, mean_service=mean_service, servers=servers)
    late = queue.wait_beyond(limit)
    return Complaints(late, arrival_rate * period * late, complaint_share)


def late_penalty(*, late_share: float, mean_excess: float, fixed: float, per_time: float) -> float:
    """Expected penalty per call: `fixed` if it is late at all, and `per_time` for each unit of time beyond the limit.

    fixed x P(T > limit) + per_time x E[(T - limit)+], with both figures from the law of the time promised, for instance
    `wait_beyond` and `wait_excess` of a queue. Raises ValueError for a share outside 0 ... 1 and for negative money or time.
    """
    need_share(late_share=late_share)
    need_not_negative(mean_excess=mean_excess, fixed=fixed, per_time=per_time)
    return fixed * late_share + per_time * mean_excess


@dataclass(frozen=True, slots=True)
class LatePenalties:
    """Expected penalties per call in an M/M/c queue; see :func:`late_penalties`."""

    response: float
    """Expected penalty for a late start of service."""
    resolution: float
    """Expected penalty for a late end of service."""


def late_penalties(
    *,
    arrival_rate: float,
    mean_service: float,
    servers: int,
    response_limit: float,
    resolution_limit: float,
    fixed: float,
    per_time: float,
) -> LatePenalties:
    """Penalties of an M/M/c queue with a limit on the wait and one on wait and service together, both on the same terms.

    Each is `fixed` if the limit is missed plus `per_time` for each unit of time beyond it.
    Source: Gross et al. (2008), Fundamentals of Queueing Theory, for both laws.
    Raises ValueError as :func:`sim.theory.queues.many_servers` does, and for negative limits or money.
    """
    queue = many_servers(arrival_rate=arrival_rate, mean_service=mean_service, servers=servers)
    response = queue.wait_beyond(response_limit), queue.wait_excess(response_limit)
    resolution = queue.time_beyond(resolution_limit), queue.time_excess(resolution_limit)
    return LatePenalties(
        *(
            late_penalty(late_share=share, mean_excess=excess, fixed=fixed, per_time=per_time)
            for share, excess in (response, resolution)
        )
    )


@dataclass(frozen=True, slots=True)
class Uptime:
    """Downtime of one machine over a limited time; see :func:`uptime_guarantee`."""

    mean_downtime: float
    """Mean time down in the period."""
    breach: float
    """Probability that the machine is up less than guaranteed."""
    mean_shortfall: float
    """Mean time down beyond what the guarantee allows."""

    def penalty(self, per_time: float) -> float:
        """Expected penalty at so much per unit of time beyond what is allowed."""
        need_not_negative(per_time=per_time)
        return per_time * self.mean_shortfall


def uptime_guarantee(*, mtbf: float, mttr: float, period: float, guaranteed: float) -> Uptime:
    """A machine, new at the start, with exponential up and down times and a guaranteed share of uptime in the period T.

    The downtime D exceeds x just if the failures within the uptime T - x together last longer than x:
    P(D > x) = sum_n Poisson(n; (T - x) / mtbf) P(n repairs last longer than x). E[D] and E[(D - x)+] are its integrals.

    Source: Takacs (1957), On certain sojourn time problems in the theory of stochastic processes.
    Raises ValueError unless times are positive and the guarantee is a share.
    """
    need_positive(mtbf=mtbf, mttr=mttr, period=period)
    need_share(guaranteed=guaranteed)
    allowed = (1 - guaranteed) * period
    pace = 1 / mtbf + 1 / mttr
    down_share = 1 / mtbf / pace
    mean = down_share * (period + math.expm1(-pace * period) / pace)

    def exceeds(downtime: float) -> float:
        return _downtime_exceeds(downtime, mtbf, mttr, period)

    spread = mttr * math.sqrt(2 * period / mtbf + 1)
    likely = min(max(allowed, mean) + 40 * spread, period)
    shortfall = quad(exceeds, allowed, likely, epsabs=1e-12 * period, epsrel=1e-11, limit=400)[0]
    shortfall += quad(exceeds, likely, period, epsabs=1e-12 * period, epsrel=1e-9, limit=400)[0]
    return Uptime(mean, exceeds(allowed), shortfall)


def _downtime_exceeds(downtime: float, mtbf: float, mttr: float, period: float) -> float:
    """P(D > downtime), summed over the number of failures within the uptime that would be left."""
    if downtime >= period:
        return 0.0
    failures = (period - downtime) / mtbf
    number = np.arange(1, math.ceil(failures + 12 * math.sqrt(failures) + 40))
    log_factorial = np.cumsum(np.log(number))
    weight = np.exp(xlogy(number, failures) - failures - log_factorial)
    return float(np.sum(weight * pdtr(number - 1, downtime / mttr)))
