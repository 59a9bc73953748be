"""The service desk: agents, and the callers who wait for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.kernel import Signal

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.nature.calendars import Calendar

Draw = Callable[[float], float]


@dataclass(slots=True)
class CallBack:
    """The offer to be rung back."""

    after: float
    """hours of waiting after which it is made; infinite where it is never made to who waits"""
    outside_hours: bool
    share: float
    """of the callers, who take it"""
    asked: dict[int, float] = field(default_factory=dict)
    """call that is to be rung back -> when he hung up"""


@dataclass(slots=True)
class Portal:
    """Self-service before the hotline."""

    share: float
    """of the customers, who try it"""
    time: Draw | None
    inside: dict[int, float] = field(default_factory=dict)
    """call whose customer tries it now -> since when"""


class Desk:
    """A hotline: agents, at all times or by shifts, who answer during its opening hours."""

    def __init__(
        self,
        kernel: Kernel,
        agents: int,
        shifts: list[tuple[float, int]],
        hours: Calendar,
        handling: Draw | None,
        patience: Draw | None,
        lines: int | None,
        redial: Draw | None,
        redial_share: float,
        accuracy: float,
        remote_success: float,
    ) -> None:
        self._kernel = kernel
        self.hours = hours
        self.handling = handling
        self.patience = patience
        self.lines = lines
        """callers talking and waiting at most"""
        self.redial = redial
        self.redial_share = redial_share
        """chance that a caller who rang in vain rings again"""
        self.accuracy = accuracy
        """chance that triage names the true failure mode"""
        self.remote_success = remote_success
        self.shifts = shifts
        """(time, how many agents more) whenever their number changes"""
        self.second_line: Desk | None = None
        self.call_back: CallBack | None = None
        self.portal: Portal | None = None
        self.open_tickets: dict[int, tuple[float, float]] = {}
        """call handed on to this line -> (handed on, taken up)"""
        self._free = agents
        """agents on duty and not talking; below zero while more talk than are on duty still"""
        self._taken = 0
        """lines taken: callers talking and waiting"""
        self._queue: deque[Signal] = deque()

    def both_lines(self) -> list[Desk]:
        """This line, and the second one behind it if there is one."""
        return [self] if self.second_line is None else [self, self.second_line]

    def is_full(self) -> bool:
        """Whether a caller would find all lines taken."""
        return self.lines is not None and self._taken >= self.lines

    def is_asked_back(self, call: int) -> bool:
        """Whether who rings about a call has asked to be rung back: he needs no line."""
        return self.call_back is not None and call in self.call_back.asked

    def ring(self, patience: float) -> Signal | None:
        """Ask for an agent: None when one answers at once, else a signal that tells True (answered) or False (gave up)."""
        self._taken += 1
        if self._free > 0 and not self._queue:
            self._free -= 1
            return None
        waiting = Signal()
        self._queue.append(waiting)
        if patience != float("inf"):
            self._kernel.at(self._kernel._now + patience, self._give_up, waiting)
        return waiting

    def hang_up(self, lines: int = 1) -> None:
        """An agent has ended a contact; it was on so many of the lines that callers come in on: one, or none where he rang back."""
        self._free += 1
        self._taken -= lines
        self._serve_if_open()

    def leave_line(self) -> None:
        """A caller has hung up without leaving the queue: he is to be rung back."""
        self._taken -= 1

    def staff(self, more: int) -> None:
        """So many more agents are on duty, or fewer: who is talking ends his contact first."""
        self._free += more
        self._serve_if_open()

    def _serve_if_open(self) -> None:
        if self.hours.always or self.hours.is_open(self._kernel._now):
            self.serve()

    def serve(self) -> None:
        """Answer those who wait, as far as agents are free; also called when the desk opens."""
        while self._free > 0 and self._queue:
            waiting = self._queue.popleft()
            if not waiting.happened:
                self._free -= 1
                waiting.happen(True)

    def _give_up(self, waiting: Signal) -> None:
        if not waiting.happened:
            self._taken -= 1
            waiting.happen(False)
