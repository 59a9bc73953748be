"""Levels over a supply tree: the figures of METRIC and VARI-METRIC, flows that balance, and the item approach."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory import echelons, pipelines, stocking, two_moments
from sim.theory.stocking import Network

DEPOT = {
    "demand_rates": [0.06, 0.03, 0.15],
    "base_stocks": [1, 1, 2],
    "transport_times": [3, 1, 2],
    "depot_stock": 4,
    "depot_repair": 14,
    "repaired_shares": [0.2, 0.0, 0.5],
    "repair_times": [4, 0, 6],
}


def depot() -> Network:
    return Network(
        parent=[-1, 0, 0, 0],
        price=[100.0],
        demand=[[0, 0.06, 0.03, 0.15]],
        lead_time=[[14, 3, 1, 2]],
        repaired_share=[[0, 0.2, 0, 0.5]],
        repair_time=[[0, 4, 0, 6]],
    )


@pytest.mark.parametrize("method", stocking.METHODS)
def test_two_echelons_are_those_of_the_exact_law(method: str) -> None:
    """Means and variances of the first two echelons are exact, so that both approximations agree with those of the exact tree."""
    exact = echelons.depot_and_bases(**DEPOT)
    found = stocking.levels(depot(), [[4, 1, 1, 2]], method=method)
    assert found.all_backorders[0, 0] == pytest.approx(exact.depot_backorders)
    assert found.backorders[0, 0] == 0  # the depot has no customers of its own
    assert found.on_order_mean[0, 1:] == pytest.approx([base.mean_on_order for base in exact.bases])
    assert found.total_backorders == pytest.approx(
        exact.metric_backorders if method == "metric" else exact.vari_metric_backorders
    )
    if method == "vari-metric":
        assert found.on_order_variance[0, 1:] == pytest.approx([base.variance_on_order for base in exact.bases])
    assert found.cost == 800


def test_moments_on_arrays_are_those_of_single_laws() -> None:
    mean, variance, units = np.array([1.0, 2.0, 10.0, 0.3]), np.array([1.0, 4.0, 10.0, 0.5]), np.array([3, 0, 15, 1])
    found, spread = two_moments.backorders(units, mean=mean, variance=variance)
    for at, (m, v, s) in enumerate(zip(mean, variance, units, strict=True)):
        law = pipelines.negative_binomial(mean=m, variance=v)
        assert found[at] == pytest.approx(pipelines.excess(law, s), abs=1e-12)
        assert spread[at] == pytest.approx(pipelines.variance(pipelines.backordered(law, s)), abs=1e-12)
        assert two_moments.at_least(s, mean=m, variance=v) == pytest.approx(law[s:].sum())
