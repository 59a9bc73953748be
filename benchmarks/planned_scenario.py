"""A large scenario to plan: thousands of parts at a central warehouse and the depots below it, each with its own crew and machines."""

from __future__ import annotations

from typing import Any

import numpy as np

KINDS = 50
"""Machine models; the parts are shared out among them."""


def scenario(parts: int, locations: int) -> dict[str, Any]:
    """Prices from 3 to 10,000, lead times from 10 to 120 days, a depot's demand for a part from 0.04 to 37 a year."""
    luck = np.random.default_rng(1)
    names = [f"part {number}" for number in range(parts)]
    depots = [f"depot {number}" for number in range(1, locations)]
    stock = {name: {"rule": "base_stock", "level": 1} for name in names}
    days = 20 / 10 ** luck.uniform(-4, -1, parts)  # between two failures, of each of some twenty machines
    kinds: dict[str, dict[str, Any]] = {f"machine {number}": {"failures": {}} for number in range(KINDS)}
    for number, name in enumerate(names):
        law = {"exponential": {"mtbf": f"{days[number]:.3f} d"}}
        kinds[f"machine {number % KINDS}"]["failures"][f"{name} fails"] = {"law": law, "parts": [name]}
    return {
        "name": "Thousands of parts",
        "horizon": "1 y",
        "parts": {
            name: {"price": f"{price:.2f} EUR", "lead_time": f"{lead_time:.1f} d"}
            for name, price, lead_time in zip(names, 10 ** luck.uniform(0.5, 4, parts), luck.uniform(10, 120, parts), strict=True)
        },
        "locations": {
            "factory": {"supplier": True},
            "central": {"source": "factory", "stock": stock},
            **{depot: {"source": "central", "transit": f"{luck.uniform(1, 4):.1f} d", "stock": stock} for depot in depots},
        },
        "asset_types": kinds,
        "sites": {
            f"at {depot}": {"region": depot, "assets": {kind: int(luck.integers(5, 40)) for kind in kinds}} for depot in depots
        },
        "technicians": {depot: {"home": depot, "regions": [depot], "count": 4} for depot in depots},
    }
