"""All that a search tried: one figure against another, the frontier of what nothing else beats in both, today's way and the chosen one."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.labels import place_labels
from sim.charts.scale import Scale, scale_for
from sim.charts.theme import (
    BLUE,
    INK,
    MUTED,
    PALE,
    SLATE,
    VERMILLION,
    axes_or_new,
    look,
    plain,
    text_colour,
    write_legend,
    write_title,
)
from sim.kpi import member_of
from sim.kpi.words import begin, prose

FRONT, OPEN = "on the frontier", "cannot be told"
_ROOM = 0.12
"""Air around what is shown, as a share of it."""


def plot_frontier(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    x: str = "cost",
    y: str = "first_time_fix_rate",
    x_label: str = "",
    y_label: str = "",
    limit: float | None = None,
    currency: str = "EUR",
    title: str = "",
) -> Axes:
    """Draw every way that was tried by its means of `x` and `y`; the line joins those that no other mean beats in both.

    `frame` holds the columns of tried.csv. The whiskers of the frontier, of what cannot be told from it and of today's way are the 95 %
    intervals of the paired differences to the chosen way, laid at the mean. `limit` is what is wanted of `y`. Dominated ways far from all that are left
    out of the picture and counted in the legend.
    """
    with look():
        own = ax is None
        ax = axes_or_new(ax, 4.8)
        known = frame[frame[x].notna() & frame[y].notna()].reset_index(drop=True)
        scales = {name: scale_for(member_of(name).unit, known[name], currency) for name in (x, y)}
        spots = np.array([known[name] * scales[name].factor for name in (x, y)], dtype=float).T.reshape(-1, 2)
        chosen, today = known["chosen"].eq(True), known["today"].eq(True)
        front, unsure = (known["standing"] == FRONT, known["standing"] == OPEN)
        shown = front | unsure | chosen | today
        _view(ax, known[shown], spots[shown], (x, y), scales, limit)
        outside = _dots(ax, spots[~shown])
        line = spots[front]
        line = line[np.argsort(line[:, 0], kind="stable")]
        ax.plot(*line.T, color=BLUE, linewidth=1.4, zorder=3)
        arms = []
        for at in np.flatnonzero(shown):
            colour, mark = (VERMILLION, "D") if chosen[at] else (SLATE, "s") if today[at] else (BLUE if front[at] else MUTED, "o")
            strong = chosen[at] or today[at] or front[at]
            arms += _whiskers(ax, known.iloc[at], spots[at], (x, y), scales, colour, strong=strong)
            size = 7.5 if chosen[at] or today[at] else 5.5 if strong else 4.5
            ax.plot(
                *spots[at], marker=mark, markersize=size, color=colour, markerfacecolor=colour if strong else "white", linestyle="none",
                markeredgecolor="white" if strong else colour, markeredgewidth=0.8, zorder=6 if mark != "o" else 5,
            )  # fmt: skip
        write_title(ax, title, own=own)
        _legend(ax, known[~shown], outside, unsure=bool(unsure.any()), own=own)
        _finish(ax, scales, (x, y), (x_label or begin(prose(x)), y_label or begin(prose(y))), limit)
        names, marked = _named(known, chosen, today)
        place_labels(
            ax,
            [tuple(spots[at]) for at in marked],
            names,
            avoid=[tuple(spot) for spot in spots[shown]],
            lines=arms,
            colours=[text_colour(VERMILLION if chosen[at] else INK) for at in marked],
        )
        return ax


def frontier_title(frame: pd.DataFrame, *, x: str = "cost", y: str = "first_time_fix_rate", currency: str = "EUR") -> str:
    """What the chosen way changes, in one sentence; an interval that holds zero is no change."""
    row, today = (frame[frame[column].eq(True)].iloc[0] for column in ("chosen", "today"))
    if row["today"]:
        return "Nothing that was tried beats the way things are today for sure"
    parts = []
    for name in (x, y):
        low, high = -today[f"{name}_difference_high"], -today[f"{name}_difference_low"]
        scale = scale_for(member_of(name).unit, [row[name]], currency).resolving((high - low) / 2)
        per = f" {scale.per}" if scale.per else ""
        if not (low > 0 or high < 0):
            parts.append(f"no detectable difference in {prose(name)}")
        else:
            amount = scale.difference(abs(today[f"{name}_difference"]), signed=False)
            parts.append(f"{amount}{per} {'more' if low > 0 else 'less'} {prose(name)}")
    return f"{plain(str(row['point']), 60)} against today: {' and '.join(parts)}"


def _named(known: pd.DataFrame, chosen: pd.Series[bool], today: pd.Series[bool]) -> tuple[list[str], list[int]]:
    """Labels of the chosen way and of today's, or of both in one, and where they stand."""
    names, marked = [], []
    for at in np.flatnonzero(chosen | today):
        name = plain(str(known["point"].iloc[at]), 40)
        names.append("today, and chosen" if chosen[at] and today[at] else name if chosen[at] else "today")
        marked.append(int(at))
    return names, marked


