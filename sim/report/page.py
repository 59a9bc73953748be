"""The page: the files of an out directory, the words and the pictures, set into the template."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.errors import UsageError
from sim.kpi.words import listed
from sim.report import goals, words
from sim.report.comparison import Cell, Comparison
from sim.report.directory import Directory, read_directory
from sim.report.finding import basis, finding, reading
from sim.report.pictures import draw_pictures
from sim.units import describe_hours

_TEMPLATES = Path(__file__).parent / "templates"


class Shown(NamedTuple):
    """A cell of a table as printed."""

    heading: str
    amount: str
    interval: str
    verdict: str
    difference: tuple[str, ...]
    """Amount and interval."""
    style: str
    """better | worse | moved | none | baseline: the look of the verdict."""


def write(out_dir: Path) -> Path:
    """Write the pictures and report.html of an out directory; return the page's path."""
    directory = read_directory(out_dir)
    path = out_dir / "report.html"
    try:
        path.write_text(render(directory), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"cannot write to '{out_dir}': {fault.strerror}") from fault
    return path


def render(directory: Directory) -> str:
    """The page as HTML; draws the pictures into the directory on the way."""
    comparison = directory.comparison
    figures = words.headline_figures(comparison, directory.run.get("headline") or ())
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["tied"] = tied
    judged = _judged(directory)
    pictures = draw_pictures(directory, figures, judged)
    judging = [judged.objective, *(figure for figure, _ in judged.columns)] if judged else []
    printed = _families([*filter(None, judging), *figures, *_CHARTED])
    return environment.get_template("report.html.j2").render(
        title=str(directory.run.get("name") or "firstfix report"),
        description=str(directory.run.get("description") or ""),
        finding=finding(comparison, figures),
        choice=goals.choice(judged) if judged else [],
        yardstick=judged,
        strategies=goals.table(judged) if judged else [],
        limits=goals.headings(judged) if judged else [],
        single_runs=goals.on_single_runs(judged) if judged else "",
        compared="strategies" if directory.run.get("strategies") else "policies",
        reading=reading(comparison),
        basis=basis(comparison),
        policies=comparison.policies,
        baseline=comparison.baseline,
        show=words.show,
        heading_of=words.figure_title,
        headings=[words.figure_title(figure) for figure in figures],
        table=[(policy, [shown(comparison, figure, policy) for figure in figures]) for policy in comparison.policies],
        pictures=pictures,
        incomplete=_incomplete(directory.run),
        facts=list(_facts(directory.run, comparison)),
        assumptions=[str(line) for line in directory.run.get("assumptions") or []],
        correction=str(directory.run.get("multiplicity") or ""),
        definitions=_definitions(directory, printed),
        further=_definitions(directory, [family for family in _families(comparison.figures) if family not in printed]),
        full=[(words.figure_title(figure), figure, _rows(comparison, figure)) for figure in comparison.figures],
    )


def _judged(directory: Directory) -> goals.Judged | None:
    """What was judged by the scenario's goals."""
    objective = str(
        (directory.run.get("goals") or {}).get("objective", {}) and directory.run["goals"]["objective"].get("figure", "")
    )
    unit = str(directory.definition(objective).get("unit") or "") if objective else ""
    return goals.read_judged(directory.strategies, directory.limits, directory.run, unit)


_CHARTED = ("first_time_fix_rate", "cost", "first_time_fix_misses", "restoration_stages", "cost_by_category")


def _families(figures: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(figure.partition(".")[0] for figure in figures))


def shown(comparison: Comparison, figure: str, policy: str) -> Shown:
    """A figure of a policy as the first table prints it."""
    heading, cell = words.figure_title(figure), comparison.cell(figure, policy)
    if cell is None:
        return Shown(heading, "no data", "", "", (), "none")
    scale = comparison.scale(figure)
    verdict = _verdict(comparison, cell)
    styles = {"better": "better", "worse": "worse", "higher": "moved", "lower": "moved", "baseline": "baseline"}
    difference = () if policy == comparison.baseline else words.difference_words(comparison, cell)
    return Shown(
        heading, scale.amount(cell.mean), scale.interval(cell.low, cell.high), verdict, difference, styles.get(verdict, "none")
    )


