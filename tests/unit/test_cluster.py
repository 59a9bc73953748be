"""Replications on a Dask cluster of real processes: the same outcomes, and nothing hangs when something dies."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cloudpickle
import pytest
from local_cluster import LocalCluster

import sim
from sim.errors import UsageError
from sim.kpi import forget
from sim.study import cluster
from sim.study.executors import open_executor
from sim.study.extensions import load_plugin
from sim.study.outcome import Outcome
from sim.study.plan import make_plan

pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with LocalCluster(tmp_path_factory.mktemp("dask")) as local:
        yield local


@pytest.fixture(autouse=True)
def by_value() -> Iterator[None]:
    """The cluster cannot import this file."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    yield
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def stub_run(scenario: Any, name: str, replication: int) -> Outcome:
    """Stands for a replication; `scenario.ways` says what happens in which."""
    Path(scenario.folder, f"{replication}.{time.monotonic_ns()}").touch()
    way = scenario.ways.get(replication, "")
    if way == "exit":
        os._exit(9)
    if way == "raise":
        raise_milk()
    while way == "for ever":
        time.sleep(0.01)
    time.sleep(scenario.takes)
    return Outcome(name, replication, scenario.seed, figures={"value": replication / 3})


def raise_milk() -> None:
    raise ValueError("sour milk")


def stub(folder: Path, ways: dict[int, str] | None = None, takes: float = 0.0) -> dict[str, Any]:
    return {"a": SimpleNamespace(seed=7, ways=ways or {}, folder=str(folder), takes=takes)}


def begun(folder: Path, number: int) -> int:
    return len(list(folder.glob(f"{number}.*")))


def computed(scenarios: dict[str, Any], address: str | None, tasks: list[tuple[str, int]], **more: Any) -> dict[Any, Outcome]:
    found: dict[Any, Outcome] = {}

    def keep(outcome: Outcome) -> None:
        assert outcome.key not in found
        found[outcome.key] = outcome

    with open_executor(2, scheduler=address, **more) as executor:
        executor.compute(scenarios, tasks[: len(tasks) // 2], keep)
        executor.compute(scenarios, tasks[len(tasks) // 2 :], keep)
    return found


def test_outcomes_are_those_of_one_process_bit_for_bit_with_rules_of_ones_own(dask: LocalCluster, tmp_path: Path) -> None:
    plugin = tmp_path / "mine.py"
    plugin.write_text(
        textwrap.dedent("""
            import sim

            @sim.register("dispatch", "youngest_first")
            class YoungestFirst(sim.DispatchRule):
                '''The youngest order goes first.'''

                def urgency(self, order):
                    return -order.created

            @sim.kpi(unit="count")
            def calls_seen(tables):
                '''Calls of the run.'''
                return float(len(tables["calls"]))
        """),
        encoding="utf-8",
    )
    load_plugin(plugin)
    try:
        plan = make_plan(sim.load(ROOT / "scenarios" / "tiny.yaml", overrides=["dispatch=youngest_first"]))
        tasks = [(policy, number) for number in range(3) for policy in plan.policies]
        here, there = (
            {
                key: (each.error, each.seed, each.digest, repr(each.figures), {n: f.to_csv() for n, f in each.profiles.items()})
                for key, each in sorted(computed(dict(plan.scenarios), address, tasks).items())
            }
            for address in (None, dask.address)
        )
        assert here == there
        assert all(not error and "calls_seen" in figures for error, _, _, figures, _ in there.values())
    finally:
        sim.unregister("dispatch", "youngest_first")
        forget("calls_seen")


def test_poisoned_replications_are_told_as_on_one_machine(dask: LocalCluster, tmp_path: Path) -> None:
    scenarios = stub(tmp_path, {2: "exit", 5: "for ever", 7: "raise"})
    found = computed(scenarios, dask.address, [("a", number) for number in range(12)], observe=stub_run, time_limit=1.0)
    assert sorted(found) == [("a", number) for number in range(12)]
    assert {key[1]: each.seed for key, each in found.items() if each.error} == {2: 7, 5: 7, 7: 7}
    assert "exit code 9" in found["a", 2].error
    assert "took longer than 1 s" in found["a", 5].error
    assert "in stub_run" in found["a", 5].traceback
    assert "sour milk" in found["a", 7].error
    assert "in raise_milk" in found["a", 7].traceback
    assert [begun(tmp_path, number) for number in (1, 2, 5, 7)] == [1, 3, 1, 1]
    assert all(process.poll() is None for process in dask.workers)


def test_a_dask_worker_that_dies_costs_nothing(dask: LocalCluster, tmp_path: Path) -> None:
    killer = threading.Timer(1.5, dask.kill_worker, [0])
    killer.start()
    found = computed(stub(tmp_path, takes=0.1), dask.address, [("a", number) for number in range(60)], observe=stub_run)
    killer.join()
    assert {key: each.figures for key, each in found.items()} == {("a", n): {"value": n / 3} for n in range(60)}


def test_processes_beside_a_dask_worker_end_with_it_and_with_the_study(dask: LocalCluster, tmp_path: Path) -> None:
    computed(stub(tmp_path), dask.address, [("a", number) for number in range(4)], observe=stub_run)
    end = time.monotonic() + 10
    while any(map(_children, dask.workers)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(_children, dask.workers))


def _children(process: Any) -> list[str]:
    """Command lines of a process's workers."""
    folder = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not folder.exists():
        pytest.skip("needs Linux")
    names = [Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8") for pid in folder.read_text(encoding="ascii").split()]
    return [name for name in names if "spawn_main" in name]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_scheduler_that_is_killed_or_frozen_ends_the_study_with_advice(
    how: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "NO_ANSWER", 1.0)
    with LocalCluster(tmp_path, 1) as local:
        killer = threading.Timer(1.5, local.scheduler.send_signal, [how])
        killer.start()
        (tmp_path / "begun").mkdir()
        begin = time.monotonic()
        with pytest.raises(UsageError, match=r"scheduler at tcp://\S+ is lost.*the same command"):
            computed(stub(tmp_path / "begun", takes=0.1), local.address, [("a", n) for n in range(500)], observe=stub_run)
        assert time.monotonic() - begin < 25
        killer.join()


def test_no_scheduler_and_no_workers_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    monkeypatch.setattr(cluster, "NO_WORKERS", 1.0)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        computed(stub(tmp_path), "tcp://127.0.0.1:9", [("a", 0)], observe=stub_run)
    with LocalCluster(tmp_path, 0) as local, pytest.raises(UsageError, match="has had no workers for 1 s"):
        computed(stub(tmp_path), local.address, [("a", 0)] * 2, observe=stub_run)


def test_another_version_on_the_cluster_is_refused(dask: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        cluster.Terms,
        "__init__",
        lambda self, *_: self.__dict__.update(study="x", parcel=b"", time_limit=None, versions={"numpy": "1.0"}),
    )
    with pytest.raises(UsageError, match=r"numpy .*, the study 1.0; results would not be the same"):
        computed(stub(tmp_path), dask.address, [("a", 0)] * 2, observe=stub_run)


def test_a_worker_under_a_nanny_may_have_processes(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, 0) as local:
        local.workers.append(local._start("dask_worker", local.address, "--nthreads", "1", "--nanny"))
        (tmp_path / "begun").mkdir()
        found = computed(stub(tmp_path / "begun"), local.address, [("a", number) for number in range(4)], observe=stub_run)
        assert len(found) == 4
        local.workers[0].send_signal(signal.SIGTERM)
        local.workers[0].wait(20)
