"""Where replications are computed: in this process, in worker processes or on a cluster; the outcomes are the same.

An executor is opened once and serves every stage of a study. A replication that raises is told at once, with its traceback. One that takes its
worker along (exits, is killed, runs out of memory) is tried again on a fresh worker, twice, for it may have been bad luck; then it is told.
One that takes longer than it may is stopped. The others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from multiprocessing.connection import wait
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from sim.errors import UsageError
from sim.study.outcome import observe
from sim.study.tasks import Keep, Parcels, Queue, Stage, never
from sim.study.workers import Observe, Task, Worker, pack
from sim.units import describe_hours

if TYPE_CHECKING:
    from sim.scenario.spec import Scenario
    from sim.study.plan import Plan

TRIES = 3
"""Workers that a replication may cost before it is given up."""
AHEAD = 0.05
"""Seconds of work that wait at a worker, so that it need not wait for us."""
MOST_AHEAD = 8


class Executor(Protocol):
    """Computes replications, one stage after another; a context manager, which starts what it needs and ends it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def compute(
        self, scenarios: Mapping[str, Scenario], tasks: Iterable[Task], keep: Keep, stop: Callable[[], bool] = never
    ) -> None:
        """Hand every outcome to `keep` as it is ready, in no promised order. When `stop` says so nothing more is begun; what is begun is finished.

        A name stands for the same scenario in all stages.
        """


def open_executor(
    jobs: int, *, observe: Observe = observe, time_limit: float | None = None, scheduler: str | None = None, apart: bool = False
) -> Executor:
    """The executor asked for: a Dask cluster, worker processes, or this process for one job.

    `time_limit`: seconds that a replication may take; with one, or where replications must stay `apart` so that none can end this process, one job
    has a worker process, too.
    """
    if scheduler:
        from sim.study.cluster import Cluster

        return Cluster(scheduler, pack(observe), time_limit=time_limit)
    if jobs > 1 or apart or time_limit is not None:
        return Processes(jobs, pack(observe), time_limit=time_limit)
    return InProcess(observe)


def execute(plan: Plan, tasks: Sequence[Task], jobs: int, keep: Keep) -> None:
    """Compute tasks of a plan that asks for nothing more afterwards."""
    with open_executor(min(jobs, len(tasks)), observe=partial(observe, keep=plan.keep)) as executor:
        executor.compute(plan.scenarios, tasks, keep)


class InProcess:
    """Computes in this process, one task after the other; cannot stop a replication that never ends, or survive one that exits."""

    def __init__(self, observe: Observe = observe) -> None:
        self._observe = observe

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def compute(
        self, scenarios: Mapping[str, Scenario], tasks: Iterable[Task], keep: Keep, stop: Callable[[], bool] = never
    ) -> None:
        """See :class:`Executor`."""
        for name, replication in tasks:
            if stop():
                return
            keep(self._observe(scenarios[name], name, replication))


