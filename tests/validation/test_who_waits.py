"""Who waits longer under which dispatch rule: far customers under nearest first."""

from __future__ import annotations

from typing import Any

import numpy as np

import sim
from sim.scenario.load import from_mapping

NEAR = [50.0, 8.0]
PLACES = {"near": NEAR, "close": [50.05, 8.05], "farther": [50.4, 8.4], "far": [51.2, 9.2]}
PUMPS = {"near": 60, "close": 60, "farther": 20, "far": 10}
REPLICATIONS = 5


def waits(rule: str, replication: int) -> tuple[float, float]:
    """Mean hours from report to arrival at the far site, and at the near one, of one busy technician."""
    tree: dict[str, Any] = {
        "horizon": "26 w",
        "warm_up": "4 w",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory", "at": NEAR}},
        "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "30 d"}, "repair": {"exponential": "3 h"}}}}},
        "sites": {name: {"at": at, "assets": {"pump": PUMPS[name]}} for name, at in PLACES.items()},
        "technicians": {"anna": {"home": "depot"}},
        "travel": {"straight_line": {"speed": "60 km/h"}},
        "dispatch": rule,
    }
    calls = sim.run(from_mapping(tree), replication=replication).tables.calls
    calls = calls[calls.arrived.notna() & (calls.fault >= 4 * 168)]
    response = (calls.arrived - calls.reported).groupby(calls.site).mean()
    return float(response["far"]), float(response["near"])


def test_nearest_first_makes_far_customers_wait_longer_than_first_come_first_served() -> None:
    """Same luck under both rules: far customers wait longer, near ones shorter, in the mean of the differences by three standard errors."""
    both = [[waits(rule, i) for rule in ("nearest", "first_come_first_served")] for i in range(REPLICATIONS)]
    change = np.array([[nearest[place] - first[place] for place in range(2)] for nearest, first in both])
    mean, error = change.mean(axis=0), change.std(axis=0, ddof=1) / np.sqrt(REPLICATIONS)
    assert mean[0] > 3 * error[0], "far customers wait no longer"
    assert mean[1] < -3 * error[1], "near customers gain nothing"
