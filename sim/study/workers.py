"""One worker: a process that computes replications, the pipe to it, and what it holds.

Started fresh (spawn), on every system alike, and never importing the user's main script again: what it needs of that travels by value. Whatever
stands at the top of this module is imported by every worker, so it is little.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sim.study.outcome import Outcome

Task = tuple[str, int]
"""(name of the scenario, replication)."""
Observe = Callable[..., "Outcome"]
"""Called with (scenario, name, replication); a fault of the run becomes part of the outcome."""
Thing = TypeVar("Thing")
READY = "ready"
HELD = 64_000_000
"""Bytes of scenarios, as they travel, that are kept for the tasks to come."""
STARTING = threading.Lock()


class Recent(Generic[Thing]):
    """Things by name with their sizes; the longest unused are let go when all together are larger than `HELD`, the newest never."""

    def __init__(self) -> None:
        self._things: OrderedDict[str, tuple[Thing, int]] = OrderedDict()
        self._size = 0

    def __contains__(self, name: str) -> bool:
        return name in self._things

    def use(self, name: str) -> Thing:
        """The thing of that name, which is there."""
        self._things.move_to_end(name)
        return self._things[name][0]

    def put(self, name: str, thing: Thing, size: int) -> list[str]:
        """Keep a thing that is not there yet; returns the names of those let go for it."""
        self._things[name] = thing, size
        self._size += size
        gone = []
        while self._size > HELD and len(self._things) > 1:
            oldest, (_, freed) = self._things.popitem(last=False)
            self._size -= freed
            gone.append(oldest)
        return gone


class Worker:
    """A worker process as seen by who gives it work: it computes its tasks in the order in which they came."""

    def __init__(self, parcel: bytes, patience: float | None = None) -> None:
        """Start it; `parcel` is `Observe` with what the user registered, `patience` the seconds without work after which it ends by itself."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._line, their_line = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, their_line, parcel, patience), daemon=True)
        with undisturbed_start():
            self.process.start()
        theirs.close()
        their_line.close()
        self.ready = False
        """It has started and listens; before, a word to it might block."""
        self.tasks: deque[Task] = deque()
        """In work, and behind it those waiting."""
        self.since = 0.0
        """When the first of the tasks was begun, on the monotonic clock."""
        self._held: Recent[None] = Recent()

    def holds(self, name: str) -> bool:
        """True when the worker has that scenario already."""
        return name in self._held

    def give(self, task: Task, scenario: bytes) -> None:
        """Hand it a task, and the scenario unless it has that; a scenario only goes to who listens, that is to an idle worker."""
        name, replication = task
        parcel: bytes | None = scenario
        forget: list[str] = []
        if name in self._held:
            self._held.use(name)
            parcel = None
        else:
            forget = self._held.put(name, None, len(scenario))
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        with suppress(OSError):  # it died; listening to it says so
            self.pipe.send((name, replication, parcel, forget))

    def listen(self) -> Outcome | None:
        """Its next word: the outcome of the task in work, None when it has just started; EOFError when it has died."""
        try:
            word = pickle.loads(self.pipe.recv_bytes())  # noqa: S301 — from our own worker
        except OSError as error:
            raise EOFError from error
        if word == READY:
            self.ready = True
            return None
        self.tasks.popleft()
        self.since = time.monotonic()
        outcome: Outcome = word
        return outcome

    def busy_for(self) -> float:
        """Seconds since the task in work was begun; 0 when there is none."""
        return time.monotonic() - self.since if self.tasks else 0.0

    def where(self) -> str:
        """Traceback of what it is doing at this moment; empty when it does not answer within a second."""
        with suppress(OSError, EOFError):
            self._line.send("where")
            if self._line.poll(1.0):
                return str(self._line.recv())
        return ""

    def end(self) -> None:
        """Stop it, busy or not."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self._line.close()

    def ending(self) -> str:
        """How a dead worker died, in words."""
        self.end()
        code = self.process.exitcode
        if code is None or code >= 0:
            return f"exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        return f"killed by signal {name}" + (", perhaps out of memory" if name == "SIGKILL" else "")


def work(pipe: Connection, line: Connection, parcel: bytes, patience: float | None) -> None:
    """Life of a worker: unpack what the user registered, then compute one task after another until nobody wants any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(line,), daemon=True).start()
    failure, observe = "", None
    scenarios: dict[str, Any] = {}
    try:
        observe = unpack(parcel)
    except Exception as error:  # noqa: BLE001 — reported with every task
        failure = f"the worker could not load the user's own code: {type(error).__name__}: {error}"
    try:
        pipe.send_bytes(pickle.dumps(READY))
        while patience is None or pipe.poll(patience):
            name, replication, scenario, forget = pipe.recv()
            for each in forget:
                del scenarios[each]
            if scenario is not None:
                scenarios[name] = scenario
            pipe.send_bytes(_observed(observe, failure, scenarios, name, replication))
    except (EOFError, OSError):
        return


