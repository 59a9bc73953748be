"""How long each machine stood in the field."""

from __future__ import annotations

import numpy as np

from sim.results.tables import Array, Tables


def stays(tables: Tables) -> tuple[Array, Array]:
    """When each asset is installed, and when it is taken away (infinite: never); use `tables.once(stays)`."""
    assets = tables.dimension("assets")
    left = np.array(assets["left"], dtype=float)
    return np.array(assets["entered"], dtype=float), np.where(np.isnan(left), np.inf, left)


def site_of_assets(tables: Tables) -> Array:
    """Row of each asset's site in the sites table."""
    rows = {name: row for row, name in enumerate(tables.dimension("sites")["site"])}
    return np.array([rows[site] for site in tables.dimension("assets")["site"]], dtype=np.int64)


def asset_hours(tables: Tables, begin: float, end: float) -> float:
    """Hours that the assets stand in the field between two moments, all together."""
    if not tables.facts.get("fleet_changes"):
        return float(tables.facts["assets"] * (end - begin))
    return float(hours_in_field(tables, begin, end).sum())


def hours_in_field(tables: Tables, begin: float, end: float) -> Array:
    """Hours that each asset stands in the field between two moments."""
    entered, left = tables.once(stays)
    hours: Array = np.maximum(np.minimum(left, end) - np.maximum(entered, begin), 0.0)
    return hours
