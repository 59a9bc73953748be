"""The kernel is SimPy: its processes, events and interrupts work beside walks, timers and signals."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
import simpy

from sim.kernel import Kernel, Signal

Flow = Generator[Any, Any, Any]


def test_a_walk_sleeps_on_plain_numbers() -> None:
    kernel, story = Kernel(), []

    def walk() -> Flow:
        story.append(kernel.now)
        yield 1.5
        story.append(kernel.now)
        yield 0.0
        story.append(kernel.now)

    kernel.walk(walk())
    assert story == [0.0], "a walk begins at once"
    kernel.run_to(9.0)
    assert story == [0.0, 1.5, 1.5]
    assert kernel.now == 9.0


def test_walks_that_wake_together_go_on_in_the_order_in_which_they_lay_down() -> None:
    kernel, story = Kernel(), []

    def walk(name: str, first: float) -> Flow:
        yield first
        yield 4.0 - first
        story.append(name)

    for name, first in (("a", 3.0), ("b", 1.0), ("c", 2.0)):
        kernel.walk(walk(name, first))
    kernel.run_to(5.0)
    assert story == ["b", "c", "a"]


def test_nothing_happens_at_the_horizon_itself() -> None:
    kernel, story = Kernel(), []
    kernel.at(4.0, story.append, "on the dot")
    kernel.at(3.999, story.append, "before")
    kernel.run_to(4.0)
    assert story == ["before"]


def test_a_walk_waits_for_simpys_events_processes_and_conditions() -> None:
    kernel, story = Kernel(), []

    def process() -> Flow:
        yield kernel.timeout(2.0)
        return "made"

    def walk() -> Flow:
        story.append((yield kernel.process(process())))
        slow, fast = kernel.timeout(5.0, "slow"), kernel.timeout(1.0, "fast")
        found = yield kernel.any_of([slow, fast])
        story.append((kernel.now, list(found.values())))
        found = yield slow & kernel.timeout(1.0, "other")
        story.append((kernel.now, list(found.values())))

    kernel.walk(walk())
    kernel.run_to(20.0)
    assert story == ["made", (3.0, ["fast"]), (7.0, ["slow", "other"])]


def test_a_process_waits_for_what_a_walk_makes_happen() -> None:
    kernel, story = Kernel(), []
    ready = kernel.event()

    def process() -> Flow:
        story.append((yield ready))
        story.append(kernel.now)

    def walk() -> Flow:
        yield 3.0
        ready.succeed("go")

    kernel.process(process())
    kernel.walk(walk())
    kernel.run_to(9.0)
    assert story == ["go", 3.0]


def test_an_event_that_has_happened_is_no_wait() -> None:
    kernel, story = Kernel(), []
    past = kernel.event().succeed("old news")
    kernel.run_to(1.0)

    def walk() -> Flow:
        story.append((yield past))
        story.append(kernel.now)

    kernel.walk(walk())
    assert story == ["old news", 1.0]


def test_a_failing_event_is_raised_where_a_walk_waits() -> None:
    kernel, story = Kernel(), []
    broken = kernel.event()

    def walk() -> Flow:
        try:
            yield broken
        except ValueError as error:
            story.append(str(error))
        yield 1.0
        story.append(kernel.now)

    kernel.walk(walk())
    kernel.at(2.0, lambda _: broken.fail(ValueError("torn")))
    kernel.run_to(9.0)
    assert story == ["torn", 3.0]


def test_a_failing_event_that_nobody_waits_for_stops_the_run() -> None:
    kernel = Kernel()
    kernel.event().fail(ValueError("torn"))
    with pytest.raises(ValueError, match="torn"):
        kernel.run_to(1.0)


def test_a_walk_that_fails_stops_the_run() -> None:
    kernel = Kernel()

    def walk() -> Flow:
        yield 1.0
        raise RuntimeError("lost its way")

    kernel.walk(walk())
    with pytest.raises(RuntimeError, match="lost its way"):
        kernel.run_to(2.0)


def test_simpys_interrupts_and_resources_work_beside_walks() -> None:
    kernel, story = Kernel(), []
    bench = simpy.Resource(kernel, 1)

    def sleeper() -> Flow:
        try:
            yield kernel.timeout(10.0)
        except simpy.Interrupt as interrupt:
            story.append((kernel.now, interrupt.cause))

    def worker(name: str, hours: float) -> Flow:
        with bench.request() as turn:
            yield turn
            yield kernel.timeout(hours)
            story.append((kernel.now, name))

    def walk(process: Any) -> Flow:
        yield 2.0
        process.interrupt("hurry")
        with bench.request() as turn:
            yield turn
            story.append((kernel.now, "walk"))

    process = kernel.process(sleeper())
    kernel.process(worker("first", 3.0))
    kernel.process(worker("second", 1.0))
    kernel.walk(walk(process))
    kernel.run_to(20.0)
    assert story == [(2.0, "hurry"), (3.0, "first"), (4.0, "second"), (4.0, "walk")]


def test_simpys_own_run_drives_walks_and_timers_too() -> None:
    kernel, story = Kernel(), []

    def walk() -> Flow:
        yield 1.0
        story.append(kernel.now)
        yield 1.0
        story.append(kernel.now)

    kernel.walk(walk())
    kernel.at(1.5, story.append, "timer")
    kernel.run(until=3.0)
    assert story == [1.0, "timer", 2.0]
    assert kernel.now == 3.0
    kernel.run()
    assert kernel.now == 3.0


def test_a_signal_wakes_the_walk_that_waits_for_it() -> None:
    kernel, story = Kernel(), []
    signal = Signal()

    def walk() -> Flow:
        story.append((yield signal))
        yield 1.0
        story.append(kernel.now)

    kernel.walk(walk())
    assert not signal.happened
    kernel.at(2.0, signal.happen, "now")
    kernel.run_to(9.0)
    assert signal.happened
    assert story == ["now", 3.0]
