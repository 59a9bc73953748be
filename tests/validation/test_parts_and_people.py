"""Machines, parts and technicians together: what triage, sourcing and stock make of the wait, against exact results.

Times are plain days called hours. Error budget: four standard errors over independent replications. Case numbers (L04, ...) are those of the
project's collection of reference cases; the exact figures come from `sim.theory`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from stationary import agree, observe, seen

from sim.records import SUPPLY_SOURCES
from sim.results import Tables
from sim.theory import together


def constant(time: float) -> dict[str, Any]:
    return {"constant": {"time": time}}


def exponential(mean: float) -> dict[str, Any]:
    return {"exponential": {"mean": mean}}


def fleet(machines: int, mtbf: float, job: float, technicians: int, stock: int, lead_time: float, **mode: Any) -> dict[str, Any]:
    """Equal machines at one site, one kind of part, and technicians without vans who share one depot."""
    fault = {"law": {"exponential": {"mtbf": mtbf}}, "repair": exponential(job), "parts": ["part"], **mode}
    return {
        "parts": {"part": {}},
        "locations": {
            "maker": {"supplier": True, "lead_time": exponential(lead_time)},
            "depot": {"source": "maker", "orders_may_cross": True, "stock": {"part": {"rule": "base_stock", "level": stock}}},
        },
        "asset_types": {"machine": {"failures": {"fault": fault}}},
        "sites": {"works": {"assets": {"machine": machines}}},
        "technicians": {"crew": {"home": "depot", "count": technicians}},
    }


def on_average(tables: Tables, since: Any, until: Any) -> float:
    """Mean number of stretches open at a moment of the window."""
    begin, end = tables.window
    until = np.where(np.isnan(until), end, until)
    return float(np.maximum(np.minimum(until, end) - np.maximum(since, begin), 0.0).sum() / (end - begin))


def share_of(tables: Tables, source: str) -> float:
    """Share of the demands of the window that a source met."""
    return float((seen(tables, "demands", "asked")["supply"] == SUPPLY_SOURCES.index(source)).mean())


def test_emergency_parts_prolong_the_job() -> None:
    """24 machines, 2 technicians; a part from outside fits less well: case L04."""
    facts: Mapping[str, Any] = {"machines": 24, "mtbf": 30.0, "base_stock": 6, "lead_time": 7.0, "technicians": 2}
    theory = together.emergency_part_prolongs_job(**facts, mean_job=0.8, mean_long_job=2.3)
    exact = {"availability": theory.availability, "wait": theory.mean_wait, "on the shelf": theory.fill_rate}
    assert tuple(exact.values()) == pytest.approx((0.9558584889, 0.2798905177, 0.7963277214))
    tree = fleet(machines=24, mtbf=30.0, job=0.8, technicians=2, stock=6, lead_time=7.0)
    steps = [{"from": "depot"}, {"from": "emergency", "time": constant(0.0), "repair_factor": 2.3 / 0.8}]
    tree |= {"sourcing": {"steps": steps}, "horizon": 10_500.0, "warm_up": 500.0}

    def figures(tables: Tables) -> dict[str, float]:
        calls, visits = tables.raw("calls"), seen(tables, "visits", "asked")
        return {
            "availability": 1 - on_average(tables, calls["fault"], calls["restored"]) / 24,
            "wait": float((visits["dispatched"] - visits["asked"]).mean()),
            "on the shelf": share_of(tables, "depot"),
        }

    agree(observe(tree, figures, 16), exact, budget=0.13)


def test_a_step_helps_as_often_as_its_chance_says() -> None:
    """A depot that has everything, but can be reached four times in five: the others come from outside."""
    tree = fleet(machines=2000, mtbf=400.0, job=0.0, technicians=60, stock=10_000, lead_time=1.0, repair_success=0.7)
    steps = [{"from": "depot", "chance": 0.8}, {"from": "emergency", "time": constant(5.0)}]
    tree |= {"sourcing": {"steps": steps}, "horizon": 1000.0}
    agree(observe(tree, lambda tables: {"depot": share_of(tables, "depot")}, 8), {"depot": 0.8}, budget=0.03)
