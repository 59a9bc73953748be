"""Who goes: technicians with different skills, with areas of their own, or absent at times.

Jobs come as Poisson streams and take an exponential time, travel included. Times are in any one unit, rates per that unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_stable
from sim.theory.chains import average, stationary, stationary_open


@dataclass(frozen=True, slots=True)
class TwoSkills:
    """Specialists and generalists in the long run; see :func:`specialists_and_generalists`."""

    mean_wait_common: float
    """Mean wait of the jobs that anybody can do."""
    mean_wait_rare: float
    """Mean wait of the jobs for generalists only."""
    wait_probability_common: float
    """Share of the jobs for anybody that have to wait."""
    wait_probability_rare: float
    """Share of the jobs for generalists that have to wait."""
    utilisation_specialists: float
    """Share of time that a specialist is busy."""
    utilisation_generalists: float
    """Share of time that a generalist is busy."""


def specialists_and_generalists(
    *, rate_common: float, rate_rare: float, mean_job: float, specialists: int, generalists: int
) -> TwoSkills:
    """Two skills in the N-design: specialists do the common jobs, generalists the common and the rare ones.

    A common job goes to a free specialist, else to a free generalist, else it waits; a rare job needs a generalist. A
    specialist who becomes free takes the oldest common job, a generalist the oldest rare job first, else the oldest common
    one. Exact as a chain of (busy specialists, busy generalists, common waiting, rare waiting); waits by Little's law.

    Source: cf. Gans, Koole and Mandelbaum (2003), Telephone call centers.
    Raises ValueError unless rates and time are positive and both kinds of jobs can be kept up with.
    """
    need_positive(rate_common=rate_common, rate_rare=rate_rare, mean_job=mean_job)
    need_count(specialists=specialists, least=0)
    need_count(generalists=generalists)
    need_stable(rate_rare * mean_job / generalists)
    need_stable((rate_common + rate_rare) * mean_job / (specialists + generalists))

    def moves(state: tuple[int, int, int, int]) -> Iterator[tuple[tuple[int, int, int, int], float]]:
        narrow, wide, common, rare = state
        if narrow < specialists:
            yield (narrow + 1, wide, common, rare), rate_common
        elif wide < generalists:
            yield (narrow, wide + 1, common, rare), rate_common
        else:
            yield (narrow, wide, common + 1, rare), rate_common
        yield ((narrow, wide + 1, common, rare) if wide < generalists else (narrow, wide, common, rare + 1)), rate_rare
        yield ((narrow, wide, common - 1, rare) if common else (narrow - 1, wide, common, rare)), narrow / mean_job
        if rare:
            yield (narrow, wide, common, rare - 1), wide / mean_job
        else:
            yield ((narrow, wide, common - 1, rare) if common else (narrow, wide - 1, common, rare)), wide / mean_job

    shares = stationary_open((0, 0, 0, 0), moves, lambda state: state[2] + state[3])
    return TwoSkills(
        mean_wait_common=average(shares, lambda state: state[2]) / rate_common,
        mean_wait_rare=average(shares, lambda state: state[3]) / rate_rare,
        wait_probability_common=average(shares, lambda state: state[0] == specialists and state[1] == generalists),
        wait_probability_rare=average(shares, lambda state: state[1] == generalists),
        utilisation_specialists=average(shares, lambda state: state[0]) / specialists if specialists else 0.0,
        utilisation_generalists=average(shares, lambda state: state[1]) / generalists,
    )


@dataclass(frozen=True, slots=True)
class Areas:
    """Technicians with areas of their own in the long run; see :func:`hypercube`."""

    workloads: tuple[float, ...]
    """Share of time that each technician is busy."""
    all_busy: float
    """Share of calls that find every technician busy: lost, or the first to wait."""
    lost: float
    """Share of calls that nobody serves."""
    mean_wait: float
    """Mean time that a served call waits for a technician to become free."""
    dispatches: tuple[tuple[float, ...], ...]
    """Share of all served calls by technician (row) and area (column)."""
    home: tuple[int, ...]
    """For each area the technician preferred there, counted from 0."""

    @property
    def out_of_area(self) -> float:
        """Share of served calls that go to another technician than the one preferred in their area."""
        return 1 - sum(self.dispatches[technician][area] for area, technician in enumerate(self.home))

    def mean_travel(self, travel: Sequence[Sequence[float]]) -> float:
        """Mean travel of a served call; `travel` by technician (row) and area (column), from the technician's base."""
        return float(np.sum(np.asarray(self.dispatches) * np.asarray(travel)))


