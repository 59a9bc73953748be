"""The page of a study: the answer first, then the picture of it, the numbers, and how it was found; from the files of its directory alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.charts.scale import Scale, scale_for
from sim.errors import UsageError
from sim.kpi.words import begin, listed
from sim.report.comparison import Comparison
from sim.report.page import Shown, shown, tied
from sim.report.study_files import StudyFiles, read_study_files
from sim.report.study_findings import MOST_FIGURES
from sim.report.study_pictures import draw_study
from sim.report.words import figure_title, show
from sim.units import describe_hours

PAGE = "report.html"
MOST_POINTS = 30
"""Points, and rows of any table, that are on the page; all are in the files beside it."""
SAMPLED, MOST_SAMPLED = ("sample", "morris", "sobol", "uncertainty"), 10
"""Kinds whose points are a sample of all that may be: none of them is the first one, and ten show what they are like."""
UNPRINTED = {"comparison", "courses", "batches"}
"""Tables that the page has in another form."""
_TEMPLATES = Path(__file__).parent / "templates"


def write(folder: Path) -> Path:
    """Draw the pictures and the page of a study's directory, however far it has come; return the page's path."""
    files = read_study_files(folder)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["tied"] = tied
    page = folder / PAGE
    try:
        page.write_text(environment.get_template("study.html.j2").render(**contents(files)), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"cannot write to '{folder}': {fault.strerror}") from fault
    return page


def contents(files: StudyFiles) -> dict[str, Any]:
    """What the page shows; the pictures are drawn on the way."""
    about, comparison = files.about, files.comparison
    pictures, points = draw_study(files), ordered(files)
    says = [files.prose(str(sentence)) for sentence in about.get("says") or []]
    figures, sampled = files.figures[: MOST_FIGURES + 1], about.get("kind") in SAMPLED
    return {
        "title": str(about.get("name") or "A study"),
        "question": str(about.get("question") or ""),
        "answer": says[0][:1].upper() + says[0][1:] if says else no_answer(about),
        "more": says[1:],
        "incomplete": incomplete(about),
        "failures": [
            (each["run"], files.name(str(each["point"])), each["replication"], each["seed"], each["error"])
            for each in (about.get("failures") or [])[:MOST_POINTS]
        ],
        "first": pictures[0] if pictures else None,
        "pictures": pictures[1:],
        "headings": [figure_title(figure) for figure in figures],
        "points": [
            (files.name(name), each.get("replications") or 0, [_shown(comparison, figure, name, sampled=sampled) for figure in figures])
            for each in points[: MOST_SAMPLED if sampled else MOST_POINTS]
            for name in [str(each["name"])]
        ],
        "all_points": len(points),
        "reading": reading(files),
        "confidence": f"{100 * float(about.get('confidence') or 0.95):.4g} %",
        "notes": [files.prose(str(note)) for note in about.get("notes") or []],
        "facts": list(facts(files)),
        "tables": [(name, *printed(files, name)) for name in files.tables if name not in UNPRINTED],
        "experiment": text_of(files.path / "experiment.yaml"),
        "definitions": [(figure_title(figure), figure, files.definition(figure)) for figure in files.figures if files.definition(figure)],
    }  # fmt: skip


def _shown(comparison: Comparison, figure: str, point: str, *, sampled: bool) -> Shown:
    """A figure of a point; what others are held against stands alone, and so do points of a sample, of which none is the first."""
    cell, known = shown(comparison, figure, point), comparison.cell(figure, point)
    alone = sampled or known is None or known.verdict == "baseline"
    return Shown(cell.heading, cell.amount, cell.interval, "", (), "none") if alone else cell


def ordered(files: StudyFiles) -> list[Mapping[str, Any]]:
    """The points in the order of the table that ranks them, where there is one; else as they were asked for, if they have figures."""
    points = {str(each["name"]): each for each in files.points}
    ranked = next((table for name, table in files.tables.items() if name != "comparison" and "point" in table), None)
    first = [name for name in dict.fromkeys(ranked["point"]) if name in points] if ranked is not None else []
    compared = set(files.comparison.policies)
    return [points[name] for name in dict.fromkeys([*first, *points]) if name in compared]


def no_answer(about: Mapping[str, Any]) -> str:
    """What stands where the answer will."""
    if not about.get("finished"):
        return "There is no answer yet: nothing has been computed."
    return f"There is no answer yet: {about['finished']:,} replications are finished. The figures below are what is known so far."


def incomplete(about: Mapping[str, Any]) -> str:
    """A warning where replications failed or the study has not come to its end; empty for a whole one."""
    if about.get("complete"):
        return ""
    asked, finished, failed = (int(about.get(name) or 0) for name in ("runs", "finished", "failed"))
    causes = [f"{failed:,} of {asked:,} replications failed"] if failed else []
    if about.get("interrupted"):
        causes.append("it was interrupted")
    elif about.get("out_of_time"):
        causes.append("its time was over")
    if not about.get("kind") or finished + failed < asked:
        causes.append(f"{finished:,} of the {asked:,} replications asked for so far are finished")
    return f"This study is not complete: {listed(causes) or 'it has only been begun'}. The same command goes on from here."


def reading(files: StudyFiles) -> str:
    """How to read a cell of the table of points."""
    over = {"batch": "batches"}.get(files.unit_of_luck, "replications")
    if not files.comparison.others or files.about.get("kind") in SAMPLED:
        return f"Mean over the {over}, its interval in brackets."
    return (
        f"Mean over the {over}, its interval in brackets; below, the difference to {files.held_against} under the same luck, with an interval of "
        "its own."
    )


def facts(files: StudyFiles) -> Iterator[tuple[str, str]]:
    """How much was computed and with what, as (what, how much)."""
    about = files.about
    if about.get("scenario_name"):
        yield "Scenario", f"{about['scenario_name']} ({about.get('scenario') or 'scenario.yaml'})"
    counts = [int(each.get("replications") or 0) for each in files.points]
    if counts:
        each = f"{min(counts):,}" if min(counts) == max(counts) else f"{min(counts):,} to {max(counts):,}"
        pilot = f", after {files.of_pilot:,} of the pilot" if files.of_pilot else ""
        yield "Replications", f"{sum(counts):,}: {each} of each of {len(counts):,} ways to run, the same luck for all{pilot}"
    if about.get("horizon_hours"):
        cut = f", the first {describe_hours(files.warm_up)} cut off as warm-up" if files.warm_up else ", all of it measured"
        yield "Simulated time", f"{describe_hours(float(about['horizon_hours']))} per replication from {about.get('start')}{cut}"
    if about.get("computing") is not None:
        clock = duration(float(about.get("elapsed") or 0.0))
        yield "Computing time", f"{duration(float(about['computing']))} of one core; {clock} on the clock for the last start"
    for name, what in (("seed", "Seed"), ("scenario_hash", "Scenario hash"), ("command", "Command")):
        if about.get(name) not in {None, ""}:
            yield what, str(about[name])
    versions = about.get("versions")
    if isinstance(versions, Mapping) and versions:
        yield "Versions", ", ".join(f"{name} {version}" for name, version in versions.items())


def duration(seconds: float) -> str:
    """'0.3 s', '42 s', '3.5 min', '2.1 h'."""
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def text_of(path: Path) -> str:
    """A file's text; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


