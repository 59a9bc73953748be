"""Any scenario with parts can be planned: random scenarios through theory, and what comes out obeys its own rules."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hunting import examples
from hypothesis import given, reject
from random_scenarios import Tree, scenarios

from sim.errors import ScenarioError, UsageError
from sim.planning.overlay import file_with
from sim.planning.plan import plan
from sim.planning.supply import supply_of
from sim.scenario.load import from_mapping


@examples(6)
@given(tree=scenarios())
def test_any_scenario_can_be_planned_or_says_why_not(tree: Tree) -> None:
    try:
        file = from_mapping(tree)
    except ScenarioError:
        reject()  # random scenarios need not make sense
    supply = supply_of(file.scenario())
    if not supply.rules or not any(job.needs for job in supply.jobs):
        with pytest.raises(UsageError, match="nothing to plan"):
            plan(file, replications=0)
        return
    found = plan(file, replications=0)
    assert found.present.cost == pytest.approx(float(found.supply.price @ (found.supply.present @ found.supply.counts)))
    for option in (*found.options, *(point for curve in found.curves.values() for point in curve)):
        assert (option.levels >= 0).all()
        assert not option.levels[~found.supply.stocked].any()
        assert math.isfinite(option.cost)
        for share in (option.service.availability, option.service.fix_rate):
            assert 0 <= share <= 1
        assert np.isfinite(option.service.backorders).all()
        assert (option.service.fill_rates >= -1e-9).all()
        assert (option.service.fill_rates <= 1 + 1e-9).all()
    for option in found.options:
        if option.name.endswith("same money"):
            assert option.cost <= found.present.cost + 1e-9
    again = file_with(found.tree, found.policies)
    for option in found.options[1:]:
        held = supply_of(again.scenario(option.name)).present
        lots = np.zeros_like(held)
        for key, each in found.supply.held.items():
            lots[key] = (each.lot + 1) // 2
        assert ((held == option.levels) | ((option.levels < lots) & (held <= lots))).all()
