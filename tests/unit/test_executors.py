"""Executors: the same outcomes wherever they are computed, and each replication told once whatever becomes of its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cloudpickle
import pytest

from sim.errors import UsageError
from sim.study import workers
from sim.study.executors import Executor, InProcess, Processes, open_executor
from sim.study.outcome import Outcome, observe
from sim.study.tasks import Queue
from sim.study.workers import Observe, Recent, pack

ROOT = Path(__file__).parents[2]


@dataclass
class Stub:
    """Stands for a scenario: what happens in which replication, and where each one begun leaves a file."""

    seed: int
    ways: dict[int, str] = field(default_factory=dict)
    begun: str = ""
    ballast: bytes = b""


def stub_run(scenario: Stub, name: str, replication: int) -> Outcome:
    """Stands for a replication."""
    if scenario.begun:
        tries = len(list(Path(scenario.begun).glob(f"{name}-{replication}.*")))
        Path(scenario.begun, f"{name}-{replication}.{tries}").touch()
    way = scenario.ways.get(replication, "")
    if way == "exit" or (way == "exit once" and not tries):
        os._exit(9)
    if way == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if way == "for ever":
        run_for_ever()
    figures: dict[str, Any] = {"value": scenario.seed * 1000.0 + replication, "heavy": float("pandas" in sys.modules)}
    if way == "cannot travel":
        figures["value"] = run_for_ever.__get__  # a bound method of a built-in type does not pickle
    return Outcome(name, replication, scenario.seed, figures=figures, elapsed=0.005)


def run_for_ever() -> None:
    while True:
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def by_value() -> Iterator[None]:
    """Workers cannot import this file."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    yield
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def opened(workers: int = 2, run: Observe = stub_run, **more: Any) -> Processes:
    return Processes(workers, pack(run), **more)


def computed(
    executor: Executor, scenarios: dict[str, Any], tasks: list[tuple[str, int]], **more: Any
) -> dict[tuple[str, int], Outcome]:
    """Outcomes by task; fails when one is told twice."""
    found: dict[tuple[str, int], Outcome] = {}

    def keep(outcome: Outcome) -> None:
        assert outcome.key not in found
        found[outcome.key] = outcome

    executor.compute(scenarios, tasks, keep, **more)
    return found


def begun(folder: Path) -> dict[str, int]:
    """How often each replication was begun."""
    names = [path.stem for path in folder.iterdir()]
    return {name: names.count(name) for name in names}


def test_stages_share_workers_and_scenarios_may_be_added_between_them() -> None:
    scenarios: dict[str, Any] = {"a": Stub(1)}
    found = []
    for executor in (InProcess(stub_run), opened()):
        scenarios.pop("b", None)
        with executor:
            first = computed(executor, scenarios, [("a", number) for number in range(30)])
            scenarios["b"] = Stub(2)
            second = computed(executor, scenarios, [(name, number) for number in range(30, 50) for name in "ab"])
            assert computed(executor, scenarios, []) == {}
        assert len(first) == 30
        assert len(second) == 40
        found.append({key: (each.seed, each.figures["value"]) for key, each in (first | second).items()})
    assert found[0] == found[1]


def test_a_worker_imports_nothing_heavy_by_itself() -> None:
    scenarios = {"a": Stub(1)}
    with opened(1) as executor:
        assert computed(executor, scenarios, [("a", 0)])["a", 0].figures["heavy"] == 0.0


def test_who_takes_its_worker_along_is_tried_three_times_and_nobody_else_is(tmp_path: Path) -> None:
    """By then replications are known to be quick, and others wait behind them at the worker."""
    scenarios = {"a": Stub(7, {33: "exit", 35: "exit once", 38: "kill"}, str(tmp_path))}
    with opened() as executor:
        found = computed(executor, scenarios, [("a", number) for number in range(60)])
    errors = {number: found["a", number].error for number in range(60) if found["a", number].error}
    assert list(errors) == [33, 38]
    assert "exit code 9" in errors[33]
    assert "killed by signal SIGKILL, perhaps out of memory" in errors[38]
    assert found["a", 33].seed == 7
    assert begun(tmp_path) == {f"a-{number}": {33: 3, 35: 2, 38: 3}.get(number, 1) for number in range(60)}


def test_who_takes_too_long_is_stopped_and_says_where_it_was(tmp_path: Path) -> None:
    scenarios = {"a": Stub(7, {20: "for ever"}, str(tmp_path))}
    with opened(1, time_limit=0.5) as executor:
        found = computed(executor, scenarios, [("a", number) for number in range(40)])
    assert len(found) == 40
    assert [key for key, each in found.items() if each.error] == [("a", 20)]
    late = found["a", 20]
    assert (late.error, late.seed) == ("took longer than 0.5 s", 7)
    assert "in run_for_ever" in late.traceback
    assert set(begun(tmp_path).values()) == {1}


def test_results_that_cannot_travel_are_told() -> None:
    scenarios = {"a": Stub(7, {1: "cannot travel"})}
    with opened(1) as executor:
        found = computed(executor, scenarios, [("a", number) for number in range(3)])
    assert [bool(each.error) for each in found.values()] == [False, True, False]
    assert "pickle" in found["a", 1].error


