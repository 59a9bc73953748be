"""Closed repair loops: defective units leave the machine at once and travel while it waits for a part (`removal: diagnosis`).

Times are plain days called hours. Error budget: four standard errors over independent replications. Case numbers (B04, G03, ...) are those of
the project's collection of reference cases, whose figures are exact and carry the source named here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stationary import agree, observe, seen, technicians

from sim.results import Tables


def exponential(mean: float) -> dict[str, Any]:
    return {"exponential": {"mean": mean}}


def machine_repair(sockets: int, spares: int, mtbf: float, repair: float, repairers: int) -> dict[str, float]:
    """Sockets, cold spares and a few repairers with exponential times: a birth-and-death chain on the units that are not serviceable."""
    weights = [1.0]
    for failed in range(sockets + spares):
        up = min(sockets, sockets + spares - failed)
        weights.append(weights[-1] * up / mtbf / (min(failed + 1, repairers) / repair))
    chance = np.array(weights) / sum(weights)
    failed = np.arange(sockets + spares + 1)
    running = np.minimum(sockets, sockets + spares - failed)
    return {
        "availability": float((chance * running).sum() / sockets),
        "failed": float((chance * failed).sum()),
        "failures": float((chance * running).sum() / mtbf),
    }


def test_machines_spares_and_repairers() -> None:
    """20 sockets, 3 spares, 2 repairers: case B04 (Gross & Harris, machine repair with spares)."""
    exact = machine_repair(20, 3, 60.0, 5.5, 2)
    assert list(exact.values()) == pytest.approx([0.9173207742, 3.960593959, 0.3057735914])
    tree = {
        "parts": {"unit": {"repairable": True}},
        "locations": {
            "maker": {"supplier": True},
            "store": {"source": "maker", "stock": {"unit": {"rule": "base_stock", "level": 3}}},
        },
        "asset_types": {"machine": {"failures": {"fault": {"law": {"exponential": {"mtbf": 60.0}}, "parts": ["unit"]}}}},
        "sites": {"works": {"region": "store", "assets": {"machine": 20}}},
        "technicians": technicians(["store"], crowd=30),
        "returns": {"removal": "diagnosis", "shop": {"location": "store", "benches": 2, "repair": exponential(5.5)}},
        "horizon": 12_500.0,
        "warm_up": 500.0,
    }

    def figures(tables: Tables) -> dict[str, float]:
        begin, end = tables.window
        calls, cores = tables.raw("calls"), tables.raw("cores")

        def present(since: Any, until: Any) -> float:
            until = np.where(np.isnan(until), end, until)
            return float(np.maximum(np.minimum(until, end) - np.maximum(since, begin), 0.0).sum() / (end - begin))

        assert not len(tables.raw("orders")), "nothing is bought: each unit comes back"
        return {
            "availability": 1 - present(calls["fault"], calls["restored"]) / 20,
            "failed": present(cores["removed"], cores["ended"]),
            "failures": len(seen(tables, "calls", "fault")) / (end - begin),
        }

    agree(observe(tree, figures, 24), exact, budget=0.09)
