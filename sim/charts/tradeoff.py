"""One figure against another, a point per policy with its 95 % intervals: what is gained for what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.labels import place_labels
from sim.charts.scale import Scale, scale_for
from sim.charts.theme import MUTED, axes_or_new, look, policy_styles, text_colour, write_title

Point = tuple[float, float]


def plot_tradeoff(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    x: str = "cost",
    y: str = "first_time_fix_rate",
    x_label: str = "Service cost",
    y_label: str = "First-time fix",
    currency: str = "EUR",
    title: str = "",
) -> Axes:
    """Draw the comparison's figures `x` and `y` of every policy against each other.

    `frame` holds the columns of comparison.csv. The ellipse and the cross in it span the 95 % intervals of the paired differences to the
    baseline, which say whether two policies differ; dashed lines pass through the baseline. A policy that is not compared has the intervals of
    its means instead.
    """
    with look():
        own = ax is None
        ax = axes_or_new(ax, 4.6)
        wide = frame[frame["figure"].isin([x, y])].pivot(index="policy", columns="figure")
        order = [policy for policy in dict.fromkeys(frame["policy"]) if policy in wide.index]
        wide = wide.loc[order]
        wide = wide[wide[("mean", x)].notna() & wide[("mean", y)].notna()]
        base = [
            policy for policy in wide.index if "baseline" in (wide.loc[policy, ("verdict", x)], wide.loc[policy, ("verdict", y)])
        ]
        styles = policy_styles(order, base[0] if base else order[0])
        scales = {name: scale_for(_unit(frame, name), wide[("mean", name)], currency) for name in (x, y)}
        if base and len(wide) > 1:
            ax.axvline(
                wide.loc[base[0], ("mean", x)] * scales[x].factor, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1
            )
            ax.axhline(
                wide.loc[base[0], ("mean", y)] * scales[y].factor, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1
            )
        points = [_mark(ax, wide.loc[policy], (x, y), scales, styles[policy], alone=len(wide) == 1) for policy in wide.index]
        _finish_axes(ax, scales, (x, y), (x_label, y_label), points)
        write_title(ax, title, own=own)
        names = [
            f"{policy} (baseline)" if policy in base and len(wide) > 1 and policy != "baseline" else str(policy)
            for policy in wide.index
        ]
        guides = []
        if base and len(wide) > 1:
            x0, y0 = points[list(wide.index).index(base[0])]
            guides = [((x0, ax.get_ylim()[0]), (x0, ax.get_ylim()[1])), ((ax.get_xlim()[0], y0), (ax.get_xlim()[1], y0))]
        arms = [ends for policy in wide.index for ends in _arms(wide.loc[policy], (x, y), scales, alone=len(wide) == 1)]
        place_labels(
            ax,
            points,
            [name.replace("_", " ") for name in names],
            lines=arms,
            guides=guides,
            colours=[text_colour(styles[policy][0]) for policy in wide.index],
        )
        return ax


def _unit(frame: pd.DataFrame, figure: str) -> str:
    units = frame.loc[frame["figure"] == figure, "unit"] if "unit" in frame else pd.Series(dtype=str)
    return str(units.iloc[0]) if len(units) else ""


def _mark(ax: Axes, row: Any, names: tuple[str, str], scales: dict[str, Scale], style: tuple[str, str], *, alone: bool) -> Point:
    """Draw one policy's ellipse, cross and marker; return its point in the axes' units."""
    colour, marker = style
    at = [float(row[("mean", name)]) * scales[name].factor for name in names]
    (left, right), (bottom, top) = (_span(row, name, scales[name].factor, alone=alone) for name in names)
    if np.isfinite([left, right, bottom, top]).all():
        centre, size = ((left + right) / 2, (bottom + top) / 2), (right - left, top - bottom)
        ax.add_patch(Ellipse(centre, *size, facecolor=colour, alpha=0.18, edgecolor="none", zorder=2))
        ax.add_patch(Ellipse(centre, *size, facecolor="none", edgecolor=colour, linewidth=0.8, alpha=0.8, zorder=2))
        ax.plot([left, right], [at[1], at[1]], color=colour, linewidth=1.4, zorder=3)
        ax.plot([at[0], at[0]], [bottom, top], color=colour, linewidth=1.4, zorder=3)
    ax.plot(
        *at, marker=marker, markersize=7, color=colour, markeredgecolor="white", markeredgewidth=0.9, linestyle="none", zorder=4
    )
    return at[0], at[1]


def _arms(row: Any, names: tuple[str, str], scales: dict[str, Scale], *, alone: bool) -> list[tuple[Point, Point]]:
    """Ends of the cross of one policy; none when there is no interval."""
    x, y = (float(row[("mean", name)]) * scales[name].factor for name in names)
    (left, right), (bottom, top) = (_span(row, name, scales[name].factor, alone=alone) for name in names)
    return [((left, y), (right, y)), ((x, bottom), (x, top))] if np.isfinite([left, right, bottom, top]).all() else []


def _span(row: Any, name: str, factor: float, *, alone: bool) -> tuple[float, float]:
    """Ends of the interval of one figure in the axes' units: of the mean, or of the difference laid at the mean."""
    low, high = (float(row[(side if alone else f"difference_{side}", name)]) for side in ("low", "high"))
    shift = 0.0 if alone else float(row[("mean", name)]) - float(row[("difference", name)])
    return (low + shift) * factor, (high + shift) * factor


def _finish_axes(
    ax: Axes, scales: dict[str, Scale], names: tuple[str, str], labels: tuple[str, str], points: list[Point]
) -> None:
    """Room around the points for their labels, ticks with units, labels that say them."""
    ax.autoscale_view()
    for axis, index in ((ax.xaxis, 0), (ax.yaxis, 1)):
        scale = scales[names[index]]
        low, high = ax.get_xlim() if index == 0 else ax.get_ylim()
        values = [point[index] for point in points]
        low, high = min([low, *values]), max([high, *values])
        room = max(high - low, 1e-9 + 0.001 * abs(high)) * (0.16 if index == 0 else 0.14)
        limits = (low - room, high + room)
        _ = ax.set_xlim(*limits) if index == 0 else ax.set_ylim(*limits)
        axis.set_major_locator(MaxNLocator(6))
        axis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}"))
        axis.set_label_text(f"{labels[index]} ({scale.axis})" if scale.axis else labels[index])
    ax.grid(True)
