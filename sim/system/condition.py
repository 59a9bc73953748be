"""Machines whose failures announce themselves: a hidden defect that grows stage by stage, who has found it, and what is known of it.

A socket with a condition is sound (stage 0) until a defect can first be seen, which is what its failure law says; the defect passes its
stages on the same clock and then the machine fails. A defect begins no call and no downtime. Each life, from new to failure, has luck of
its own, so that two companies meet the same defects however often they look; who removes one begins the next life sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.kernel import Kernel
from sim.streams import CONDITION, FAULT, GAP, Fate, Luck, unit
from sim.system.fleet import NEVER, Begin
from sim.system.health import Care, TendedFleet
from sim.system.modes import Draw, Mode
from sim.units import FOREVER

if TYPE_CHECKING:
    from sim.system.calls import ServiceCall
    from sim.system.work_orders import WorkOrder
    from sim.system.workforce import Technician

FAILED = 255
"""Stage of a socket whose machine has failed and is not repaired yet."""
SOUND = 0


@dataclass(frozen=True, slots=True)
class Sensors:
    """What watches a failure mode from afar."""

    detects: float
    delay: Draw | None
    repeats: float | None
    gap: Draw | None
    """time to the next false alarm; None: never one"""


@dataclass(frozen=True, slots=True)
class Condition:
    """How a failure mode announces itself."""

    stages: tuple[Draw | None, ...]
    """time in each stage that can be seen; None: none"""
    preventive: int
    """the work that removes its defects"""
    same_visit: bool
    sensors: Sensors | None
    age_tasks: tuple[int, ...]
    """planned work that falls due by the age of this mode"""
    tasks: tuple[int, ...]
    """planned work of the asset type"""


@dataclass(frozen=True, slots=True)
class Look:
    """What a task sees of a failure mode."""

    mode: int
    sees: float
    act_from: int


class WatchedFleet(TendedFleet):
    """A fleet of machines with hidden defects."""

    tell_defect: Callable[[int], None]
    """told of each defect that can be seen from now on"""
    tell_done: Callable[[int], None]
    """told of each task that looks for defects when it is done"""

    def __init__(self, kernel: Kernel, luck: Luck) -> None:
        super().__init__(kernel, luck)
        self.conditions: dict[int, Condition] = {}
        """failure mode -> how it announces itself"""
        self.looks: dict[int, tuple[Look, ...]] = {}
        """task -> what it inspects"""
        self.prevents: dict[int, int] = {}
        """work that removes defects -> failure mode"""
        self.opportunistic: dict[int, float] = {}
        """task -> hours before it falls due from which on who is at the site does it"""
        self.stage = bytearray()
        """socket -> sound, how far its defect has come, or failed"""
        self._passed_over: dict[int, float] = {}
        """task -> its next date, for which it has been done already"""
        self._held: set[int] = set()
        """sockets somebody is at work on, so that their defects do not grow"""

    def start(self, begin: Begin, failed: Iterable[int] = ()) -> None:
        """All machines are sound, but for those that have failed already."""
        self.stage = bytearray(len(self.asset_of))
        failed = list(failed)
        super().start(begin, failed)
        for socket in failed:
            if self.mode_of[socket] in self.conditions:
                self.stage[socket] = FAILED

    def has_defect(self, socket: int) -> bool:
        """A defect that can be seen, and has not become a failure."""
        return SOUND < self.stage[socket] < FAILED

    def stands(self, socket: int) -> bool:
        """Its machine is in the field."""
        asset = self.asset_of[socket]
        return self.entered[asset] <= self._kernel._now < self.left[asset]

    # ------------------------------------------------------------------ calendar
    def _end_of_life(self, socket: int, mode: Mode, now: float) -> None:
        """The next stage begins, or the machine fails; while it stands still no clock of running goes on, and nothing fails."""
        condition = self.conditions.get(self.mode_of[socket])
        if condition is None or now != self._next[socket]:
            super()._end_of_life(socket, mode, now)
            return
        self._next[socket] = NEVER
        asset = self.asset_of[socket]
        if socket in self._held or (self.comes_and_goes and now >= self.left[asset]):
            return
        fails = self.stage[socket] == len(condition.stages)
        remaining = self._target[socket] - self._reading(asset, mode, now)
        if self._down_calls[asset] and (fails or mode.operating_clock):
            self._parked.setdefault(asset, []).append(socket)
        elif remaining > 0.0:
            self._schedule(socket, now + remaining)
        elif fails:
            self.stage[socket] = FAILED
            number = self.number_of[socket]
            self._fail(socket, asset, mode, number, self._fate(self.key_of[socket], number, FAULT), now)
        else:
            self._worsen(socket, asset, mode, condition, now)

    def _worsen(self, socket: int, asset: int, mode: Mode, condition: Condition, now: float) -> None:
        """The next stage begins; the first is what can be seen of a defect at the earliest."""
        stage = self.stage[socket]
        if stage == SOUND:
            self.number_of[socket] += 1
        draw = condition.stages[stage]
        hours = 0.0 if draw is None else draw(unit(self._fate(self.key_of[socket], self.number_of[socket], CONDITION), stage))
        self.stage[socket] = stage + 1
        self._target[socket] = self._reading(asset, mode, now) + hours
        self._schedule(socket, now + hours)
        if stage == SOUND:
            self.tell_defect(socket)

    # ------------------------------------------------------------------ what is done to a machine
    def hold(self, socket: int) -> None:
        """Work on a defect begins: it grows no more."""
        if self.has_defect(socket):
            self._held.add(socket)

    def remove_defect(self, socket: int) -> None:
        """As good as new for this failure mode: the next life begins."""
        self._held.discard(socket)
        self.stage[socket] = SOUND
        asset, mode = self.asset_of[socket], self.modes[self.mode_of[socket]]
        now = self._kernel._now
        reading = self._reading(asset, mode, now)
        luck = unit(self._fate(self.key_of[socket], self.number_of[socket], FAULT), GAP)
        self._target[socket] = target = mode.life(reading, luck, self.frailty_of[asset])
        self._schedule(socket, now + (target - reading))
        self._as_new(socket, reading)

    def restore(self, socket: int, mode: Mode, fate: Fate) -> None:
        """A failure is repaired, or a task is done."""
        super().restore(socket, mode, fate)
        index = self.mode_of[socket]
        if index in self.conditions:
            self.stage[socket] = SOUND
            self._as_new(socket, self._reading(self.asset_of[socket], mode, self._kernel._now))
        elif index in self.looks:
            self.tell_done(socket)

    def _as_new(self, socket: int, reading: float) -> None:
        """Its age begins anew, and tasks that go by it fall due at another time."""
        self._born[socket] = reading
        self._tell_tasks(socket, self.conditions[self.mode_of[socket]].age_tasks)

    def _due_by_age(self, socket: int, care: Care) -> float:
        """What only looks is due at each multiple of the interval since the oldest of what it inspects was new."""
        if not care.inspects:
            return super()._due_by_age(socket, care)
        assert care.at_age is not None
        asset, mode = self.asset_of[socket], self.modes[self.mode_of[socket]]
        born = min(self._born[self.beside(socket, other)] for other in (*care.inspects, *(each for each, _ in care.renews)))
        at_start = self.age[asset] if self.age and mode.operating_clock else 0.0
        reading = self._reading(asset, mode, self._kernel._now) if self._down_calls else at_start
        return born + (max(reading - born, 0.0) // care.at_age + 1) * care.at_age

    # ------------------------------------------------------------------ work before its date
    def is_open(self, socket: int) -> bool:
        """Work at a socket is ordered and not done yet."""
        return bool(self._open[socket])

    def due(self, socket: int) -> float:
        """When a task falls due, by the clock as it goes now; a task that is open is due."""
        if self._open[socket]:
            return self._kernel._now
        return self._due[socket] if self.modes[self.mode_of[socket]].memoryless else self._next[socket]

    def begin_early(self, socket: int) -> tuple[int, Fate]:
        """Work that waits for a reason begins, or a task before its date, which is then passed over: number and luck of this time."""
        self._open[socket] = 1
        number = self.number_of[socket] + 1
        if self.modes[self.mode_of[socket]].memoryless and self._due[socket] < FOREVER:
            self._passed_over[socket] = self._due[socket]
        else:
            self.number_of[socket] = number
            self._next[socket] = NEVER
            parked = self._parked.get(self.asset_of[socket], [])
            if socket in parked:
                parked.remove(socket)
        return number, self._fate(self.key_of[socket], number, FAULT)

    def _epoch(self, socket: int, mode: Mode, now: float) -> None:
        """A date of a task, unless it has been done already."""
        if self._passed_over.get(socket) != now:
            super()._epoch(socket, mode, now)
            return
        del self._passed_over[socket]
        is_open, self._open[socket] = self._open[socket], 1
        super()._epoch(socket, mode, now)
        self._open[socket] = is_open


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a sensor says of a socket."""

    number: int
    socket: int
    raised: float
    true: bool


