"""Replications on a Dask cluster, the outcomes as anywhere else.

A Dask worker does not compute itself: it keeps worker processes of its own for that, as a single machine does. So a replication that exits, eats the
memory or never ends costs such a process and not the Dask worker, and is tried again and told in the same way. When a Dask worker dies it was not
for the replication's sake: Dask gives its tasks to others, and what Dask gives up after some such deaths is handed in again, twice.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Self

from sim.errors import UsageError
from sim.study.executors import TRIES, Processes
from sim.study.outcome import Outcome
from sim.study.tasks import Keep, Parcels, Queue, never, seed_of
from sim.study.workers import Recent, Task

if TYPE_CHECKING:
    from distributed import Client, Future

    from sim.scenario.spec import Scenario

CONNECT = 15.0
"""Seconds within which a scheduler must answer."""
NO_WORKERS = 60.0
"""Seconds that a study waits for a cluster that has no worker (any more)."""
NO_ANSWER = 60.0
"""Seconds that the scheduler may take to answer: one that is frozen keeps its connection."""
LOOK = 2.0
"""Seconds between two looks at the cluster while nothing comes from it."""
IDLE = 120.0
"""Seconds without work after which a process beside a Dask worker ends."""


def versions() -> dict[str, str]:
    """What decides on the last bit of a result."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for name in ("firstfix", "numpy", "scipy"):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


@dataclass(frozen=True)
class Terms:
    """What holds for every replication of a study."""

    study: str
    parcel: bytes = field(repr=False)
    time_limit: float | None = None
    versions: Mapping[str, str] = field(default_factory=versions)


