"""Machines, parts and technicians together: what triage, sourcing and stock make of the wait, against exact results.

Times are plain days called hours. Error budget: four standard errors over independent replications. Case numbers (L04, ...) are those of the
project's collection of reference cases; the exact figures come from `sim.theory`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from stationary import agree, observe, poisson_source, seen

from sim.records import SUPPLY_SOURCES
from sim.results import Tables
from sim.theory import first_time_fix, together


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


def test_jobs_wait_for_their_part_before_they_ask_for_a_technician() -> None:
    """30 machines, 2 technicians without vans, a part in three jobs of five: case L01."""
    facts: Mapping[str, Any] = {"machines": 30, "mtbf": 40.0, "part_share": 0.6, "base_stock": 6, "lead_time": 9.0}
    theory = together.part_before_technician(**facts, technicians=2, mean_job=1.1)
    exact = {
        "availability": theory.availability,
        "waiting for a part": theory.waiting_for_part,
        "with a technician": theory.with_technician,
        "fill rate": theory.fill_rate,
        "downtime": theory.mean_downtime,
    }
    assert tuple(exact.values()) == pytest.approx((0.964026029, 0.1629926727, 0.9162264579, 0.8082375569, 1.49265559))
    need = {"part": {"probability": 0.6}}
    tree = fleet(machines=30, mtbf=40.0, job=1.1, technicians=2, stock=6, lead_time=9.0, parts=need)
    tree |= {"sourcing": {"predicted_parts": "wait_for"}, "horizon": 12_500.0, "warm_up": 500.0}

    def figures(tables: Tables) -> dict[str, float]:
        calls, demands = tables.raw("calls"), seen(tables, "demands", "asked")
        done = seen(tables, "calls", "fault")
        down = on_average(tables, calls["fault"], calls["restored"])
        asked = tables.raw("demands")
        waiting = on_average(tables, asked["asked"], asked["filled"])
        assert (done["parts"] + done["technician"] + done["repair"])[~np.isnan(done["restored"])].sum() > 0
        return {
            "availability": 1 - down / 30,
            "waiting for a part": waiting,
            "with a technician": down - waiting,
            "fill rate": float(demands["at_once"].mean()),
            "downtime": float(np.nanmean(done["restored"] - done["fault"])),
        }

    agree(observe(tree, figures, 12), exact, budget=0.22)


def test_first_time_fix_from_triage_van_and_skill() -> None:
    """What triage named is taken along if the depot can help, what the van lacks otherwise comes to a second visit: case H01."""
    shares, levels = [0.3, 0.22, 0.15, 0.13, 0.1, 0.06, 0.04], [3, 2, 2, 1, 1, 1, 0]
    rate, refill, skill, accuracy, depot = 3.2, 1.5, 0.94, 0.78, 0.9
    theory = first_time_fix.van(
        job_rate=rate,
        fault_shares=shares,
        base_stocks=levels,
        lead_time=refill,
        triage_accuracy=accuracy,
        depot_fill=depot,
        skill=skill,
    )
    exact = {"at hand": theory.part_at_hand, "first-time fix": theory.first_time_fix, "visits": theory.visits_per_job}
    assert tuple(exact.values()) == pytest.approx((0.9284972418, 0.8727874073, 1.135332545))
    exact |= {f"part {i}": fill for i, fill in enumerate(theory.van_fill_rates) if fill}
    names = [f"part {i}" for i in range(len(shares))]
    faults = {
        f"fault {i}": {"law": poisson_source(rate * share, 0.05, 3000)[0], "effect": "cosmetic", "parts": [names[i]]}
        for i, share in enumerate(shares)
    }
    plenty = {"rule": "base_stock", "level": 1000}
    tree = {
        "parts": {name: {} for name in names},
        "locations": {"maker": {"supplier": True}, "depot": {"source": "maker", "stock": dict.fromkeys(names, plenty)}},
        "asset_types": {"machine": {"failures": {name: {**fault, "repair_success": skill} for name, fault in faults.items()}}},
        "sites": {"town": {"assets": {"machine": 3000}}},
        "desk": {"agents": 5, "triage_accuracy": accuracy},
        "technicians": {
            "anna": {
                "home": "depot",
                "refill": constant(refill),
                "van": {name: {"rule": "base_stock", "level": levels[i]} for i, name in enumerate(names)},
            }
        },
        "sourcing": {
            "predicted_parts": "take_along",
            "steps": [{"from": "depot", "time": constant(0.25), "chance": depot}, {"from": "emergency", "time": constant(0.25)}],
        },
        "horizon": 2050.0,
        "warm_up": 50.0,
    }

    def figures(tables: Tables) -> dict[str, float]:
        calls, asked = seen(tables, "calls", "fault"), seen(tables, "demands", "asked")
        done = calls[~np.isnan(calls["restored"])]
        van = asked[asked["location"] == tables.code("location", "van:anna")]
        found = {f"part {i}": float(van["at_once"][van["part"] == i].mean()) for i in range(len(names))}
        return {
            **found,
            "at hand": float(done["parts_at_hand"].mean()),
            "first-time fix": float(done["fixed_first_visit"].mean()),
            "visits": float(done["visits"].mean()),
        }

    agree(observe(tree, figures, 8), exact, budget=0.10)


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
