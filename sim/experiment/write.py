"""The out directory of a study: tables from its journal, what was found, and all that is needed to do it again."""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.experiment.courses import is_stretch
from sim.experiment.points import mark_of
from sim.experiment.procedures.fixed import chosen_figures
from sim.experiment.procedures.warm import BY_THE_COURSE
from sim.study.goals import read_goals
from sim.study.statistics import compare_figures
from sim.study.write import as_json, claim, describe, put, versions

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.conduct import Conducted
    from sim.experiment.journal import Journal, PointRow
    from sim.experiment.points import Study

MARK = "study.json"
MOST_COMPARED = 500
"""Points that are compared where the procedure does not do it itself; of more, runs.csv has every replication."""


def claim_for_study(directory: str | Path) -> Path:
    """The directory, made if it is not there; raises :class:`UsageError` where other files lie in it."""
    path = claim(directory, MARK)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not (path / MARK).exists():
            put(path / MARK, as_json({"complete": False}))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return path


def write_study(study: Study, conducted: Conducted, journal: Journal, path: Path, command: str) -> dict[str, Any]:
    """Write every table and `study.json`, whole or not at all each; returns what study.json says."""
    laid_over = conducted.findings.laid_over if conducted.findings else {}
    call_by_short_names(journal, laid_over)
    points = journal.points()
    answering = [point for point in points if not is_pilot(point, laid_over)]
    tables = tables_of(study, conducted, journal, answering)
    content = about(study, conducted, journal, points, tables, command)
    before = tables_before(path)
    put(path / MARK, as_json(content | {"complete": False, "tables": sorted({*before, *content["tables"]})}))
    stream(path / "figures.csv", lambda: figure_rows(journal, answering))
    stream(path / "runs.csv", lambda: run_rows(journal, points))
    put(path / "experiment.yaml", study.text)
    put(path / "scenario.yaml", study.base.resolved_text())
    put(path / "figures.json", as_json(describe(shown_figures(journal))))
    for name in set(before) - set(content["tables"]):
        (path / f"{name}.csv").unlink(missing_ok=True)
    for name, frame in tables.items():
        put(path / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    put(path / MARK, as_json(content))
    return content


PILOT = " (pilot)"


def is_pilot(point: PointRow, laid_over: Mapping[str, str]) -> bool:
    """Whether a point was run only to find what is laid over the others."""
    return any(point.factors.get(name) != value for name, value in laid_over.items())


def call_by_short_names(journal: Journal, laid_over: Mapping[str, str]) -> None:
    """Leave out of the points' names what is laid over all of them; those that are without it were the pilot."""
    if laid_over:
        for point in journal.points():
            short = point.name + PILOT if is_pilot(point, laid_over) else point.name.removesuffix(mark_of(laid_over))
            journal.rename(point.point, short)


def tables_of(study: Study, conducted: Conducted, journal: Journal, points: list[PointRow]) -> dict[str, pd.DataFrame]:
    """The tables of what was found; with a comparison of the points, as far as they have come, where the procedure itself makes none."""
    tables = dict(conducted.findings.tables) if conducted.findings else {}
    if "comparison" not in tables and any(journal.replications().values()):
        tables["comparison"] = compared(study, journal, points[:MOST_COMPARED])
    return tables


def compared(study: Study, journal: Journal, points: Sequence[PointRow]) -> pd.DataFrame:
    """Every figure of the page at every point, and its paired difference to the first point; columns as the comparison of a fixed study has them."""
    import pandas as pd

    rows = [
        (point.name, number, figure, value)
        for figure in chosen_figures(study)
        for point in points
        for number, value in enumerate(journal.series(point.point, figure, 0, journal.last(point.point) + 1).tolist())
    ]
    long = pd.DataFrame(rows, columns=["policy", "replication", "figure", "value"])
    names = [point.name for point in points]
    return compare_figures(long, names[0], names, confidence=study.says.confidence).assign(against=names[0])


def tables_before(path: Path) -> list[str]:
    """Names of tables of findings that an earlier start left; what somebody else may have put there is none of ours."""
    known = read_about(path).get("tables", [])
    return [name for name in known if isinstance(name, str) and name.isidentifier()]


def about(
    study: Study, conducted: Conducted, journal: Journal, points: list[PointRow], tables: Iterable[str], command: str
) -> dict[str, Any]:
    """What was studied, how far it came and what was found, for machines and for the page."""
    asked, finished, failed = journal.counts()
    first, found, says = study.baseline, conducted.findings, study.says
    laid_over = found.laid_over if found else {}
    counts, known = journal.replications(), {each.point: each for each in points}
    failures = [
        {
            "run": run.run,
            "point": known[run.point].name,
            "replication": run.replication,
            "seed": known[run.point].seed,
            "error": error,
            "traceback": traceback,
        }
        for run, error, traceback in journal.failures()[:100]
    ]
    return {
        "name": study.name,
        "question": says.question,
        "scenario": says.scenario,
        "scenario_name": first.name,
        "scenario_hash": study.base.hash,
        "kind": found.kind if found else "",
        "complete": found is not None and not failed and finished == asked,
        "interrupted": conducted.interrupted,
        "out_of_time": conducted.out_of_time,
        "runs": asked,
        "finished": finished,
        "failed": failed,
        "failures": failures,
        "says": found.says if found else [],
        "notes": found.notes if found else [],
        "tables": list(tables),
        "points": [
            {
                "name": each.name,
                "policy": each.policy,
                "factors": {name: value for name, value in each.factors.items() if name not in laid_over},
                "replications": counts.get(each.point, 0),
                "pilot": is_pilot(each, laid_over),
            }
            for each in points
        ],
        "factors": list(dict.fromkeys(factor for each in points for factor in each.factors if factor not in laid_over)),
        "laid_over": laid_over,
        "figures": list(study.figures),
        "limits": limits_of(study),
        "confidence": says.confidence,
        "seed": first.seed,
        "start": first.start.isoformat(),
        "horizon_hours": first.horizon,
        "warm_up_hours": (study.scenario(conducted.points[-1]) if conducted.points else first).warm_up,
        "warm_up": next((line for line in (*found.says, *found.notes) if line.startswith(BY_THE_COURSE)), "") if found else "",
        "currency": first.currency,
        "elapsed": round(conducted.elapsed, 3),
        "computing": round(journal.computing(), 3),
        "command": command,
        "executor": conducted.where,
        "processors": os.cpu_count(),
        "versions": versions(),
    }


def limits_of(study: Study) -> list[dict[str, Any]]:
    """The limits of the goals that a search or a choice keeps, each in the unit of its figure."""
    goals = study.says.goals or study.baseline.goals
    limits, _ = read_goals(goals) if goals is not None and (study.says.search or study.says.select) else ([], None)
    return [{"figure": limit.figure, "side": limit.side, "value": limit.value} for limit in limits]


# ---------------------------------------------------------------------- tables
def figure_rows(journal: Journal, points: list[PointRow]) -> Iterator[list[Any]]:
    """Every figure of every replication: policy (or point), replication, figure, value, sorted by them."""
    yield ["policy", "replication", "figure", "value"]
    names = sorted(shown_figures(journal))
    for point in sorted(points, key=lambda each: each.name):
        for kept in journal.results(point.point):
            if not kept.error:
                yield from (
                    [point.name, kept.replication, name, number(kept.figures[name])] for name in names if name in kept.figures
                )


def run_rows(journal: Journal, points: list[PointRow]) -> Iterator[list[Any]]:
    """One row for each replication: its number in the study, the point with its factors, seed, digest of its records and every figure."""
    factors = list(dict.fromkeys(factor for each in points for factor in each.factors))
    names, known = shown_figures(journal), {each.point: each for each in points}
    yield ["run", "point", "policy", *factors, "replication", "seed", "digest", "error", *names]
    for run, kept in journal.every_result():
        point = known[run.point]
        own = [point.factors.get(factor, "") for factor in factors]
        row = [run.run, point.name, point.policy, *own, run.replication, point.seed, kept.digest, kept.error]
        yield row + [number(kept.figures.get(name)) for name in names]


def shown_figures(journal: Journal) -> list[str]:
    """Names of the figures that the study names, or of all; courses and batches are none."""
    wanted = journal.about.get("shown", "").split()
    known = (name for name in journal.figures() if not is_stretch(name))
    return [name for name in known if not wanted or name in wanted or name.partition(".")[0] in wanted]


def number(value: float | None) -> float | str:
    """A figure as a table has it: nothing for 'no data'."""
    return "" if value is None or math.isnan(value) else value


def stream(path: Path, rows: Callable[[], Iterable[list[Any]]]) -> None:
    """Write a CSV file row by row, as a whole or not at all: a study may be larger than memory."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def export(journal: Journal, target: Path) -> None:
    """Write the table of runs as CSV or Parquet, whichever the file's name says; raises :class:`UsageError` for another one, or without pyarrow."""
    points = journal.points()
    if target.suffix == ".csv":
        stream(target, lambda: run_rows(journal, points))
        return
    if target.suffix != ".parquet":
        raise UsageError(f"{target}: the name must end in .csv or .parquet")
    import pandas as pd

    columns, *rows = run_rows(journal, points)
    frame = pd.DataFrame(rows, columns=columns)
    for figure in shown_figures(journal):
        frame[figure] = pd.to_numeric(frame[figure], errors="coerce")
    try:
        frame.to_parquet(target, index=False)
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: pip install 'firstfix[parquet]'") from error


def read_about(directory: Path) -> dict[str, Any]:
    """What study.json of a directory says."""
    try:
        content = json.loads((directory / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{directory} has no {MARK} that can be read; it is not a directory that firstfix study left") from error
    return dict(content)
