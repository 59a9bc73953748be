"""Offers on the map of labour intensity and customisation, after the service process matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.charts.scale import scale_for
from sim.charts.theme import BLUE, GRID, MUTED, VERMILLION, axes_or_new, look, plain, write_title

QUADRANTS = {(0, 0): "service factory", (1, 0): "service shop", (0, 1): "mass service", (1, 1): "professional service"}
"""(much customisation, much labour) -> what Schmenner (1986) calls it."""
_LARGEST, _SMALLEST = 1800.0, 20.0
"""Areas of bubbles, in square points."""
_LEFT_HALF, _APART = 0.6, 0.13
"""Up to where a label stands to the right of its bubble; how far labels on one side keep apart."""


def plot_offers(frame: pd.DataFrame, ax: Axes | None = None, *, currency: str = "EUR", title: str = "") -> Axes:
    """Draw each offer where it is stated to stand: its bubble by revenue, contribution of its revenue and measured labour written on.

    `frame` holds the columns offer, labour_intensity, customisation (shares), revenue, contribution, labour (money a year). A bubble is hollow
    where the offer contributes less than nothing.
    """
    with look():
        own = ax is None
        ax = axes_or_new(ax, 5.0)
        ax.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), xlabel="customisation, as stated", ylabel="labour intensity, as stated")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
            axis.set_ticks(np.linspace(0, 1, 5))
        ax.plot([0.5, 0.5], [0, 1], [0, 1], [0.5, 0.5], color=GRID, linewidth=1.2, zorder=1)
        for (right, up), name in QUADRANTS.items():
            ax.text(
                right * 1.0, up * 1.0 + (0.025 if up else -0.025), name, color=MUTED, fontsize=8.5, style="italic",
                ha="right" if right else "left", va="center",
            )  # fmt: skip
        most = max([*frame["revenue"], 0.0])
        rows = sorted(frame.to_dict("records"), key=lambda row: -float(row["labour_intensity"]))
        heights = {-1: 2.0, 1: 2.0}
        for row, label in zip(rows, _labels(rows, currency), strict=True):
            x, y = float(row["customisation"]), float(row["labour_intensity"])
            pays = row["contribution"] >= 0
            area = max(_LARGEST * row["revenue"] / most if most > 0 else 0.0, _SMALLEST)
            colour = BLUE if pays else VERMILLION
            ax.scatter(
                [x], [y], s=area, facecolors=colour if pays else "none", edgecolors=colour, alpha=0.75, linewidths=1.6, zorder=2
            )
            side = 1 if x <= _LEFT_HALF else -1
            heights[side] = min(y, heights[side] - _APART)
            ax.annotate(
                label, (x, heights[side]), (side * (math.sqrt(area / math.pi) + 5.0), 0.0), textcoords="offset points", fontsize=8.5,
                ha="left" if side > 0 else "right", va="center", linespacing=1.15, zorder=3,
            )  # fmt: skip
        write_title(ax, title, own=own)
        return ax


def _labels(rows: Sequence[Mapping[Any, Any]], currency: str) -> list[str]:
    """'gold', what it contributes of what it earns, and how much of that goes into labour."""
    scale = scale_for("money/y", [amount for row in rows for amount in (row["revenue"], row["contribution"])], currency)
    found = []
    for row in rows:
        share = f"labour {100 * row['labour'] / row['revenue']:.0f} % of it" if row["revenue"] > 0 else "nobody pays for it"
        earned = f"{scale.amount(row['contribution'])} of {scale.digits(row['revenue'])}"
        found.append(f"{plain(str(row['offer']).replace('_', ' '), 40)}\n{earned}\n{share}")
    return found
