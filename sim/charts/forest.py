"""Differences to the baseline with their intervals, one panel per figure: which are real, in which direction, how large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import MINUS, scale_for
from sim.charts.theme import BETTER, INK, MUTED, NEUTRAL, WIDTH, WORSE, axes_or_new, look, plain, write_title
from sim.kpi.words import prose

VERDICT_COLOURS: Mapping[str, str] = {"better": BETTER, "worse": WORSE}
_SHORT = {"no detectable difference": "not detectable"}
_ROW, _ABOVE, _BELOW = 0.27, 0.34, 0.56
"""Inches: a policy's row, the panel's title, its axis."""
_WORD = 0.125
"""Share of the width for the verdicts beside a panel."""


def plot_differences(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    figures: Sequence[str],
    labels: Mapping[str, str] | None = None,
    currency: str = "EUR",
    title: str = "",
) -> Axes:
    """Draw the paired differences of comparison.csv for the figures named, two panels to a row.

    A filled marker is a detectable difference, a hollow one is not; the verdict stands beside it. The axes given (or made) are only the
    area for the panels.
    """
    with look():
        own = ax is None
        shown = [figure for figure in figures if frame.loc[frame["figure"] == figure, "difference"].notna().any()]
        policies = list(dict.fromkeys(frame.loc[frame["difference"].notna(), "policy"]))
        down = max(-(-len(shown) // 2), 1)
        inches = _ABOVE + _BELOW + _ROW * max(len(policies), 1)
        ax = axes_or_new(ax, 0.4 + down * inches, WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        left = 0.02 + 0.0117 * max((len(plain(policy, 24)) for policy in policies), default=0)
        wide = (1.0 - left - 2 * _WORD) / 2
        for at, figure in enumerate(shown):
            column, row = at % 2, at // 2
            bottom = 1.0 - (row + 1) / down + _BELOW / inches / down
            panel = ax.inset_axes((left + column * (wide + _WORD), bottom, wide, (1.0 - (_ABOVE + _BELOW) / inches) / down))
            block = frame[(frame["figure"] == figure) & frame["difference"].notna()].set_index("policy")
            means = frame.loc[frame["figure"] == figure, "mean"]
            _panel(panel, block, means, policies, currency, named=column == 0)
            panel.set_title((labels or {}).get(figure, prose(figure)), loc="left", fontsize=9.5, fontweight="bold")
        return ax


def _panel(panel: Axes, block: pd.DataFrame, means: pd.Series, policies: Sequence[str], currency: str, *, named: bool) -> None:
    """One figure's differences, a row per policy."""
    unit = str(block["unit"].iloc[0]) if "unit" in block else ""
    numbers = block[["difference", "difference_low", "difference_high"]].to_numpy(dtype=float)
    size = float(np.nanmax(np.abs(numbers), initial=0.0))
    scale = scale_for(unit, means, currency)
    if scale.factor < 1.0 and size * scale.factor < 0.01:
        scale = scale_for(unit, [size], currency)
    rows: Mapping[Any, Mapping[Any, Any]] = block.to_dict("index")
    for at, policy in enumerate(policies):
        if policy in block.index:
            _difference(panel, rows[policy], at, scale.factor)
    reach = size * scale.factor * 1.08 or 1.0
    panel.axvline(0.0, color=INK, linewidth=1.0, zorder=0)
    panel.set(xlim=(-reach, reach), ylim=(len(policies) - 0.45, -0.55))
    panel.set_yticks(
        range(len(policies)), [plain(policy.replace("_", " "), 24) for policy in policies] if named else [""] * len(policies)
    )
    panel.tick_params(axis="y", length=0)
    panel.tick_params(axis="x", labelsize=8)
    panel.xaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:+,.12g}".replace("-", MINUS) if tick else "0"))
    panel.set_xlabel(
        f"difference ({scale.difference_unit})" if scale.difference_unit else "difference", color=MUTED, fontsize=8.5
    )
    panel.spines["left"].set_visible(False)
    panel.grid(True, axis="x")


def _difference(panel: Axes, row: Mapping[Any, Any], at: int, factor: float) -> None:
    """Interval, point and verdict of one policy."""
    verdict = str(row["verdict"])
    colour = VERDICT_COLOURS.get(verdict, NEUTRAL)
    detectable = verdict in {"better", "worse", "higher", "lower"}
    ends = [float(row["difference_low"]) * factor, float(row["difference_high"]) * factor]
    panel.plot(ends, [at, at], color=colour, linewidth=2.2)
    panel.plot(
        float(row["difference"]) * factor, at, marker="o", markersize=6, color=colour, markerfacecolor=colour if detectable else "white",
        markeredgecolor=colour, markeredgewidth=1.4,
    )  # fmt: skip
    panel.text(
        1.02, at, _SHORT.get(verdict, plain(verdict, 16)), transform=panel.get_yaxis_transform(), va="center", fontsize=8, color=colour,
        fontweight="bold" if detectable else "normal",
    )  # fmt: skip
