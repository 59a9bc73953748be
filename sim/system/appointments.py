"""Appointments: windows that customers are promised, and how many of them are given away."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

NEVER = float("inf")


class Appointment(NamedTuple):
    """A window that a customer was promised."""

    booked: float
    begin: float
    end: float


class AppointmentBook:
    """The windows of an offer; each is given away a number of times in each territory."""

    __slots__ = ("_begins", "_given", "_windows", "most", "no_access", "notice", "rebooks")

    def __init__(
        self, windows: Sequence[tuple[float, float]], notice: float, most: int | None, no_access: float | None, rebooks: bool
    ) -> None:
        self._windows = sorted(windows)
        self._begins = [begin for begin, _ in self._windows]
        self._given: Counter[tuple[str | None, int]] = Counter()
        self.notice = notice
        self.most = most
        self.no_access = no_access
        """chance that nobody is there all the same; None: that of the site"""
        self.rebooks = rebooks
        """a window in which nobody came is followed by another one"""

    def book(self, region: str | None, now: float) -> Appointment:
        """Give the first window after the notice that is not taken; never, where there is none."""
        at = bisect_left(self._begins, now + self.notice)
        while self.most is not None and self._given[region, at] >= self.most:
            at += 1
        if at >= len(self._windows):
            return Appointment(now, NEVER, NEVER)
        self._given[region, at] += 1
        return Appointment(now, *self._windows[at])