@dataclass(frozen=True, slots=True)
class Events:
    """How alarms become work orders."""

    act_after: float
    count: int
    within: float
    bundle: float


@dataclass(slots=True)
class Watch:
    """What is open about defects, and what anybody knows of them."""

    fleet: WatchedFleet
    events: Events
    arose: dict[int, float] = field(default_factory=dict)
    """socket with a defect -> since when it could be seen"""
    orders: dict[int, ServiceCall] = field(default_factory=dict)
    """socket -> the open work order to remove a defect of it"""
    nothing_to_do: set[int] = field(default_factory=set)
    """such work orders, by call, that will find nothing to remove"""
    overtaken: set[int] = field(default_factory=set)
    """such work orders, by call, that a failure came before"""
    queued: dict[int, WorkOrder] = field(default_factory=dict)
    """socket of planned work -> its order, while it waits for a technician"""
    staying: set[WorkOrder] = field(default_factory=set)
    """orders for who is at the machine already"""
    here: dict[Technician, ServiceCall] = field(default_factory=dict)
    """technician -> the call that he is at"""
    jobs: dict[Technician, list[int]] = field(default_factory=dict)
    """technician -> sockets of what he does besides before he leaves, the last one first"""
    inspecting: dict[int, tuple[int, int]] = field(default_factory=dict)
    """socket of a task that looks for defects -> call and number of it that is open"""
    looked: set[int] = field(default_factory=set)
    """sockets of such tasks whose findings have been acted on"""
    pending: dict[int, list[Alarm]] = field(default_factory=dict)
    """socket -> alarms that are believed and wait for their work orders"""
    recent: dict[int, list[float]] = field(default_factory=dict)
    """socket -> its last alarms"""
    alarms: int = 0
    looking: set[int] = field(default_factory=set)
    """codes of tasks that look for defects"""
    tasks_at: dict[int, list[int]] = field(default_factory=dict)
    """site -> sockets of such tasks"""
