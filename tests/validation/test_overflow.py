"""Overflow to a partner shortens the tail of the response: those who would have waited longest wait no longer than he takes."""

from __future__ import annotations

from typing import Any

import numpy as np

import sim
from sim.scenario.load import from_mapping

REPLICATIONS = 5
AFTER, RESPONSE = 1.0, 3.0
"""Hours that a call waits for Anna first, and hours until the partner is there, more than Anna drives to anybody."""


def responses(partners: dict[str, Any], replication: int) -> dict[str, float]:
    """Quantiles of the hours from report to arrival, of one technician who is busy four fifths of the time."""
    tree: dict[str, Any] = {
        "horizon": "52 w",
        "warm_up": "4 w",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory", "at": [50.0, 8.0]}},
        "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "30 d"}, "repair": {"exponential": "3 h"}}}}},
        "sites": {
            "near": {"at": [50.1, 8.0], "assets": {"pump": 90}},
            "far": {"at": [50.4, 8.3], "assets": {"pump": 90}},
        },
        "technicians": {"anna": {"home": "depot"}},
        "travel": {"straight_line": {"speed": "60 km/h"}},
        "partners": partners,
    }
    figures = sim.run(from_mapping(tree), replication=replication).figures
    return {"mean": figures["response_time"], **{each: figures[f"response_time_quantiles.{each}"] for each in ("p50", "p95")}}


def test_overflow_shortens_the_tail_of_the_response() -> None:
    """Same luck with and without: p95 falls in the mean of the differences by three standard errors, and by more than the mean does."""
    aid = {"takes": "waiting", "after": f"{AFTER} h", "response": f"{RESPONSE} h"}
    both = [[responses(partners, i) for partners in ({}, {"aid": aid})] for i in range(REPLICATIONS)]
    gain = {key: np.array([alone[key] - with_aid[key] for alone, with_aid in both]) for key in both[0][0]}
    tail = gain["p95"]
    assert tail.mean() > 3 * tail.std(ddof=1) / np.sqrt(REPLICATIONS), "the tail is no shorter"
    assert max(with_aid["p95"] for _, with_aid in both) <= AFTER + RESPONSE + 1e-6, "somebody waited for longer than it may take"
    assert tail.mean() > 2 * gain["mean"].mean(), "the tail gains no more than the mean"
