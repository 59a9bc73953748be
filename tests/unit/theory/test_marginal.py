"""Marginal analysis: against enumeration, and curves that keep their word."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.theory import marginal, stocking
from sim.theory.stocking import Network


def tree() -> Network:
    """A centre, two depots (the first sells over the counter, too), three vans."""
    return Network(
        parent=[-1, 0, 0, 1, 1, 2], price=[1.0], demand=[[0, 0, 0.01, 0.04, 0.07, 0.05]], lead_time=[[20, 3, 4, 1, 1, 1]]
    )


def enumerated(network: Network, most: int) -> list[float]:
    """Least backorders of one part for each number of units from 0 to `most`, over all splits."""
    places = len(network.parent)
    splits = np.array([each for each in itertools.product(range(most + 1), repeat=places) if sum(each) <= most])
    found = stocking.levels(network.rows(np.zeros(len(splits), np.int64)), splits).backorders.sum(axis=1)
    return [float(found[splits.sum(axis=1) == units].min()) for units in range(most + 1)]


def test_one_part_on_three_echelons_is_best_by_enumeration() -> None:
    best = enumerated(tree(), 8)
    curve = marginal.system_curve(tree())
    assert len(curve.cost) > 12
    for step, cost in enumerate(curve.cost.tolist()):
        assert curve.levels_at(step).total_backorders == pytest.approx(curve.backorders[step])
        if cost <= 8:
            assert curve.backorders[step] == pytest.approx(best[round(cost)])