def _verdict(comparison: Comparison, cell: Cell) -> str:
    """The verdict's word; none is passed on that a single replication cannot bear."""
    if cell.policy == comparison.baseline:
        return "baseline" if comparison.others else ""
    if not math.isfinite(cell.difference):
        return "not comparable"
    return "not judged" if comparison.replications < 2 else cell.verdict


def _rows(comparison: Comparison, figure: str) -> list[tuple[str, Shown]]:
    return [(policy, shown(comparison, figure, policy)) for policy in comparison.policies if (figure, policy) in comparison.cells]


_UNIT_FOLLOWS = re.compile(r"(?<=\d) (?=(?:%|M|h|km|points|[A-Z]{3})(?!\w))|(?<=\d M) (?=[A-Z]{3}\b)")


def tied(text: str) -> str:
    """The text with numbers tied to their units, so that no line breaks between '95' and '%'."""
    return _UNIT_FOLLOWS.sub("\u00a0", text)


def _incomplete(run: Mapping[str, Any]) -> str:
    """A warning when replications failed or were interrupted; empty for a whole comparison."""
    failures = run.get("failures") or []
    if not failures and not run.get("interrupted"):
        return ""
    causes = [f"{len(failures)} of its runs failed"] if failures else []
    causes += ["it was interrupted"] if run.get("interrupted") else []
    return f"This comparison is not complete: {listed(causes)}. The figures rest on the replications that finished; run.json says which are missing."


def _definitions(directory: Directory, families: Sequence[str]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """(heading, identifier, definition) of the figures that the directory has and defines."""
    present = set(_families(directory.comparison.figures))
    known = [family for family in families if family in present and directory.definition(family)]
    return [(words.figure_title(family), family, directory.definition(family)) for family in known]


def _facts(run: Mapping[str, Any], comparison: Comparison) -> Iterator[tuple[str, str]]:
    """What was simulated, as (what, how much)."""
    if run.get("assets"):
        yield "Assets", f"{int(run['assets']):,}"
    yield "Policies", listed([words.show(policy) for policy in comparison.policies])
    yield "Replications", f"{comparison.replications:,}, the same luck for every policy"
    if run.get("seed") is not None:
        yield "Seed", str(run["seed"])
    horizon, warm_up = _hours(run.get("horizon_hours")), _hours(run.get("warm_up_hours"))
    if horizon:
        start = f", from {run['start']}" if run.get("start") else ""
        yield "Simulated time", f"{describe_hours(horizon)} per replication{start}"
        measured = f"{describe_hours(horizon - warm_up)} measured" if warm_up else "everything is measured"
        yield "Warm-up", f"{describe_hours(warm_up)} cut off, {measured}" if warm_up else f"none, {measured}"
    window = _hours(run.get("first_time_fix_window_hours"))
    if window:
        yield "First-time-fix window", f"{describe_hours(window)}: a repeat of the same fault within it undoes the first-time fix"
    if run.get("scenario_hash"):
        yield "Scenario hash", str(run["scenario_hash"])
    versions = run.get("versions")
    if isinstance(versions, Mapping) and versions:
        yield "Versions", ", ".join(f"{name} {version}" for name, version in versions.items())
    elapsed = _hours(run.get("elapsed"))
    if elapsed:
        yield "Computing time", f"{elapsed:,.0f} s" if elapsed >= 10 else f"{elapsed:.1f} s"


def _hours(value: Any) -> float:
    """A number of run.json; 0 when it is missing or none."""
    number = float(value) if isinstance(value, (int, float)) else 0.0
    return number if math.isfinite(number) else 0.0
