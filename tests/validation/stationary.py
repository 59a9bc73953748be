"""Independent replications of a scenario against an exact figure, with the error budget stated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import stats

from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario

STANDARD_ERRORS = 4.0
"""How far a mean may be from its exact value: by chance beyond in 1 of 16,000 cases."""


def allowance(sample: Any) -> float:
    """Four standard errors of the mean over the replications, widened to the same odds where these are few (Student 1908)."""
    odds = stats.norm.sf(STANDARD_ERRORS)
    return float(stats.t.isf(odds, len(sample) - 1) * sample.std(ddof=1) / len(sample) ** 0.5)


def observe(tree: Mapping[str, Any], figures: Callable[[Tables], Mapping[str, float]], replications: int) -> dict[str, Any]:
    """Figures of each replication, as arrays by name."""
    scenario = Scenario.model_validate(tree)
    rows = [figures(Tables(simulate(scenario, replication))) for replication in range(replications)]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def agree(observed: Mapping[str, Any], exact: Mapping[str, float], budget: float) -> None:
    """Each figure's mean is within four standard errors of its exact value, and these are a small share of it (the budget)."""
    for name, value in exact.items():
        sample = observed[name]
        allowed = allowance(sample)
        assert allowed <= budget * abs(value), f"{name}: too few replications, ±{allowed:.4g} of {value:.4g}"
        assert abs(sample.mean() - value) <= allowed, f"{name}: {sample.mean():.5g} ± {allowed:.2g}, theory says {value:.5g}"


def poisson_source(rate: float, sojourn: float, assets: int = 5000) -> tuple[dict[str, Any], int]:
    """A law and how many assets with it make a Poisson stream of calls, `rate` an hour.

    Each asset has at most one open call, which lasts `sojourn` hours on average: its calls begin every mtbf + sojourn hours.
    """
    return {"exponential": {"mtbf": assets / rate - sojourn}}, assets


def seen(tables: Tables, kind: str, moment: str) -> Any:
    """Rows of a kind of record whose moment lies behind the warm-up."""
    rows = tables.raw(kind)
    return rows[rows[moment] >= tables.warm_up]
