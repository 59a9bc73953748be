"""The installed base and its calendar of faults.

Each (asset, failure mode) is a *socket* with one pending fault time. All sockets live in flat arrays; a window of the nearest few thousand
times is kept in order, the rest is only looked at when the window is used up. So a million assets cost no processes and no
objects, whatever the laws are, and each keeps its identity.

Two clocks. A *memoryless* law fires on calendar time and faults that fall into downtime are ignored, which is exact for lives without
memory and keeps the faults of two policies aligned. Any other law runs on operating time: its clock stops while the asset is down.
Requests are a stream rather than lives: each one happens, whatever state the asset is in and whatever is open at it already.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import repeat
from operator import sub

import numpy as np

from sim.kernel import Kernel, Timer
from sim.streams import AGE, ASSET, BEFORE, ENTERS, FAULT, FRAILTY, GAP, LEAVES, Fate, Luck, unit
from sim.system.modes import Draw, Mode
from sim.system.sites import Site
from sim.units import FOREVER

NEVER = float("inf")
_SMALLEST_WINDOW = 4096
_NOBODY = (NEVER, -1)
_64_BITS = (1 << 64) - 1

Begin = Callable[[int, int, Mode, int, Fate], None]
"""What a fault begins: (socket, asset, mode, fault number, fate)."""


class Fleet:
    """All assets, and when each of them fails next."""

    _begin: Begin
    """called when an asset that can fail fails"""

    def __init__(self, kernel: Kernel, luck: Luck) -> None:
        self._kernel = kernel
        self._fate = luck.fate
        self.modes: list[Mode] = []
        self.sites: list[Site] = []
        self.site_of = array("i")
        """asset -> site"""
        self.asset_of = array("i")
        """socket -> asset"""
        self.mode_of = array("i")
        """socket -> mode"""
        self.key_of = array("Q")
        """socket -> name key of its luck"""
        self.number_of = array("i")
        """socket -> faults so far, ignored ones included"""
        self.frailty_of = array("d")
        """asset -> the uniform that makes it a better or worse machine than its like"""
        self.entered = array("d")
        """asset -> when it is installed"""
        self.left = array("d")
        """asset -> when it is taken away"""
        self.comes_and_goes = False
        """some assets are not there all the time"""
        self.age = array("d")
        """asset -> hours that it has run before the start; empty: all are new"""
        self._due = array("d")
        self._target = array("d")
        """socket -> reading of the asset's operating clock at the next fault"""
        self._open = bytearray()
        """socket -> a call about it is open; says nothing where calls may overlap"""
        self._down_calls = bytearray()
        """asset -> open calls that keep it down"""
        self._down_since = array("d")
        self._downtime = array("d")
        """asset -> downtime so far, without the current stretch"""
        self._parked: dict[int, list[int]] = {}
        """asset that is down -> sockets whose clocks stand still"""
        self._window = [_NOBODY]
        """(due, socket) of the nearest faults, the next one last"""
        self._late = [_NOBODY]
        """faults drawn since, that fall into the same window: a heap"""
        self._window_end = 0.0
        self._alarm = NEVER
        """when the bell rings next"""
        self._bell = Timer(self._ring, None)

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
        """Add assets of one type at a site, all up, and draw the first fault of each in each (mode, key of the mode's name).

        `key` names the site and type; asset i of them is named by key + i. Machines that are not unequal need no luck of their own.
        """
        first = len(self.site_of)
        keys = array("Q", ((key + i) & _64_BITS for i in range(count)))
        entered = self._moments(keys, ENTERS, enters, 0.0)
        self.entered.extend(entered)
        self.left.extend(self._moments(keys, LEAVES, leaves, NEVER))
        self.comes_and_goes = self.comes_and_goes or enters is not None or leaves is not None
        own = array("d", (unit(self._fate(each, 0, ASSET), FRAILTY) if unequal else 0.5 for each in keys))
        self.site_of.extend([site] * count)
        self.frailty_of.extend(own)
        if age is not None:
            self.age.extend(array("d", bytes(8 * (first - len(self.age)))))
            ages = (age(unit(self._fate(each, 0, ASSET), AGE)) for each in keys)
            self.age.extend(0.0 if late else hours for late, hours in zip(entered, ages, strict=True))
        elif self.age:
            self.age.extend(array("d", bytes(8 * count)))
        for mode, mode_key in modes:
            life = self.modes[mode].life
            socket_keys = array("Q", (each ^ mode_key for each in keys))
            self.asset_of.extend(range(first, first + count))
            self.mode_of.extend([mode] * count)
            self.key_of.extend(socket_keys)
            if age is not None:
                self._target.extend(map(self._first_fault, range(first, first + count), repeat(self.modes[mode]), socket_keys))
                continue
            draws = (unit(self._fate(each, 0, FAULT), GAP) for each in socket_keys)
            if enters is None or self.modes[mode].memoryless or self.modes[mode].operating_clock:
                self._target.extend(life(0.0, luck, frailty) for luck, frailty in zip(draws, own, strict=True))
            else:
                self._target.extend(map(life, entered, draws, own))

    def _moments(self, keys: array[int], slot: int, law: Draw | None, otherwise: float) -> array[float]:
        """When each asset comes or goes."""
        if law is None:
            return array("d", [otherwise]) * len(keys)
        return array("d", (law(unit(self._fate(each, 0, ASSET), slot)) for each in keys))

    def _first_fault(self, asset: int, mode: Mode, key: int) -> float:
        """Reading of the clock at the first fault of a machine that is not new at the start, or of planned work."""
        if mode.memoryless:
            return mode.life(0.0, unit(self._fate(key, 0, FAULT), GAP), self.frailty_of[asset])
        due = self._present_life(asset, mode, key)[2]
        return due if mode.operating_clock else due - self.age[asset] + self.entered[asset]

    def _present_life(self, asset: int, mode: Mode, key: int) -> tuple[float, float, float]:
        """(age at which the life begins that a machine is in at the start, its luck, age at which it ends): earlier faults have been repaired."""
        own, age = self.frailty_of[asset], self.age[asset] if self.age else 0.0
        begins, luck, number = 0.0, unit(self._fate(key, 0, FAULT), GAP), 0
        ends = mode.life(begins, luck, own)
        while begins < ends <= age:
            number += 1
            begins, luck = ends, unit(self._fate(key, number, BEFORE), GAP)
            ends = mode.life(begins, luck, own)
        return begins, luck, ends

    def build_as(self, socket: int, index: int) -> None:
        """Before the start: a machine is built so that it fails by another mode than was taken for granted, by the same luck."""
        asset, mode = self.asset_of[socket], self.modes[index]
        self.mode_of[socket] = index
        if self.age and self.age[asset]:
            self._target[socket] = self._first_fault(asset, mode, self.key_of[socket])
            return
        begun = 0.0 if mode.memoryless or mode.operating_clock else self.entered[asset]
        self._target[socket] = mode.life(begun, unit(self._fate(self.key_of[socket], 0, FAULT), GAP), self.frailty_of[asset])

    def start(self, begin: Begin, failed: Iterable[int] = ()) -> None:
        """Open the first window once all sockets are there; `begin` is told of every fault, but not of those who have `failed` already."""
        self._begin = begin
        assets, sockets = len(self.site_of), len(self.asset_of)
        self._down_calls, self._open = bytearray(assets), bytearray(sockets)
        self._down_since, self._downtime = array("d", bytes(8 * assets)), array("d", bytes(8 * assets))
        self.number_of = array("i", bytes(4 * sockets))
        self._due = array("d", self._target)
        if self.comes_and_goes or self.age:
            self._set_clocks()
        for socket in failed:
            mode = self.modes[self.mode_of[socket]]
            self._open[socket] = 1
            self._down_calls[self.asset_of[socket]] += mode.down
            if not mode.memoryless:
                self._due[socket] = NEVER
        self._refill()
        self._arm()

    def _set_clocks(self) -> None:
        """Operating clocks stand still until the machine is installed, as if it were down; they show how long it has run before the start."""
        self._downtime = array("d", map(sub, self.entered, self.age)) if self.age else array("d", self.entered)
        for socket, mode in enumerate(self.mode_of):
            if self.modes[mode].operating_clock:
                self._due[socket] += self._downtime[self.asset_of[socket]]

    # ------------------------------------------------------------------ calendar
    def _refill(self) -> None:
        """Take the nearest pending faults into the window."""
        due = np.frombuffer(self._due, dtype=np.float64)
        size = max(_SMALLEST_WINDOW, len(due) // 16)
        if len(due) <= size:
            end = FOREVER
        else:
            end = min(float(np.partition(due, size)[size]), FOREVER)
            if end <= float(due.min()):
                end = float(np.nextafter(end, NEVER))
        near = np.flatnonzero(due < end)
        window = sorted(zip(due[near].tolist(), near.tolist(), strict=True), reverse=True)
        self._window = [_NOBODY, *window]
        self._window_end = end

    def _schedule(self, socket: int, time: float) -> None:
        self._due[socket] = time
        if time < self._window_end:
            heappush(self._late, (time, socket))
            if time < self._alarm:
                self._arm()

    def _arm(self) -> None:
        while self._window_end < FOREVER and len(self._window) == 1 and len(self._late) == 1:
            self._refill()
        alarm, late = self._window[-1][0], self._late[0][0]
        if late < alarm:
            alarm = late
        self._alarm = alarm
        if alarm < FOREVER:
            self._kernel.put(alarm, self._bell)

    def _ring(self, _: object) -> None:
        """Let every fault that is due happen."""
        now = self._kernel._now
        if now != self._alarm:
            return
        window, late = self._window, self._late
        while True:
            if window[-1] < late[0]:
                due, socket = window[-1]
                if due > now:
                    break
                window.pop()
            else:
                due, socket = late[0]
                if due > now:
                    break
                heappop(late)
            mode = self.modes[self.mode_of[socket]]
            if mode.memoryless:
                self._epoch(socket, mode, now)
            else:
                self._due[socket] = NEVER
                self._end_of_life(socket, mode, now)
        if due < FOREVER:
            self._alarm = due
            self._kernel.put(due, self._bell)
        else:
            self._alarm = NEVER
            self._arm()

    def _epoch(self, socket: int, mode: Mode, now: float) -> None:
        """A memoryless fault: the next one is drawn now; this one counts if the asset is there and can fail."""
        asset = self.asset_of[socket]
        if self.comes_and_goes and now >= self.left[asset]:
            self._due[socket] = NEVER
            return
        number = self.number_of[socket] + 1
        self.number_of[socket] = number
        fate = self._fate(self.key_of[socket], number, FAULT)
        due = mode.life(now, unit(fate, GAP), self.frailty_of[asset])
        self._due[socket] = due
        if due < self._window_end:
            heappush(self._late, (due, socket))
        if self.comes_and_goes and now < self.entered[asset]:
            return
        busy = self._open[socket]
        down = self._down_calls[asset]
        if not (busy or down) or mode.overlapping or (mode.even_when_down and not busy):
            self._open[socket] = 1
            if mode.down:
                if not down:
                    self._down_since[asset] = now
                self._down_calls[asset] = down + 1
            self._begin(socket, asset, mode, number, fate)

    def _end_of_life(self, socket: int, mode: Mode, now: float) -> None:
        """A fault on a clock: put it off by the downtime that came in between, or let it happen."""
        asset = self.asset_of[socket]
        if self.comes_and_goes and now >= self.left[asset]:
            return
        remaining = self._target[socket] - self._reading(asset, mode, now)
        if self._down_calls[asset]:
            self._parked.setdefault(asset, []).append(socket)
        elif remaining > 0.0:
            self._schedule(socket, now + remaining)
        else:
            number = self.number_of[socket] + 1
            self.number_of[socket] = number
            self._fail(socket, asset, mode, number, self._fate(self.key_of[socket], number, FAULT), now)

    def _reading(self, asset: int, mode: Mode, now: float) -> float:
        """The clock that a mode's law runs on."""
        if not mode.operating_clock:
            return now
        end = self._down_since[asset] if self._down_calls[asset] else now
        return end - self._downtime[asset]

    # ------------------------------------------------------------------ what happens to an asset
    def _fail(self, socket: int, asset: int, mode: Mode, number: int, fate: Fate, now: float) -> None:
        self._open[socket] = 1
        if mode.down:
            if not self._down_calls[asset]:
                self._down_since[asset] = now
            self._down_calls[asset] += 1
        self._begin(socket, asset, mode, number, fate)

    def restore(self, socket: int, mode: Mode, fate: Fate) -> None:
        """The call about a socket is closed: the asset is up again and its clocks go on."""
        now = self._kernel._now
        asset = self.asset_of[socket]
        self._open[socket] = 0
        if mode.down:
            self._down_calls[asset] -= 1
            if not self._down_calls[asset]:
                self._downtime[asset] += now - self._down_since[asset]
                for parked in self._parked.pop(asset, ()) if self._parked else ():
                    reading = self._reading(asset, self.modes[self.mode_of[parked]], now)
                    self._schedule(parked, now + max(0.0, self._target[parked] - reading))
        if not mode.memoryless:
            reading = self._reading(asset, mode, now)
            target = mode.life(reading, unit(fate, GAP), self.frailty_of[asset])
            self._target[socket] = target
            self._schedule(socket, now + (target - reading))
