"""What a verification leaves: a page, a table, a picture, the scenarios, and a report for the documentation."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import asdict
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.charts.scores import plot_scores
from sim.charts.theme import figure_of, save
from sim.errors import UsageError
from sim.verification import words
from sim.verification.cases import Case
from sim.verification.judgement import STANDARD_ERRORS, Row
from sim.verification.trial import scenario_of
from sim.verification.verify import Verification

if TYPE_CHECKING:
    import pandas as pd

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = Path(__file__).parents[1] / "report" / "templates"
MARK = "verification.json"
LIMIT = 2.5758
"""Standard errors of the 99 % interval."""


def summary(verification: Verification) -> dict[str, Any]:
    """The verification as one JSON object."""
    found = verification.overall
    return {
        "verdict": found.verdict,
        "outside": found.outside,
        "expected_outside": found.expected_outside,
        "overall": asdict(found),
        "effort": verification.effort.name,
        "seed": verification.seed,
        "seconds": round(verification.elapsed, 1),
        "repeated": verification.repeated,
        "failures": verification.failures,
        "cases": [
            {
                "case": case.id,
                "title": case.title,
                "area": case.area,
                "simulated": case.simulated,
                "waits_for": case.waits_for,
                "outside_purpose": case.outside,
                "figures": [
                    {key: value for key, value in asdict(row).items() if key not in {"case", "title"}}
                    for row in verification.of_case(case.id)
                ],
            }
            for case in verification.cases
        ],
    }


def frame(verification: Verification) -> pd.DataFrame:
    """One row per reference figure."""
    import pandas as pd

    areas = {case.id: case.area for case in verification.cases}
    rows = [
        {"area": areas[row.case], **asdict(row), "precision": row.precision if row.is_simulated else nan}
        for row in verification.rows
    ]
    return pd.DataFrame(rows)


def write(verification: Verification, directory: str | Path) -> Path:
    """Leave verification.html, .csv, .json, the picture and each case's scenario in a directory; return the page's path."""
    from sim.study.write import as_json, claim, put

    folder = claim(directory, MARK)
    table = frame(verification)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / "verification.csv", table.to_csv(index=False, lineterminator="\n"))
        for case in verification.cases:
            if case.simulated:
                (folder / "scenarios").mkdir(exist_ok=True)
                put(folder / "scenarios" / f"{case.id}.yaml", scenario_of(case, verification.seed).resolved_text())
        page = folder / "verification.html"
        put(page, render(verification, "page.html.j2", picture=draw(verification, table, folder)))
        put(folder / MARK, as_json(summary(verification)))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return page


def write_report(verification: Verification, path: str | Path) -> None:
    """Write the verification and validation report as Markdown."""
    from sim.study.write import put

    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        put(Path(path), render(verification, "report.md.j2", picture=""))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def draw(verification: Verification, table: pd.DataFrame, folder: Path) -> str:
    """Draw the z-scores into the folder; returns the picture as a data: URI, or '' when nothing was simulated."""
    shown = table[table["replications"] > 0]
    if not len(shown):
        return ""
    found = verification.overall
    title = words.finding(found).rpartition("1e-6. ")[2]
    ax = plot_scores(shown, limit=LIMIT, budget=STANDARD_ERRORS, title=title)
    svg, _ = save(figure_of(ax), folder, "scores")
    return "data:image/svg+xml;base64," + base64.b64encode(svg.read_bytes()).decode("ascii")


def render(verification: Verification, template: str, **more: Any) -> str:
    """Set the verification into a template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([_TEMPLATES, _STYLE]),
        autoescape=template.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = verification.overall
    return environment.get_template(template).render(
        overall=found,
        finding=words.finding(found),
        tests=words.tests(found),
        basis=words.basis(verification),
        areas=list(by_area(verification)),
        waiting=[case for case in verification.cases if case.waits_for],
        outside=[case for case in verification.cases if case.outside],
        notes=[case for case in verification.cases if case.note],
        repeated=verification.repeated,
        failures=verification.failures,
        **more,
    )


def by_area(verification: Verification) -> Iterable[tuple[str, list[tuple[Case, list[Row], list[dict[str, str]]]]]]:
    """Area -> its cases, each with its rows and their cells."""
    areas: dict[str, list[tuple[Case, list[Row], list[dict[str, str]]]]] = {}
    for case in verification.cases:
        rows = verification.of_case(case.id)
        areas.setdefault(case.area, []).append((case, rows, [words.cells(row) for row in rows]))
    return areas.items()