def _spans(row: Any, names: tuple[str, str], scales: dict[str, Scale]) -> list[tuple[float, float]]:
    """Ends of both intervals in the axes' units: of the paired differences, laid at the means."""
    found = []
    for name in names:
        shift = row[name] - row[f"{name}_difference"]
        found.append(tuple(float(row[f"{name}_difference_{side}"] + shift) * scales[name].factor for side in ("low", "high")))
    return found  # type: ignore[return-value]


def _whiskers(
    ax: Axes, row: Any, spot: Any, names: tuple[str, str], scales: dict[str, Scale], colour: str, *, strong: bool
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Draw the cross of one way; return its ends. Nothing where there is no interval."""
    (left, right), (bottom, top) = _spans(row, names, scales)
    if not np.isfinite([left, right, bottom, top]).all():
        return []
    x, y = spot
    width, alpha = (1.3, 0.9) if strong else (0.8, 0.45)
    ax.plot([left, right], [y, y], color=colour, linewidth=width, alpha=alpha, zorder=4)
    ax.plot([x, x], [bottom, top], color=colour, linewidth=width, alpha=alpha, zorder=4)
    return [((left, y), (right, y)), ((x, bottom), (x, top))]


def _view(
    ax: Axes, rows: pd.DataFrame, spots: Any, names: tuple[str, str], scales: dict[str, Scale], limit: float | None
) -> None:
    """Show the frontier, what may lie on it, today's way and the chosen one, whiskers included."""
    spans = np.array([_spans(row, names, scales) for _, row in rows.iterrows()], dtype=float)
    for axis in (0, 1):
        values = [*spots[:, axis], *spans[:, axis].ravel()]
        if axis and limit is not None:
            values.append(limit * scales[names[1]].factor)
        low, high = np.nanmin(values), np.nanmax(values)
        room = _ROOM * max(high - low, 1e-9 + 0.001 * abs(high))
        _ = ax.set_ylim(low - room, high + room) if axis else ax.set_xlim(low - room, high + room)


def _dots(ax: Axes, spots: Any) -> int:
    """Draw what is dominated, breaks a limit or has no say; return how many of them lie outside the picture."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    inside = (spots[:, 0] >= left) & (spots[:, 0] <= right) & (spots[:, 1] >= bottom) & (spots[:, 1] <= top)
    ax.plot(*spots[inside].T, marker="o", markersize=4.0, color=PALE, linestyle="none", zorder=2)
    return int((~inside).sum())


def _legend(ax: Axes, rest: pd.DataFrame, outside: int, *, unsure: bool, own: bool) -> None:
    def key(colour: str, mark: str, face: str, line: Literal["-", "none"] = "none") -> Line2D:
        return Line2D([], [], color=colour, marker=mark, markerfacecolor=face, markersize=6, linestyle=line)

    entries = [
        ("chosen", key(VERMILLION, "D", VERMILLION)),
        ("today", key(SLATE, "s", SLATE)),
        ("frontier, by means", key(BLUE, "o", BLUE, "-")),
    ]
    if unsure:
        entries.append(("cannot be told from it", key(MUTED, "o", "white")))
    if len(rest):
        far = f" ({outside} outside)" if outside else ""
        entries.append((f"beaten, or breaks a limit{far}", key(PALE, "o", PALE)))
    write_legend(ax, [artist for _, artist in entries], [name for name, _ in entries], own=own, columns=3, handle=1.6)


def _finish(ax: Axes, scales: dict[str, Scale], names: tuple[str, str], labels: tuple[str, str], limit: float | None) -> None:
    """Ticks and labels with units, and the limit."""
    for axis, name, label in ((ax.xaxis, names[0], labels[0]), (ax.yaxis, names[1], labels[1])):
        axis.set_major_locator(MaxNLocator(6))
        axis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}"))
        axis.set_label_text(f"{label} ({scales[name].axis})" if scales[name].axis else label)
    if limit is not None:
        height = limit * scales[names[1]].factor
        ax.axhline(height, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        ax.annotate("limit", (1.0, height), xycoords=("axes fraction", "data"), xytext=(-3, 3), textcoords="offset points",
                    color=MUTED, fontsize=8.5, ha="right", va="bottom")  # fmt: skip
    ax.grid(True)
