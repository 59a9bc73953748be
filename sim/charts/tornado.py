"""One factor at a time: what each of its values changes against the scenario as it stands, the widest swing on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import MINUS, Scale, scale_for
from sim.charts.theme import (
    BETTER,
    INK,
    MUTED,
    NEUTRAL,
    WIDTH,
    WORSE,
    axes_or_new,
    ending,
    look,
    plain,
    write_legend,
    write_title,
)
from sim.kpi.words import prose

_BAR, _GAP, _FRAME = 0.2, 0.14, 1.2
"""Inches: one value's bar, the air between two factors, title, legend and axis."""
_LETTER = 0.017
"""Share of the axis that a letter beside a bar takes."""
_COLOURS: Mapping[str, str] = {"better": BETTER, "worse": WORSE}
_TOLD = {"better", "worse", "higher", "lower"}


def plot_tornado(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    figure: str,
    label: str = "",
    currency: str = "EUR",
    title: str = "",
    most: int = 10,
) -> Axes:
    """Draw the rows of tornado.csv for one figure: a bar from zero per value, its interval, and the value beside it.

    A filled bar is a detectable difference, a hollow one is not. Beyond `most` the factors with the least swing are left out, which the axis says.
    """
    with look():
        own = ax is None
        rows = frame[(frame["figure"] == figure) & frame["difference"].notna()]
        factors = ranked(rows)
        shown = factors[:most]
        bars = sum(int((rows["factor"] == factor).sum()) for factor in shown)
        ax = axes_or_new(ax, _FRAME + _BAR * max(bars, 1) + _GAP * max(len(shown), 1), WIDTH)
        scale = _scale(rows, currency)
        bottom, ticks = 0.0, []
        for factor in shown:
            block = rows[rows["factor"] == factor]
            for at, row in enumerate(block.to_dict("records")):
                _bar(ax, row, bottom + (at + 0.5) * _BAR, scale)
            ticks.append(bottom + len(block) * _BAR / 2)
            bottom += len(block) * _BAR + _GAP
        ax.axvline(0.0, color=INK, linewidth=1.0)
        _reach(ax, rows[rows["factor"].isin(shown)], scale)
        ax.set_ylim(max(bottom - _GAP / 2, _BAR), -_GAP / 2)
        ax.set_yticks(ticks, [ending(factor, 38) for factor in shown])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.xaxis.set_major_locator(MaxNLocator(6, symmetric=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:+,.12g}".replace("-", MINUS) if tick else "0"))
        ax.grid(True, axis="x")
        left_out = f"; {len(factors) - len(shown)} with less swing not shown" if len(factors) > len(shown) else ""
        unit = " ".join(word for word in (scale.difference_unit, scale.per) if word)
        name = label or prose(figure)
        ax.set_xlabel(f"change of {name}" + (f" ({unit})" if unit else "") + left_out)
        write_title(ax, title or finding(rows, name), own=own)
        words = {_word(row): row for row in rows.to_dict("records")}
        known = [word for word in ("better", "worse", "higher or lower", "not detectable") if word in words]
        write_legend(ax, [_patch(words[word]) for word in known], known, own=own, columns=4)
        return ax


def ranked(rows: pd.DataFrame) -> list[str]:
    """Factors by their swing, those of which nothing is detectable last."""
    swings = {
        str(factor): (
            bool(block["verdict"].isin(_TOLD).any()),
            max(float(block["difference"].max()), 0.0) - min(float(block["difference"].min()), 0.0),
        )
        for factor, block in rows.groupby("factor", sort=False)
    }
    return sorted(swings, key=lambda factor: swings[factor], reverse=True)


def finding(rows: pd.DataFrame, name: str) -> str:
    """What the picture shows, in a sentence."""
    told = [factor for factor in ranked(rows) if rows.loc[rows["factor"] == factor, "verdict"].isin(_TOLD).any()]
    if not told:
        return f"No factor has a detectable effect on {name}"
    rest = rows["factor"].nunique() - len(told)
    return f"{name[:1].upper()}{name[1:]} moves most with {ending(told[0], 60)}" + (
        f"; of {rest} factor{'s' if rest > 1 else ''} no effect is detectable" if rest else ""
    )


def _scale(rows: pd.DataFrame, currency: str) -> Scale:
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    return scale_for(unit, rows["difference"], currency)


def _bar(ax: Axes, row: Mapping[Any, Any], at: float, scale: Scale) -> None:
    """One value: bar, interval, and what it is."""
    told, look_of = str(row["verdict"]) in _TOLD, _look_of(row)
    change, low, high = (float(row[key]) * scale.factor for key in ("difference", "low", "high"))
    ax.barh(at, change, height=0.78 * _BAR, **look_of)
    if np.isfinite(low) and np.isfinite(high):
        for colour, width in (("white", 2.8), (INK, 1.2)):
            ax.plot([low, high], [at, at], color=colour, linewidth=width, solid_capstyle="butt")
    right = change >= 0
    end = (
        max(change, high if np.isfinite(high) else change, 0.0)
        if right
        else min(change, low if np.isfinite(low) else change, 0.0)
    )
    ax.annotate(
        plain(str(row["value"]), 18), (end, at), xytext=(4 if right else -4, 0), textcoords="offset points", va="center",
        ha="left" if right else "right", fontsize=8, color=INK if told else MUTED,
    )  # fmt: skip


def _look_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Filled in the colour of its verdict, striped if worse; hollow where nothing is detectable."""
    colour = _COLOURS.get(str(row["verdict"]), NEUTRAL)
    if str(row["verdict"]) not in _TOLD:
        return {"facecolor": "white", "edgecolor": colour, "linewidth": 1.0}
    worse = str(row["verdict"]) == "worse"
    return {"facecolor": colour, "edgecolor": "white" if worse else colour, "linewidth": 1.0, "hatch": "////" if worse else ""}


def _word(row: Mapping[Any, Any]) -> str:
    verdict = str(row["verdict"])
    return verdict if verdict in _COLOURS else "higher or lower" if verdict in _TOLD else "not detectable"


def _patch(row: Mapping[Any, Any]) -> Patch:
    return Patch(**_look_of(row))


def _reach(ax: Axes, rows: pd.DataFrame, scale: Scale) -> None:
    """Room for bars, intervals and the words beside them, on the side where they stand."""
    ends = rows[["difference", "low", "high"]].to_numpy(dtype=float) * scale.factor
    low, high = min(float(np.nanmin(ends, initial=0.0)), 0.0), max(float(np.nanmax(ends, initial=0.0)), 0.0)
    left, right = (
        0.02 + _LETTER * max((len(plain(str(value), 18)) for value in rows.loc[side, "value"]), default=0)
        for side in (rows["difference"] < 0, rows["difference"] >= 0)
    )
    span = ((high - low) or 1.0) / (1 - left - right)
    ax.set_xlim(low - left * span, high + right * span)
