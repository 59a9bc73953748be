"""What customers think, what they have complained about, and what is being done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Draw = Callable[[float], float]


@dataclass(slots=True)
class Opinion:
    """What one customer thinks."""

    score: float
    since: float
    """when it was that"""


@dataclass(slots=True)
class Complaint:
    """A complaint that has not been answered yet."""

    number: int
    call: int
    site: int
    mode: int
    cause: int
    raised: float


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a review may decide."""

    code: int
    key: int
    """of its luck"""
    cause: int
    modes: tuple[int, ...]
    threshold: int
    lead_time: Draw | None
    cost: float
    avoids: float
    accuracy: float | None
    success: float | None


@dataclass(frozen=True, slots=True)
class Scale:
    """How calls move a score."""

    neutral: float
    half_life: float
    """infinite: a score stays as it is"""
    late_response: float
    late_restoration: float
    repeat_visit: float
    downtime: float
    as_expected: float
    dissatisfied_below: float
    complaint_share: float

    def drift(self, score: float, hours: float) -> float:
        """What a score has become after a while in which nothing happened."""
        drifted: float = self.neutral + (score - self.neutral) * 2.0 ** (-hours / self.half_life)
        return drifted


@dataclass(slots=True)
class Insight:
    """All that is known of customers' minds."""

    scale: Scale
    opinions: list[Opinion]
    """by site"""
    promises: Mapping[int, tuple[float | None, float | None]]
    """offer -> (response, restoration) promised"""
    answer_time: Draw | None
    answer_cost: float
    restores: float
    actions: list[Action]
    """that have not been decided yet"""
    avoided: dict[int, float] = field(default_factory=dict)
    """mode -> share of its faults that do not happen any more"""
    waiting: dict[int, Complaint] = field(default_factory=dict)
    """complaints not answered yet, by number"""
    complaints: int = 0
    counted: dict[tuple[int, int], int] = field(default_factory=dict)
    """(cause, mode) -> complaints so far"""

    def score(self, site: int, now: float) -> float:
        """What the customer at a site thinks now."""
        opinion = self.opinions[site]
        return self.scale.drift(opinion.score, now - opinion.since)

    def dissatisfied(self, site: int, now: float) -> bool:
        """Whether he is dissatisfied."""
        return self.score(site, now) < self.scale.dissatisfied_below
