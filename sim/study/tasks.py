"""What an executor has to do in a stage: scenarios as they travel, the queue of tasks, and how a failure is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sim.study.outcome import Outcome
from sim.study.workers import Recent, Task

if TYPE_CHECKING:
    from sim.scenario.spec import Scenario

Keep = Callable[[Outcome], None]


def never() -> bool:
    """Nobody wants to stop."""
    return False


class Parcels:
    """Scenarios as they travel, each pickled once; the longest unused are let go."""

    def __init__(self) -> None:
        self._packed: Recent[bytes] = Recent()

    def of(self, scenarios: Mapping[str, Scenario | bytes], name: str) -> bytes:
        """The parcel of one of the scenarios; one that came as a parcel stays it."""
        if name not in self._packed:
            import cloudpickle

            scenario = scenarios[name]
            parcel = scenario if isinstance(scenario, bytes) else cloudpickle.dumps(scenario)
            self._packed.put(name, parcel, len(parcel))
        return self._packed.use(name)


def seed_of(scenarios: Mapping[str, Scenario | bytes], name: str) -> int:
    """Seed of a scenario; 0 of one that came as a parcel, which is for the sender to say."""
    return getattr(scenarios[name], "seed", 0)


class Queue:
    """Tasks to be given out: first those that came back from a worker that ended, then the rest; none once the study is to stop."""

    def __init__(self, tasks: Iterable[Task], stop: Callable[[], bool]) -> None:
        self._rest, self._stop = iter(tasks), stop
        self._next: deque[Task] = deque()
        self._stopped = False

    def has(self, count: int = 1) -> bool:
        """True when that many tasks are still to be given out."""
        self._stopped = self._stopped or self._stop()
        self._next.extend(islice(self._rest, max(count - len(self._next), 0)))
        return len(self._next) >= count and not self._stopped

    @property
    def head(self) -> Task:
        """The next task, which is there."""
        return self._next[0]

    def pop(self) -> Task:
        """Take the next task."""
        return self._next.popleft()

    def give_back(self, tasks: Iterable[Task]) -> None:
        """These come next, in their order."""
        self._next.extendleft(reversed(list(tasks)))


@dataclass
class Stage:
    """What is computed at present."""

    scenarios: Mapping[str, Scenario | bytes]
    queue: Queue
    keep: Keep

    def fail(self, task: Task, error: str, traceback: str = "", elapsed: float = 0.0) -> None:
        """Tell that a replication has no results."""
        seed = seed_of(self.scenarios, task[0])
        self.keep(Outcome(*task, seed, error=error, traceback=traceback, elapsed=elapsed))