def test_what_raises_or_leaves_is_told_at_once(tmp_path: Path) -> None:
    def leave(results: Any, outcome: Outcome) -> None:
        sys.exit("enough")

    from sim.scenario.load import load

    scenario = load(ROOT / "scenarios" / "tiny.yaml").scenario()
    outcome = observe(scenario, "baseline", 0, leave)
    assert outcome.error == "SystemExit: enough"
    assert "in leave" in outcome.traceback


@pytest.mark.parametrize("processes", [False, True])
def test_nothing_is_begun_after_stop_and_what_is_begun_is_kept(processes: bool, tmp_path: Path) -> None:
    scenarios: dict[str, Any] = {"a": Stub(1, begun=str(tmp_path))}
    with opened() if processes else InProcess(stub_run) as executor:
        found = computed(
            executor, scenarios, [("a", number) for number in range(1000)], stop=lambda: len(list(tmp_path.iterdir())) >= 5
        )
        assert 5 <= len(found) < 60
        assert {f"{name}-{number}" for name, number in found} == set(begun(tmp_path))
        assert len(computed(executor, scenarios, [("a", 2000)])) == 1


def test_an_interrupt_ends_the_workers_and_the_executor_can_be_used_again(tmp_path: Path) -> None:
    def interrupt(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    scenarios = {"a": Stub(1, {1: "for ever"})}
    with opened() as executor:
        with pytest.raises(KeyboardInterrupt):
            executor.compute(scenarios, [("a", 0), ("a", 1)], interrupt)
        assert executor._workers == []
        assert len(computed(executor, scenarios, [("a", 2), ("a", 3)])) == 2


def test_a_worker_that_ended_between_stages_is_replaced() -> None:
    scenarios = {"a": Stub(1)}
    with opened(1) as executor:
        computed(executor, scenarios, [("a", 0)])
        executor._workers[0].process.kill()
        executor._workers[0].process.join()
        assert not computed(executor, scenarios, [("a", 1)])["a", 1].error
        assert executor._endings == {}


def test_workers_that_never_begin_end_the_study() -> None:
    class Deadly:
        def __reduce__(self) -> Any:
            return os._exit, (3,)

    with Processes(1, cloudpickle.dumps(Deadly())) as executor, pytest.raises(UsageError, match="exit code 3"):  # type: ignore[dict-item]
        computed(executor, {"a": Stub(1)}, [("a", 0)])


def test_scenarios_beyond_what_a_worker_holds_are_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "HELD", 250_000)
    scenarios: dict[str, Any] = {name: Stub(number, ballast=bytes(100_000)) for number, name in enumerate("abcd")}
    with opened() as executor:
        found = computed(executor, scenarios, [(name, number) for number in range(10) for name in "abcd"])
    assert {key: each.figures["value"] for key, each in found.items()} == {
        (name, number): scenarios[name].seed * 1000.0 + number for number in range(10) for name in "abcd"
    }


def test_the_longest_unused_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "HELD", 10)
    recent: Recent[str] = Recent()
    assert [recent.put(name, name, 4) for name in "ab"] == [[], []]
    assert recent.use("a") == "a"
    assert recent.put("c", "c", 4) == ["b"]
    assert recent.put("d", "d", 99) == ["a", "c"]
    assert "d" in recent


def test_a_queue_gives_back_in_front_and_takes_no_more_than_it_must() -> None:
    taken = []
    queue = Queue((("a", number) for number in range(5) if not taken.append(number)), lambda: False)  # type: ignore[func-returns-value]
    assert queue.has()
    assert queue.pop() == ("a", 0)
    assert queue.has(2)
    queue.give_back([("b", 1), ("b", 2)])
    assert [queue.pop() for _ in range(3)] == [("b", 1), ("b", 2), ("a", 1)]
    assert taken == [0, 1, 2]
    assert not queue.has(4)


def test_one_job_without_a_limit_needs_no_worker() -> None:
    assert isinstance(open_executor(1), InProcess)
    assert isinstance(open_executor(1, time_limit=1.0), Processes)
    assert isinstance(open_executor(2), Processes)


DRIVER = """
import os, sys, time
from pathlib import Path
from types import SimpleNamespace
from sim.study.executors import Processes
from sim.study.workers import pack

def run(scenario, name, replication):
    Path(scenario.folder, str(os.getpid())).touch()
    while True:
        pass

scenario = SimpleNamespace(seed=1, folder=sys.argv[1])
with Processes(2, pack(run)) as executor:
    executor.compute({"a": scenario}, [("a", 0), ("a", 1)], print)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes as POSIX does")
def test_workers_end_with_a_killed_driver_whatever_they_are_at(tmp_path: Path) -> None:
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(tmp_path)], env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        assert _soon(lambda: len(list(tmp_path.iterdir())) == 2)
    finally:
        driver.kill()
        driver.wait()
    workers = [int(path.name) for path in tmp_path.iterdir()]
    try:
        assert _soon(lambda: not any(map(_lives, workers)))
    finally:
        for pid in filter(_lives, workers):  # they would keep a core busy for ever
            os.kill(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (ProcessLookupError, FileNotFoundError):
        return False


def _soon(holds: Any, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(holds())
