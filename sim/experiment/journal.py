"""The journal of a study: every finished replication, kept in one transaction each, so that whatever is killed loses none of them.

One SQLite file (write-ahead log), which others may read while it is written. A point is known by the hash of the scenario that it runs and of the
version that ran it, so results are found again wherever they still hold, and never where they do not.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import quote

import numpy as np

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.study.outcome import Outcome
    from sim.study.statistics import Values

NAME = "journal.sqlite"
LOCK = "journal.lock"
_KEPT = "replication, layout, numbers, digest, elapsed, error, traceback"
_PATIENCE = 60.0
"""Seconds to wait while another process writes."""
_PAGE = 1000
_TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS points (
    point INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, policy TEXT NOT NULL, factors TEXT NOT NULL,
    seed INTEGER NOT NULL, scenario TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS layouts (layout INTEGER PRIMARY KEY, figures TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS results (
    point INTEGER NOT NULL, replication INTEGER NOT NULL, layout INTEGER, numbers BLOB, digest TEXT NOT NULL, elapsed REAL NOT NULL,
    error TEXT NOT NULL, traceback TEXT NOT NULL, finished TEXT NOT NULL, PRIMARY KEY (point, replication)
);
CREATE TABLE IF NOT EXISTS asked (run INTEGER PRIMARY KEY, point INTEGER NOT NULL, replication INTEGER NOT NULL);
"""


class Kept(NamedTuple):
    """A row of the journal: what is known of one replication."""

    replication: int
    figures: dict[str, float]
    digest: str
    elapsed: float
    """Seconds of computing."""
    error: str
    """Why there are no figures; empty when all went well."""
    traceback: str


class PointRow(NamedTuple):
    """A point as the journal knows it."""

    point: int
    name: str
    policy: str
    factors: dict[str, object]
    seed: int


class Run(NamedTuple):
    """One replication by its number in the study."""

    run: int
    point: int
    replication: int


