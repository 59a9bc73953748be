"""Country outlines: Natural Earth's 1:50 million borders (public domain, TopoJSON of world-atlas), decoded and clipped with NumPy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
"""Points of a closed line, shape (n, 2): longitude, latitude in degrees."""

_FILE = Path(__file__).parent / "atlas" / "countries-50m.json"


class View(NamedTuple):
    """A window on the map in degrees; `east` may exceed 180 for a window across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def aspect(self) -> float:
        """Height of a degree of latitude over width of a degree of longitude at the window's middle: 1/cos(latitude)."""
        return float(1.0 / max(np.cos(np.radians((self.south + self.north) / 2)), 0.05))

    @property
    def shape(self) -> float:
        """Width over height of the window as drawn."""
        return (self.east - self.west) / ((self.north - self.south) * self.aspect)


def decode(topology: dict[str, Any]) -> list[list[Ring]]:
    """Polygons of a TopoJSON's countries, each a list of rings (the outer one first), unwrapped across the antimeridian."""
    transform = topology["transform"]
    scale, shift = np.array(transform["scale"]), np.array(transform["translate"])
    arcs = [np.cumsum(np.array(arc, dtype=float), axis=0) * scale + shift for arc in topology["arcs"]]
    polygons: list[list[Ring]] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for part in parts:
            rings = [np.concatenate([arcs[at] if at >= 0 else arcs[~at][::-1] for at in ring]) for ring in part]
            polygons.append([unwrap(ring) for ring in rings])
    return polygons


def unwrap(ring: Ring) -> Ring:
    """The ring without jumps of 360 degrees; one that winds round a pole is left as it is."""
    turns = np.round(np.diff(ring[:, 0], prepend=ring[0, 0]) / 360.0).cumsum()
    if turns[-1] != 0:
        return ring
    return np.column_stack([ring[:, 0] - 360.0 * turns, ring[:, 1]])


def clip(ring: Ring, view: View) -> Ring:
    """The part of a closed ring inside the window (Sutherland and Hodgman, one side after the other); may be empty."""
    for axis, bound, sign in ((0, view.west, 1), (0, view.east, -1), (1, view.south, 1), (1, view.north, -1)):
        if len(ring) == 0:
            break
        depth = sign * (ring[:, axis] - bound)
        following, next_depth = np.roll(ring, -1, axis=0), np.roll(depth, -1)
        crosses = (depth >= 0) != (next_depth >= 0)
        share = np.divide(depth, depth - next_depth, out=np.zeros_like(depth), where=crosses)
        crossing = ring + share[:, None] * (following - ring)
        kept = np.stack([depth >= 0, crosses], axis=1)
        ring = np.stack([ring, crossing], axis=1)[kept]
    return ring


@cache
def _world() -> list[list[Ring]]:
    return decode(json.loads(_FILE.read_text(encoding="utf-8")))


def polygons_in(view: View) -> Iterator[list[Ring]]:
    """Countries' polygons inside the window, clipped a little outside of it so that the cut is not seen."""
    wide, high = 0.05 * (view.east - view.west), 0.05 * (view.north - view.south)
    window = View(view.west - wide, view.south - high, view.east + wide, view.north + high)
    for polygon in _world():
        outer = polygon[0]
        low, high_point = outer.min(axis=0), outer.max(axis=0)
        if high_point[1] < window.south or low[1] > window.north:
            continue
        for turn in (-360.0, 0.0, 360.0):
            if high_point[0] + turn < window.west or low[0] + turn > window.east:
                continue
            shifted = [clip(ring + np.array([turn, 0.0]), window) for ring in polygon]
            if len(shifted[0]) >= 3:
                yield [ring for ring in shifted if len(ring) >= 3]


_SLIMMEST, _WIDEST = 0.7, 1.9
"""Width over height that a window may have; a slimmer or wider country gets sea or neighbours."""


def view_of(latitudes: Iterable[float], longitudes: Iterable[float], margin: float = 0.08, least: float = 3.0) -> View:
    """A window that holds all points with a margin, in a shape fit for a page; it crosses the antimeridian when that is shorter.

    `margin` is a share of the points' extent, `least` the window's smallest height in degrees.
    """
    lat, lon = np.array(list(latitudes), dtype=float), np.sort(np.array(list(longitudes), dtype=float))
    gaps = np.diff(np.append(lon, lon[0] + 360.0))
    widest = int(np.argmax(gaps))
    span = 360.0 - gaps[widest]
    middle, centre = lon[(widest + 1) % len(lon)] + span / 2, (lat.max() + lat.min()) / 2
    high = max((lat.max() - lat.min()) * (1 + 2 * margin), least)
    aspect = View(0.0, centre, 0.0, centre).aspect
    wide = max(span * (1 + 2 * margin), high * aspect * _SLIMMEST)
    high = max(high, wide / aspect / _WIDEST)
    south, north = max(centre - high / 2, -90.0), min(centre + high / 2, 90.0)
    return View(float(middle - wide / 2), float(south), float(middle + wide / 2), float(north))


def into(view: View, longitudes: Iterable[float]) -> NDArray[np.float64]:
    """Longitudes turned by whole circles so that they lie east of the window's western side."""
    return view.west + np.mod(np.array(list(longitudes), dtype=float) - view.west, 360.0)
