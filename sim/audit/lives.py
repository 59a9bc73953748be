"""The end of machines' lives: by work that was done, for a reason, at the age that they had, and refurbished no more often than allowed."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.records import RENEWED_FOR
from sim.results import Array, Tables
from sim.units import to_tick

AGE = RENEWED_FOR.index("age")


def check(tables: Tables) -> list[str]:
    """All findings about machines that were replaced or refurbished."""
    rows, ends = tables.raw("renewed_assets"), tables.facts.get("ends_of_life")
    if not ends:
        return ["machines were replaced, and none is to be"] if len(rows) else []
    rows = np.sort(rows, order=("asset", "at"))
    calls = np.sort(tables.raw("calls"), order="call")
    kinds = np.array(tables.dimension("assets")["asset_type"])
    work = ["refurbishment" if each else "replacement" for each in rows["refurbished"]]
    modes = np.array([f"{kind}.{each}" for kind, each in zip(kinds[rows["asset"]], work, strict=True)])
    at = np.minimum(np.searchsorted(calls["call"], rows["call"]), max(0, len(calls) - 1))
    if len(rows) and not len(calls):
        return ["machines were replaced without any work"]
    found = calls[at]
    names = np.array(tables.names("mode"))[found["mode"]] if len(rows) else modes
    oldest = np.array([ends[kind]["at_age"] or 0.0 for kind in kinds[rows["asset"]]])
    ours = [
        tables.code("mode", f"{kind}.{each}")
        for kind in ends
        for each in ("replacement", "refurbishment")
        if f"{kind}.{each}" in tables.names("mode")
    ]
    done = np.isin(calls["mode"], ours) & ~np.isnan(calls["restored"])

    def show(row: int) -> str:
        return f"asset {rows['asset'][row]} at {rows['at'][row]:.6g} h"

    return [
        *say(
            (found["call"] != rows["call"]) | (found["asset"] != rows["asset"]) | (names != modes),
            "a machine was replaced by other work",
            show,
        ),
        *say(np.abs(found["restored"] - rows["at"]) > CLOSE, "a machine was replaced before its work was done, or after", show),
        *say(rows["decided"] > found["fault"] + CLOSE, "work on a machine was ordered before it was decided on", show),
        *say((rows["why"] == AGE) & (rows["age"] < oldest - CLOSE), "a machine was replaced for its age before it had it", show),
        *say(np.abs(rows["age"] - _ages(tables, rows, kinds)) > CLOSE, "a machine was not as old as the record says", show),
        *say(
            _too_often(rows, kinds, ends),
            "a machine was refurbished more often than allowed, or too seldom before it was replaced",
            show,
        ),
        *say(
            done & ~np.isin(calls["call"], rows["call"]),
            "a machine was exchanged and is none the newer",
            lambda row: f"call {calls['call'][row]}",
        ),
    ]


def _ages(tables: Tables, rows: Array, kinds: Array) -> Array:
    """The age that each machine must have had, from what happened to it before."""
    assets, leaves = tables.dimension("assets"), tables.facts["life_cycles"]
    born = np.array(assets["entered"], dtype=float) - np.array(assets["age"], dtype=float)
    found = np.zeros(len(rows))
    for row, each in enumerate(rows):
        asset = int(each["asset"])
        found[row] = each["at"] - born[asset]
        born[asset] = each["at"] - (to_tick(found[row] * leaves[kinds[asset]]) if each["refurbished"] else 0.0)
    return found


def _too_often(rows: Array, kinds: Array, ends: dict[str, dict[str, float]]) -> Array:
    """Whether a machine had had its refurbishments already, or not yet."""
    so_far: dict[int, int] = {}
    found = np.zeros(len(rows), dtype=bool)
    for row, each in enumerate(rows):
        asset = int(each["asset"])
        before = so_far.get(asset, 0)
        found[row] = bool(each["refurbished"]) != (before < ends[kinds[asset]]["times"])
        so_far[asset] = before + 1 if each["refurbished"] else 0
    return found
