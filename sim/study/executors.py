"""Where replications are computed: in this process, or in worker processes; the outcomes are the same.

Workers are started fresh (spawn), on every system alike, and never import the user's main script again: what they need of it travels by
value. Each holds one replication at a time, so that when one dies it is known which.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, cast

from sim.study.extensions import adopt_figures, adopt_members, own_figures, own_members
from sim.study.outcome import Outcome, observe

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from sim.study.plan import Plan

Task = tuple[str, int]
"""(policy, replication)."""
Keep = Callable[[Outcome], None]


def execute(plan: Plan, tasks: Sequence[Task], jobs: int, keep: Keep) -> None:
    """Compute all tasks and hand every outcome to `keep` as it is ready, in no promised order."""
    workers = min(jobs, len(tasks))
    if workers <= 1:
        for policy, replication in tasks:
            keep(observe(plan.scenarios[policy], policy, replication, plan.keep))
        return
    Pool(plan, workers).execute(tasks, keep)


class Pool:
    """A few worker processes, each with its pipe and the task it is busy with."""

    def __init__(self, plan: Plan, workers: int) -> None:
        import cloudpickle

        self._seeds = {policy: scenario.seed for policy, scenario in plan.scenarios.items()}
        self._parcel: bytes = cloudpickle.dumps((own_members(), own_figures(), plan.scenarios, plan.keep))
        self._processes: dict[Connection, SpawnProcess] = {}
        self._busy: dict[Connection, Task] = {}
        self._wanted = workers

    def execute(self, tasks: Sequence[Task], keep: Keep) -> None:
        """Compute all tasks; workers end with the last of them, or at once when interrupted."""
        waiting = deque(tasks)
        try:
            while waiting or self._busy:
                while waiting and len(self._busy) < self._wanted:
                    self._give(waiting.popleft())
                for pipe in wait(list(self._busy)):
                    keep(self._take(cast("Connection", pipe)))
        finally:
            self._end()

    def _give(self, task: Task) -> None:
        """Hand a task to an idle worker, or to a new one."""
        idle = [pipe for pipe in self._processes if pipe not in self._busy]
        pipe = idle[0] if idle else self._hire()
        self._busy[pipe] = task
        try:
            pipe.send(task)
        except OSError:
            return  # it died; reading from it says so

    def _take(self, pipe: Connection) -> Outcome:
        """The outcome of a worker that is done, or what is known of one that died."""
        policy, replication = self._busy.pop(pipe)
        try:
            outcome = pickle.loads(pipe.recv_bytes())  # noqa: S301 — from our own worker
        except (EOFError, OSError):
            process = self._processes.pop(pipe)
            process.join()
            pipe.close()
            error = f"the worker process died (exit code {process.exitcode})"
            return Outcome(policy, replication, self._seeds[policy], error=error)
        assert isinstance(outcome, Outcome)
        outcome.seed = self._seeds[policy]
        return outcome

    def _hire(self) -> Connection:
        """Start a worker."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._parcel), daemon=True)
        with undisturbed_start():
            process.start()
        theirs.close()
        self._processes[ours] = process
        return ours

    def _end(self) -> None:
        """Stop all workers, busy or not."""
        for process in self._processes.values():
            process.terminate()
        for pipe, process in self._processes.items():
            process.join()
            pipe.close()
        self._processes.clear()
        self._busy.clear()


def work(pipe: Connection, parcel: bytes) -> None:
    """Life of a worker: unpack what the user registered, then compute one task after another until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    failure, scenarios, keep = "", {}, None
    try:
        members, figures, scenarios, keep = pickle.loads(parcel)  # noqa: S301 — from our own parent
        adopt_members(members)
        adopt_figures(figures)
    except Exception as error:  # noqa: BLE001 — reported with every task
        failure = f"the worker could not load the scenario: {type(error).__name__}: {error}"
    while True:
        try:
            policy, replication = pipe.recv()
        except (EOFError, OSError):
            return
        broken = Outcome(policy, replication, 0, error=failure)
        pipe.send_bytes(pickle.dumps(broken if failure else observe(scenarios[policy], policy, replication, keep)))


@contextmanager
def undisturbed_start() -> Iterator[None]:
    """Keep a starting worker from importing the user's main script, whose commands would run once more in it, and from the user's Ctrl-C."""
    main = sys.modules["__main__"]
    kept = {name: getattr(main, name) for name in ("__spec__", "__file__") if hasattr(main, name)}
    first = threading.current_thread() is threading.main_thread()
    listener = signal.signal(signal.SIGINT, signal.SIG_IGN) if first else None
    try:
        for name in kept:
            setattr(main, name, None)
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)
        if first:
            signal.signal(signal.SIGINT, listener)
