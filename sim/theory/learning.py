"""Learning by doing: how fast a job gets when it has been done many times."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.theory.arguments import need_count, need_positive


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """Wright's curve in its unit form: each time the number of jobs done doubles, a job takes `learning_rate` of what it took."""

    first_time: float
    """Time of the first job, any unit."""
    learning_rate: float
    """Time of the 2nd, 4th, 8th, … job over that of the 1st, 2nd, 4th, …"""

    @property
    def exponent(self) -> float:
        """log2 of the learning rate: the n-th job takes first_time * n ** exponent."""
        return math.log2(self.learning_rate)

    @property
    def halving_jobs(self) -> float:
        """Number of jobs, fractional, at which the time has halved; infinite if nothing is learnt."""
        return 2 ** (-1 / self.exponent) if self.exponent else math.inf

    def time(self, job: float) -> float:
        """Time of the n-th job."""
        need_positive(job=job)
        return float(self.first_time * job**self.exponent)

    def total(self, jobs: int) -> float:
        """Time of the first n jobs together."""
        need_count(jobs=jobs)
        return float(self.first_time * np.sum(np.arange(1.0, jobs + 1) ** self.exponent))

    def average(self, jobs: int) -> float:
        """Mean time of the first n jobs."""
        return self.total(jobs) / jobs


def learning_curve(*, first_time: float, learning_rate: float) -> LearningCurve:
    """Learning curve of a technician or a team: the n-th job takes first_time * n ** log2(learning_rate).

    Source: Wright (1936), Factors affecting the cost of airplanes, Journal of the Aeronautical Sciences 3 (unit form: Crawford 1944).
    Raises ValueError if the first time is not above 0, or the learning rate is not above 0 and at most 1.
    """
    need_positive(first_time=first_time, learning_rate=learning_rate)
    if learning_rate > 1:
        raise ValueError(f"learning_rate must be at most 1 (nothing learnt), not {learning_rate!r}")
    return LearningCurve(first_time, learning_rate)
