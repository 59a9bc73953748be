"""The words of a staircase: what levers bring one at a time, in both directions, and whether order matters."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.charts.scale import Scale, scale_for
from sim.charts.steps import plot_steps
from sim.charts.theme import figure_of, save
from sim.kpi.words import listed
from sim.report.words import figure_title, noun, show

DETECTABLE = {"better", "worse", "higher", "lower"}
_DIRECTIONS = ("added", "removed", "interaction")
_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Flight:
    """One figure of the staircase on the page."""

    heading: str
    title: str
    picture: str
    rows: list[tuple[str, ...]]
    said: list[str]


def words_of(figure: str, run: Mapping[str, Any], stairs: pd.DataFrame) -> Flight:
    """The words of one figure's staircase."""
    rows: Sequence[Row] = stairs[stairs["figure"] == figure].to_dict("records")  # where it begins, the levers, all of them
    scale, change = scales_of(rows, str(run["currency"]))
    return Flight(
        figure_title(figure),
        title_of(rows, scale),
        "",
        [
            (
                show(str(row["lever"])),
                scale.amount(float(row["mean"])),
                *(_with_interval(row, kind, change) for kind in _DIRECTIONS),
            )
            for row in rows[1:-1]
        ],
        said_of(rows, change),
    )


def _with_interval(row: Row, kind: str, change: Scale) -> str:
    spread = change.interval(float(row[f"{kind}_low"]), float(row[f"{kind}_high"]), signed=True)
    return f"{change.difference(float(row[kind]))} ({spread})" if spread else change.difference(float(row[kind]))


def flight_of(figure: str, run: Mapping[str, Any], stairs: pd.DataFrame, folder: Path) -> Flight:
    """The same with its picture."""
    words, frame, about = words_of(figure, run, stairs), stairs[stairs["figure"] == figure], run["staircase"]
    scale, change = scales_of(frame.to_dict("records"), str(run["currency"]))
    ax = plot_steps(
        frame,
        scale=scale,
        change=change,
        names=(show(about["from"]), show(about["to"])),
        label=axis_of(figure_title(figure).removesuffix(" per year"), scale),
        title=words.title,
    )
    return replace(words, picture=picture_of(ax, folder, f"staircase_{figure.replace('.', '_')}"))


def scales_of(rows: Sequence[Row], currency: str) -> tuple[Scale, Scale]:
    """How the figure, and how its steps are printed."""
    unit, levels = str(rows[0]["unit"]), [float(row["mean"]) for row in rows]
    sizes = [float(row[f"{kind}{side}"]) for row in rows[1:-1] for kind in ("added", "removed") for side in ("", "_low", "_high")]
    scale = scale_for(unit, levels, currency)
    return scale.resolving((max(levels) - min(levels)) / 10), scale_for(unit, sizes, currency)


def title_of(rows: Sequence[Row], scale: Scale) -> str:
    """'Five levers take first-time fix from 77.1 % to 88.6 %'."""
    count = len(rows) - 2
    levers, figure = f"{_WORDS.get(count, str(count))} levers", noun(str(rows[0]["figure"])).removesuffix(" per year")
    if rows[-1]["added_verdict"] not in DETECTABLE:
        together = "Both levers" if count == 2 else f"All {levers}"
        return f"{together} together make no detectable difference to {figure}"
    begin, end = (scale.amount(float(row["mean"])) for row in (rows[0], rows[-1]))
    return f"{levers[:1].upper()}{levers[1:]} take {figure} from {begin} to {end}"


def said_of(rows: Sequence[Row], change: Scale) -> list[str]:
    """That order matters, where it does: the lever whose steps differ most, and those whose steps cannot be told apart."""
    told = [row for row in rows[1:-2] if float(row["interaction_low"]) > 0 or float(row["interaction_high"]) < 0]
    unsure = [show(str(row["lever"])) for row in rows[1:-1] if row["added_verdict"] not in DETECTABLE]
    total = rows[-1]
    spread = change.interval(float(total["added_low"]), float(total["added_high"]), signed=True)
    lines = [f"All of them together: {change.difference(float(total['added']))} ({spread})."]
    if told:
        top = max(told, key=lambda row: abs(float(row["interaction"])))
        added, removed = float(top["added"]), float(top["removed"])
        why = "; others do part of its work" if abs(added) > abs(removed) else "; others make it worth more"
        why = why if top["added_verdict"] == "better" else ""
        lines.append(
            f"Order matters: {show(str(top['lever']))} brings {change.difference(added)} in this order, but {change.difference(removed)} as the last of "
            f"all levers{why}."
        )
    else:
        lines.append("Whether order matters cannot be told: no lever brings detectably more or less as the last of all.")
    if unsure:
        lines.append(f"No detectable difference in this order: {listed(unsure)}.")
    return lines


def axis_of(title: str, scale: Scale) -> str:
    """A figure as an axis names it: 'service cost (M EUR a year)'."""
    name = f"{title[:1].lower()}{title[1:]}"
    return f"{name} ({scale.axis})" if scale.axis else name


def picture_of(ax: Axes, folder: Path, name: str) -> str:
    """Save a picture as SVG and PNG; returns it as a data: URI."""
    svg, _ = save(figure_of(ax), folder / "charts", name)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.read_bytes()).decode("ascii")
