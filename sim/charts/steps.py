"""A staircase: one figure as levers are added one after the other, and what each brings in that order and as the last of all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import MINUS, Scale
from sim.charts.theme import (
    BETTER,
    BLUE,
    INK,
    MUTED,
    NEUTRAL,
    ORANGE,
    SLATE,
    WORSE,
    axes_or_new,
    look,
    plain,
    write_legend,
    write_title,
)

WIDTH = 7.6
_ROW, _HEAD, _FOOT = 0.44, 0.34, 0.6
"""Inches: a lever's row, the headings, the axes."""
_COLOURS = {"better": BETTER, "worse": WORSE}
Row = Mapping[Any, Any]


def plot_steps(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    scale: Scale,
    change: Scale,
    names: tuple[str, str] = ("average", "best in class"),
    label: str = "",
    title: str = "",
) -> Axes:
    """Draw the rows of staircase.csv of one figure. Left: the figure, from where it begins to where all levers are there. Right: each lever's change
    with its interval, added in this order (disc) and taken away from all of them (diamond); hollow where it is not detectable.

    `scale` is of the figure, `change` of its differences. The axes given (or made) are only the area.
    """
    with look():
        own = ax is None
        rows: list[Row] = list(frame.to_dict("records"))
        levers = [plain(str(row["lever"]).replace("_", " "), 22) for row in rows[1:-1]]
        labels = [names[0], *(f"+ {lever}" for lever in levers), names[1]]
        inches = _HEAD + _FOOT + _ROW * len(labels)
        ax = axes_or_new(ax, 0.25 + inches, WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        write_legend(ax, *_legend(), own=own, columns=2, handle=1.4)
        left = 0.025 + 0.0115 * max(map(len, labels))
        bottom, tall = _FOOT / inches, _ROW * len(labels) / inches
        wide = 1.0 - left - 0.05
        walk = ax.inset_axes((left, bottom, 0.56 * wide, tall))
        sizes = ax.inset_axes((left + 0.56 * wide + 0.05, bottom, 0.44 * wide, tall))
        _walk(walk, rows, labels, scale, label)
        _sizes(sizes, rows, len(labels), change)
        return ax


def _legend() -> tuple[list[Line2D], list[str]]:
    disc = Line2D([], [], marker="o", color=BLUE, linewidth=2.2, markersize=6)
    diamond = Line2D([], [], marker="D", color=ORANGE, linewidth=2.2, markersize=5.5)
    return [disc, diamond], ["added in this order", "taken away from all of them, so added last"]


def _walk(panel: Axes, rows: Sequence[Row], labels: Sequence[str], scale: Scale, label: str) -> None:
    """The waterfall: bars from one level to the next."""
    levels = [float(row["mean"]) * scale.factor for row in rows]
    span = (max(levels) - min(levels)) or abs(levels[0]) * 0.1 or 1.0
    low, high = min(levels) - 0.22 * span, max(levels) + 0.3 * span
    for at, row in enumerate(rows[1:-1], start=1):
        begin, end = levels[at - 1], levels[at]
        colour = _COLOURS.get(str(row["added_verdict"]), NEUTRAL)
        panel.barh(
            at, end - begin, left=begin, height=0.56, color=colour if colour != NEUTRAL else "#b8c0c7", edgecolor="none", zorder=2
        )
        panel.plot([begin, begin], [at - 1, at], color=MUTED, linewidth=0.8, zorder=1)
        _number(panel, max(begin, end), at, scale.amount(float(row["mean"])), INK)
    for at in (0, len(rows) - 1):
        panel.barh(at, levels[at] - low, left=low, height=0.56, color=SLATE, zorder=2)
        _number(panel, levels[at], at, scale.amount(float(rows[at]["mean"])), INK, bold=True)
    panel.plot([levels[-1]] * 2, [len(rows) - 2, len(rows) - 1], color=MUTED, linewidth=0.8, zorder=1)
    panel.set(xlim=(low, high), ylim=(len(rows) - 0.5, -0.5))
    panel.set_yticks(range(len(labels)), labels)
    for tick, strong in zip(panel.get_yticklabels(), [True, *[False] * (len(labels) - 2), True], strict=True):
        tick.set_fontweight("bold" if strong else "normal")
    panel.tick_params(axis="y", length=0, labelsize=9)
    _axis(panel, label)


def _number(panel: Axes, x: float, y: float, text: str, colour: str, *, bold: bool = False) -> None:
    panel.annotate(
        text, (x, y), (4, 0), textcoords="offset points", va="center", fontsize=8.6, color=colour, fontweight="bold" if bold else "normal", zorder=3
    )  # fmt: skip


def _sizes(panel: Axes, rows: Sequence[Row], count: int, scale: Scale) -> None:
    """What each lever brings, in both directions."""
    panel.axvline(0.0, color=INK, linewidth=1.0, zorder=0)
    for at, row in enumerate(rows[1:-1], start=1):
        for kind, shift, colour, marker in (("added", -0.15, BLUE, "o"), ("removed", 0.17, ORANGE, "D")):
            mean = float(row[kind]) * scale.factor
            if not math.isfinite(mean):
                continue
            ends = [float(row[f"{kind}_{side}"]) * scale.factor for side in ("low", "high")]
            sure = row[f"{kind}_verdict"] in {"better", "worse", "higher", "lower"}
            panel.plot(ends, [at + shift] * 2, color=colour, linewidth=2.2, solid_capstyle="butt")
            panel.plot(
                mean, at + shift, marker=marker, markersize=6 if marker == "o" else 5.2, color=colour, markerfacecolor=colour if sure else "white",
                markeredgewidth=1.3,
            )  # fmt: skip
    panel.set(ylim=(count - 0.5, -0.5), yticks=[])
    panel.spines["left"].set_visible(False)
    panel.margins(x=0.08)
    unit = f"{scale.difference_unit} {scale.per}".strip()
    _axis(panel, f"what it brings ({unit})" if unit else "what it brings", signed=True)


def _axis(panel: Axes, label: str, *, signed: bool = False) -> None:
    panel.spines["left"].set_visible(False)
    panel.grid(True, axis="x")
    panel.tick_params(axis="x", labelsize=8)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    form = "{:+,.10g}" if signed else "{:,.10g}"
    panel.xaxis.set_major_formatter(
        FuncFormatter(lambda tick, _position: form.format(tick).replace("-", MINUS) if tick or not signed else "0")
    )
    panel.set_xlabel(label, color=MUTED, fontsize=8.5)
