"""Labels written beside their points, moved until they cover neither each other nor a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from sim.charts.theme import INK, MUTED, figure_of, look, plain

_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_REACH = (7.0, 14.0, 24.0, 38.0, 56.0, 78.0)
"""Distances from the point that are tried, in points of 1/72 inch."""
_LEADER_FROM = 20.0
_CORNER = 1.0
"""A corner is taken rather than a side only where it spares more of a soft line than this, in points of width."""
Line = tuple[tuple[float, float], tuple[float, float]]


def place_labels(
    ax: Axes,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    size: float = 9.0,
    avoid: Sequence[tuple[float, float]] = (),
    lines: Sequence[Line] = (),
    guides: Sequence[Line] = (),
    colours: Sequence[str] = (),
    optional: bool = False,
) -> int:
    """Write each text near its point where there is room, in the colour of its point; far ones get a thin leader line.

    `avoid` are further points and `lines` the ends of upright or level lines (in the axes' units) to keep clear of; `guides` are lines that a
    label may rather lie on than stand far from its point. Optional labels that find no free place are left out; others take the least bad
    one. Returns how many were written.
    """
    with look():
        return _place(ax, points, texts, size, avoid, lines, guides, colours or [INK] * len(points), optional=optional)


def _place(
    ax: Axes,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    size: float,
    avoid: Sequence[tuple[float, float]],
    lines: Sequence[Line],
    guides: Sequence[Line],
    colours: Sequence[str],
    *,
    optional: bool,
) -> int:
    """As `place_labels`, within the theme."""
    figure = figure_of(ax)
    figure.draw_without_rendering()
    dot = figure.dpi / 72.0
    frame = ax.get_window_extent()
    spots = ax.transData.transform(np.array([*points, *avoid], dtype=float).reshape(-1, 2))
    taken: list[Bbox] = [Bbox.from_bounds(x - 4 * dot, y - 4 * dot, 8 * dot, 8 * dot) for x, y in spots]
    taken += [_strip(ax, ends, dot) for ends in lines]
    soft = [_strip(ax, ends, dot) for ends in guides]
    written = 0
    for at, (point, text, colour) in enumerate(zip(points, texts, colours, strict=True)):
        label = ax.annotate(
            plain(text),
            point,
            xytext=(0, 0),
            textcoords="offset points",
            fontsize=size,
            color=colour,
            annotation_clip=False,
            zorder=6,
        )
        label.set_bbox({"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.4})
        label.set_in_layout(False)
        extent = label.get_window_extent()
        best, cost = _best_place(spots[at], extent.width, extent.height, dot, frame, taken, soft, own=at)
        if optional and cost > 0:
            label.remove()
            continue
        x, y = (best.x0 - spots[at][0]) / dot, (best.y0 - spots[at][1]) / dot
        label.set_position((x, y))
        taken.append(best)
        written += 1
        _lead(ax, point, spots[at], best, dot)
    return written


def _best_place(
    spot: Any, width: float, height: float, dot: float, frame: Bbox, taken: Sequence[Bbox], soft: Sequence[Bbox], own: int
) -> tuple[Bbox, float]:
    """The nearest free box around a point, if possible off the soft lines, or the one that covers least; with the area it covers."""
    best, least = Bbox.from_bounds(spot[0], spot[1], width, height), float("inf")
    for reach in _REACH:
        free: list[tuple[float, int, Bbox]] = []
        for turn, (right, up) in enumerate(_DIRECTIONS):
            x = spot[0] + right * reach * dot + (0 if right > 0 else -width if right < 0 else -width / 2)
            y = spot[1] + up * reach * dot + (0 if up > 0 else -height if up < 0 else -height / 2)
            box = Bbox.from_bounds(x, y, width, height)
            cost = sum(_overlap(box, other) for index, other in enumerate(taken) if index != own)
            cost += width * height - _overlap(box, frame)
            if cost < 1e-6:
                beside = right * up != 0  # corners stand farther off than sides
                free.append((sum(_overlap(box, other) for other in soft) + beside * _CORNER * dot * height, turn, box))
            elif cost < least:
                best, least = box, cost
        if free:
            return min(free)[2], 0.0
    return best, least


def _strip(ax: Axes, ends: Line, dot: float) -> Bbox:
    """The narrow box of an upright or level line on the canvas."""
    (x0, y0), (x1, y1) = ax.transData.transform(np.array(ends, dtype=float))
    return Bbox.from_extents(min(x0, x1) - dot, min(y0, y1) - dot, max(x0, x1) + dot, max(y0, y1) + dot)


def _overlap(one: Bbox, other: Bbox) -> float:
    """Area common to both boxes."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(wide * high) if wide > 0 and high > 0 else 0.0


def _lead(ax: Axes, point: tuple[float, float], spot: Any, box: Bbox, dot: float) -> None:
    """Draw a leader from a point to a label that had to go far."""
    near = (min(max(spot[0], box.x0), box.x1), min(max(spot[1], box.y0), box.y1))
    offset = ((near[0] - spot[0]) / dot, (near[1] - spot[1]) / dot)
    if float(np.hypot(*offset)) < _LEADER_FROM:
        return
    line = ax.annotate(
        "", point, xytext=offset, textcoords="offset points", arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.7}
    )
    line.set_in_layout(False)
