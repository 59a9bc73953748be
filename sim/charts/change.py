"""One figure before and after one measure: where it was, where it is now, and how sure that is. Small, to stand among others of its kind."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import MINUS, Scale
from sim.charts.theme import BETTER, INK, MUTED, NEUTRAL, SLATE, WORSE, axes_or_new, look, plain, write_title

WIDTH, HEIGHT = 4.6, 1.75
"""Inches of such a picture."""
COLOURS = {"better": BETTER, "worse": WORSE}
_BEFORE, _AFTER = 0.0, 1.0


def plot_change(
    before: float,
    difference: tuple[float, float, float],
    ax: Axes | None = None,
    *,
    scale: Scale,
    verdict: str,
    labels: tuple[str, str] = ("as is", "with the lever"),
    axis: str = "",
    title: str = "",
) -> Axes:
    """Draw the figure as it is, above the figure with the lever; `difference` is (mean, low, high) and paired.

    The interval of the difference is laid at the upper point's line: where it does not reach the dashed line, the difference is more than chance.
    Filled: detectable; hollow: not.
    """
    with look():
        own = ax is None
        ax = axes_or_new(ax, HEIGHT, WIDTH)
        write_title(ax, title, own=own)
        mean, low, high = (before + each for each in difference)
        known = [each for each in (before, mean, low, high) if math.isfinite(each)]
        factor, colour = scale.factor, COLOURS.get(verdict, NEUTRAL)
        sure = verdict in {"better", "worse", "higher", "lower"}
        span = (max(known, default=1.0) - min(known, default=0.0)) or abs(before) * 0.1 or 1.0
        ax.set_xlim((min(known, default=0.0) - 0.32 * span) * factor, (max(known, default=1.0) + 0.32 * span) * factor)
        ax.set_ylim(_AFTER + 0.55, _BEFORE - 0.5)
        ax.axvline(before * factor, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        ax.plot(before * factor, _BEFORE, "o", color=SLATE, markersize=8)
        if math.isfinite(mean):
            if math.isfinite(low) and math.isfinite(high):
                ax.plot([low * factor, high * factor], [_AFTER, _AFTER], color=colour, linewidth=2.6, solid_capstyle="butt")
            ax.plot(
                mean * factor,
                _AFTER,
                "o",
                color=colour,
                markersize=8,
                markerfacecolor=colour if sure else "white",
                markeredgewidth=1.6,
            )
            _write(ax, mean * factor, _AFTER, scale.amount(mean), colour)
        _write(ax, before * factor, _BEFORE, scale.amount(before), INK)
        ax.set_yticks([_BEFORE, _AFTER], [plain(label, 26) for label in labels])
        ax.tick_params(axis="y", length=0, labelsize=9)
        ax.tick_params(axis="x", labelsize=8)
        ax.spines["left"].set_visible(False)
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}".replace("-", MINUS)))
        ax.set_xlabel(axis, color=MUTED, fontsize=8.5)
        ax.grid(True, axis="x")
        return ax


def _write(ax: Axes, x: float, y: float, text: str, colour: str) -> None:
    """A number above its point."""
    ax.annotate(
        text, (x, y), (0, 7), textcoords="offset points", ha="center", va="bottom", fontsize=9.5, fontweight="bold", color=colour,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.9},
    )  # fmt: skip
