"""The health of machines that are looked after: planned work makes them younger, falls due by their age, and may take them down.

A socket has an age on the clock of its law, which a repair and a task that renews it set back. Its fault comes when the hazard that it has
accumulated since it was new reaches a level that was drawn when its life began. What a task takes away of the age is taken from the clock of
that hazard, and the level stays as it was drawn: the rest of an exponential amount is an exponential amount. So renewal costs no luck, and where
machines wear out no task ever brings a fault forward.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sim.kernel import Kernel
from sim.streams import GAP, Fate, Luck, unit
from sim.system.fleet import NEVER, Begin, Fleet
from sim.system.modes import Draw, Mode
from sim.units import FOREVER, TICK, to_tick


@dataclass(frozen=True, slots=True)
class Wear:
    """How a failure mode ages."""

    hazard: Callable[[float], float]
    age_at: Callable[[float], float]
    minimal: bool
    """a repair leaves the machine as old as it was"""
    age_tasks: tuple[int, ...]
    """planned work that falls due by the age of this mode"""


@dataclass(frozen=True, slots=True)
class Care:
    """What planned work does to a machine."""

    renews: tuple[tuple[int, float], ...]
    """(failure mode, share of its age that is left)"""
    at_age: float | None
    """age of the oldest of these at which it falls due; None: it goes by the calendar or by use"""
    down: bool
    """the machine stands still while somebody works on it"""
    inspects: tuple[int, ...] = ()
    """failure modes that it looks at"""


class TendedFleet(Fleet):
    """A fleet with planned work that renews machines, or takes them down."""

    def __init__(self, kernel: Kernel, luck: Luck) -> None:
        super().__init__(kernel, luck)
        self.wears: dict[int, Wear] = {}
        """failure mode that some task renews -> how it ages"""
        self.cares: dict[int, Care] = {}
        """planned work -> what it does"""
        self._alike = array("i")
        """asset -> how many machines were added with it: the distance between two of its sockets"""
        self._born = array("d")
        """socket -> reading of its clock at age 0"""
        self._level = array("d")
        """socket -> accumulated hazard at which its fault comes"""
        self._next = array("d")
        """socket -> the entry in the calendar that holds; earlier ones have been overtaken. Never while it is open or its clock stands still"""
        self._still: set[int] = set()
        """planned work under way, for which the machine stands still"""

    def add(
        self,
        site: int,
        count: int,
        key: int,
        modes: Iterable[tuple[int, int]],
        unequal: bool,
        enters: Draw | None = None,
        leaves: Draw | None = None,
        age: Draw | None = None,
    ) -> None:
        """Add assets of one type at a site."""
        super().add(site, count, key, modes, unequal, enters, leaves, age)
        self._alike.extend([count] * count)

    def start(self, begin: Begin, failed: Iterable[int] = ()) -> None:
        """Machines are new when they are installed, or have run before the start."""
        self._born = array("d", bytes(8 * len(self.asset_of)))
        self._level = array("d", bytes(8 * len(self.asset_of)))
        for socket, index in enumerate(self.mode_of):
            asset, mode, wear = self.asset_of[socket], self.modes[index], self.wears.get(index)
            age = self.age[asset] if self.age else 0.0
            if not mode.operating_clock:
                self._born[socket] = self.entered[asset] - age
            if wear is not None:
                begun, luck, _ = self._present_life(asset, mode, self.key_of[socket])
                self._level[socket] = -math.log1p(-luck) + (wear.hazard(begun) if wear.minimal else 0.0)
                self._born[socket] += 0.0 if wear.minimal else begun
        for socket, index in enumerate(self.mode_of) if self.age else ():
            care, asset = self.cares.get(index), self.asset_of[socket]
            if care is not None and care.at_age is not None and self.age[asset]:
                now = self.age[asset] if self.modes[index].operating_clock else 0.0
                self._target[socket] = max(self._due_by_age(socket, care), now + TICK)
        super().start(begin, failed)
        self._next = array("d", self._due)

    # ------------------------------------------------------------------ calendar
    def _schedule(self, socket: int, time: float) -> None:
        self._next[socket] = time
        super()._schedule(socket, time)

    def _end_of_life(self, socket: int, mode: Mode, now: float) -> None:
        """A fault on a clock, unless the machine has been renewed since and it comes at another time."""
        if now != self._next[socket]:
            self._due[socket] = self._next[socket]
            return
        self._next[socket] = NEVER
        super()._end_of_life(socket, mode, now)

    def _move(self, socket: int, target: float) -> None:
        """Let the next fault, or task, come at another reading of the clock than was planned."""
        self._target[socket] = target
        if self._next[socket] < NEVER:
            now = self._kernel._now
            reading = self._reading(self.asset_of[socket], self.modes[self.mode_of[socket]], now)
            self._schedule(socket, now + max(0.0, target - reading))

    # ------------------------------------------------------------------ what is done to a machine
    def stand_still(self, socket: int) -> None:
        """Work on the machine begins, and takes it down."""
        asset = self.asset_of[socket]
        self._still.add(socket)
        if not self._down_calls[asset]:
            self._down_since[asset] = self._kernel._now
        self._down_calls[asset] += 1

    def restore(self, socket: int, mode: Mode, fate: Fate) -> None:
        """A repair or a task is done: the machine is up again, younger, and its clocks go on."""
        index = self.mode_of[socket]
        care, wear = self.cares.get(index), self.wears.get(index)
        if care is not None:
            for other, share in care.renews:
                self._renew(self.beside(socket, other), share)
        if socket in self._still:
            self._still.remove(socket)
            mode = replace(mode, down=True)
        super().restore(socket, mode, fate)
        if care is not None and care.at_age is not None:
            asset = self.asset_of[socket]
            self._move(socket, max(self._due_by_age(socket, care), self._reading(asset, mode, self._kernel._now) + TICK))
        if wear is not None:
            self._begin_life(socket, mode, wear, unit(fate, GAP))

    def beside(self, socket: int, index: int) -> int:
        """The socket of another mode at the same machine."""
        return socket + (index - self.mode_of[socket]) * self._alike[self.asset_of[socket]]

    def _begin_life(self, socket: int, mode: Mode, wear: Wear, luck: float) -> None:
        """After a repair: as good as new, or as old as before."""
        asset = self.asset_of[socket]
        reading = self._reading(asset, mode, self._kernel._now)
        self._level[socket] = -math.log1p(-luck)
        if not wear.minimal:
            self._born[socket] = reading
        elif self._born[socket]:
            age = reading - self._born[socket]
            self._move(socket, self._born[socket] + mode.life(age, luck, self.frailty_of[asset]))
        if wear.minimal:
            self._level[socket] += wear.hazard(reading - self._born[socket])
        self._tell_tasks(socket, wear.age_tasks)

    def _renew(self, socket: int, share: float) -> None:
        """Leave a share of its age; the fault that was to come now comes at the same level of hazard, later on the way there."""
        index, asset = self.mode_of[socket], self.asset_of[socket]
        wear, reading = self.wears[index], self._reading(asset, self.modes[index], self._kernel._now)
        age = reading - self._born[socket]
        left = to_tick(age * share)
        level = self._level[socket] = max(self._level[socket] + wear.hazard(left) - wear.hazard(age), wear.hazard(left))
        self._born[socket] = reading - left
        when = self._born[socket] + min(wear.age_at(level), FOREVER)
        self._move(socket, min(max(to_tick(when), reading + TICK), FOREVER))
        self._tell_tasks(socket, wear.age_tasks)

    def _tell_tasks(self, socket: int, tasks: Iterable[int]) -> None:
        """Tasks that go by its age fall due at another time."""
        for task in tasks:
            self._move(self.beside(socket, task), self._due_by_age(self.beside(socket, task), self.cares[task]))

    def _due_by_age(self, socket: int, care: Care) -> float:
        """Reading at which the oldest of what it renews has the age."""
        assert care.at_age is not None
        return min(self._born[self.beside(socket, other)] for other, _ in care.renews) + care.at_age
