"""Stock money against service: what theory promises along two curves, and what simulation says at some points of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.labels import place_labels
from sim.charts.scale import scale_for
from sim.charts.theme import BLUE, INK, MUTED, SLATE, VERMILLION, axes_or_new, look, text_colour, write_legend, write_title

_STYLES: dict[str, tuple[str, str, Any]] = {
    "system": (BLUE, "s", "-"),
    "item": (VERMILLION, "^", (0, (5, 2))),
    "present": (SLATE, "o", "-"),
}
"""Approach -> colour, marker, line."""
_ROOM = 0.12


def plot_plan(
    curves: pd.DataFrame, points: pd.DataFrame, ax: Axes | None = None, *, y_label: str, currency: str = "EUR", title: str = ""
) -> Axes:
    """Draw cost against a share, such as availability.

    `curves` has a row per point of a curve by theory: approach ('system' or 'item'), cost, value; `points` a row per option: name, approach
    ('present' too), cost, theory, and where it was simulated mean, low, high (else NaN). A hollow mark is theory, a full one the simulation
    with its 95 % interval.
    """
    with look():
        own = ax is None
        ax = axes_or_new(ax, 4.8)
        money = scale_for("money", [*points["cost"], *curves["cost"]], currency)
        write_title(ax, title, own=own)
        keys = _keys(curves, simulated=bool(points["mean"].notna().any()))
        write_legend(ax, keys, [str(key.get_label()) for key in keys], own=own, columns=3, handle=2.0)
        for approach, rows in curves.groupby("approach", sort=False):
            colour, _, style = _STYLES[str(approach)]
            ax.plot(rows["cost"] * money.factor, rows["value"] * 100, color=colour, linestyle=style, linewidth=1.6, zorder=2)
        marks, bars = [], []
        for row in points.itertuples():
            spot, bar = _mark(ax, row, money.factor)
            marks.append(spot)
            bars += bar
        _finish(ax, curves, points, money.factor)
        ax.set_xlabel(f"stock money: price of all units on hand or on the way ({money.axis})")
        ax.set_ylabel(y_label)
        place_labels(
            ax,
            marks,
            [str(name) for name in points["name"]],
            size=8.5,
            lines=bars,
            colours=[text_colour(_STYLES[approach][0]) for approach in points["approach"]],
        )
        return ax


def _keys(curves: pd.DataFrame, *, simulated: bool) -> list[Line2D]:
    """What lines and marks mean."""
    keys = [
        Line2D([], [], color=_STYLES[approach][0], linestyle=_STYLES[approach][2], label=f"{approach} approach, by theory")
        for approach in dict.fromkeys(curves["approach"])
    ]
    hollow = {"linestyle": "none", "marker": "o", "markeredgecolor": INK, "color": INK}
    keys.append(Line2D([], [], markerfacecolor="white", label="an option, by theory", **hollow))  # type: ignore[arg-type]
    if simulated:
        keys.append(Line2D([], [], label="simulated, with 95 % interval", **hollow))  # type: ignore[arg-type]
    return keys


def _mark(ax: Axes, row: Any, factor: float) -> tuple[tuple[float, float], list[tuple[tuple[float, float], tuple[float, float]]]]:
    """Draw one option; return where its label belongs and the upright lines to keep clear of."""
    colour, marker, _ = _STYLES[row.approach]
    x, theory = row.cost * factor, 100 * row.theory
    ax.plot(x, theory, marker=marker, markersize=7, markerfacecolor="white", markeredgecolor=colour, linestyle="none", zorder=4)
    if not np.isfinite(row.mean):
        return (x, theory), []
    shown = 100 * row.mean
    ends = [100 * each for each in (row.low, row.high)]
    lines = [((x, min(theory, shown)), (x, max(theory, shown)))]
    ax.plot([x, x], [theory, shown], color=colour, linewidth=0.8, linestyle=(0, (1, 2)), zorder=3)
    if np.isfinite(ends).all():
        ax.plot([x, x], ends, color=colour, linewidth=1.8, solid_capstyle="butt", zorder=3)
        lines.append(((x, ends[0]), (x, ends[1])))
    ax.plot(x, shown, marker=marker, markersize=6, color=colour, markeredgecolor="white", linestyle="none", zorder=5)
    return (x, shown), lines


def _finish(ax: Axes, curves: pd.DataFrame, points: pd.DataFrame, factor: float) -> None:
    """Limits around the options, so that a curve's steep beginning does not flatten the rest."""
    values = 100 * points[["theory", "mean", "low", "high"]].to_numpy(dtype=float)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    near = curves["cost"] <= 1.05 * points["cost"].max()
    high = max(high, float(100 * curves.loc[near, "value"].max())) if near.any() else high
    room = max(high - low, 0.02) * _ROOM
    ax.set_ylim(low - 1.5 * room, min(high + 1.5 * room, 100.0 + 0.5 * room))
    dearest = float(points["cost"].max()) * factor
    ax.set_xlim(-0.02 * max(dearest, 1.0), 1.18 * max(dearest, 1.0))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}"))
    ax.axvline(float(points["cost"].iloc[0]) * factor, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    ax.grid(True)
