"""Which factors matter: shares of the variance (Sobol) and sizes of elementary effects (Morris), the largest on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import scale_for
from sim.charts.theme import BLUE, INK, MUTED, ORANGE, PALE, SKY, WIDTH, axes_or_new, ending, look, write_legend, write_title
from sim.kpi.words import prose

MOVES = "moves it"
_ROW, _FRAME = 0.36, 1.25
"""Inches: a factor's row; title, legend and axis."""


def plot_shares(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    figure: str,
    noise: pd.DataFrame | None = None,
    label: str = "",
    title: str = "",
    most: int = 12,
) -> Axes:
    """Draw the rows of sobol.csv for one figure: the total share of each factor with its interval, in it what the factor does alone.

    With noise.csv as `noise` the axis says how much of a single run is luck. A hollow bar cannot be told from luck.
    """
    with look():
        own = ax is None
        rows = frame[(frame["figure"] == figure) & frame["total"].notna()].sort_values("total", ascending=False, kind="stable")
        shown = rows.head(most)
        ax = axes_or_new(ax, _FRAME + _ROW * max(len(shown), 1), WIDTH)
        for at, row in enumerate(shown.to_dict("records")):
            told = row["verdict"] == MOVES
            total, alone = (100 * min(max(float(row[key]), 0.0), 1.0) for key in ("total", "first_order"))
            ax.barh(at, total, height=0.56, color=SKY if told else "white", edgecolor=BLUE if told else MUTED, linewidth=1.0)
            if told:
                ax.barh(at, min(alone, total), height=0.56, color=BLUE, edgecolor="white", linewidth=0.6)
            low, high = (100 * min(max(float(row[key]), 0.0), 1.0) for key in ("total_low", "total_high"))
            _interval(ax, low, high, at)
            _beside(ax, max(total, high), at, f"{total:.0f} %" if told else "not told from luck", told=told)
        _factors(ax, shown)
        ax.set_xlim(0, 118)
        ax.set_xticks(range(0, 101, 20))
        name = label or prose(figure)
        ax.set_xlabel(f"share of the variance of {name} that factors make (%)" + _luck(noise, figure))
        write_title(ax, title or finding(rows, name, "total"), own=own)
        keys = [Patch(facecolor=BLUE), Patch(facecolor=SKY, edgecolor=BLUE), Line2D([], [], color=INK, linewidth=1.4)]
        write_legend(ax, keys, ["alone", "together with others", "interval of the total"], own=own, columns=3)
        return ax


def plot_effects(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    figure: str,
    label: str = "",
    currency: str = "EUR",
    title: str = "",
    most: int = 12,
) -> Axes:
    """Draw the rows of morris.csv for one figure: the mean size of each factor's effects, its interval, their spread, and what luck alone makes."""
    with look():
        own = ax is None
        rows = frame[(frame["figure"] == figure) & frame["mu_star"].notna()].sort_values(
            "mu_star", ascending=False, kind="stable"
        )
        shown = rows.head(most)
        ax = axes_or_new(ax, _FRAME + _ROW * max(len(shown), 1), WIDTH)
        scale = scale_for(str(rows["unit"].iloc[0]) if len(rows) else "", rows["mu_star"], currency)
        for at, row in enumerate(shown.to_dict("records")):
            told = row["verdict"] == MOVES
            size, low, high, spread, luck = (
                float(row[key]) * scale.factor for key in ("mu_star", "mu_star_low", "mu_star_high", "sigma", "noise")
            )
            ax.barh(
                at - 0.12, size, height=0.4, color=BLUE if told else "white", edgecolor=BLUE if told else MUTED, linewidth=1.0
            )
            ax.barh(at + 0.21, spread if np.isfinite(spread) else 0.0, height=0.2, color=ORANGE)
            if np.isfinite(low) and np.isfinite(high):
                _interval(ax, max(low, 0.0), high, at - 0.12)
            if luck > 0:
                ax.plot([luck, luck], [at - 0.4, at + 0.36], color=INK, linewidth=1.2, linestyle=(0, (2, 1.5)))
            end = max(each for each in (size, high, luck, 0.0) if np.isfinite(each))
            _beside(
                ax,
                end,
                at - 0.12,
                scale.finer([float(row["mu_star"])]).digits(float(row["mu_star"])) if told else "not told from luck",
                told=told,
            )
        _factors(ax, shown)
        ends = rows[["mu_star", "mu_star_high", "noise", "sigma"]].to_numpy(dtype=float) * scale.factor
        ax.set_xlim(0, 1.3 * float(np.nanmax(ends, initial=0.0)) or 1.0)
        ax.xaxis.set_major_locator(MaxNLocator(6))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.12g}"))
        name, unit = label or prose(figure), " ".join(word for word in (scale.difference_unit, scale.per) if word)
        ax.set_xlabel(f"change of {name} over a factor's whole range" + (f" ({unit})" if unit else ""))
        write_title(ax, title or finding(rows, name, "mu_star"), own=own)
        keys = [
            Patch(facecolor=BLUE), Line2D([], [], color=INK, linewidth=1.4), Patch(facecolor=ORANGE),
            Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (2, 1.5))),
        ]  # fmt: skip
        write_legend(ax, keys, ["mean size (mu*)", "its interval", "spread (sigma)", "mu* if all were luck"], own=own, columns=4)
        return ax


def finding(rows: pd.DataFrame, name: str, by: str) -> str:
    """What the picture shows, in a sentence."""
    told = rows[rows["verdict"] == MOVES].sort_values(by, ascending=False, kind="stable")
    if told.empty:
        return f"No factor has a detectable effect on {name}"
    first: Mapping[Any, Any] = told.to_dict("records")[0]
    share = f" ({100 * min(float(first[by]), 1.0):.0f} % of its variance)" if by == "total" else ""
    rest = len(rows) - len(told)
    quiet = f"; {rest} factor{'s' if rest > 1 else ''} cannot be told from luck" if rest else ""
    return f"{name[:1].upper()}{name[1:]} hangs most on {ending(str(first['factor']), 60)}{share}{quiet}"


def _factors(ax: Axes, shown: pd.DataFrame) -> None:
    ax.set_yticks(range(len(shown)), [ending(str(factor), 38) for factor in shown["factor"]])
    ax.set_ylim(max(len(shown), 1) - 0.5, -0.55)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_color(PALE)
    ax.grid(True, axis="x")


def _interval(ax: Axes, low: float, high: float, at: float) -> None:
    """A dark line with a light edge, seen on a bar and beside it."""
    for colour, width in (("white", 3.0), (INK, 1.4)):
        ax.plot([low, high], [at, at], color=colour, linewidth=width, solid_capstyle="butt")


def _beside(ax: Axes, end: float, at: float, words: str, *, told: bool) -> None:
    ax.annotate(
        words, (end, at), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8, color=INK if told else MUTED
    )  # fmt: skip


def _luck(noise: pd.DataFrame | None, figure: str) -> str:
    """How much of a single run is luck."""
    if noise is None:
        return ""
    own = noise[(noise["figure"] == figure) & noise["input_share"].notna()]
    return "" if own.empty else f"\nof a single run {100 * (1 - float(own['input_share'].iloc[0])):.0f} % is luck, beside them"
