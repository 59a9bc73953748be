"""Faults and availability of machines against exact results, within four standard errors over independent replications."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stationary import agree, observe, seen

from sim.results import Tables


def fleet(modes: dict[str, Any], machines: int, **more: Any) -> dict[str, Any]:
    """Machines that are repaired at once by a crowd of technicians."""
    return {
        "locations": {"depot": {}},
        "asset_types": {"machine": {"failures": modes}},
        "sites": {"town": {"assets": {"machine": machines}}},
        "technicians": {"crew": {"home": "depot", "count": machines}},
        **more,
    }


def counts(tables: Tables) -> Any:
    """Faults of each machine."""
    return np.bincount(tables.raw("calls")["asset"], minlength=int(tables.facts["assets"]))


def moments(tables: Tables) -> dict[str, float]:
    """Mean and variance of the number of faults over the machines."""
    return {"mean": float(counts(tables).mean()), "variance": float(counts(tables).var(ddof=1))}


@pytest.mark.parametrize("shape", [0.8, 3.2])
def test_gamma_poisson_machines_are_unequal(shape: float) -> None:
    """Counts are negative binomial: variance = mean + mean² / shape (Greenwood & Yule 1920)."""
    law = {"gamma_poisson": {"mtbf": 500.0, "shape": shape}}
    tree = fleet({"fault": {"law": law, "effect": "cosmetic"}}, 600, horizon=3000.0)
    agree(observe(tree, moments, 16), {"mean": 6.0, "variance": 6.0 + 36.0 / shape}, budget=0.35)


def test_poisson_machines_are_equal() -> None:
    """Without the gamma draw the variance is the mean."""
    tree = fleet({"fault": {"law": {"exponential": {"mtbf": 500.0}}, "effect": "cosmetic"}}, 600, horizon=3000.0)
    agree(observe(tree, moments, 16), {"mean": 6.0, "variance": 6.0}, budget=0.20)


@pytest.mark.parametrize("shape", [0.7, 1.6])
def test_power_law_counts(shape: float) -> None:
    """Minimal repair: counts by age t are Poisson with mean (t / scale)^shape (Crow 1974); so are those of the second half."""
    tree = fleet({"fault": {"law": {"power_law": {"scale": 400.0, "shape": shape}}}}, 300, horizon=3000.0, warm_up=1500.0)

    def figures(tables: Tables) -> dict[str, float]:
        return {**moments(tables), "second half": len(seen(tables, "calls", "fault")) / 300}

    mean = (3000 / 400) ** shape
    agree(observe(tree, figures, 16), {"mean": mean, "variance": mean, "second half": mean - (1500 / 400) ** shape}, budget=0.20)


def down_share(tables: Tables) -> float:
    """Share of machine hours down behind the warm-up."""
    calls = tables.raw("calls")
    ended = np.where(np.isnan(calls["restored"]), tables.horizon, calls["restored"])
    hours = np.maximum(ended, tables.warm_up) - np.maximum(calls["fault"], tables.warm_up)
    return float(hours.sum() / (tables.facts["assets"] * (tables.horizon - tables.warm_up)))


def test_lives_count_operating_hours() -> None:
    """Two modes that stop the machine: each fails once per mean life of operation, whatever the laws (renewal-reward theorem).

    Availability = 1 / (1 + sum of repair time over life); on a calendar clock it would be lower, for lives would run on while it is down.
    """
    repairs = {"wear": (100.0, 25.0), "shock": (160.0, 40.0)}
    up = 1 / (1 + sum(repair / life for life, repair in repairs.values()))
    modes = {
        "wear": {"law": {"weibull": {"mean": 100.0, "shape": 2.5}}, "repair": {"exponential": {"mean": 25.0}}},
        "shock": {"law": {"exponential": {"mtbf": 160.0}}, "repair": {"constant": {"time": 40.0}}},
    }
    tree = fleet(modes, 100, horizon=4500.0, warm_up=1500.0)

    def figures(tables: Tables) -> dict[str, float]:
        calls = seen(tables, "calls", "fault")
        wear = (calls["mode"] == tables.code("mode", "machine.wear")).sum() / (100 * 3000.0)
        return {"up": 1 - down_share(tables), "wear": float(wear), "shock": len(calls) / (100 * 3000.0) - float(wear)}

    agree(observe(tree, figures, 16), {"up": up, "wear": up / 100.0, "shock": up / 160.0}, budget=0.06)


def test_a_calendar_clock_runs_on_while_the_machine_is_down() -> None:
    """One mode alone: calendar and operating clock are the same, for a life begins when the machine is up (alternating renewal)."""
    for clock in ("operating", "calendar"):
        law = {"weibull": {"mean": 90.0, "shape": 2.0, "clock": clock}}
        modes = {"wear": {"law": law, "repair": {"gamma": {"mean": 10.0, "cv": 1.3}}}}
        tree = fleet(modes, 50, horizon=4500.0, warm_up=1500.0)
        agree(observe(tree, lambda tables: {"down": down_share(tables)}, 16), {"down": 0.1}, budget=0.08)


def test_imperfect_repairs_are_repeated_until_one_holds() -> None:
    """Visits per call are geometric: a success of 60 % takes 1 / 0.6 visits; a first look of 75 % adds 1 / 0.75 − 1."""
    modes = {
        "fault": {
            "law": {"exponential": {"mtbf": 100.0}},
            "effect": "cosmetic",
            "repair_success": 0.6,
            "diagnosis_accuracy": 0.75,
        }
    }
    tree = fleet(modes, 50, horizon=1500.0)

    def figures(tables: Tables) -> dict[str, float]:
        calls = tables.raw("calls")
        return {"visits": float(calls["visits"].mean()), "first": float(calls["fixed_first_visit"].mean())}

    agree(observe(tree, figures, 16), {"visits": 1 / 0.6 + 1 / 0.75 - 1, "first": 0.45}, budget=0.12)