class Cluster:
    """Computes on the Dask cluster of a scheduler, which must be able to import the same firstfix; see :class:`Executor`."""

    def __init__(self, scheduler: str, parcel: bytes, *, time_limit: float | None = None) -> None:
        self._address, self._parcels = scheduler, Parcels()
        self._terms = Terms(uuid.uuid4().hex, parcel, time_limit)
        self._sent: Recent[Future] = Recent()
        self._client: Client = None
        self._finished: SimpleQueue[Future] = SimpleQueue()
        self._places, self._looked, self._last_seen = 0, 0.0, 0.0
        self._gone = False
        """The scheduler is lost: whatever waits for its answer would wait for ever."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is None:
            return
        with suppress(Exception):
            if self._client.status == "running" and not self._gone:
                self._client.run(dismiss, self._terms.study, wait=False, on_error="ignore")
            self._client.close(timeout=5)

    def compute(
        self, scenarios: Mapping[str, Scenario], tasks: Iterable[Task], keep: Keep, stop: Callable[[], bool] = never
    ) -> None:
        """See :class:`Executor`; raises :class:`UsageError` when the scheduler, or every worker, is lost."""
        queue = Queue(tasks, stop)
        if self._client is None and queue.has():
            self._connect()
        self._last_seen = time.monotonic()
        flying: dict[Future, Task] = {}
        handed_in: dict[Task, int] = {}
        try:
            while flying or queue.has():
                self._look()
                while len(flying) < 2 * self._places + 1 and queue.has():
                    task = queue.pop()
                    handed_in[task] = handed_in.get(task, 0) + 1
                    flying[self._submit(scenarios, task, handed_in[task])] = task
                for future in self._landed():
                    if future not in flying:
                        continue
                    task = flying.pop(future)
                    outcome = self._result(future)
                    if outcome is None and handed_in[task] < TRIES:
                        queue.give_back([task])
                        continue
                    del handed_in[task]
                    outcome = outcome or Outcome(*task, 0, error="the Dask workers that had it died, time and again")
                    outcome.seed = outcome.seed or seed_of(scenarios, task[0])
                    keep(outcome)
        finally:
            if flying and not self._gone:
                with suppress(Exception):
                    self._client.cancel(list(flying), force=True)

    def _connect(self) -> None:
        """Find the cluster, once there is something to compute."""
        try:
            from distributed import Client
        except ImportError:
            raise UsageError("a cluster needs Dask: pip install 'firstfix[cluster]'") from None
        for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said below
        try:
            self._client = Client(self._address, timeout=CONNECT, set_as_default=False, name="firstfix")
        except (OSError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {self._address} ({error})") from None
        self._terms_there = self._client.submit(_here, self._terms, key=f"firstfix-{self._terms.study}", pure=False)

    def _submit(self, scenarios: Mapping[str, Scenario], task: Task, attempt: int) -> Future:
        """Hand in a replication."""
        name, replication = task
        if name not in self._sent:
            parcel = self._parcels.of(scenarios, name)
            self._sent.put(name, self._client.submit(_here, parcel, key=f"scenario-{self._terms.study}-{name}"), len(parcel))
        key = f"replication-{self._terms.study}-{name}-{replication}-{attempt}"
        future = self._client.submit(replicate_there, self._terms_there, name, replication, self._sent.use(name), key=key)
        future.add_done_callback(self._finished.put)
        return future

    def _landed(self) -> list[Future]:
        """Futures that came to an end, one way or another; none after a while, so that somebody looks after the cluster."""
        found: list[Future] = []
        with suppress(Empty):
            found.append(self._finished.get(timeout=LOOK))
            while True:
                found.append(self._finished.get_nowait())
        return found

    def _result(self, future: Future) -> Outcome | None:
        """The outcome; None when Dask has given it up because its workers died."""
        from distributed import KilledWorker

        try:
            if future.status == "error":
                error = future.exception(timeout=NO_WORKERS)
                if isinstance(error, KilledWorker):
                    return None
                if isinstance(error, UsageError):
                    raise error
                raise UsageError(f"the Dask workers cannot compute this study: {type(error).__name__}: {error}") from error
            parcel: bytes = future.result(timeout=NO_WORKERS)
        except TimeoutError:
            return None  # who had the result died, and it is computed anew
        except (asyncio.CancelledError, futures.CancelledError, OSError):  # Dask cancels all under way when the connection breaks
            raise self._lost() from None
        outcome: Outcome = pickle.loads(parcel)  # noqa: S301 — from our own worker
        return outcome

    def _lost(self) -> UsageError:
        self._gone = True
        return UsageError(
            f"the Dask scheduler at {self._address} is lost; what is finished is kept: start it again, and then the same command"
        )

    def _look(self) -> None:
        """See that the scheduler is there and has workers; raises :class:`UsageError` otherwise."""
        if self._client.status != "running":
            raise self._lost()
        if time.monotonic() - self._looked < LOOK:
            return
        try:
            answer = self._client.sync(self._client.scheduler.ncores, workers=None, callback_timeout=NO_ANSWER)
            self._places = sum(answer.values())
        except Exception:  # noqa: BLE001 — whatever Dask says, it comes to this
            raise self._lost() from None
        self._looked = time.monotonic()
        if self._places:
            self._last_seen = self._looked
        elif self._looked - self._last_seen > NO_WORKERS:
            raise UsageError(
                f"the Dask scheduler at {self._address} has had no workers for {NO_WORKERS:g} s; what is finished is kept"
            )


def _here(thing: Any) -> Any:
    """Bring a thing to the cluster; when the worker that holds it dies, Dask brings it once more."""
    return thing


# ---------------------------------------------------------------- on the Dask worker
class Crew:
    """The worker processes that a Dask worker keeps for one study: one for each of its threads."""

    def __init__(self, terms: Terms) -> None:
        for name, theirs in terms.versions.items():
            if versions().get(name) != theirs:
                ours = versions().get(name, "none")
                raise UsageError(
                    f"the Dask worker on {platform.node()} has {name} {ours}, the study {theirs}; results would not be the same"
                )
        self._terms = terms
        self._idle: list[Processes] = []
        self.used = time.monotonic()

    def compute(self, name: str, replication: int, scenario: bytes) -> Outcome:
        """The outcome of one replication, computed by an idle process or a new one."""
        try:
            seat = self._idle.pop()
        except IndexError:
            seat = Processes(1, self._terms.parcel, time_limit=self._terms.time_limit, patience=IDLE)
        found: list[Outcome] = []
        seat.compute({name: scenario}, [(name, replication)], found.append)
        self.used = time.monotonic()
        self._idle.append(seat)
        return found[0]

    def close(self) -> None:
        """End the processes that are idle; the others end when they have been idle for a while."""
        while self._idle:
            self._idle.pop().close()


CREWS: dict[str, Crew] = {}
HIRING = threading.Lock()


def replicate_there(terms: Terms, name: str, replication: int, scenario: bytes) -> bytes:
    """Compute a replication beside a Dask worker; returns the outcome, pickled."""
    with HIRING:
        for study, crew in list(CREWS.items()):
            if study != terms.study and time.monotonic() - crew.used > IDLE:
                CREWS.pop(study).close()
        if terms.study not in CREWS:
            CREWS[terms.study] = Crew(terms)
        crew = CREWS[terms.study]
    return pickle.dumps(crew.compute(name, replication, scenario))


async def dismiss(study: str) -> None:
    """End the processes of a study that is over; a coroutine, so that nobody waits for it."""
    with HIRING:
        crew = CREWS.pop(study, None)
    if crew is not None:
        crew.close()
