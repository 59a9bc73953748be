"""Hidden defects over time: which asset had one when."""

from __future__ import annotations

import numpy as np

from sim.results.tables import Array, Tables


def has_defect(tables: Tables, asset: Array, mode: Array, at: Array, at_its_end: bool = False) -> Array:
    """Whether there was a defect of a failure mode at an asset at a moment; at its end there is none any more, unless that is asked for."""
    rows = tables.raw("defects")
    if not len(rows):
        return np.zeros(len(at), dtype=bool)
    modes = len(tables.names("mode"))
    moments = np.unique(rows["arose"])
    size = len(moments) + 1
    place = (rows["asset"] * modes + rows["mode"]) * size + np.searchsorted(moments, rows["arose"], "right")
    order = np.argsort(place, kind="stable")
    asked = (asset.astype(np.int64) * modes + mode) * size + np.searchsorted(moments, at, "right")
    last = np.searchsorted(place[order], asked, "right") - 1
    row = rows[order[np.maximum(last, 0)]]
    ended = np.where(np.isnan(row["ended"]), np.inf, row["ended"])
    found: Array = (last >= 0) & (row["asset"] == asset) & (row["mode"] == mode) & (row["arose"] <= at) & ((at < ended) | (at_its_end & (at == ended)))
    return found
