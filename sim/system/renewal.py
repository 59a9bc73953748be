"""Machines that are changed while they stand in the field: retrofitted, or replaced."""

from __future__ import annotations

import math

from sim.kernel import Kernel
from sim.streams import RENEWED, Luck, unit
from sim.system.health import TendedFleet
from sim.system.modes import Mode


class RenewedFleet(TendedFleet):
    """A fleet in which failure modes of a machine may begin a new life at any time, by other laws than before."""

    def __init__(self, kernel: Kernel, luck: Luck) -> None:
        super().__init__(kernel, luck)
        self._changed: dict[int, int] = {}
        """socket -> how often it has begun a new life because the machine was changed"""

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

    def leave_age(self, socket: int, share: float) -> None:
        """Leave a share of its age, where it has any."""
        if self.mode_of[socket] in self.wears:
            self._renew(socket, share)

    def begin_life(self, socket: int, index: int) -> None:
        """From now on it is of this mode, and as new."""
        now, asset, mode = self._kernel._now, self.asset_of[socket], self.modes[index]
        self.mode_of[socket] = index
        nth = self._changed[socket] = self._changed.get(socket, 0) + 1
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
