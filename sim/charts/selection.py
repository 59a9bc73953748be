"""The choice of the best: every point on one axis, who was dropped and when, who breaks a limit, and the winner."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import Scale, scale_for
from sim.charts.theme import BETTER, INK, MUTED, PALE, WIDTH, WORSE, axes_or_new, look, plain, write_title
from sim.kpi.words import prose

CHOSEN, BEATEN, BREAKS, LEFT, STARVED = "chosen", "dropped", "limit not kept", "undecided", "no data"
LOOKS: Mapping[str, tuple[str, str, str]] = {
    CHOSEN: ("D", BETTER, BETTER),
    LEFT: ("o", INK, INK),
    BEATEN: ("o", "#8b959e", MUTED),
    BREAKS: ("X", WORSE, WORSE),
    STARVED: ("o", PALE, MUTED),
}
"""Verdict -> marker, its colour, the colour of the words beside it."""
_ROW, _FOOT, _WORDS = 0.34, 0.6, 0.29
"""Inches of a point's row and of the axis; share of the width for the words at the right."""


def plot_selection(
    selection: pd.DataFrame,
    limits: pd.DataFrame | None = None,
    ax: Axes | None = None,
    *,
    labels: Mapping[str, str] | None = None,
    currency: str = "EUR",
    title: str = "",
) -> Axes:
    """Draw the rows of selection.csv in their order: mean of the objective with its interval, and in words what became of each point.

    `limits` are the rows of selection_limits.csv, for the name of the limit that a point breaks. The winner is a diamond with a line down to
    the others, a point that breaks a limit a cross, dropped ones are grey with the replication at which they were dropped.
    """
    with look():
        own = ax is None
        rows: Sequence[Mapping[Any, Any]] = selection.to_dict("records")
        ax = axes_or_new(ax, _FOOT + _ROW * len(rows), WIDTH)
        write_title(ax, title or finding(selection, labels, currency), own=own)
        unit, figure = str(selection["unit"].iloc[0]), str(selection["objective"].iloc[0])
        scale = scale_for(unit, selection["mean"], currency)
        lead = next((row for row in rows if row["verdict"] == CHOSEN), None)
        if lead is not None:
            ax.axvline(float(lead["mean"]) * scale.factor, color=BETTER, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
        for at, row in enumerate(rows):
            _point(ax, row, at, scale.factor)
            ax.text(
                1.02, at, _said(row, limits, labels or {}), transform=ax.get_yaxis_transform(), va="center", fontsize=8.5,
                color=LOOKS[str(row["verdict"])][2], fontweight="bold" if row["verdict"] == CHOSEN else "normal",
            )  # fmt: skip
        ax.set(ylim=(len(rows) - 0.5, -0.5))
        ax.set_yticks(range(len(rows)), [plain(str(row["point"]).replace("_", " "), 30) for row in rows])
        for label, row in zip(ax.get_yticklabels(), rows, strict=True):
            label.set_color(INK if row["verdict"] in {CHOSEN, LEFT} else MUTED)
            label.set_fontweight("bold" if row["verdict"] == CHOSEN else "normal")
        ax.tick_params(axis="y", length=0)
        ax.margins(x=0.06)
        ax.spines["left"].set_visible(False)
        ax.grid(True, axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(6))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}"))
        name = (labels or {}).get(figure, prose(figure))
        ax.set_xlabel(f"{name}, {scale.axis}" if scale.axis else name, color=MUTED, fontsize=9)
        return ax


def finding(selection: pd.DataFrame, labels: Mapping[str, str] | None = None, currency: str = "EUR") -> str:
    """The picture's sentence, from the rows of selection.csv."""
    rows: Sequence[Mapping[Any, Any]] = selection.to_dict("records")
    figure, count = str(selection["objective"].iloc[0]), len(rows)
    name = (labels or {}).get(figure, prose(figure))
    lead = next((row for row in rows if row["verdict"] == CHOSEN), None)
    broken = sum(row["verdict"] == BREAKS for row in rows)
    if lead is not None:
        extreme = "lowest" if lead["better"] == "down" else "highest"
        amount = _scale(selection, currency).amount(float(lead["mean"]))
        kept = (
            f" of those that keep the limits; {broken} of {count} {'does' if broken == 1 else 'do'} not"
            if broken
            else f" of {count} ways to run"
        )
        return f"{plain(str(lead['point']).replace('_', ' '), 60)} has the {extreme} {name}, {amount},{kept}"
    left = sum(row["verdict"] == LEFT for row in rows)
    if left:
        return f"{left} of {count} ways to run could not be told apart"
    return f"None of {count} ways to run keeps the limits" if broken else f"None of {count} ways to run has data enough"


def _scale(selection: pd.DataFrame, currency: str) -> Scale:
    return scale_for(str(selection["unit"].iloc[0]), selection["mean"], currency)


def _point(ax: Axes, row: Mapping[Any, Any], at: int, factor: float) -> None:
    """Interval and marker of one point."""
    mean, low, high = (float(row[key]) * factor for key in ("mean", "low", "high"))
    if math.isnan(mean):
        return
    marker, colour, _ = LOOKS[str(row["verdict"])]
    if math.isfinite(low) and math.isfinite(high):
        ax.plot([low, high], [at, at], color=colour, linewidth=2.2, solid_capstyle="butt")
    size = 9 if row["verdict"] == CHOSEN else 8 if row["verdict"] == BREAKS else 6.5
    ax.plot(mean, at, marker=marker, markersize=size, color=colour, markeredgecolor="white", markeredgewidth=0.8, zorder=3)


def _said(row: Mapping[Any, Any], limits: pd.DataFrame | None, labels: Mapping[str, str]) -> str:
    """What became of a point: 'best, 141 replications'."""
    verdict, dropped = str(row["verdict"]), row["dropped_at"]
    at = "" if pd.isna(dropped) else f" at {int(dropped):,}"
    if verdict == CHOSEN:
        return f"best ({int(row['replications']):,} replications)"
    if verdict == BEATEN:
        return f"dropped{at}"
    if verdict == BREAKS:
        return f"{_broken(row, limits, labels)}{at and ','}{at}"
    return "not told apart" if verdict == LEFT else "no data"


def _broken(row: Mapping[Any, Any], limits: pd.DataFrame | None, labels: Mapping[str, str]) -> str:
    """The limit that a point breaks, by name where it is known."""
    if limits is None:
        return "limit not kept"
    found = limits.loc[(limits["point"] == row["point"]) & (limits["verdict"] == "does not meet"), "figure"]
    if found.empty:
        return "limit not kept"
    figure = str(found.iloc[0])
    return f"{plain(labels.get(figure, figure.replace('_', ' ')), 22)} not kept"