class Journal:
    """The journal in a directory; a context manager."""

    def __init__(self, directory: Path, *, reading: bool = False) -> None:
        """Open it, for `reading` alone or for writing as well; raises :class:`UsageError` where that cannot be done."""
        self.path = directory / NAME
        self._lock = directory / LOCK
        self._layouts: dict[tuple[str, ...], int] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        if reading and not self.path.is_file():
            raise UsageError(f"{directory} has no {NAME}; it is not a directory that firstfix study left")
        try:
            self._base = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            if reading:
                self._base.execute("PRAGMA query_only = on")
            else:
                self._base.execute("PRAGMA journal_mode = wal")
                self._base.execute("PRAGMA synchronous = normal")
                self._base.executescript(_TABLES)
            self._base.execute("SELECT * FROM results, points, asked, layouts, about LIMIT 0")
        except sqlite3.Error as error:
            raise UsageError(f"{self.path} cannot be used: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let it go; the write-ahead log is worked in."""
        self._base.close()

    # ------------------------------------------------------------------ who is at work
    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else conduct the study here meanwhile; the lock goes with the process. Raises :class:`UsageError` where somebody does already."""
        lock = sqlite3.connect(self._lock, timeout=0.0, isolation_level=None)
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise UsageError(f"another process is at work on the study in {self.path.parent}") from None
            yield
        finally:
            lock.close()

    def at_work(self) -> bool:
        """Whether a process is conducting the study now."""
        if not self._lock.is_file():
            return False
        lock = sqlite3.connect(f"file:{quote(str(self._lock))}?mode=ro", timeout=0.0, isolation_level=None, uri=True)
        try:
            lock.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            return True
        finally:
            lock.close()
        return False

    # ------------------------------------------------------------------ what the study is
    def note(self, **about: str) -> None:
        """Keep facts about the study: its text, versions, the command."""
        with self._writing():
            self._base.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about.items())

    @property
    def about(self) -> dict[str, str]:
        """Those facts."""
        return dict(self._base.execute("SELECT key, value FROM about"))

    def add_point(self, key: str, name: str, policy: str, factors: Mapping[str, object], seed: int, scenario: str) -> int:
        """The number of a point, which is new or known by its key; its name and place in the study may have changed since."""
        words = (name, policy, json.dumps(dict(factors), ensure_ascii=False))
        with self._writing():
            self._base.execute(
                "INSERT INTO points (key, name, policy, factors, seed, scenario) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET name = excluded.name, policy = excluded.policy, factors = excluded.factors",
                (key, *words, seed, scenario),
            )
        (number,) = self._base.execute("SELECT point FROM points WHERE key = ?", (key,)).fetchone()
        return int(number)

    def rename(self, point: int, name: str) -> None:
        """Call a point by another name from here on."""
        with self._writing():
            self._base.execute("UPDATE points SET name = ? WHERE point = ?", (name, point))

    def points(self) -> list[PointRow]:
        """All points of the study as it was last begun, in the order in which they were asked for."""
        rows = self._base.execute(
            "SELECT point, name, policy, factors, seed FROM points JOIN (SELECT point, min(run) AS first FROM asked GROUP BY point) USING (point) "
            "ORDER BY first"
        )
        return [PointRow(point, name, policy, json.loads(factors), seed) for point, name, policy, factors, seed in rows]

    def scenario_text(self, point: int) -> str:
        """The resolved scenario of a point."""
        (text,) = self._base.execute("SELECT scenario FROM points WHERE point = ?", (point,)).fetchone()
        return str(text)

    # ------------------------------------------------------------------ what is asked for
    def begin(self) -> None:
        """Forget in which order runs were asked for: the study is asked anew, and asks for the same in the same order if nothing has changed."""
        with self._writing():
            self._base.execute("DELETE FROM asked")

    def ask(self, runs: Iterable[Run]) -> int:
        """A stage of the study wants these; returns how many they are."""
        with self._writing():
            return self._base.executemany("INSERT INTO asked VALUES (?, ?, ?)", runs).rowcount

    def run(self, number: int) -> Run | None:
        """A run by its number in the study."""
        found = self._base.execute("SELECT run, point, replication FROM asked WHERE run = ?", (number,)).fetchone()
        return Run(*found) if found else None

    def missing(self, first: int = 0) -> Iterator[Run]:
        """Runs asked for, from number `first` on, that have no figures; failed ones are among them. Read page by page, as they may be many."""
        while True:
            page = self._base.execute(
                "SELECT run, point, replication FROM asked LEFT JOIN results USING (point, replication) "
                "WHERE run >= ? AND (error IS NULL OR error != '') ORDER BY run LIMIT ?",
                (first, _PAGE),
            ).fetchall()
            yield from (Run(*row) for row in page)
            if len(page) < _PAGE:
                return
            first = page[-1][0] + 1

    def counts(self) -> tuple[int, int, int]:
        """(asked for, finished with figures, failed)."""
        asked, finished, failed = self._base.execute(
            "SELECT count(*), count(results.point) - total(error != ''), total(error != '') FROM asked LEFT JOIN results USING (point, replication)"
        ).fetchone()
        return int(asked), int(finished), int(failed)

    # ------------------------------------------------------------------ what came of it
    def keep(self, point: int, outcome: Outcome) -> None:
        """Keep one finished replication; figures are never replaced, a failure is by whatever comes of the next try."""
        numbers = array("d", outcome.figures.values()).tobytes()
        layout = None if outcome.error else self._layout(tuple(outcome.figures))
        with self._writing():
            self._base.execute(
                "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) ON CONFLICT (point, replication) DO UPDATE SET "
                "(layout, numbers, digest, elapsed, error, traceback, finished) = "
                "(excluded.layout, excluded.numbers, excluded.digest, excluded.elapsed, excluded.error, excluded.traceback, excluded.finished) "
                "WHERE error != ''",
                (
                    point,
                    outcome.replication,
                    layout,
                    numbers,
                    outcome.digest,
                    outcome.elapsed,
                    outcome.error,
                    outcome.traceback,
                ),
            )

    def series(self, point: int, figure: str, first: int, last: int) -> Values:
        """A figure in the replications `first` to `last` - 1 of a point; NaN where there is none."""
        found = np.full(max(last - first, 0), np.nan)
        rows = self._base.execute(
            "SELECT replication, layout, numbers FROM results WHERE point = ? AND replication >= ? AND replication < ? AND error = ''",
            (point, first, last),
        )
        places: dict[int, int] = {}
        for replication, layout, numbers in rows:
            if layout not in places:
                names = self._figures(layout)
                places[layout] = names.index(figure) if figure in names else -1
            if places[layout] >= 0:
                found[replication - first] = np.frombuffer(numbers, dtype=np.float64, count=1, offset=8 * places[layout])[0]
        return found

    def results(self, point: int) -> Iterator[Kept]:
        """All that the study asked for of a point and that is there, by replication."""
        rows = self._base.execute(
            f"SELECT {_KEPT} FROM asked JOIN results USING (point, replication) WHERE point = ? ORDER BY replication",  # noqa: S608
            (point,),
        )
        return map(self._kept, rows)

    def every_result(self) -> Iterator[tuple[Run, Kept]]:
        """The same of all points, by number of the run."""
        rows = self._base.execute(
            f"SELECT run, point, {_KEPT} FROM asked JOIN results USING (point, replication) ORDER BY run"  # noqa: S608
        )
        return ((Run(run, point, kept[0]), self._kept(kept)) for run, point, *kept in rows)

    def replications(self) -> dict[int, int]:
        """Point -> replications that have figures."""
        return dict(
            self._base.execute(
                "SELECT point, count(*) FROM asked JOIN results USING (point, replication) WHERE error = '' GROUP BY point"
            )
        )

    def figures(self) -> list[str]:
        """All figures that occur in what the study asked for, in the order in which runs list them."""
        layouts = self._base.execute(
            "SELECT layout, min(run) FROM asked JOIN results USING (point, replication) WHERE layout NOT NULL GROUP BY layout ORDER BY 2"
        )
        return list(dict.fromkeys(name for layout, _ in layouts.fetchall() for name in self._figures(layout)))

    def result(self, point: int, replication: int) -> Kept | None:
        """What is known of one replication."""
        row = self._base.execute(
            f"SELECT {_KEPT} FROM results WHERE point = ? AND replication = ?",  # noqa: S608
            (point, replication),
        ).fetchone()
        return self._kept(row) if row else None

    def last(self, point: int) -> int:
        """The highest replication of a point that was asked for; -1 for none."""
        (number,) = self._base.execute("SELECT ifnull(max(replication), -1) FROM asked WHERE point = ?", (point,)).fetchone()
        return int(number)

    def failures(self) -> list[tuple[Run, str, str]]:
        """Runs that failed, each with its error and traceback."""
        rows = self._base.execute(
            "SELECT run, point, replication, error, traceback FROM asked JOIN results USING (point, replication) WHERE error != '' ORDER BY run"
        )
        return [(Run(run, point, replication), error, traceback) for run, point, replication, error, traceback in rows]

    def computing(self) -> float:
        """Seconds that were computed for what the study asked for."""
        (seconds,) = self._base.execute("SELECT total(elapsed) FROM results JOIN asked USING (point, replication)").fetchone()
        return float(seconds)

    def merge(self, other: Path) -> int:
        """Take over what another journal has and this one lacks; returns the replications that came. Points are known by their keys."""
        self._base.execute("ATTACH ? AS other", (str(other),))
        before = self._base.total_changes
        try:
            with self._writing():
                self._base.execute(
                    "INSERT OR IGNORE INTO points (key, name, policy, factors, seed, scenario) "
                    "SELECT key, name, policy, factors, seed, scenario FROM other.points"
                )
                self._base.execute("INSERT OR IGNORE INTO layouts (figures) SELECT figures FROM other.layouts")
                before = self._base.total_changes
                self._base.execute(
                    "INSERT OR IGNORE INTO results SELECT mine.point, theirs.replication, own.layout, theirs.numbers, theirs.digest, theirs.elapsed, "
                    "theirs.error, theirs.traceback, theirs.finished FROM other.results AS theirs JOIN other.points AS there USING (point) "
                    "JOIN points AS mine ON mine.key = there.key JOIN other.layouts AS words ON words.layout = theirs.layout "
                    "JOIN layouts AS own ON own.figures = words.figures WHERE theirs.error = ''"
                )
            return self._base.total_changes - before
        finally:
            self._base.execute("DETACH other")

    # ------------------------------------------------------------------ how it is kept
    def _kept(self, row: Sequence[Any]) -> Kept:
        replication, layout, numbers, *rest = row
        figures = dict(zip(self._figures(layout), np.frombuffer(numbers).tolist(), strict=True)) if layout is not None else {}
        return Kept(replication, figures, *rest)

    def _layout(self, names: tuple[str, ...]) -> int:
        """The number of an order of figures, which is new or known."""
        if names not in self._layouts:
            text = json.dumps(names, ensure_ascii=False)
            with self._writing():
                self._base.execute("INSERT OR IGNORE INTO layouts (figures) VALUES (?)", (text,))
            (self._layouts[names],) = self._base.execute("SELECT layout FROM layouts WHERE figures = ?", (text,)).fetchone()
        return self._layouts[names]

    def _figures(self, layout: int) -> tuple[str, ...]:
        """The order of figures behind a number."""
        if layout not in self._names:
            (text,) = self._base.execute("SELECT figures FROM layouts WHERE layout = ?", (layout,)).fetchone()
            self._names[layout] = tuple(json.loads(text))
        return self._names[layout]

    def _writing(self) -> _Transaction:
        return _Transaction(self._base)


class _Transaction:
    """All or nothing; begun as a writer, so that two processes wait for each other instead of failing."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> None:
        self._base.execute("BEGIN IMMEDIATE")

    def __exit__(self, fault: object, *_: object) -> None:
        self._base.execute("COMMIT" if fault is None else "ROLLBACK")
