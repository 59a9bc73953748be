"""The journal: one transaction for each replication, known by what was run, read while it is written."""

from __future__ import annotations

import math
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest

from sim.errors import UsageError
from sim.experiment.journal import NAME, Journal, Run
from sim.study.outcome import Outcome


def outcome(replication: int, *, policy: str = "p", error: str = "", **figures: float) -> Outcome:
    return Outcome(
        policy, replication, 1, figures, digest=f"d{replication}", elapsed=0.5, error=error, traceback=error and "Traceback ..."
    )


def begun(directory: Path, runs: int = 4) -> tuple[Journal, int]:
    journal = Journal(directory)
    point = journal.add_point("key", "p", "p", {"vans": 3}, 1, "name: x\n")
    journal.begin()
    journal.ask([Run(number, point, number) for number in range(runs)])
    return journal, point


def test_what_is_kept_is_read_again_number_by_number(tmp_path: Path) -> None:
    journal, point = begun(tmp_path)
    with journal:
        journal.keep(point, outcome(2, cost=2.5, fix=math.nan))
        journal.keep(point, outcome(0, cost=0.1))
        series = journal.series(point, "cost", 0, 4)
        assert series[0] == 0.1
        assert series[2] == 2.5
        assert np.isnan(series[[1, 3]]).all()
        assert np.isnan(journal.series(point, "fix", 0, 4)).all()
        assert np.isnan(journal.series(point, "no such figure", 0, 4)).all()
        assert [kept.replication for kept in journal.results(point)] == [0, 2]
        assert [(run.run, kept.digest) for run, kept in journal.every_result()] == [(0, "d0"), (2, "d2")]
        assert [run.replication for run in journal.missing()] == [1, 3]
        assert journal.figures() == ["cost", "fix"]
        assert journal.counts() == (4, 2, 0)
        assert journal.points()[0].factors == {"vans": 3}


def test_figures_are_never_replaced_but_failures_are(tmp_path: Path) -> None:
    journal, point = begun(tmp_path)
    with journal:
        journal.keep(point, outcome(0, error="ValueError: no"))
        journal.keep(point, outcome(1, cost=1.0))
        assert [run.replication for run in journal.missing()] == [0, 2, 3]
        assert journal.counts() == (4, 1, 1)
        assert [(run.run, error) for run, error, _ in journal.failures()] == [(0, "ValueError: no")]
        journal.keep(point, outcome(0, cost=7.0))
        journal.keep(point, outcome(1, cost=2.0))
        journal.keep(point, outcome(1, error="died"))
        assert journal.series(point, "cost", 0, 2).tolist() == [7.0, 1.0]
        assert journal.failures() == []


def test_results_of_another_question_stay_but_do_not_count(tmp_path: Path) -> None:
    journal, point = begun(tmp_path)
    with journal:
        journal.keep(point, outcome(0, cost=1.0))
        other = journal.add_point("other key", "q", "q", {}, 1, "")
        journal.begin()
        journal.ask([Run(0, other, 0)])
        assert journal.counts() == (1, 0, 0)
        assert [each.name for each in journal.points()] == ["q"]
        assert journal.add_point("key", "renamed", "p", {}, 1, "") == point
        journal.begin()
        journal.ask([Run(0, point, 0)])
        assert journal.counts() == (1, 1, 0)
        assert [each.name for each in journal.points()] == ["renamed"]


def test_it_is_read_while_somebody_writes_and_only_one_conducts(tmp_path: Path) -> None:
    journal, point = begun(tmp_path)
    with journal, journal.alone():
        with Journal(tmp_path, reading=True) as reader:
            assert reader.at_work()
            journal.keep(point, outcome(0, cost=1.0))
            assert reader.counts() == (4, 1, 0)
            with pytest.raises(sqlite3.OperationalError):
                reader.note(name="x")
        with pytest.raises(UsageError, match="another process is at work"), Journal(tmp_path) as second, second.alone():
            pass
    with Journal(tmp_path, reading=True) as reader:
        assert not reader.at_work()


def test_shards_come_together_and_nothing_twice(tmp_path: Path) -> None:
    for name in ("a", "b", "all"):
        (tmp_path / name).mkdir()
    with begun(tmp_path / "a")[0] as a, Journal(tmp_path / "b") as b:
        b.add_point("another", "o", "o", {}, 1, "")
        there = b.add_point("key", "p", "p", {}, 1, "")
        a.keep(1, outcome(0, cost=1.0))
        b.keep(there, outcome(0, cost=1.0))
        b.keep(there, outcome(1, fix=0.5, cost=2.0))
        b.keep(there, outcome(2, error="died"))
    with Journal(tmp_path / "all") as whole:
        assert [whole.merge(tmp_path / name / NAME) for name in ("a", "b", "a")] == [1, 1, 0]
        point = whole.add_point("key", "p", "p", {}, 1, "")
        whole.begin()
        whole.ask([Run(number, point, number) for number in range(3)])
        assert whole.series(point, "cost", 0, 2).tolist() == [1.0, 2.0]
        assert whole.counts() == (3, 2, 0)


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be looked at as one" * 20])
def test_what_is_no_journal_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match="not a directory that firstfix study left"):
        Journal(tmp_path, reading=True)
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(UsageError, match="cannot be used"):
        Journal(tmp_path, reading=True)


def test_a_hundred_thousand_rows_are_summarised_within_five_seconds(tmp_path: Path) -> None:
    """A tenth of them within half a second of computing; the time of the whole is printed by `make bench`."""
    figures = {f"figure_{number}": float(number) for number in range(100)}
    journal, point = begun(tmp_path, 10_000)
    with journal:
        with journal._writing():
            layout = 1
            journal._base.execute("INSERT INTO layouts VALUES (1, ?)", ('["' + '", "'.join(figures) + '"]',))
            blob = np.arange(100, dtype=float).tobytes()
            rows = ((point, number, layout, blob, "d", 0.0, "", "", "") for number in range(10_000))
            journal._base.executemany("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        begin = time.process_time()
        values = journal.series(point, "figure_42", 0, 10_000)
        assert journal.counts() == (10_000, 10_000, 0)
        assert (values == 42.0).all()
        assert time.process_time() - begin < 0.5
