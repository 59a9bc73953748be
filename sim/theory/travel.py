"""Technicians on the road: a queue whose service is the drive to the customer, the job and the drive back.

Times, lengths and speeds in units that fit together (h, km, km/h); rates per that unit of time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.theory.arguments import need_not_negative, need_positive
from sim.theory.general_service import single_server
from sim.theory.geometry import mean_distance_to


@dataclass(frozen=True, slots=True)
class FromBase:
    """One technician who drives out from a base, in the long run; see :func:`one_technician_from_base`."""

    mean_distance: float
    """Mean distance from the base to a customer, one way."""
    mean_wait: float
    """Mean time from the call until the technician sets off."""
    mean_response: float
    """Mean time from the call until he arrives."""
    utilisation: float
    """Share of time that he is on the road or at work."""


def one_technician_from_base(
    *,
    arrival_rate: float,
    width: float,
    height: float,
    base: tuple[float, float],
    speed: float,
    mean_job: float,
    job_cv: float,
) -> FromBase:
    """One technician, jobs anywhere in a rectangle, straight drives out from the base and back for every job.

    Jobs are uniform in the rectangle 0 ... width by 0 ... height and Poisson in time; the time on site has any law with
    this mean and coefficient of variation. He goes back to base before he takes the oldest job waiting, so that this is an
    M/G/1 queue whose service is twice the drive and the job; response = wait + one drive.

    Source: Berman, Larson and Chiu (1985), Optimal server location on a network operating as an M/G/1 queue; Khinchine (1932).
    Raises ValueError for lengths, speeds or times that are not positive, a base outside, and if one technician cannot keep up.
    """
    need_positive(speed=speed, mean_job=mean_job)
    need_not_negative(job_cv=job_cv)
    mean = mean_distance_to(width=width, height=height, point=base)
    square = (width**2 + height**2) / 12 + (width / 2 - base[0]) ** 2 + (height / 2 - base[1]) ** 2
    service = 2 * mean / speed + mean_job
    variance = 4 * (square - mean**2) / speed**2 + (job_cv * mean_job) ** 2
    queue = single_server(arrival_rate=arrival_rate, mean_service=service, service_cv=math.sqrt(variance) / service)
    return FromBase(mean, queue.mean_wait, queue.mean_wait + mean / speed, queue.utilisation)
