"""Strategies through a sieve: which limits each of them keeps, and what those that keep all of them cost."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import Scale, scale_for
from sim.charts.theme import BETTER, INK, MUTED, WIDTH, WORSE, axes_or_new, look, plain, write_title
from sim.kpi.words import prose

LOOKS: Mapping[str, tuple[str, str, str]] = {
    "meets": ("\u2713", BETTER, "#dcefe8"),
    "does not meet": ("\u2717", WORSE, "#f8e5da"),
    "cannot be told": ("?", MUTED, "#eceff2"),
    "no data": ("–", MUTED, "#eceff2"),
}
"""Verdict -> sign, colour of the words, colour of the cell."""
PLACES = {"best": "best", "ahead": "ahead, not for sure", "level": "may be as good", "behind": "worse"}
_ROW, _HEAD, _FOOT = 0.36, 0.62, 0.52
"""Inches: a strategy's row, the headings, the axis of the objective."""
_LETTER, _CELL, _NARROW_CELL, _SCALE, _PLACES_WIDE = 0.092, 1.22, 1.0, 1.9, 1.2
"""Inches: a letter of a name, the cell of a limit (if there are many), the objective at least, the words beside it."""


def in_order(strategies: pd.DataFrame, better: str = "down") -> list[str]:
    """Strategies from the best to those that do not meet their limits, by the objective within each kind."""
    rank = {"meets": 0, "": 0, "cannot be told": 1, "does not meet": 2}
    sign = -1.0 if better == "up" else 1.0

    def key(row: Mapping[Any, Any]) -> tuple[int, bool, float]:
        mean = float(row["mean"])
        return rank.get(str(row["limits"]), 1), math.isnan(mean), sign * mean if not math.isnan(mean) else 0.0

    return [str(row["strategy"]) for row in sorted(strategies.to_dict("records"), key=key)]


def plot_sieve(
    strategies: pd.DataFrame,
    limits: pd.DataFrame,
    ax: Axes | None = None,
    *,
    labels: Mapping[str, str] | None = None,
    unit: str = "",
    better: str = "down",
    currency: str = "EUR",
    title: str = "",
) -> Axes:
    """Draw the rows of strategies.csv and limits.csv: a row per strategy, a cell per limit, and the objective where there is one.

    `unit` and `better` are those of the objective. A bar at the right spans the paired difference to the strategy ahead: where it does not
    reach the dashed line, the strategy is worse for sure. Filled: all limits are met. The axes given (or made) are only the area.
    """
    with look():
        own = ax is None
        order = in_order(strategies, better)
        rows = {str(row["strategy"]): row for row in strategies.to_dict("records")}
        names = {name: plain(name.replace("_", " "), 26) for name in order}
        columns, aim = len(set(zip(limits["figure"], limits["side"], strict=True))), str(strategies["objective"].iloc[0])
        cell = _CELL if columns <= 2 else _NARROW_CELL
        inches = [
            0.1 + _LETTER * max(map(len, names.values())),
            columns * cell,
            _SCALE if aim else 0.0,
            _PLACES_WIDE if aim else 0.0,
        ]
        width = max(WIDTH, sum(inches))
        ax = axes_or_new(ax, _HEAD + _FOOT + _ROW * len(order), width)
        ax.set_axis_off()
        ax.set(xlim=(0.0, 1.0), ylim=(len(order) - 0.5 + _FOOT / _ROW, -0.5 - _HEAD / _ROW))
        write_title(ax, title, own=own)
        left = inches[0] / width
        for at, name in enumerate(order):
            strong = rows[name]["place"] in {"best", "ahead"}
            ax.text(0.0, at, names[name], va="center", fontsize=9.5, fontweight="bold" if strong else "normal", color=INK)
        _cells(ax, limits, order, left, cell / width, labels=labels or {}, currency=currency)
        if aim:
            right = 1.0 - _PLACES_WIDE / width
            _objective(
                ax,
                rows,
                order,
                (left + columns * cell / width + 0.025, right),
                labels or {},
                scale_for(unit, strategies["mean"], currency),
            )
        return ax