def hypercube(
    *,
    arrival_rates: Sequence[float],
    service_rates: Sequence[float],
    preference: Sequence[Sequence[int]],
    queue: bool,
) -> Areas:
    """Larson's hypercube: calls from areas go to the first free technician in their area's list of preference.

    `arrival_rates` per area, `service_rates` per technician (whatever the area), `preference` for each area all technicians,
    numbered from 1, the first choice first. If all are busy a call is lost, or with `queue` waits its turn, and a
    technician who becomes free takes the oldest. Exact over the 2^n sets of busy technicians; a queue adds a geometric tail
    to the state in which all are busy, in which the freed technician is drawn in proportion to his service rate.

    Source: Larson (1974), A hypercube queuing model; Larson and Odoni (1981), Urban Operations Research, chapter 5.
    Raises ValueError unless all rates are positive, each list names each technician once, and a queue can be kept up with.
    """
    _check_areas(arrival_rates, service_rates, preference)
    count, calls, capacity = len(service_rates), sum(arrival_rates), sum(service_rates)
    if queue:
        need_stable(calls / capacity)
    orders = [[technician - 1 for technician in order] for order in preference]

    def first_free(busy: int, order: list[int]) -> int:
        return next(technician for technician in order if not busy >> technician & 1)

    everybody = (1 << count) - 1

    def moves(busy: int) -> Iterator[tuple[int, float]]:
        if busy != everybody:
            for rate, order in zip(arrival_rates, orders, strict=True):
                yield busy | 1 << first_free(busy, order), rate
        for technician, rate in enumerate(service_rates):
            if busy >> technician & 1:
                yield busy & ~(1 << technician), rate

    shares = stationary(0, moves)
    ahead = calls / capacity  # each caller waiting is so many times as likely as one fewer
    waiting = shares[everybody] * ahead / (1 - ahead) if queue else 0.0
    whole = 1 + waiting
    dispatched: NDArray[np.float64] = np.zeros((count, len(orders)))
    for busy, share in shares.items():
        for area, order in enumerate(orders if busy != everybody else []):
            dispatched[first_free(busy, order), area] += share / whole * arrival_rates[area]
    all_busy = (shares[everybody] + waiting) / whole
    if queue:
        dispatched += all_busy * np.outer(service_rates, arrival_rates) / capacity
    served = 1.0 if queue else 1 - all_busy
    return Areas(
        workloads=tuple(
            (sum(share for busy, share in shares.items() if busy >> technician & 1) + waiting) / whole
            for technician in range(count)
        ),
        all_busy=all_busy,
        lost=1 - served,
        mean_wait=waiting / whole / (1 - ahead) / calls if queue else 0.0,
        dispatches=tuple(tuple(row) for row in (dispatched / dispatched.sum()).tolist()),
        home=tuple(order[0] for order in orders),
    )


def _check_areas(arrival_rates: Sequence[float], service_rates: Sequence[float], preference: Sequence[Sequence[int]]) -> None:
    """Raise ValueError unless all rates are positive and each area has its list of all technicians."""
    for rate in (*arrival_rates, *service_rates):
        need_positive(rate=rate)
    everybody = list(range(1, len(service_rates) + 1))
    if len(preference) != len(arrival_rates) or any(sorted(order) != everybody for order in preference):
        raise ValueError(f"preference must name, for each area, each technician 1 ... {len(everybody)} once")


@dataclass(frozen=True, slots=True)
class Absences:
    """Technicians who are absent at times, in the long run; see :func:`with_absences`."""

    mean_number: float
    """Mean number of open jobs."""
    mean_waiting: float
    """Mean number of open jobs that nobody works on, the interrupted included."""
    wait_probability: float
    """Share of jobs that find no available technician idle."""
    mean_time: float
    """Mean time from call to completion."""


def with_absences(
    *, arrival_rate: float, mean_job: float, technicians: int, mean_available: float, mean_absent: float
) -> Absences:
    """M/M/c whose technicians come and go, each on his own, busy or not.

    Each is available and absent in turn for exponential times. A job interrupted by an absence goes to the head of the queue,
    keeps what is left of its work, and is taken up by the first technician available. Exact as a chain of (open jobs,
    technicians available).

    Source: Mitrany and Avi-Itzhak (1968), A many-server queue with service interruptions.
    Raises ValueError unless rate and times are positive (absence may be 0) and the technicians can keep up while available.
    """
    need_positive(arrival_rate=arrival_rate, mean_job=mean_job, mean_available=mean_available)
    need_not_negative(mean_absent=mean_absent)
    need_count(technicians=technicians)
    presence = mean_available / (mean_available + mean_absent)
    need_stable(arrival_rate * mean_job / (technicians * presence))

    def moves(state: tuple[int, int]) -> Iterator[tuple[tuple[int, int], float]]:
        jobs, available = state
        yield (jobs + 1, available), arrival_rate
        if jobs and available:
            yield (jobs - 1, available), min(jobs, available) / mean_job
        if available and mean_absent:
            yield (jobs, available - 1), available / mean_available
        if available < technicians:
            yield (jobs, available + 1), (technicians - available) / mean_absent

    shares = stationary_open((0, technicians), moves, lambda state: state[0])
    number = average(shares, lambda state: state[0])
    return Absences(
        mean_number=number,
        mean_waiting=average(shares, lambda state: max(state[0] - state[1], 0)),
        wait_probability=average(shares, lambda state: state[0] >= state[1]),
        mean_time=number / arrival_rate,
    )
