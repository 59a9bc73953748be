"""The week of a line of support: how many call, how many agents there are, and how many of the calls are settled as they should be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.theme import BLUE, INK, MUTED, ORANGE, SKY, SLATE, VERMILLION, axes_or_new, look, write_legend, write_title

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 24.0
_GAP = 1.0
"""Hours of air between two days where nobody answers at night."""
_PANELS = ((0.74, 0.26), (0.40, 0.29), (0.0, 0.34))
"""(bottom, height) of calls, agents and service."""


def plot_week(
    week: pd.DataFrame, ax: Axes | None = None, *, interval: float, target: float, at_most: bool, service: str, title: str = ""
) -> Axes:
    """Draw a week interval by interval, in three panels over the same hours.

    `week` has a row per open interval: hour (its begin since Monday 00:00), calls (per hour), today, by_theory and planned (agents), theory (the share
    of calls by theory with the agents planned), and where it was simulated mean, low, high of that share (else NaN). `interval` is in hours;
    `target` is the share wanted, `at_most` says that less is better. The axes given (or made) are the area for the panels.
    """
    with look():
        own = ax is None
        ax = axes_or_new(ax, 6.6)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        simulated, raised = bool(week["mean"].notna().any()), bool((week["planned"] > week["by_theory"]).any())
        off = week["low"] > target if at_most else week["high"] < target
        keys = _keys(simulated=simulated, raised=raised, off=bool(off.any()))
        write_legend(ax, keys, [str(key.get_label()) for key in keys], own=own, columns=3, handle=1.6)
        calls, agents, share = (ax.inset_axes((0.0, bottom, 1.0, height)) for bottom, height in _PANELS)
        places, days = _places(week["hour"].to_numpy(dtype=float), interval)
        slots = np.rint(places / interval).astype(int)
        edges = interval * np.arange(slots.max() + 2)

        def steps(column: str) -> np.ndarray:
            whole = np.full(len(edges) - 1, np.nan)
            whole[slots] = week[column].to_numpy(dtype=float)
            return whole

        calls.stairs(np.nan_to_num(steps("calls")), edges, fill=True, color=SKY, alpha=0.55)
        if raised:
            planned, wanted = (np.nan_to_num(steps(column)) for column in ("planned", "by_theory"))
            agents.stairs(planned, edges, baseline=wanted, fill=True, color=ORANGE, alpha=0.8)
        agents.stairs(steps("today"), edges, color=SLATE, linewidth=1.0, linestyle=(0, (3, 1.5)), baseline=None)
        agents.stairs(steps("by_theory"), edges, color=BLUE, linewidth=1.5, baseline=None)
        _shares(share, week, places + interval / 2, target, at_most=at_most, simulated=simulated)
        expected = np.where(steps("calls") > 0, 100 * steps("theory"), np.nan)
        share.stairs(expected, edges, color=BLUE, linewidth=0.8, alpha=0.75, baseline=None, zorder=2)
        for panel, label in ((calls, "calls an hour"), (agents, "agents"), (share, service)):
            _frame(panel, days, label)
        for panel in (calls, agents):
            panel.set_ylim(0, None)
            panel.tick_params(labelbottom=False)
        return ax


def _places(hours: np.ndarray, interval: float) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
    """(where each interval begins, (day, its begin, its end)): days follow one another without the hours in which nobody answers between them."""
    days: list[tuple[str, float, float]] = []
    places, at = np.zeros(len(hours)), 0.0
    for day in sorted(set((hours // _DAY).astype(int).tolist())):
        own = hours // _DAY == day
        first, last = float(hours[own].min()), float(hours[own].max()) + interval
        at += 0.0 if not days or first % _DAY == 0 else _GAP
        places[own] = at + hours[own] - first
        days.append((f"{_DAYS[day % 7]}\n{_clock(first % _DAY)}\u2013{_clock(last - day * _DAY)}", at, at + last - first))
        at += last - first
    return places, days


def _clock(hour: float) -> str:
    """'8', or '8:30'."""
    minutes = round(hour * 60)
    return f"{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")


def _keys(*, simulated: bool, raised: bool, off: bool) -> list[Line2D | Patch]:
    """What lines and marks mean."""
    keys: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, linewidth=1.5, label="theory"),
        Line2D([], [], color=SLATE, linewidth=1.0, linestyle=(0, (3, 1.5)), label="agents today"),
        Line2D([], [], color=INK, linewidth=1.0, linestyle=(0, (5, 2)), label="target"),
    ]
    if raised:
        keys.append(Patch(color=ORANGE, alpha=0.8, label="agents added after simulation"))
    if simulated:
        keys.append(Line2D([], [], linestyle="none", marker="o", markersize=4, color=INK, label="simulated, 95 % interval"))
    if off:
        keys.append(Line2D([], [], linestyle="none", marker="X", markersize=6, color=VERMILLION, label="off target"))
    return keys


def _shares(ax: Axes, week: pd.DataFrame, middles: np.ndarray, target: float, *, at_most: bool, simulated: bool) -> None:
    """What was simulated in each interval, with its uncertainty, against the target."""
    ax.axhline(100 * target, color=INK, linewidth=1.0, linestyle=(0, (5, 2)), zorder=1)
    if simulated:
        mean, low, high = (100 * week[name].to_numpy(dtype=float) for name in ("mean", "low", "high"))
        off = low > 100 * target if at_most else high < 100 * target
        for chosen, colour, marker, size in ((~off, INK, "o", 2.6), (off, VERMILLION, "X", 5.5)):
            ax.vlines(middles[chosen], low[chosen], high[chosen], color=colour, linewidth=0.9, zorder=3)
            ax.plot(
                middles[chosen],
                mean[chosen],
                linestyle="none",
                marker=marker,
                markersize=size,
                color=colour,
                markeredgewidth=0,
                zorder=4,
            )
    values = 100 * week[["theory", "mean", "low", "high"]].to_numpy(dtype=float)
    if at_most:
        ax.set_ylim(0.0, min(101.0, 1.1 * max(float(np.nanmax(values)), 100 * target)))
    else:
        ax.set_ylim(max(0.0, min(float(np.nanmin(values)), 100 * target) - 3.0), 101.0)


def _frame(ax: Axes, days: list[tuple[str, float, float]], label: str) -> None:
    """Days below, each with its hours."""
    ax.set_xlim(days[0][1], days[-1][2])
    for _, begin, _ in days[1:]:
        ax.axvline(begin, color=MUTED, linewidth=0.6, zorder=0)
    ax.set_xticks([(begin + end) / 2 for _, begin, end in days], [name for name, _, _ in days])
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel(label)
    ax.grid(axis="y")
