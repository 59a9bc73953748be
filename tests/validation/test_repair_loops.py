"""Closed repair loops: defective units leave the machine at once and travel while it waits for a part (`removal: diagnosis`).

Times are plain days called hours. Error budget: four standard errors over independent replications. Case numbers (B04, G03, ...) are those of
the project's collection of reference cases, whose figures are exact and carry the source named here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from stationary import agree, observe, on_average, poisson_source, seen, supplied, technicians

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


def one_loop(rate: float, level: int, repair: Any, lead_time: float, sojourn: float, benches: int = 1000) -> dict[str, Any]:
    """Poisson removals of one part, calls lasting `sojourn` on average; cores go to a shop at the same shelf, what is lost is bought anew."""
    law, count = poisson_source(rate, sojourn, 800)
    return {
        "parts": {"part": {"repairable": True}},
        "locations": {
            "maker": {"supplier": True, "lead_time": exponential(lead_time)},
            "shelf": {"source": "maker", "orders_may_cross": True, "stock": {"part": {"rule": "base_stock", "level": level}}},
        },
        "asset_types": {"machine": {"failures": {"fault": {"law": law, "effect": "cosmetic", "parts": ["part"]}}}},
        "sites": {"works": {"region": "shelf", "assets": {"machine": count}}},
        "technicians": technicians(["shelf"]),
        "returns": {"removal": "diagnosis", "shop": {"location": "shelf", "benches": benches, "repair": repair}},
    }


def loop_figures(tables: Tables) -> dict[str, float]:
    return {**on_average(tables, "shelf"), **supplied(tables, "shelf")}


def convolved(level: int, *pipelines: Any) -> dict[str, float]:
    """Fill rate, backorders and stock on hand of base stock over pipelines that are independent of one another."""
    outstanding = np.ones(1)
    for pipeline in pipelines:
        outstanding = np.convolve(outstanding, pipeline)
    count = np.arange(len(outstanding))
    return {
        "at once": float(outstanding[:level].sum()),
        "backorders": float((outstanding * np.maximum(count - level, 0)).sum()),
        "on hand": float((outstanding * np.maximum(level - count, 0)).sum()),
    }


@pytest.mark.parametrize(
    ("rate", "condemned", "repair", "repairers", "lead_time", "level", "published"),
    [
        (0.14, 0.15, 16.0, 1000, 75.0, 7, (0.936318828, 0.03998175012, 3.56098175)),
        (0.3, 0.1, 5.5, 2, 60.0, 8, (0.8021997051, 0.5707282553, 3.461121202)),
    ],
    ids=["ample repair", "two repairers"],
)
def test_condemnation(
    rate: float, condemned: float, repair: float, repairers: int, lead_time: float, level: int, published: tuple[float, ...]
) -> None:
    """Repair or a new unit: two independent pipelines, cases G03 and G04 (Sherbrooke 2004 ch. 4)."""
    many = np.arange(120)
    load = rate * (1 - condemned) * repair
    shop = np.cumprod([1.0] + [load / min(n, repairers) for n in many[1:]])
    exact = convolved(level, shop / shop.sum(), stats.poisson.pmf(many, rate * condemned * lead_time))
    assert tuple(exact.values()) == pytest.approx(published)
    tree = one_loop(rate, level, exponential(repair), lead_time, exact["backorders"] / rate, repairers)
    tree["parts"]["part"]["condemned"] = condemned
    tree |= {"horizon": 1000 + 3000 / rate, "warm_up": 1000.0}
    agree(observe(tree, loop_figures, 24), exact, budget=0.45)


@pytest.mark.parametrize(
    ("rate", "healthy", "testing", "condemned", "repair", "lead_time", "level", "published"),
    [
        (0.22, 0.28, 2.5, 0.12, 13.0, 55.0, 6, (0.8695884289, 0.09401580349)),
        (0.61, 0.35, 3.0, 0.25, 18.0, 40.0, 15, (0.8430798988, 0.2388269611)),
    ],
    ids=["G10", "G11"],
)
def test_units_without_fault(
    rate: float,
    healthy: float,
    testing: float,
    condemned: float,
    repair: float,
    lead_time: float,
    level: int,
    published: tuple[float, ...],
) -> None:
    """Tested, then straight back, repaired or condemned: Palm's theorem with the mixed turnaround, cases G10 and G11.

    The wait of a new unit begins when the test ends, and the shelf counts it from the removal on.
    """
    turnaround = testing + (1 - healthy) * ((1 - condemned) * repair + condemned * lead_time)
    exact = convolved(level, stats.poisson.pmf(np.arange(120), rate * turnaround))
    assert (exact["at once"], exact["backorders"]) == pytest.approx(published)
    tree = one_loop(rate, level, {"gamma": {"mean": repair, "cv": 0.7}}, lead_time, exact["backorders"] / rate)
    tree["parts"]["part"] |= {"no_fault_found": healthy, "condemned": condemned}
    tree["returns"]["inspection"] = exponential(testing)
    tree |= {"horizon": 1000 + 3000 / rate, "warm_up": 1000.0}
    agree(observe(tree, loop_figures, 24), exact, budget=0.30)
