"""What flows where: boxes on a grid and arrows between them, for an overview of a model."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from sim.charts.theme import BLUE, GREEN, INK, MUTED, ORANGE, WIDTH, axes_or_new, look, plain, write_title

Place = tuple[float, float]
_COLOURS = {"call": BLUE, "part": GREEN, "core": ORANGE}
_WIDE, _HIGH = 0.86, 0.56
"""Of a box, in columns and rows."""


def plot_flow(
    boxes: Mapping[str, Place],
    arrows: Sequence[tuple[str, str, str]],
    ax: Axes | None = None,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "",
) -> Axes:
    """Draw boxes by name at (column, row), row 0 at the bottom, and arrows (from, to, 'call' | 'part' | 'core')."""
    with look():
        own = ax is None
        columns = [place[0] for place in boxes.values()] or [0.0]
        rows = [place[1] for place in boxes.values()] or [0.0]
        ax = axes_or_new(ax, 0.4 + 0.85 * (max(rows) - min(rows) + 1), WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        ax.set(xlim=(min(columns) - 0.5, max(columns) + 0.5), ylim=(min(rows) - 0.4, max(rows) + 0.4))
        for start, end, kind in arrows:
            _arrow(ax, boxes[start], boxes[end], _COLOURS[kind])
        for name, place in boxes.items():
            _box(ax, (labels or {}).get(name, name), place)
        return ax


def _box(ax: Axes, label: str, place: Place) -> None:
    x, y = place[0] - _WIDE / 2, place[1] - _HIGH / 2
    frame = FancyBboxPatch(
        (x, y), _WIDE, _HIGH, boxstyle="round,pad=0,rounding_size=0.06", facecolor="white", edgecolor=MUTED, linewidth=0.9, zorder=3
    )  # fmt: skip
    ax.add_patch(frame)
    text = textwrap.fill(plain(label, 60), 15)
    ax.text(*place, text, ha="center", va="center", fontsize=7.6, color=INK, zorder=4, linespacing=1.15)


def _arrow(ax: Axes, start: Place, end: Place, colour: str) -> None:
    """From the side of one box that faces the other to that one's; straight, or with one corner where both differ."""
    if start[1] == end[1]:
        way = 1 if end[0] > start[0] else -1
        first, last = (start[0] + way * _WIDE / 2, start[1]), (end[0] - way * _WIDE / 2, end[1])
        shape = "arc3"
    elif start[0] == end[0]:
        way = 1 if end[1] > start[1] else -1
        first, last = (start[0], start[1] + way * _HIGH / 2), (end[0], end[1] - way * _HIGH / 2)
        shape = "arc3"
    elif abs(start[0] - end[0]) <= 1:  # from corner to corner
        way, up = (1 if end[0] > start[0] else -1), (1 if end[1] > start[1] else -1)
        inset = 0.05
        first = (start[0] + way * (_WIDE / 2 - inset), start[1] + up * _HIGH / 2)
        last = (end[0] - way * (_WIDE / 2 - inset), end[1] - up * _HIGH / 2)
        shape = "arc3"
    else:
        way, up = (1 if end[0] > start[0] else -1), (1 if end[1] > start[1] else -1)
        first, last = (start[0] + way * _WIDE / 2, start[1]), (end[0], end[1] - up * _HIGH / 2)
        shape = "angle,angleA=0,angleB=90,rad=0"
    ax.add_patch(
        FancyArrowPatch(
            first,
            last,
            connectionstyle=shape,
            arrowstyle="-|>",
            mutation_scale=9,
            color=colour,
            linewidth=1.3,
            shrinkA=0,
            shrinkB=0,
            zorder=2,
        )
    )
