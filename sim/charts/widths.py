"""How narrow intervals are, held against how narrow they were wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.theme import BETTER, INK, MUTED, WORSE, axes_or_new, look, plain, write_title

_ROW, _FOOT = 0.27, 0.75
"""Inches: an interval's row, the axis."""
_MOST = 3.0
"""Times the wanted width where bars are cut."""


def plot_widths(
    names: Sequence[str],
    shares: Sequence[float],
    words: Sequence[str],
    ax: Axes | None = None,
    *,
    title: str = "",
) -> Axes:
    """Draw a bar per interval: its half-width as a share of the wanted one (1 is just narrow enough; NaN has no data), with a word beside it."""
    with look():
        own = ax is None
        ax = axes_or_new(ax, _FOOT + _ROW * max(len(names), 1))
        write_title(ax, title, own=own)
        cut = [min(share, _MOST) if math.isfinite(share) else 0.0 for share in shares]
        colours = [BETTER if share <= 1.0 else WORSE for share in shares]
        ax.barh(range(len(names)), cut, height=0.5, color=colours)
        for at, (width, word, colour) in enumerate(zip(cut, words, colours, strict=True)):
            ax.annotate(
                plain(word, 40), (width if width < 0.5 else max(width, 1.0), at), xytext=(5, 0), textcoords="offset points",
                va="center", fontsize=8, color=colour,
            )  # fmt: skip
        ax.axvline(1.0, color=INK, linewidth=1.2)
        ax.set(xlim=(0.0, max([1.0, *cut]) * 1.45), ylim=(len(names) - 0.45, -0.55))
        ax.set_yticks(range(len(names)), [plain(name, 44) for name in names])
        ax.tick_params(axis="y", length=0)
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{100 * tick:.0f} %"))
        ax.set_xlabel("half-width of the interval, as a share of the one that was wanted", color=MUTED, fontsize=8.5)
        ax.spines["left"].set_visible(False)
        return ax