# ---------------------------------------------------------------------- tables of the findings
_AMOUNTS = {"mean", "low", "high", "base", "limit", "tolerance", "half_width", "wanted", "band_low", "band_high"}
_GAPS = {"difference", "difference_low", "difference_high"}
_NAMES = {"point", "policy", "against", "behind"}
_FIGURES = {"figure", "objective"}
_HOURS, _SHARES = {"every", "warm_up"}, {"kept_low", "kept_high"}


def printed(files: StudyFiles, name: str) -> tuple[list[str], list[list[str]], int]:
    """(headings, rows, number of all rows) of a table; amounts in the unit that its row says, other numbers to four digits."""
    table = files.tables[name]
    kept = [column for column in table if column not in {"unit", "better"} and (table[column].astype(str) != "").any()]
    rows: list[dict[Any, Any]] = table.head(MOST_POINTS).to_dict("records")
    headings = [begin(files.factor(str(column))) for column in kept]
    return headings, [[_cell(files, row, str(column)) for column in kept] for row in rows], len(table)


def _cell(files: StudyFiles, row: Mapping[Any, Any], column: str) -> str:
    value = row[column]
    if column in _HOURS and isinstance(value, (int, float)):
        return describe_hours(value)
    if column in _SHARES and isinstance(value, (int, float)) and not math.isnan(value):
        return f"{100 * value:.0f} %"
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, (int, float)):
        return "" if math.isnan(value) else _number(files, row, column, value)
    if column == "course":
        return show(value)
    return files.name(value) if column in _NAMES and value else figure_title(value) if column in _FIGURES else str(value)


def _number(files: StudyFiles, row: Mapping[Any, Any], column: str, value: float) -> str:
    """A number of a row: an amount with its unit, a difference with its sign, a count, anything else to four digits."""
    scale = _scale(files, row, column)
    if scale is not None:
        signed = column in _GAPS
        return (
            scale.difference(value, signed=signed)
            if signed or column in {"half_width", "wanted", "tolerance"}
            else scale.amount(value)
        )
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:,.4g}"


def _scale(files: StudyFiles, row: Mapping[Any, Any], column: str) -> Scale | None:
    """How a number of a row is printed: in the unit of its figure, whole or difference alike; None for what is no amount of it."""
    unit = str(row.get("unit") or "") if column in _AMOUNTS | _GAPS else _unit_of(files, column)
    if not unit:
        return None
    numbers = [float(row[name]) for name in (column, "mean") if isinstance(row.get(name), (int, float))]
    ends = [float(row[name]) for name in ("low", "high") if isinstance(row.get(name), (int, float))]
    return scale_for(unit, numbers, files.currency).resolving(
        (ends[1] - ends[0]) / 2 if len(ends) == 2 and column in _AMOUNTS else 0.0
    )


def _unit_of(files: StudyFiles, column: str) -> str:
    """Unit of a column that is named after a figure, such as cost_low or cost_difference."""
    for end in ("", "_low", "_high", "_difference", "_difference_low", "_difference_high"):
        figure = column.removesuffix(end)
        if figure in files.definitions and column == figure + end:
            return str(files.definition(figure).get("unit") or "")
    return ""
