"""E-learning: what somebody learns whenever he is on shift and nobody has sent him anywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.nature.calendars import Calendar
from sim.records import NEVER
from sim.system.work_orders import WorkOrder
from sim.system.workforce import SHIFT, Technician


@dataclass(slots=True, eq=False)
class OnlineCourse:
    """E-learning that one technician has before him."""

    course: int
    """code"""
    skill: str
    level: int
    """that he has afterwards at least; 0: as before"""
    experience: float
    due: float
    """he may begin from now on"""
    hours: Calendar
    """in which he learns, as far as he is on shift"""
    left: float
    """hours that it still takes"""
    wait: float
    """time from its end until level and experience show"""
    cost: float
    induction: bool
    """of who takes over a post, and of nobody else"""
    spent: float = 0.0
    begun: float = NEVER
    ended: float = NEVER

    @property
    def shows(self) -> float:
        """When level and experience are there."""
        return self.ended + self.wait


class Learner(Technician):
    """A technician with e-learning, who notices whenever he has time for it and whenever he has not."""

    __slots__ = ("_order", "attended", "blocks", "courses", "has_time", "notices", "since", "turn")

    def __init__(self, **known: Any) -> None:
        self.notices: Callable[[], None] | None = None
        """what he does when his order or his duty changes"""
        self.courses: deque[OnlineCourse] = deque()
        """that he is at, or will be, one after the other"""
        self.attended: list[OnlineCourse] = []
        """that he has begun and is not at any longer"""
        self.blocks: list[tuple[float, float]] = []
        self.has_time = False
        self.since: float | None = None
        """when the present block began"""
        self.turn = 0
        """how often he has begun or stopped: an alarm of an earlier turn is not for him"""
        super().__init__(**known)

    @property
    def order(self) -> WorkOrder | None:
        """What he is sent to."""
        return self._order

    @order.setter
    def order(self, order: WorkOrder | None) -> None:
        self._order: WorkOrder | None = order
        if self.notices is not None:
            self.notices()

    def begin_duty(self, duty: int) -> None:
        """Begin a shift, on-call hours or time off."""
        super().begin_duty(duty)
        if self.notices is not None:
            self.notices()

    @property
    def is_free(self) -> bool:
        """On shift, and sent nowhere."""
        return self._order is None and self.duty == SHIFT
