"""A thin layer on SimPy: processes that sleep on plain numbers, and timers without processes.

`Kernel` is a SimPy `Environment`; SimPy's own events and processes work in it. A :class:`Walk` is a process for narrative flows: `yield 3.2`
sleeps 3.2 hours by putting the walk itself on the event queue (no `Timeout` object), `yield event` waits for any SimPy event. A walk
starts at once and nobody waits for its end; what others wait for are events it makes happen. Measured against a SimPy process: a third of the time per step.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule
from simpy.events import NORMAL, URGENT

Flow = Generator[Any, Any, None]

_FIRST = -1
"""Comes before everything else at its time, SimPy's urgent events (0) included."""


class Walk:
    """A running flow."""

    __slots__ = ("_flow", "_kernel", "send")

    def __init__(self, kernel: Kernel, flow: Flow) -> None:
        self._kernel = kernel
        self._flow = flow
        self.send = flow.send

    def wake(self) -> None:
        """Go on after a sleep."""
        try:
            target = self.send(None)
        except StopIteration:
            return
        self.wait_for(target)

    def resume(self, event: Any) -> None:
        """Go on after an event, with its value or its exception."""
        try:
            if event._ok:
                target = self.send(event._value)
            else:
                event._defused = True
                target = self._flow.throw(event._value)
        except StopIteration:
            return
        self.wait_for(target)

    def wait_for(self, target: Any) -> None:
        """Sleep for a number of hours, or wait for an event."""
        if target.__class__ is float:
            kernel = self._kernel
            heappush(kernel._queue, (kernel._now + target, NORMAL, next(kernel._eid), self))
        elif target.__class__ is Signal:
            target.walk = self
        elif target.callbacks is not None:
            target.callbacks.append(self.resume)
        else:
            self.resume(target)  # it has happened already


class Timer:
    """A call of a plain function at a set time."""

    __slots__ = ("argument", "function")

    def __init__(self, function: Callable[[Any], None], argument: Any) -> None:
        self.function = function
        self.argument = argument


class Signal:
    """Something that one walk waits for; an event for two, at a tenth of the price of SimPy's.

    When it happens the walk goes on at once, before whoever made it happen does; so make it happen as the last thing of a step.
    """

    __slots__ = ("happened", "walk")

    walk: Walk
    """who waits; a walk must wait before the signal happens"""

    def __init__(self) -> None:
        self.happened = False

    def happen(self, value: Any = None) -> None:
        """Let the walk go on with a value."""
        self.happened = True
        walk = self.walk
        try:
            target = walk.send(value)
        except StopIteration:
            return
        walk.wait_for(target)


class Kernel(simpy.Environment):
    """The clock and the queue of events, in hours."""

    _queue: list[Any]
    _now: float

    def walk(self, flow: Flow) -> None:
        """Start a flow; it runs at once up to its first yield."""
        try:
            target = flow.send(None)
        except StopIteration:
            return
        if target.__class__ is float:
            heappush(self._queue, (self._now + target, NORMAL, next(self._eid), Walk(self, flow)))
        else:
            Walk(self, flow).wait_for(target)

    def at(self, time: float, function: Callable[[Any], None], argument: Any = None) -> None:
        """Call `function(argument)` at `time` (not before now)."""
        heappush(self._queue, (time, NORMAL, next(self._eid), Timer(function, argument)))

    def first_at(self, time: float, function: Callable[[Any], None], argument: Any = None) -> None:
        """Call `function(argument)` at `time` (not before now), ahead of all else that happens then."""
        heappush(self._queue, (time, URGENT, next(self._eid), Timer(function, argument)))

    def put(self, time: float, timer: Timer) -> None:
        """Set a timer that is kept and used again."""
        heappush(self._queue, (time, NORMAL, next(self._eid), timer))

    def step(self) -> None:
        """Process the next event, SimPy's or ours."""
        if not self._queue:
            raise EmptySchedule
        self._now, _, _, event = heappop(self._queue)
        kind = event.__class__
        if kind is Walk:
            event.wake()
        elif kind is Timer:
            event.function(event.argument)
        else:
            _process(event)

    def run_to(self, horizon: float) -> None:
        """Process all events before `horizon`, when the run is over: `step`, with what happens most often written out."""
        queue, ids = self._queue, self._eid
        heappush(queue, (horizon, _FIRST, 0, None))
        while True:
            self._now, _, _, event = heappop(queue)
            kind = event.__class__
            if kind is Walk:
                try:
                    target = event.send(None)
                except StopIteration:
                    continue
                if target.__class__ is float:
                    heappush(queue, (self._now + target, NORMAL, next(ids), event))
                else:
                    event.wait_for(target)
            elif kind is Timer:
                event.function(event.argument)
            elif event is None:
                return
            else:
                _process(event)


def _process(event: Any) -> None:
    """A SimPy event happens: tell those who wait for it."""
    callbacks, event.callbacks = event.callbacks, None
    for callback in callbacks:
        callback(event)
    if not event._ok and not hasattr(event, "_defused"):
        raise event._value
