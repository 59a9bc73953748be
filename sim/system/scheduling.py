"""When somebody may be sent to a job, and how long he waits at its door."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.nature.calendars import Calendar
    from sim.system.calls import ServiceCall


@dataclass(slots=True)
class Scheduling:
    """How the office deals with sites and work that are bound to hours."""

    access_known: bool
    """nobody is sent to a closed site"""
    set_out: float
    """people are sent so long before hours begin, until so long before they end"""
    patience: float
    """longest wait at a door"""
    try_again: float
    """after a visit without access"""

    def sending_hours(self, call: ServiceCall, now: float) -> tuple[float, float]:
        """The next stretch, or what is left of the present one, in which somebody may be sent: (from, until)."""
        if call.appointment is not None and now + self.set_out < call.appointment.end:
            return max(call.appointment.begin - self.set_out, now), call.appointment.end - self.set_out
        calendars = [each for each in (call.site.access if self.access_known else None, call.mode.hours) if each is not None]
        if not calendars:
            return now, math.inf
        begin = next_open(calendars, now + self.set_out)
        end = min(each.open_until(begin) for each in calendars) if begin < math.inf else math.inf
        return max(begin - self.set_out, now), end - self.set_out

    def opens(self, call: ServiceCall, now: float) -> float:
        """When the job may be begun by who stands at the door; infinite if never."""
        if call.appointment is not None:
            now = max(now, call.appointment.begin)
        return next_open([each for each in (call.site.access, call.mode.hours) if each is not None], now)

    def no_access(self, call: ServiceCall) -> float:
        """Chance that nobody is there."""
        book = call.site.book if call.appointment is not None else None
        return call.site.no_access if book is None or book.no_access is None else book.no_access

    def has_door(self, call: ServiceCall) -> bool:
        """Whether a visit may find the door closed."""
        if call.appointment is not None:
            return True
        return call.site.access is not None or call.site.no_access > 0.0 or call.mode.hours is not None


def next_open(calendars: list[Calendar], now: float) -> float:
    """The first moment from `now` on that lies in all of the calendars."""
    while True:
        latest = max((each.next_open(now) for each in calendars), default=now)
        if latest == now:
            return now
        now = latest
