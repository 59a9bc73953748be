"""Welch's picture: a course over time, averaged over replications and smoothed, and where the start was cut off."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.theme import BLUE, INK, MUTED, SKY, VERMILLION, WIDTH, axes_or_new, look, plain, write_legend, write_title

_ACROSS, _MOST = 2, 6
_PANEL = 2.05
"""Inches of a panel's height with its title and labels."""
_CUT = "#eef1f4"
_UNITS = ((168.0 * 8, 168.0, "week"), (24.0 * 4, 24.0, "day"), (0.0, 1.0, "hour"))
"""(least length of a run, hours, what they are called)."""


def plot_welch(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    cuts: Mapping[str, float],
    warm_up: float,
    label: str,
    title: str = "",
) -> Axes:
    """Draw the mean course and its moving average, a panel per way to run; six are drawn at most, those that settle last.

    `frame` has the columns policy, hour (end of the interval), mean and smooth, as courses.csv. `cuts` is where each course was cut (hours),
    `warm_up` the longest of them, which all figures leave out and which is shaded. `label` names what is on the axis with its unit. The axes
    given (or made) are only the area for the panels.
    """
    with look():
        own = ax is None
        every = list(dict.fromkeys(frame["policy"]))
        chosen = set(sorted(every, key=lambda policy: -cuts.get(policy, 0.0))[:_MOST])
        policies = [policy for policy in every if policy in chosen]
        across = min(_ACROSS, max(len(policies), 1))
        down = max(-(-len(policies) // across), 1)
        ax = axes_or_new(ax, 1.0 + (_PANEL if down > 1 else 2.6) * down, WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        write_legend(ax, *_legend(alone=len(policies) == 1), own=own, columns=4, handle=1.8)
        hours, unit = _unit(float(frame["hour"].max()) if len(frame) else 1.0)
        top = float(frame["mean"].max()) * 1.06 or 1.0
        left = 0.075
        wide, high = (1.0 - left) / across, 1.0 / down
        for at, policy in enumerate(policies):
            column, row = at % across, at // across
            box = (
                left + column * wide,
                1.0 - (row + 1) * high + 0.17 * high,
                wide * 0.94,
                (0.72 if len(policies) > 1 else 0.83) * high,
            )
            panel = ax.inset_axes(box)
            own_rows = frame[frame["policy"] == policy]
            _draw(panel, own_rows, cuts.get(policy, 0.0) / hours, warm_up / hours, hours)
            if len(policies) > 1:
                panel.set_title(plain(policy.replace("_", " "), 40), loc="left", fontsize=9.2, fontweight="bold")
            panel.set(xlim=(0.0, float(frame["hour"].max()) / hours), ylim=(min(0.0, float(frame["mean"].min())), top))
            bottom = at + across >= len(policies)
            _tidy(panel, label if column == 0 else "", f"{unit} of the run" if bottom else "")
        return ax


def _draw(panel: Axes, rows: pd.DataFrame, cut: float, warm_up: float, hours: float) -> None:
    """One way to run."""
    panel.axvspan(0.0, warm_up, color=_CUT, zorder=0, linewidth=0)
    panel.plot(rows["hour"] / hours, rows["mean"], color=SKY, linewidth=0.7, alpha=0.9, zorder=2)
    panel.plot(rows["hour"] / hours, rows["smooth"], color=BLUE, linewidth=1.9, zorder=3)
    panel.axvline(cut, color=VERMILLION, linewidth=1.4, linestyle=(0, (5, 2)), zorder=4)


def _legend(*, alone: bool) -> tuple[list[Line2D | Patch], list[str]]:
    keys: list[Line2D | Patch] = [
        Line2D([], [], color=SKY, linewidth=0.9),
        Line2D([], [], color=BLUE, linewidth=1.9),
        Line2D([], [], color=VERMILLION, linewidth=1.4, linestyle=(0, (5, 2))),
        Patch(color=_CUT),
    ]
    return keys, ["mean of the pilot", "moving average", "cut (MSER-5)", "left out" if alone else "left out of all"]


def _unit(run: float) -> tuple[float, str]:
    """Hours of a tick's unit, and its name."""
    return next((hours, name) for least, hours, name in _UNITS if run >= least)


def _tidy(panel: Axes, label: str, below: str) -> None:
    """Ticks and labels only where they are read."""
    panel.grid(True)
    panel.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    panel.yaxis.set_major_locator(MaxNLocator(4))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.12g}"))
    panel.tick_params(labelsize=8, labelleft=bool(label), labelbottom=bool(below))
    if label:
        panel.set_ylabel(label, fontsize=8.5, color=INK)
    if below:
        panel.set_xlabel(below, fontsize=8.5, color=MUTED)
