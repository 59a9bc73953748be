"""The service desk: agents, and the callers who wait for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.kernel import Signal

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.nature.calendars import Calendar

Draw = Callable[[float], float]


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
        self._free = agents
        """agents on duty and not talking; below zero while more talk than are on duty still"""
        self._taken = 0
        """lines taken: callers talking and waiting"""
        self._queue: deque[Signal] = deque()

    def is_full(self) -> bool:
        """Whether a caller would find all lines taken."""
        return self.lines is not None and self._taken >= self.lines

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

    def hang_up(self) -> None:
        """An agent has ended a contact."""
        self._free += 1
        self._taken -= 1
        self._serve_if_open()

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
