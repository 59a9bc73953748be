"""Machines, parts and technicians in one model: whoever waits for a part, for a technician, or for both in turn.

Exact as Markov chains: exponential times to failure, jobs and lead times. Times are in any one unit, rates per that unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.theory.arguments import need_count, need_positive, need_share
from sim.theory.chains import average, stationary

_Jobs = tuple[int, int, int, int]
"""Parts on order, ordinary jobs, long jobs, machines waiting."""


@dataclass(frozen=True, slots=True)
class PartFirst:
    """A fleet whose jobs wait for their part before they ask for a technician; see :func:`part_before_technician`."""

    availability: float
    """Mean share of machines that are up."""
    waiting_for_part: float
    """Mean number of machines waiting for a part."""
    with_technician: float
    """Mean number of machines waiting for a technician or being worked on."""
    utilisation: float
    """Share of time that a technician is busy."""
    fill_rate: float
    """Share of requests for a part that find it on the shelf."""
    mean_downtime: float
    """Mean time from failure to the end of the job."""


def part_before_technician(
    *, machines: int, mtbf: float, part_share: float, base_stock: int, lead_time: float, technicians: int, mean_job: float
) -> PartFirst:
    """A fleet, one kind of part and a pool of technicians: a job that needs a part joins the queue once it has it.

    A failure needs a part with probability `part_share`; every part taken or asked for is ordered anew, one for one. Other
    jobs join the technicians' queue at once. A chain of (parts on order, jobs with the technicians); a request of the
    (base_stock + 1)-th part on order and beyond waits. Shares of requests are weighed with the rate of failures.

    Source: the machine repairman (Gross et al. 2008) joined to the (S-1, S) rule (Palm 1938) in one chain.
    Raises ValueError for times that are not positive and a share outside 0 ... 1.
    """
    need_positive(mtbf=mtbf, lead_time=lead_time, mean_job=mean_job)
    need_share(part_share=part_share)
    need_count(machines=machines, technicians=technicians)
    need_count(base_stock=base_stock, least=0)

    def missing(state: tuple[int, int]) -> int:
        return max(state[0] - base_stock, 0)

    def up(state: tuple[int, int]) -> int:
        return machines - missing(state) - state[1]

    def moves(state: tuple[int, int]) -> Iterator[tuple[tuple[int, int], float]]:
        ordered, jobs = state
        failures = up(state) / mtbf
        yield (ordered + 1, jobs + (ordered < base_stock)), failures * part_share
        yield (ordered, jobs + 1), failures * (1 - part_share)
        yield (ordered - 1, jobs + (ordered > base_stock)), ordered / lead_time
        yield (ordered, jobs - 1), min(jobs, technicians) / mean_job

    shares = stationary((0, 0), moves)
    mean_up = average(shares, up)
    return PartFirst(
        availability=mean_up / machines,
        waiting_for_part=average(shares, missing),
        with_technician=average(shares, lambda state: state[1]),
        utilisation=average(shares, lambda state: min(state[1], technicians)) / technicians,
        fill_rate=average(shares, lambda state: up(state) * (state[0] < base_stock)) / mean_up,
        mean_downtime=(machines - mean_up) / (mean_up / mtbf),
    )


@dataclass(frozen=True, slots=True)
class EmergencyParts:
    """A fleet whose technicians fetch what the shelf lacks; see :func:`emergency_part_prolongs_job`."""

    availability: float
    """Mean share of machines that are up."""
    mean_wait: float
    """Mean time from failure to the start of the job."""
    fill_rate: float
    """Share of jobs that find their part on the shelf."""
    utilisation: float
    """Share of time that a technician is busy."""


def emergency_part_prolongs_job(
    *, machines: int, mtbf: float, base_stock: int, lead_time: float, technicians: int, mean_job: float, mean_long_job: float
) -> EmergencyParts:
    """A fleet whose every job needs a part: from the shelf when the job starts, else in an emergency, and the job takes longer.

    A part taken is ordered anew; an emergency part leaves the stock as it is. A chain of (parts on order, ordinary jobs, long
    jobs, machines waiting).

    Source: the machine repairman (Gross et al. 2008) joined to a one-for-one stock with emergency supply.
    Raises ValueError for times that are not positive and counts that are none.
    """
    need_positive(mtbf=mtbf, lead_time=lead_time, mean_job=mean_job, mean_long_job=mean_long_job)
    need_count(machines=machines, technicians=technicians)
    need_count(base_stock=base_stock, least=0)

    def start(ordered: int, short: int, long: int, waiting: int) -> _Jobs:
        """The state once the next machine waiting, if any and if somebody is free, has been begun."""
        if not waiting or short + long == technicians:
            return ordered, short, long, waiting
        if ordered < base_stock:
            return ordered + 1, short + 1, long, waiting - 1
        return ordered, short, long + 1, waiting - 1

    def moves(state: _Jobs) -> Iterator[tuple[_Jobs, float]]:
        ordered, short, long, waiting = state
        yield start(ordered, short, long, waiting + 1), (machines - short - long - waiting) / mtbf
        yield start(ordered, short - 1, long, waiting), short / mean_job
        yield start(ordered, short, long - 1, waiting), long / mean_long_job
        yield (ordered - 1, short, long, waiting), ordered / lead_time

    shares = stationary((0, 0, 0, 0), moves)
    mean_up = average(shares, lambda state: machines - sum(state[1:]))
    filled = average(shares, lambda state: state[1]) / mean_job
    emergencies = average(shares, lambda state: state[2]) / mean_long_job
    return EmergencyParts(
        availability=mean_up / machines,
        mean_wait=average(shares, lambda state: state[3]) / (mean_up / mtbf),
        fill_rate=filled / (filled + emergencies),
        utilisation=average(shares, lambda state: state[1] + state[2]) / technicians,
    )
