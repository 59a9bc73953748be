"""What a study costs beyond its replications: time, memory of the driver, and how soon a large journal is summed up.

The simulation is replaced by one that spends the processor for 5 ms and returns sixty figures; driver, executor, worker processes and journal are the
real ones. Run by bench.py; on its own: python benchmarks/overhead.py [REPLICATIONS].
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from sim.experiment.conduct import Conductor  # noqa: E402
from sim.experiment.journal import Journal  # noqa: E402
from sim.experiment.procedure import Ask, Findings, Point  # noqa: E402
from sim.experiment.status import status_of  # noqa: E402
from sim.study.executors import open_executor  # noqa: E402
from sim.study.outcome import Outcome  # noqa: E402

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure

WORK = 0.005
"""Seconds of the processor that a replication takes."""
FIGURES = 60
WORKERS = 2
REPLICATIONS = 1_000
ROWS = 100_000


@dataclass
class StandIn:
    """Stands for a scenario."""

    seed: int = 1
    work: float = WORK


def spend(scenario: StandIn, name: str, replication: int) -> Outcome:
    """Stands for a replication; what it took is among its figures."""
    began, used = time.perf_counter(), time.thread_time()
    figures = {f"figure_{number}": math.sqrt(number + replication) for number in range(FIGURES)}
    while time.thread_time() - used < scenario.work:
        pass
    figures |= {"process": float(os.getpid()), "used": time.process_time(), "spent": time.thread_time() - used}
    return Outcome(name, replication, scenario.seed, figures, elapsed=time.perf_counter() - began, digest="0" * 64)


class StandInStudy:
    """Stands for a study of one point."""

    def __init__(self, work: float) -> None:
        self._scenario = StandIn(work=work)

    def scenario(self, point: Point) -> Any:
        """The same for every point."""
        return self._scenario

    def key(self, point: Point, more: str) -> str:
        """What the journal knows it by."""
        return point.name

    def text_of(self, point: Point) -> str:
        """The scenario, written."""
        return ""


def ask_for(replications: int) -> Procedure:
    """The simplest procedure."""
    yield [Ask(Point("a", "a"), replications)]
    return Findings("bench")


def conduct(journal: Journal, replications: int, work: float = WORK) -> tuple[float, float]:
    """Seconds from opening the executor until the study has ended: by the clock, and of the driver's processor."""
    begin, used = time.perf_counter(), time.process_time()
    with open_executor(WORKERS, observe=spend) as executor:
        Conductor(cast("Study", StandInStudy(work)), journal, executor).conduct(ask_for(replications))
        return time.perf_counter() - begin, time.process_time() - used


def timed(replications: int) -> dict[str, float]:
    """Where the time of one such study went, in seconds."""
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal:
        wall, driver = conduct(journal, replications)
        kept = [kept.figures | {"elapsed": kept.elapsed} for kept in journal.results(1)]
    if len(kept) != replications:
        raise RuntimeError(f"{replications - len(kept)} replications are missing")
    by_worker: dict[float, list[dict[str, float]]] = {}
    for each in kept:
        by_worker.setdefault(each["process"], []).append(each)
    starts = sum(min(each["used"] for each in own) for own in by_worker.values()) - len(by_worker) * WORK
    ends = sum(max(each["used"] for each in own) for own in by_worker.values())
    return {
        "wall": wall,
        "driver": driver,
        "workers": ends - starts - sum(each["spent"] for each in kept),
        "start": starts,
        "under_this_load": sum(each["elapsed"] for each in kept) / WORKERS,
    }


def peak_of(replications: int) -> None:
    """Print the most memory that this process has held when it has driven a study of that many replications, which take no time."""
    import bench

    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal:
        conduct(journal, replications, 0.0)
    print(bench.peak_bytes())


def peak_after(replications: int) -> int:
    """Most memory of a driver of its own over a study of that many replications that take no time, bytes."""
    code = f"import sys; sys.path[:0] = {[str(HERE.parent), str(HERE)]!r}\nimport overhead\noverhead.peak_of({replications})"
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def sum_up(rows: int) -> float:
    """Seconds to say how far a study of so many rows has come, with the means of its figures."""
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal:
        study, kept = StandInStudy(0.0), SimpleNamespace(compute=lambda *_: None)
        conductor = Conductor(cast("Study", study), journal, cast("Any", kept))
        conductor.conduct(ask_for(rows))
        outcome = spend(StandIn(work=0.0), "a", 0)
        for replication in range(rows):
            outcome.replication = replication
            journal.keep(1, outcome)
        begin = time.perf_counter()
        status_of(journal)
        return time.perf_counter() - begin


def measure(replications: int = REPLICATIONS, rows: int = ROWS) -> dict[str, float]:
    """Overhead as shares of the work, growth of the driver's memory, and the time to sum a journal up."""
    best = min((timed(replications) for _ in range(3)), key=lambda found: found["wall"])
    work = replications * WORK
    few, many = peak_after(1_000), peak_after(11_000)
    return {
        "replications": replications,
        "wall_over_ideal": best["wall"] / (work / WORKERS),
        "wall_over_ideal_under_load": best["wall"] / best["under_this_load"],
        "processor_over_work": 1 + (best["driver"] + best["workers"] + best["start"]) / work,
        "driver_microseconds": best["driver"] / replications * 1e6,
        "worker_microseconds": best["workers"] / replications * 1e6,
        "start_seconds": best["start"],
        "driver_bytes_per_replication": (many - few) / 10_000,
        "journal_rows": rows,
        "summed_up_seconds": sum_up(rows),
    }


def told(found: dict[str, float]) -> str:
    """The same in words."""
    return (
        f"{found['replications']:,.0f} replications of {WORK * 1000:g} ms on {WORKERS} workers, started and journalled: {found['wall_over_ideal']:.2f} times "
        f"the ideal ({found['wall_over_ideal_under_load']:.2f} times that of the machine's load), {found['processor_over_work']:.2f} times its processor time "
        f"({found['driver_microseconds']:.0f} µs of the driver and {found['worker_microseconds']:.0f} µs of the worker each, "
        f"{found['start_seconds']:.2f} s to start)\n"
        f"memory of the driver: {found['driver_bytes_per_replication']:,.0f} bytes more for each replication\n"
        f"{found['journal_rows']:,.0f} rows of a journal summed up in {found['summed_up_seconds']:.2f} s"
    )


def main() -> None:
    """Measure and print."""
    found = measure(*(int(word) for word in sys.argv[1:3]))
    print(told(found))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