class Processes:
    """Computes in worker processes of this machine, which live from stage to stage."""

    def __init__(
        self,
        workers: int,
        parcel: bytes,
        *,
        time_limit: float | None = None,
        patience: float | None = None,
    ) -> None:
        """`parcel`: see `pack`; `time_limit`: seconds that a replication may take; `patience`: seconds after which an idle worker ends by itself."""
        self._parcels, self._parcel = Parcels(), parcel
        self._wanted, self._limit, self._patience = workers, time_limit, patience
        self._workers: list[Worker] = []
        self._endings: dict[Task, list[str]] = {}
        """How the workers ended that a task has cost so far."""
        self._stillborn = 0
        """Workers in a row that ended before they had begun."""
        self._pace = 1.0
        """Seconds that replications take lately, rather too many."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop all workers, busy or not."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def compute(
        self, scenarios: Mapping[str, Scenario | bytes], tasks: Iterable[Task], keep: Keep, stop: Callable[[], bool] = never
    ) -> None:
        """See :class:`Executor`; workers are stopped at once when it is interrupted."""
        stage = Stage(scenarios, Queue(tasks, stop), keep)
        self._workers = [worker for worker in self._workers if worker.process.is_alive()]
        try:
            self._hand_out(stage)
            while any(worker.tasks for worker in self._workers) or stage.queue.has():
                self._hear(stage)
                self._hand_out(stage)
        except BaseException:
            self.close()
            raise

    def _hand_out(self, stage: Stage) -> None:
        """Give every worker something to do, then something to go on with while we are busy ourselves; hire while there is work for more."""
        queue = stage.queue
        for ahead in range(1 + min(MOST_AHEAD, int(AHEAD / self._pace))):
            for worker in self._workers:
                if not (worker.ready and len(worker.tasks) == ahead and queue.has()):
                    continue
                if ahead == 0 or worker.holds(queue.head[0]):
                    task = queue.pop()
                    worker.give(task, self._parcels.of(stage.scenarios, task[0]))
            starting = sum(not worker.ready for worker in self._workers)
            while len(self._workers) < self._wanted and queue.has(1 + starting):
                self._workers.append(Worker(self._parcel, self._patience))
                starting += 1

    def _hear(self, stage: Stage) -> None:
        """Wait for the next word of any worker, or the end of its time or life."""
        busy = [worker for worker in self._workers if worker.tasks or not worker.ready]
        places = [place for worker in busy for place in (worker.pipe, worker.process.sentinel)]
        heard = set(wait(places, self._patience_with(busy)))
        for worker in busy:
            if worker.pipe in heard:
                self._listen(worker, stage)
            elif worker.process.sentinel in heard:
                self._bury(worker, stage)
            elif self._limit is not None and worker.busy_for() > self._limit and not worker.pipe.poll():
                self._break_off(worker, stage)

    def _listen(self, worker: Worker, stage: Stage) -> None:
        """Keep the outcome that a worker has sent."""
        try:
            outcome = worker.listen()
        except EOFError:
            self._bury(worker, stage)
            return
        if outcome is None:
            self._stillborn = 0
            return
        self._endings.pop(outcome.key, None)
        self._pace = max(outcome.elapsed, 0.7 * self._pace, 0.001)
        stage.keep(outcome)

    def _patience_with(self, busy: Sequence[Worker]) -> float | None:
        """Seconds until the first of them has taken too long; None when they may take any time."""
        if self._limit is None:
            return None
        return max(min((self._limit - worker.busy_for() for worker in busy), default=0.0), 0.0) + 0.001

    def _bury(self, worker: Worker, stage: Stage) -> None:
        """A worker died: what it was at is tried again unless that cost others already; what waited behind it is not to blame."""
        self._workers.remove(worker)
        how = worker.ending()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn == TRIES:
                raise UsageError(f"worker processes end before they have begun ({how})")
            return
        task, *waiting = worker.tasks
        endings = self._endings.setdefault(task, [])
        endings.append(how)
        if len(endings) < TRIES:
            stage.queue.give_back([task, *waiting])
            return
        del self._endings[task]
        stage.queue.give_back(waiting)
        words = f"the worker process died, and two fresh ones after it ({', '.join(dict.fromkeys(endings))})"
        stage.fail(task, words)

    def _break_off(self, worker: Worker, stage: Stage) -> None:
        """A replication took too long: end its worker and say where it was."""
        assert self._limit is not None
        self._workers.remove(worker)
        where = worker.where()
        worker.end()
        task, *waiting = worker.tasks
        self._endings.pop(task, None)
        stage.queue.give_back(waiting)
        words = f"took longer than {describe_seconds(self._limit)}"
        stage.fail(task, words, where, self._limit)


def describe_seconds(seconds: float) -> str:
    """A span of time the way a person would write it."""
    return f"{seconds:g} s" if seconds < 60 else describe_hours(seconds / 3600)
