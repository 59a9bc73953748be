"""Machines that fail and repairers who are few, or plenty: availability of an installed base with and without spares.

Times are in any one unit, rates per that unit. `mtbf` is the mean time to failure of a working machine, `mttr` the mean
repair; an exponential law unless a function says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, logsumexp

from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.chains import birth_death


@dataclass(frozen=True, slots=True)
class Repairmen:
    """Sockets, cold spares and repairers in the long run; see :func:`repairmen`."""

    availability: float
    """Mean share of sockets with a working unit."""
    mean_failed: float
    """Mean number of units waiting for repair or in repair."""
    utilisation: float
    """Share of time that a repairer is busy."""
    mean_wait: float
    """Mean time from failure to the start of repair."""
    all_up: float
    """Share of time that every socket has a working unit."""
    failure_rate: float
    """Failures of the whole fleet per unit of time."""


def repairmen(*, sockets: int, mtbf: float, mttr: float, repairers: int, spares: int = 0) -> Repairmen:
    """The machine repairman with cold spares: a failed unit is replaced at once if a spare is on the shelf.

    Spares do not age. Birth and death in the number n of failed units: failures at rate min(sockets, sockets + spares - n) / mtbf,
    repairs at rate min(n, repairers) / mttr, in order of failure. Without spares the same figures hold for any law of
    time to failure with this mean (the working machines are a station with ample servers).

    Source: Taylor and Jackson (1954); Gross et al. (2008), Fundamentals of Queueing Theory; Baskett, Chandy,
    Muntz and Palacios (1975) for any law. Raises ValueError for times that are not positive and counts that are none.
    """
    need_positive(mtbf=mtbf, mttr=mttr)
    need_count(sockets=sockets, repairers=repairers)
    need_count(spares=spares, least=0)
    units = sockets + spares
    working = [min(sockets, units - failed) for failed in range(units + 1)]
    steps = [working[failed - 1] / mtbf * mttr / min(failed, repairers) for failed in range(1, units + 1)]
    shares = birth_death(steps)
    up = math.fsum(share * number for share, number in zip(shares, working, strict=True))
    failed = math.fsum(share * number for number, share in enumerate(shares))
    busy = math.fsum(share * min(number, repairers) for number, share in enumerate(shares))
    return Repairmen(
        availability=up / sockets,
        mean_failed=failed,
        utilisation=busy / repairers,
        mean_wait=(failed - busy) / (up / mtbf),
        all_up=math.fsum(shares[: spares + 1]),
        failure_rate=up / mtbf,
    )


@dataclass(frozen=True, slots=True)
class AmpleRepair:
    """Machines that are repaired at once, in the long run; see :func:`ample_repair`."""

    machines: int
    availability: float
    """Share of time that a machine is up."""

    @property
    def mean_down(self) -> float:
        """Mean number of machines down."""
        return self.machines * (1 - self.availability)

    def at_least(self, required: int) -> float:
        """Share of time that at least `required` machines are up (binomial)."""
        need_count(required=required, least=0)
        return float(bdtrc(required - 1, self.machines, self.availability)) if required else 1.0


def ample_repair(*, machines: int, mtbf: float, mttr: float) -> AmpleRepair:
    """Independent machines, each repaired without waiting; up and down times of any law with these means.

    Availability = mtbf / (mtbf + mttr), the number up is binomial. Source: the alternating renewal theorem,
    Ross (1996), Stochastic Processes. Raises ValueError for times that are not positive.
    """
    need_positive(mtbf=mtbf, mttr=mttr)
    need_count(machines=machines)
    return AmpleRepair(machines, mtbf / (mtbf + mttr))


@dataclass(frozen=True, slots=True)
class OneRepairer:
    """Machines with one repairer in the long run; see :func:`one_repairer`."""

    utilisation: float
    """Share of time that the repairer is busy."""
    availability: float
    """Mean share of machines that are up."""
    mean_down: float
    """Mean number of machines down."""
    mean_wait: float
    """Mean time from failure to the start of repair."""


def one_repairer(*, machines: int, mtbf: float, mean_repair: float, repair_cv: float) -> OneRepairer:
    """M/G/1//N: one repairer whose repairs have a gamma law with this mean and coefficient of variation; 0 is a fixed time.

    With the transform f(s) = E e^(-s S) of the repair time, a busy time of the repairer has the mean
    mean_repair sum_k C(N-1, k) prod_{i=1..k} (1 - f(i / mtbf)) / f(i / mtbf), k = 0 ... N-1, and is followed by a pause of mtbf / N.
    The result does depend on the law of repair, not only on its mean.

    Source: Takacs (1962), Introduction to the Theory of Queues, chapter 5; Jaiswal (1968), Priority Queues.
    Raises ValueError for times that are not positive and a negative cv.
    """
    need_positive(mtbf=mtbf, mean_repair=mean_repair)
    need_not_negative(repair_cv=repair_cv)
    need_count(machines=machines)
    busy, term = 0.0, 1.0
    for others in range(machines):
        busy += term * mean_repair
        term *= (machines - 1 - others) / (others + 1) * _failures_during_repair((others + 1) / mtbf, mean_repair, repair_cv)
    utilisation = busy / (busy + mtbf / machines)
    repairs = utilisation / mean_repair
    up = repairs * mtbf
    return OneRepairer(utilisation, up / machines, machines - up, (machines - up) / repairs - mean_repair)


@dataclass(frozen=True, slots=True)
class ClosedLoop:
    """Repairable units going round between a site and its shop, in the long run; see :func:`closed_loop`."""

    availability: float
    """Mean share of sockets with a working unit."""
    backorders: float
    """Mean number of empty sockets."""
    all_filled: float
    """Share of time that no socket is empty."""
    mean_at_shop: float
    """Mean number of units waiting for repair or in repair."""
    utilisation: float
    """Share of time that a repairer is busy."""
    throughput: float
    """Units that go round per unit of time."""


def closed_loop(
    *, sockets: int, units: int, mtbf: float, repairers: int, mttr: float, transports: Sequence[float] = ()
) -> ClosedLoop:
    """A closed loop of `units` repairable units for `sockets` places at one site: socket, way out, shop, way back.

    Spares on the shelf do not age; each transport may have any law with its mean. The stations are independent but
    for the number of units (product form): at site g(k) = prod mtbf / min(j, sockets), at the shop
    prod mttr / min(j, repairers), under way T^t / t! with T the sum of the transports.

    Source: Gross, Miller and Soland (1983), A closed queueing network model for multi-echelon repairable item provisioning.
    Raises ValueError for times that are not positive and fewer units than one.
    """
    need_positive(mtbf=mtbf, mttr=mttr)
    need_count(sockets=sockets, units=units, repairers=repairers)
    for transport in transports:
        need_not_negative(transport=transport)
    numbers = range(1, units + 1)
    at_site = _log_weights([mtbf / min(number, sockets) for number in numbers])
    at_shop = _log_weights([mttr / min(number, repairers) for number in numbers])
    under_way = _log_weights([sum(transports) / number for number in numbers])
    site = at_site + _together(at_shop, under_way)[::-1]
    shop = at_shop + _together(at_site, under_way)[::-1]
    site, shop = np.exp(site - logsumexp(site)), np.exp(shop - logsumexp(shop))
    number = np.arange(units + 1)
    up = float(site @ np.minimum(number, sockets))
    return ClosedLoop(
        availability=up / sockets,
        backorders=sockets - up,
        all_filled=float(site[sockets:].sum()),
        mean_at_shop=float(shop @ number),
        utilisation=float(shop @ np.minimum(number, repairers)) / repairers,
        throughput=up / mtbf,
    )


def _failures_during_repair(rate: float, mean: float, cv: float) -> float:
    """(1 - f) / f = 1 / f - 1 for the transform f of a gamma law at `rate`: (1 + rate mean cv^2)^(1 / cv^2) - 1."""
    exponent = rate * mean if cv == 0 else math.log1p(rate * mean * cv**2) / cv**2
    return math.expm1(exponent)


def _log_weights(steps: Sequence[float]) -> NDArray[np.float64]:
    """Logarithms of 1, s1, s1 s2, ... : how the weights of 0, 1, 2, ... units at a station grow."""
    return np.array([0.0, *accumulate(math.log(step) if step else -math.inf for step in steps)])


def _together(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of the weights of 0, 1, 2, ... units at two stations together."""
    return np.array([float(logsumexp(one[: number + 1] + other[number::-1])) for number in range(len(one))])