def _observed(observe: Observe | None, failure: str, scenarios: dict[str, Any], name: str, replication: int) -> bytes:
    """The outcome of one task, pickled; what goes wrong around the run itself is an outcome, too."""
    from sim.study.outcome import Outcome

    if observe is None:
        return pickle.dumps(Outcome(name, replication, 0, error=failure))
    seed = 0
    try:
        if isinstance(scenarios[name], bytes):
            scenarios[name] = pickle.loads(scenarios[name])  # noqa: S301 — from our own parent
        seed = scenarios[name].seed
        return pickle.dumps(observe(scenarios[name], name, replication))
    except Exception as error:  # noqa: BLE001 — reported, and the other replications go on
        words = f"the worker could not load the scenario, or send its results: {type(error).__name__}: {error}"
        return pickle.dumps(Outcome(name, replication, seed, error=words.splitlines()[0], traceback=traceback.format_exc()))


def pack(observe: Observe) -> bytes:
    """What a worker must have before any task: rules, laws and figures of the user's own, and how a replication is observed."""
    import cloudpickle

    from sim.study.extensions import own_figures, own_members

    parcel: bytes = cloudpickle.dumps((own_members(), own_figures(), observe))
    return parcel


def unpack(parcel: bytes) -> Observe:
    """Register what came with the parcel; returns how a replication is observed."""
    members, figures, observe = pickle.loads(parcel)  # noqa: S301 — from our own parent
    if members or figures:
        from sim.study.extensions import adopt_figures, adopt_members

        adopt_members(members)
        adopt_figures(figures)
    done: Observe = observe
    return done


def _watch(line: Connection) -> None:
    """Beside the work: say where it is when asked, and end this process when the parent is gone, however long the work would take."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    with suppress(EOFError, OSError):
        while parent.sentinel not in wait([line, parent.sentinel]):
            line.recv()
            frame = sys._current_frames().get(threading.main_thread().ident or 0)  # noqa: SLF001 — no other way leads to another thread's stack
            line.send("".join(traceback.format_stack(frame)))
    os._exit(1)


@contextmanager
def undisturbed_start() -> Iterator[None]:
    """Keep a starting worker from importing the user's main script, whose commands would run once more in it, and from the user's Ctrl-C."""
    with STARTING:
        ours = multiprocessing.current_process()._config  # type: ignore[attr-defined]  # noqa: SLF001 — see below
        daemon = ours.pop("daemon", None)  # a daemon may not have children, lest they outlive it; ours do not
        main = sys.modules["__main__"]
        kept = {name: getattr(main, name) for name in ("__spec__", "__file__") if hasattr(main, name)}
        first = threading.current_thread() is threading.main_thread()
        listener = signal.signal(signal.SIGINT, signal.SIG_IGN) if first else None
        try:
            for name in kept:
                setattr(main, name, None)
            yield
        finally:
            if daemon is not None:
                ours["daemon"] = daemon
            for name, value in kept.items():
                setattr(main, name, value)
            if first:
                signal.signal(signal.SIGINT, listener)
