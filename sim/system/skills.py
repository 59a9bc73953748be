"""What technicians learn by doing and in courses, and forget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.system.workforce import Technician


class Lesson(NamedTuple):
    """A course that a technician is through with."""

    technician: Technician
    begin: float
    end: float
    skill: str
    level: int
    """that he has afterwards at least; 0: as before"""
    experience: float


class Newcomer(NamedTuple):
    """Somebody who takes over a post."""

    technician: Technician
    """the post"""
    skills: Mapping[str, int]
    experience: Mapping[str, float]


class Curve:
    """How fast jobs of a skill get with experience, and how experience fades."""

    __slots__ = ("code", "exponent", "floor", "half_life", "keeps", "levels")

    def __init__(
        self, code: int, rate: float, floor: float, half_life: float, keeps: float, levels: list[tuple[float, int]]
    ) -> None:
        self.code = code
        """of the skill"""
        self.exponent = math.log2(rate)
        self.floor = floor
        self.half_life = half_life
        """hours in which experience halves while nothing is done; infinite where nothing is forgotten"""
        self.keeps = keeps
        self.levels = levels
        """(jobs, level) that so much experience brings, at least"""

    def level_after(self, jobs: float) -> int:
        """Level that so much experience brings; 0 where it brings none."""
        return max((level for least, level in self.levels if jobs >= least), default=0)

    def factor(self, job: float) -> float:
        """Time of the n-th job over that of the first (Wright 1936, unit form)."""
        return float(max(self.floor, job**self.exponent))


class Practice:
    """What one technician has done of one skill."""

    __slots__ = ("curve", "jobs", "last", "most")

    def __init__(self, curve: Curve, jobs: float) -> None:
        self.curve = curve
        self.jobs = self.most = jobs
        """jobs' worth of experience when it was last used, and the most there ever was"""
        self.last = 0.0
        """when it was last used"""

    def begin(self, now: float, jobs: float) -> None:
        """Somebody else has the post."""
        self.jobs = self.most = jobs
        self.last = now

    def experience(self, now: float) -> float:
        """Jobs' worth of experience that is left."""
        curve = self.curve
        if curve.half_life == math.inf:
            return self.jobs
        faded: float = self.jobs * 2.0 ** (-(now - self.last) / curve.half_life)
        return max(faded, curve.keeps * self.most)

    def add(self, begun: float, now: float, jobs: float = 1.0) -> None:
        """Experience is made; nothing fades while it is."""
        self.jobs = self.experience(begun) + jobs
        self.most = max(self.most, self.jobs)
        self.last = now
