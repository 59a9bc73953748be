"""Z-scores of many checked figures: how far each simulation lies from theory, in standard errors, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.charts.theme import BLUE, GRID, INK, MUTED, VERMILLION, WIDTH, axes_or_new, look, plain, write_title

_ROW = 0.42
"""Inches per area."""
_EDGE = 5.0
"""Scores beyond are drawn at the edge."""


def plot_scores(frame: pd.DataFrame, ax: Axes | None = None, *, limit: float, budget: float, title: str = "") -> Axes:
    """Draw a dot per simulated figure: columns area, case, z; `limit` is the 99 % interval, `budget` the error budget.

    Dots beyond the limit have another colour and shape; the outermost of a case on either side has its name.
    """
    with look():
        own = ax is None
        areas: Sequence[str] = list(dict.fromkeys(frame["area"]))
        ax = axes_or_new(ax, 1.1 + _ROW * max(len(areas), 1), WIDTH)
        write_title(ax, title, own=own)
        ax.axvspan(-limit, limit, color=GRID, alpha=0.55, linewidth=0, zorder=0)
        ax.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
        for edge in (-budget, budget):
            ax.axvline(edge, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        for row, area in enumerate(areas):
            _area(ax, frame[frame["area"] == area], row, limit)
        ax.set(xlim=(-_EDGE - 0.35, _EDGE + 0.35), ylim=(len(areas) - 0.4, -0.6))
        ax.set_yticks(range(len(areas)), [plain(area, 26) for area in areas])
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(
            "simulation less theory, in standard errors (shaded: 99 % interval; dashed: error budget)", color=MUTED, fontsize=8.5
        )
        ax.spines["left"].set_visible(False)
        return ax


def _area(ax: Axes, block: pd.DataFrame, row: int, limit: float) -> None:
    """The dots of one area, spread a little so that they do not hide each other."""
    scores: Any = np.clip(block["z"].to_numpy(dtype=float), -_EDGE, _EDGE)
    places = row + 0.5 * ((np.arange(len(scores)) * 0.618034) % 1.0 - 0.5)
    beyond = np.abs(block["z"].to_numpy(dtype=float)) > limit
    ax.plot(scores[~beyond], places[~beyond], "o", color=BLUE, markersize=3.6, alpha=0.75, markeredgewidth=0)
    ax.plot(scores[beyond], places[beyond], "D", color=VERMILLION, markersize=5, markeredgewidth=0)
    named: set[tuple[str, bool]] = set()
    outermost = np.argsort(-np.abs(scores[beyond]), kind="stable")
    for score, place, case in zip(
        scores[beyond][outermost], places[beyond][outermost], block["case"].to_numpy()[beyond][outermost], strict=True
    ):
        if (case, score > 0) in named:
            continue
        named.add((case, score > 0))
        side = 1 if (score > 0) == (abs(score) < _EDGE - 0.5) else -1  # outwards, where there is room
        ax.annotate(
            case, (score, place), (6 * side, 0), textcoords="offset points", fontsize=7.5, color=INK, va="center",
            ha="left" if side > 0 else "right",
        )  # fmt: skip