def _cells(
    ax: Axes, limits: pd.DataFrame, order: Sequence[str], left: float, wide: float, *, labels: Mapping[str, str], currency: str
) -> None:
    """One column per limit."""
    columns = list(dict.fromkeys(zip(limits["figure"], limits["side"], strict=True)))
    letters = 17 if len(columns) <= 2 else 13
    for column, (figure, side) in enumerate(columns):
        block = limits[(limits["figure"] == figure) & (limits["side"] == side)].set_index("strategy")
        middle = left + (column + 0.5) * wide
        scale = scale_for(str(block["unit"].iloc[0]), [*block["mean"], *block["limit"]], currency)
        heading = textwrap.fill(plain(labels.get(figure, prose(figure)), 60), letters, max_lines=2, placeholder="…")
        ax.text(middle, -1.12, heading, ha="center", va="bottom", fontsize=8.2, color=INK, fontweight="bold", linespacing=1.05)
        ax.text(
            middle,
            -0.62,
            f"{side} {as_stated(scale, float(block['limit'].iloc[0]))}",
            ha="center",
            va="bottom",
            fontsize=7.8,
            color=MUTED,
        )
        for at, name in enumerate(order):
            if name not in block.index:
                continue
            sign, colour, fill = LOOKS.get(str(block.loc[name, "verdict"]), LOOKS["no data"])
            ax.add_patch(_cell(middle, at, wide, fill))
            mean = float(block["mean"].loc[name])
            ax.text(
                middle,
                at,
                f"{sign} {scale.amount(mean)}",
                ha="center",
                va="center",
                fontsize=8.6,
                color=colour,
                fontweight="bold",
            )


def _cell(middle: float, at: int, wide: float, fill: str) -> FancyBboxPatch:
    """The ground on which a verdict stands."""
    corner = (middle - wide / 2 + 0.006, at - 0.36)
    return FancyBboxPatch(
        corner,
        wide - 0.012,
        0.72,
        boxstyle="round,pad=0,rounding_size=0.006",
        mutation_aspect=12,
        facecolor=fill,
        edgecolor="none",
    )


def as_stated(scale: Scale, value: float) -> str:
    """A limit as it was stated: '75 %' rather than '75.0 %'."""
    text = scale.amount(value)
    digits, _, unit = text.partition(" ")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits} {unit}".strip()


def _objective(
    ax: Axes,
    rows: Mapping[str, Mapping[Any, Any]],
    order: Sequence[str],
    between: tuple[float, float],
    labels: Mapping[str, str],
    scale: Scale,
) -> None:
    """The objective of each strategy with the interval of its difference to the one ahead."""
    begin, end = between
    total = len(order) + (_HEAD + _FOOT) / _ROW
    panel = ax.inset_axes((begin, _FOOT / _ROW / total, end - begin, len(order) / total))
    ahead = next((name for name in order if rows[name]["place"] in {"best", "ahead"}), None)
    if ahead is not None:
        panel.axvline(float(rows[ahead]["mean"]) * scale.factor, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
    for at, name in enumerate(order):
        row, fit = rows[name], rows[name]["limits"] in {"meets", ""}
        mean = float(row["mean"])
        if math.isnan(mean):
            panel.text(
                0.5, at, "no data", transform=panel.get_yaxis_transform(), ha="center", va="center", fontsize=8, color=MUTED
            )
            continue
        colour = MUTED if not fit else BETTER if name == ahead else INK
        low, high = _span(row, mean, alone=ahead is None)
        panel.plot([low * scale.factor, high * scale.factor], [at, at], color=colour, linewidth=2.2, solid_capstyle="butt")
        panel.plot(
            mean * scale.factor,
            at,
            marker="o",
            markersize=6.5,
            color=colour,
            markerfacecolor=colour if fit else "white",
            markeredgewidth=1.3,
        )
        said = PLACES.get(str(row["place"]), "limits not met" if row["limits"] == "does not meet" else "limits unclear")
        panel.text(
            1.03, at, said if ahead is not None or not fit else "", transform=panel.get_yaxis_transform(), va="center", fontsize=8.2, color=colour,
            fontweight="bold" if name == ahead else "normal",
        )  # fmt: skip
    figure = str(next(iter(rows.values()))["objective"])
    panel.set(ylim=(len(order) - 0.5, -0.5), yticks=[])
    panel.margins(x=0.08)
    panel.spines["left"].set_visible(False)
    panel.grid(True, axis="x")
    panel.tick_params(axis="x", labelsize=8)
    panel.xaxis.set_major_locator(MaxNLocator(3))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}"))
    name = labels.get(figure, prose(figure))
    ax.text(begin, -0.62, plain(name, 40), va="bottom", fontsize=8.2, fontweight="bold", color=INK)
    if scale.axis:
        panel.set_xlabel(scale.axis, color=MUTED, fontsize=8.5)


def _span(row: Mapping[Any, Any], mean: float, *, alone: bool) -> tuple[float, float]:
    """The paired interval laid at the mean; the mean's own where nobody is ahead."""
    if alone:
        low, high = float(row["low"]), float(row["high"])
    else:
        shift = mean - float(row["difference"])
        low, high = float(row["difference_low"]) + shift, float(row["difference_high"]) + shift
    return (low, high) if math.isfinite(low) and math.isfinite(high) else (mean, mean)
