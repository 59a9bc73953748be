"""The pictures of a study: which there are for what it found, what their titles say, and the words for those who cannot see them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.charts.forest import plot_differences
from sim.charts.levels import numbers_of, plot_levels
from sim.charts.widths import plot_widths
from sim.kpi.words import listed
from sim.report import study_findings
from sim.report.comparison import DETECTABLE
from sim.report.pictures import Picture, Sketch
from sim.report.staircase import picture_of
from sim.report.study_files import StudyFiles
from sim.report.study_findings import MOST_FIGURES
from sim.report.words import figure_title, show

Drawing = Callable[[StudyFiles], Iterator[Sketch]]

_MOST_ROWS, _MOST_LINES, _MOST_PANELS = 20, 8, 6
OURS = re.compile(
    r"(levels|samples|differences|precision|frontier|selection|behind|tornado|morris|sobol|warm_up)(_\w+)?\.(svg|png)"
)
"""Files of the pictures that a study's page may have."""
_BELOW = "The numbers are in the tables below."


def draw_study(files: StudyFiles) -> list[Picture]:
    """Draw all pictures that what was found asks for, the most telling first; written to charts/ as SVG and PNG."""
    for old in (files.path / "charts").glob("*.*"):
        if OURS.fullmatch(old.name):
            old.unlink()  # of an earlier question in this directory
    drawings = [*KINDS.get(str(files.about.get("kind") or ""), ()), *(EXTRA[name] for name in files.tables if name in EXTRA)]
    return [_picture(sketch, files) for drawing in drawings for sketch in drawing(files)]


def _picture(sketch: Sketch, files: StudyFiles) -> Picture:
    alt = f"{sketch.heading}. {sketch.title}. {_BELOW}"
    return Picture(sketch.name, sketch.heading, sketch.caption, alt, picture_of(sketch.ax, files.path, sketch.name))


# ---------------------------------------------------------------------- comparison
def compared(files: StudyFiles) -> Iterator[Sketch]:
    """Figures against the levels of the factors where they form a grid; else the differences to the first way to run."""
    varied = varied_in(files)
    if any(name != POLICY for name in varied) and is_grid(files, varied):
        yield from _levels(files, varied)
    elif 2 <= len(files.comparison.policies) <= _MOST_ROWS + 1:
        yield from _differences(files)
    elif len(files.comparison.policies) > 2:
        yield from _samples(files, varied)


POLICY = "policy"


def varied_in(files: StudyFiles) -> dict[str, list[str]]:
    """Factor -> its levels, of all that have more than one; the policies last where there are several."""
    found: dict[str, list[str]] = {}
    for point in files.points:
        for name, value in point["factors"].items():
            found.setdefault(str(name), []).append(str(value))
        found.setdefault("", []).append(str(point["policy"]))
    found[POLICY] = found.pop("", [])
    levels = {name: list(dict.fromkeys(values)) for name, values in found.items()}
    return {name: values for name, values in levels.items() if len(values) > 1}


def is_grid(files: StudyFiles, varied: Mapping[str, Sequence[str]]) -> bool:
    """Every level of each factor is there with every level of all others, once."""
    there = [_place(point, varied) for point in files.points]
    return len(there) == len(set(there)) == math.prod(len(levels) for levels in varied.values()) and all(map(all, there))


