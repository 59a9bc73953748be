"""Machines that are changed while they stand in the field: retrofitted, or replaced."""

from __future__ import annotations

import math

from sim.streams import RENEWED, unit
from sim.system.health import TendedFleet
from sim.system.modes import Mode


class RenewedFleet(TendedFleet):
    """A fleet in which failure modes of a machine may begin a new life at any time, by other laws than before."""

    def _epoch(self, socket: int, mode: Mode, now: float) -> None:
        """A memoryless fault, unless the machine has been changed since."""
        if now != self._next[socket]:
            self._due[socket] = self._next[socket]
            return
        super()._epoch(socket, mode, now)
        self._next[socket] = self._due[socket]

    def fall_due(self, socket: int) -> None:
        """Planned work without a calendar falls due now."""
        self._schedule(socket, self._kernel._now)

    def is_open(self, socket: int) -> bool:
        """Whether a call about it is open."""
        return bool(self._open[socket])

    def begin_life(self, socket: int, index: int, nth: int) -> None:
        """From now on it is of this mode, and as new; the n-th time that the machine has been changed."""
        now, asset, mode = self._kernel._now, self.asset_of[socket], self.modes[index]
        self.mode_of[socket] = index
        luck = unit(self._fate(self.key_of[socket], self.number_of[socket], RENEWED + nth), 0)
        own = self.frailty_of[asset]
        if mode.memoryless:
            self._schedule(socket, mode.life(max(now, self.entered[asset]), luck, own))
            return
        reading = self._reading(asset, mode, now)
        wear = self.wears.get(index)
        self._born[socket] = reading
        age = 0.0 if wear is not None and wear.minimal else reading
        self._move(socket, reading - age + mode.life(age, luck, own))
        if wear is not None:
            self._level[socket] = -math.log1p(-luck)
            self._tell_tasks(socket, wear.age_tasks)
