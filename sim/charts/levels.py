"""Figures against the levels of a factor, a line per level of another one, with the intervals of the means."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import MINUS, Scale
from sim.charts.theme import LINE_COLOURS, MARKERS, WIDTH, axes_or_new, look, plain, write_legend, write_title

_TALL, _ABOVE, _BELOW = 1.75, 0.36, 0.62
"""Inches: a panel, its title, its axis."""
_LEFT, _BETWEEN = 0.085, 0.11
"""Shares of the width: ticks of the first column, room between the columns."""
_LINE, _LETTERS, _NARROW = 0.13, 13, 8
"""Of words below the axis: inches of a line, letters to an inch, letters that a line has at least."""
_CLOSEST = 0.045
"""Share of the axis below which two levels stand too close to be named, whatever they are called; then all levels have equal room."""
_ACROSS = 36
"""Letters that stand side by side below a panel."""
_APART = 0.012
"""Share of the axis by which lines stand beside each other, so that their intervals can be seen."""
_NUMBER = re.compile(r"[+-]?\d[\d,]*\.?\d*(?:[eE][+-]?\d+)?")


def plot_levels(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    scales: Mapping[str, Scale],
    below: Mapping[str, str],
    together: bool = False,
    joined: bool = True,
    title: str = "",
) -> Axes:
    """Draw means with whiskers: `frame` holds panel, line, level, mean, low, high, in the order in which they are drawn; two panels to a row.

    `scales` says how the numbers of a panel are printed, `below` what its levels are levels of; `together` gives all panels the same vertical axis,
    `joined` draws lines between the points. The axes given (or made) are only the area for the panels.
    """
    with look():
        own = ax is None
        panels, lines = list(dict.fromkeys(frame["panel"])), list(dict.fromkeys(frame["line"]))
        down, across = max(-(-len(panels) // 2), 1), min(len(panels), 2)
        wide = (1.0 - across * _LEFT - (across - 1) * (_BETWEEN - _LEFT)) / across
        ticks = {name: _ticks(list(dict.fromkeys(frame.loc[frame["panel"] == name, "level"])), wide) for name in panels}
        under = _BELOW + _LINE * (max((text.count("\n") for each in ticks.values() for text in each.values()), default=0))
        inches = _ABOVE + _TALL + under
        ax = axes_or_new(ax, 0.35 + down * inches, WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        styles = {line: (LINE_COLOURS[at % len(LINE_COLOURS)], MARKERS[at % len(MARKERS)]) for at, line in enumerate(lines)}
        if len(lines) > 1:
            keys = [Line2D([], [], color=colour, marker=marker, linewidth=1.8) for colour, marker in styles.values()]
            write_legend(ax, keys, [plain(line, 36) for line in lines], own=own, columns=min(len(lines), 3), handle=1.8)
        ends = _ends(frame)
        for at, name in enumerate(panels):
            column, row = at % 2, at // 2
            bottom = 1.0 - (row + 1) / down + under / inches / down
            panel = ax.inset_axes((_LEFT + column * (wide + _BETWEEN), bottom, wide, _TALL / inches / down))
            block = frame[frame["panel"] == name]
            _panel(panel, block, styles, scales[name], ticks[name], joined=joined)
            low, high = ends if together else _ends(block)
            room = max(high - low, 1e-9 + 1e-3 * abs(high)) * 0.08
            panel.set_ylim((low - room) * scales[name].factor, (high + room) * scales[name].factor)
            panel.set_title(plain(name, 52), loc="left", fontsize=9.5, fontweight="bold")
            panel.set_xlabel(plain(below[name], 52), fontsize=8.5)
        return ax


def _ends(block: pd.DataFrame) -> tuple[float, float]:
    """The lowest and the highest place of means and whiskers."""
    numbers = block[["mean", "low", "high"]].to_numpy(dtype=float)
    return (float(np.nanmin(numbers)), float(np.nanmax(numbers))) if np.isfinite(numbers).any() else (0.0, 1.0)


def _panel(
    panel: Axes,
    block: pd.DataFrame,
    styles: Mapping[str, tuple[str, str]],
    scale: Scale,
    ticks: Mapping[str, str],
    *,
    joined: bool,
) -> None:
    """The lines of one panel."""
    places, named = places_of(list(dict.fromkeys(block["level"])))
    reach = max(places.values()) - min(places.values()) or 1.0
    present = [line for line in styles if (block["line"] == line).any()]
    for at, line in enumerate(present):
        colour, marker = styles[line]
        shift = (at - (len(present) - 1) / 2) * _APART * reach
        rows: list[dict[Any, Any]] = block[block["line"] == line].to_dict("records")
        rows.sort(key=lambda row: places[row["level"]])
        x = [places[row["level"]] + shift for row in rows]
        mean, low, high = (np.array([float(row[name]) for row in rows]) * scale.factor for name in ("mean", "low", "high"))
        panel.vlines(x, low, high, color=colour, linewidth=1.3, alpha=0.85)
        panel.plot(
            x, mean, color=colour, marker=marker, markersize=5.5, linewidth=1.6, linestyle="-" if joined else "none",
            markeredgecolor="white", markeredgewidth=0.7,
        )  # fmt: skip
    panel.set_xlim(min(places.values()) - 0.07 * reach, max(places.values()) + 0.07 * reach)
    panel.set_xticks([places[level] for level in named], [ticks[level] for level in named])
    panel.tick_params(labelsize=8)
    panel.yaxis.set_major_locator(MaxNLocator(5))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.10g}".replace("-", MINUS)))
    panel.set_ylabel(scale.axis, fontsize=8.5)
    panel.grid(True, axis="y")


def _ticks(levels: Sequence[str], wide: float) -> dict[str, str]:
    """Level -> the words below its place: on one line where that fits, else on as many as it takes; `wide` is a panel's share of the picture."""
    room = max(int(wide * WIDTH * _LETTERS / max(len(levels), 1)), _NARROW)
    return {
        level: plain(level, 14)
        if len(level) <= room or numbers_of([level])
        else textwrap.fill(plain(level, 60), room, max_lines=4)
        for level in levels
    }


def places_of(levels: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """(level -> its place on the axis, levels that are named there): numbers of one unit stand where they are, everything else in its order."""
    numbers = numbers_of(levels)
    if numbers is not None and len(set(numbers.values())) == len(levels) > 1:
        ordered = sorted(levels, key=numbers.__getitem__)
        reach = numbers[ordered[-1]] - numbers[ordered[0]]
        gaps = [numbers[after] - numbers[before] for before, after in itertools.pairwise(ordered)]
        if min(gaps) >= max(_CLOSEST, (max(map(len, ordered)) + 1) / _ACROSS) * reach:
            return numbers, ordered
        if len(ordered) > 1 / _CLOSEST / 2:  # a sample: too many to be named one by one
            return numbers, [ordered[0], ordered[-1]]
        return {level: float(at) for at, level in enumerate(ordered)}, ordered
    return {level: float(at) for at, level in enumerate(levels)}, list(levels)


def numbers_of(levels: Sequence[str]) -> dict[str, float] | None:
    """Level -> its number, where all are numbers of the same unit, such as '5 d' and '10 d'."""
    found, units = dict[str, float](), set[str]()
    for level in levels:
        match = _NUMBER.match(level.strip())
        if match is None:
            return None
        found[level] = float(match[0].replace(",", ""))
        units.add(level.strip()[match.end() :].strip())
    return found if len(units) == 1 else None