def _place(point: Mapping[str, Any], varied: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(_level(point, name) for name in varied)


def _level(point: Mapping[str, Any], name: str) -> str:
    return str(point["policy"] if name == POLICY else point["factors"].get(name, ""))


def _levels(files: StudyFiles, varied: Mapping[str, Sequence[str]]) -> Iterator[Sketch]:
    """One factor along the axis, another one as lines, the rest as panels; a panel per figure where there is no rest."""
    along, line, rest = roles(varied)
    panels = math.prod(len(varied[name]) for name in rest)
    if panels > _MOST_PANELS or (line and len(varied[line]) > _MOST_LINES):
        yield from _samples(files, varied)
        return
    figures = files.figures[:MOST_FIGURES]
    for at, some in enumerate([[figure] for figure in figures] if rest else [figures] if figures else []):
        rows = [
            {
                "panel": _panel(files, point, figure, rest),
                "line": _named(files, line, _level(point, line)) if line else "",
                "level": files.called.level(along, _level(point, along)),
                **_mean(files, figure, str(point["name"])),
            }
            for figure in some
            for point in files.points
        ]
        frame = pd.DataFrame(rows)
        names = {str(row["panel"]): figure for row, (figure, _) in zip(rows, itertools.product(some, files.points), strict=True)}
        title = extremes(files, some)
        ax = plot_levels(
            frame,
            scales={panel: files.comparison.scale(figure) for panel, figure in names.items()},
            below=dict.fromkeys(names, files.factor(along)),
            together=bool(rest),
            title=title,
        )
        factors = listed([files.factor(name) for name in varied])
        heading = f"{figure_title(some[0])} by {factors}" if rest else f"What {factors} {'do' if len(varied) > 1 else 'does'}"
        yield Sketch(
            "levels" if not at else f"levels_{some[0]}".replace(".", "_"), heading, title, _levels_caption(files, line), ax
        )


def roles(varied: Mapping[str, Sequence[str]]) -> tuple[str, str, list[str]]:
    """(along the axis, as lines, as panels): numbers go along the axis, policies are lines."""
    factors = [name for name in varied if name != POLICY]
    along = max(factors, key=lambda name: (numbers_of(varied[name]) is not None, len(varied[name])))
    others = [name for name in ([POLICY] if POLICY in varied else []) + factors if name != along]
    return along, others[0] if others else "", others[1:]


def _panel(files: StudyFiles, point: Mapping[str, Any], figure: str, rest: Sequence[str]) -> str:
    return ", ".join(_named(files, name, _level(point, name)) for name in rest) or figure_title(figure)


def _named(files: StudyFiles, factor: str, level: str) -> str:
    return show(level) if factor == POLICY else files.called.at_level(factor, level)


def _mean(files: StudyFiles, figure: str, point: str) -> dict[str, float]:
    cell = files.comparison.cell(figure, point)
    return {name: getattr(cell, name) if cell else math.nan for name in ("mean", "low", "high")}


def extremes(files: StudyFiles, figures: Sequence[str]) -> str:
    """Where the first figure is lowest and highest of which the two intervals do not meet; what is shown, where there is none."""
    for figure in figures:
        cells = list(files.comparison.row(figure))
        low, high = min(cells, key=lambda cell: cell.mean), max(cells, key=lambda cell: cell.mean)
        if low.high < high.low:  # never so where there are no intervals
            ends = [f"{files.comparison.scale(figure).amount(cell.mean)} ({files.name(cell.policy)})" for cell in (low, high)]
            return f"{figure_title(figure)}: from {ends[0]} to {ends[1]}"
    return f"{listed([figure_title(figure) for figure in figures])}: no two intervals stand apart"


def _levels_caption(files: StudyFiles, line: str) -> str:
    lines = f" A line per level of {files.factor(line)}." if line and line != POLICY else " A line per policy." if line else ""
    return (
        f"Points: means over the replications; whiskers: their intervals, each by itself.{lines} All ways to run met the same luck, so that differences "
        "between them are known better than the whiskers suggest; the table has them. Axes do not begin at zero."
    )


def _samples(files: StudyFiles, varied: Mapping[str, Sequence[str]]) -> Iterator[Sketch]:
    """A figure at every point against each factor by itself: where there are too many ways to run, or no grid of them."""
    factors = [name for name in varied if name != POLICY][:_MOST_PANELS]
    for at, figure in enumerate(files.figures[:MOST_FIGURES] if factors else []):
        rows = [
            {
                "panel": files.factor(name),
                "line": show(str(point["policy"])),
                "level": files.called.level(name, _level(point, name)),
            }
            | _mean(files, figure, str(point["name"]))
            for name in factors
            for point in files.points
            if _level(point, name) and files.comparison.cell(figure, str(point["name"]))
        ]
        if not rows:
            continue
        frame, scale = pd.DataFrame(rows), files.comparison.scale(figure)
        panels = list(dict.fromkeys(frame["panel"]))
        means = [cell.mean for cell in files.comparison.row(figure)]
        title = f"{figure_title(figure)}: {scale.digits(min(means))} to {scale.amount(max(means))} over {len(means)} ways to run"
        ax = plot_levels(
            frame, scales=dict.fromkeys(panels, scale), below=dict.fromkeys(panels, ""), together=True, joined=False, title=title
        )  # fmt: skip
        caption = (
            "Each point is a way to run, with the interval of its mean, drawn once for each factor; the other factors vary as well, so that points above one "
            "another differ by more than luck."
        )
        name = "samples" if not at else f"samples_{figure}".replace(".", "_")
        yield Sketch(name, f"{figure_title(figure)} against each factor", title, caption, ax)


def sampled(files: StudyFiles) -> Iterator[Sketch]:
    """A sample of factors that are not known, each by itself."""
    yield from _samples(files, varied_in(files))


def _differences(files: StudyFiles) -> Iterator[Sketch]:
    figures = [figure for figure in files.figures if any(math.isfinite(cell.difference) for cell in files.comparison.row(figure))][:MOST_FIGURES]  # fmt: skip
    frame = files.tables["comparison"].assign(policy=lambda table: table["policy"].map(files.name))
    if not figures or not frame["difference_low"].notna().any():
        return
    cells = [cell for figure in figures for cell in files.comparison.row(figure) if cell.verdict != "baseline"]
    known = sum(cell.verdict in DETECTABLE for cell in cells)
    first = files.held_against
    title = (
        f"No difference to {first} is detectable"
        if not known
        else f"{known} of {len(cells)} differences to {first} {'is' if known == 1 else 'are'} more than luck"
    )
    ax = plot_differences(
        frame, figures=figures, labels={figure: figure_title(figure) for figure in figures}, currency=files.currency, title=title
    )
    caption = (
        f"Difference to {first} with its interval, {files.unit_of_luck} by {files.unit_of_luck} under the same luck, and corrected for the number of ways to "
        "run. Filled: detectable; hollow: the interval contains zero."
    )
    yield Sketch("differences", "What differs, and how sure that is", title, caption, ax)


# ---------------------------------------------------------------------- precision
def known_well_enough(files: StudyFiles) -> Iterator[Sketch]:
    """Every wanted interval beside how narrow it was wanted."""
    rows: list[dict[Any, Any]] = files.tables["precision"].to_dict("records") if "precision" in files.tables else []
    if not rows:
        return
    shares = [_share(row) for row in rows]
    several = len({row["policy"] for row in rows}) > 1 or any(row["against"] for row in rows)
    names = [figure_title(row["figure"]) + (f", {files.name(row['policy'])}" if several else "") for row in rows]
    short = sum(not share <= 1.0 for share in shares)
    title = (
        f"Known as well as was wanted: {_count(len(rows))}"
        if not short
        else f"Not known well enough: {short} of {len(rows)} intervals"
    )
    words = [
        f"{100 * share:.0f} %, {int(row['replications'])} replications" if math.isfinite(share) else "no data"
        for share, row in zip(shares, rows, strict=True)
    ]
    ax = plot_widths(names[:_MOST_ROWS], shares[:_MOST_ROWS], words[:_MOST_ROWS], title=title)
    left = f" The first {_MOST_ROWS} of {len(rows)}." if len(rows) > _MOST_ROWS else ""
    caption = f"A bar that does not reach beyond the line is an interval at least as narrow as was wanted.{left}"
    yield Sketch("precision", "Is it known well enough?", title, caption, ax)


def _count(intervals: int) -> str:
    return "the interval" if intervals == 1 else f"all {intervals} intervals"


def _share(row: Mapping[Any, Any]) -> float:
    wanted = float(row["wanted"])
    return float(row["half_width"]) / wanted if wanted > 0 else math.nan


KINDS: Mapping[str, Sequence[Drawing]] = {
    "comparison": (compared,),
    "precision": (known_well_enough, compared),
    "selection": (study_findings.chosen, compared),
    "batches": (compared,),
    "search": (study_findings.frontier,),
    "tornado": (study_findings.one_at_a_time,),
    "morris": (study_findings.elementary_effects,),
    "uncertainty": (sampled,),
    "sample": (sampled,),
    "sobol": (study_findings.shares_of_variance,),
}
"""Kind of findings -> what is drawn, the most telling picture first; other kinds have tables only."""
EXTRA: Mapping[str, Drawing] = {"courses": study_findings.settling}
"""Table -> what is drawn of it in any study that has it, such as the course that a warm-up is found in."""
