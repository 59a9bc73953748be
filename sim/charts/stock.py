"""Stock over time: what stands on the shelves of each echelon, one small panel per policy on common axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import scale_for
from sim.charts.theme import INK, LINE_COLOURS, MUTED, WIDTH, axes_or_new, look, plain, write_legend, write_title

_HOURS_PER_WEEK = 168.0
_STROKES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
_ACROSS = 3
_PANEL = 1.75
"""Inches of a panel's height with its title and labels."""


def plot_stock(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    echelons: Mapping[str, str] | None = None,
    warm_up: float = 0.0,
    currency: str = "EUR",
    title: str = "",
) -> Axes:
    """Draw stock value by echelon over time, a panel per policy.

    `frame` has the columns policy, echelon, week (start of the week, hours since the scenario's start) and value (money, mean over
    replications). `echelons` names the lines. The warm-up is shaded. The axes given (or made) are only the area for the panels.
    """
    with look():
        own = ax is None
        policies = list(dict.fromkeys(frame["policy"]))
        levels = sorted(frame["echelon"].unique(), key=str)
        across = min(_ACROSS, max(len(policies), 1))
        down = max(-(-len(policies) // across), 1)
        ax = axes_or_new(ax, 1.1 + _PANEL * down, WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        scale = scale_for("money", frame["value"], currency)
        top = float(frame["value"].max()) * scale.factor * 1.08 or 1.0
        last = float(frame["week"].max()) / _HOURS_PER_WEEK or 1.0
        wide, high = (1.0 - 0.075) / across, 1.0 / down
        lines: list[Line2D] = []
        for at, policy in enumerate(policies):
            column, row = at % across, at // across
            panel = ax.inset_axes((0.075 + column * wide, 1.0 - (row + 1) * high + 0.22 * high, wide * 0.92, 0.62 * high))
            lines = _panel(panel, frame[frame["policy"] == policy], levels, scale.factor)
            panel.set_title(plain(policy.replace("_", " "), 28), loc="left", fontsize=9.2, fontweight="bold")
            panel.axvspan(0.0, warm_up / _HOURS_PER_WEEK, color="#eef1f4", zorder=0, linewidth=0)
            panel.set(xlim=(0.0, last), ylim=(0.0, top))
            _tidy(panel, f"stock value ({scale.unit})" if column == 0 else "", bottom=at + across >= len(policies))
        names = [plain((echelons or {}).get(str(level), str(level))) for level in levels]
        write_legend(ax, lines, names, own=own, columns=3, handle=2.6)
        return ax


def _panel(panel: Axes, block: pd.DataFrame, levels: Sequence[object], factor: float) -> list[Line2D]:
    """One policy's lines, one per echelon in a colour and a stroke of its own."""
    lines: list[Line2D] = []
    for at, level in enumerate(levels):
        series = block[block["echelon"] == level].sort_values("week")
        lines += panel.plot(
            series["week"] / _HOURS_PER_WEEK, series["value"] * factor, drawstyle="steps-post", linewidth=1.5,
            color=LINE_COLOURS[at % len(LINE_COLOURS)], linestyle=_STROKES[at % len(_STROKES)],
        )  # fmt: skip
    return lines


def _tidy(panel: Axes, label: str, *, bottom: bool) -> None:
    """Ticks and labels only where they are read."""
    panel.grid(True)
    panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    panel.yaxis.set_major_locator(MaxNLocator(4))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.12g}"))
    panel.tick_params(labelsize=8, labelleft=bool(label), labelbottom=bottom)
    if label:
        panel.set_ylabel(label, fontsize=8.5, color=INK)
    if bottom:
        panel.set_xlabel("week of the run", fontsize=8.5, color=MUTED)
