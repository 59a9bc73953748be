"""Studies that are killed at random moments end with the table of an undisturbed one: nothing lost, nothing computed twice."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from local_cluster import LocalCluster

from sim.experiment.read import read_study
from sim.experiment.study import carry_out

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "tiny.yaml"
PATIENCE = 400.0
"""Seconds within which something must happen, also on a busy machine."""
MOST_STARTS = 30
"""Who needs more of them does not go on."""
Row = tuple[int, int, str, float]

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes as Linux shows them")


@dataclass
class Victim:
    """A study that is killed and started again."""

    folder: Path
    replications: int
    more: tuple[str, ...] = ("--jobs", "2")
    lines: str = ""
    """More lines of the experiment's file."""
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    kept: set[Row] = field(default_factory=set)
    """Results that the journal had when the study was looked at."""

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def experiment(self) -> Path:
        """The experiment's file."""
        path = self.folder / "study.yaml"
        path.write_text(f"scenario: {SCENARIO}\nreplications: {self.replications}\n{self.lines}", encoding="utf-8")
        return path

    def start(self) -> None:
        command = [sys.executable, "-m", "sim", "study", str(self.experiment()), "--out", str(self.out), *self.more]
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
        self.starts += 1

    def log(self) -> str:
        """What it said."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")

    def alive(self) -> bool:
        """True while the driver runs."""
        return self.process is not None and self.process.poll() is None

    def results(self) -> set[Row]:
        """What the journal has: point, replication, when it was finished, and how long it took."""
        path = self.out / "journal.sqlite"
        if not path.exists():
            return set()
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, timeout=30.0)) as base:
            return set(base.execute("SELECT point, replication, finished, elapsed FROM results"))
        return set()

    def grow(self, by: int) -> None:
        """Wait until that many more results are there, starting the study whenever it is not running."""
        self.kept |= self.results()
        goal, end = len(self.kept) + by, time.monotonic() + PATIENCE
        while len(self.results()) < goal:
            if not self.alive():
                self.start()
            assert time.monotonic() < end, self.log()
            assert self.starts < MOST_STARTS, self.log()
            time.sleep(0.01)
        if not self.alive():
            self.start()

    def kill_driver(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def kill_worker(self, chance: random.Random) -> None:
        """Kill a worker of the driver, if it has one at this moment."""
        assert self.process is not None
        end_one_of(workers_of(self.process.pid), chance)

    def finish(self) -> int:
        """Let it end, and start it once more where a lost scheduler made it give up; its exit code."""
        for _ in range(2):
            if not self.alive():
                self.start()
            assert self.process is not None
            if self.process.wait(PATIENCE) == 0:
                break
        return self.process.returncode

    def tables(self) -> list[bytes]:
        return [(self.out / name).read_bytes() for name in ("figures.csv", "runs.csv")]


def workers_of(parent: int) -> list[int]:
    """Worker processes of a process."""
    found = []
    with suppress(FileNotFoundError):
        for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
            with suppress(FileNotFoundError):
                if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
    return found


def end_one_of(pids: list[int], chance: random.Random) -> None:
    with suppress(ProcessLookupError):
        if pids:
            os.kill(chance.choice(pids), signal.SIGKILL)


def undisturbed(folder: Path, replications: int) -> list[bytes]:
    """The tables of the same study in one piece, computed in this process."""
    calm = Victim(folder, replications)
    folder.mkdir()
    assert carry_out(read_study(calm.experiment()), calm.out, jobs=1).about["complete"]
    return calm.tables()


def hold(victim: Victim, kills: list[Callable[[], None]], chance: random.Random) -> None:
    """Kill in the order given, each after a few more results and a moment, and see what the study ends with."""
    few = 2 * victim.replications // (len(kills) + 2)
    for kill in kills:
        victim.grow(chance.randint(0, few))
        time.sleep(chance.uniform(0.0, 0.5) ** 2)
        kill()
    victim.kept |= victim.results()
    assert 0 < len(victim.kept) < 2 * victim.replications
    assert victim.finish() == 0, victim.log()
    assert victim.kept <= victim.results()
    assert len(victim.results()) == 2 * victim.replications


@pytest.mark.slow
def test_a_study_killed_twice_ends_as_if_undisturbed(tmp_path: Path) -> None:
    chance = random.Random(7)
    victim = Victim(tmp_path, 100, ("--jobs", "1"))
    hold(victim, [lambda: victim.kill_worker(chance), victim.kill_driver], chance)
    assert victim.starts == 2
    assert victim.tables() == undisturbed(tmp_path / "calm", 100)


@pytest.mark.slow
def test_a_study_killed_ten_times_ends_as_if_undisturbed(tmp_path: Path) -> None:
    chance = random.Random(10)
    victim = Victim(tmp_path, 150)
    kills = [victim.kill_driver] * 6 + [lambda: victim.kill_worker(chance)] * 4
    chance.shuffle(kills)
    hold(victim, kills, chance)
    assert victim.starts == 7
    assert victim.tables() == undisturbed(tmp_path / "calm", 150)


@pytest.mark.slow
def test_a_study_on_a_cluster_of_which_everything_is_killed_in_turn_ends_as_if_undisturbed(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    chance = random.Random(3)
    with LocalCluster(tmp_path) as local:
        victim = Victim(tmp_path, 100, ("--scheduler", local.address))
        kills = [
            *[victim.kill_driver] * 3,
            *[local.kill_scheduler] * 3,
            *[lambda: local.kill_worker(chance.randrange(2))] * 2,
            *[lambda: end_one_of(workers_of(chance.choice(local.workers).pid), chance)] * 2,
        ]
        chance.shuffle(kills)
        hold(victim, kills, chance)
    assert victim.starts > 3
    assert victim.tables() == undisturbed(tmp_path / "calm", 100)


POISON = """
import os, signal, time
import sim

@sim.kpi(unit="count")
def poisoned(tables):
    '''Breaks in four ways.'''
    if tables.facts["policy"] == "roomy_van":
        number = tables.facts["replication"]
        if number == 1:
            raise ValueError("sour milk")
        if number == 2:
            os._exit(9)
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        while number == 4:
            time.sleep(0.01)
    return 1.0
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["here", "cluster"])
def test_poisoned_replications_are_told_with_seed_and_traceback_and_the_study_ends_incomplete(tmp_path: Path, where: str) -> None:
    plugin = tmp_path / "poison.py"
    plugin.write_text(POISON, encoding="utf-8")
    with ExitStack() as stack:
        more: tuple[str, ...] = ("--jobs", "1")
        if where == "cluster":
            pytest.importorskip("distributed")
            more = ("--scheduler", stack.enter_context(LocalCluster(tmp_path)).address)
        study = Victim(tmp_path, 6, (*more, "--plugin", str(plugin)), "time_limit: 6 s\n")
        study.start()
        assert study.process is not None
        assert study.process.wait(PATIENCE) == 3, study.log()
    about = json.loads((study.out / "study.json").read_text(encoding="utf-8"))
    told = {each["replication"]: each for each in about["failures"]}
    assert (about["complete"], about["finished"], about["failed"]) == (False, 8, 4)
    assert {(each["point"], each["seed"]) for each in told.values()} == {("roomy_van", about["seed"])}
    assert "sour milk" in told[1]["error"]
    assert "in poisoned" in told[1]["traceback"]
    assert "exit code 9" in told[2]["error"]
    assert "SIGKILL" in told[3]["error"]
    assert told[4]["error"] == "took longer than 6 s"
    assert "in poisoned" in told[4]["traceback"]
    assert "traceback in" in study.log()
