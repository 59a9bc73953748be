"""Where theory would begin: the stock levels that `firstfix plan` proposes from little money to much, as near as the decisions allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ScenarioError, UsageError
from sim.experiment.search.space import Space, Way

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.planning.places import Array
    from sim.planning.supply import Supply

TARGETS = 8
"""Places on the curve of theory."""


def theory_seeds(study: Study, space: Space, today: Way) -> list[Way]:
    """Combinations along the curve of the system approach, from the least money to the most; none where no decision is a stock level.

    A decision is a stock level where another level of it changes what the shelves hold, and nothing else of the supply tree. What decides on
    something else stays as it is today.
    """
    from sim.planning.plan import plan

    policy = study.points[0].policy
    try:
        found = plan(study.base, policy, replications=0, approach="system")
    except UsageError:  # no shelves, no jobs that need parts
        return []
    shelves = [_shelves(study, space, at, found.supply) for at in range(len(space.decisions))]
    if not any(each for each in shelves):
        return []
    curve = found.curves["system"]
    picked = sorted({round(place) for place in np.linspace(0, len(curve) - 1, TARGETS)})
    return list(
        dict.fromkeys(
            tuple(
                _snapped(levels, curve[place].levels, found.supply) if levels else now
                for levels, now in zip(shelves, today, strict=True)
            )
            for place in picked
        )
    )


def _shelves(study: Study, space: Space, at: int, supply: Supply) -> dict[int, Array]:
    """Place of a level of one decision -> what all shelves (P, J) then hold, in terms of theory; empty where it decides on something else."""
    from sim.planning.supply import supply_of

    decision = space.decisions[at]
    found: dict[int, Array] = {}
    for place, level in enumerate(decision.levels):
        try:
            scenario = study.scenario(study.point({decision.name: level}, study.points[0].policy))
        except ScenarioError:
            continue
        there = supply_of(scenario)
        if there.parts != supply.parts or len(there.places) != len(supply.places) or there.rules.keys() != supply.rules.keys():
            return {}
        found[place] = there.present
    moved = len({levels.tobytes() for levels in found.values()}) > 1
    return found if moved else {}


def _snapped(levels: dict[int, Array], wanted: Array, supply: Supply) -> int:
    """The level whose shelves are nearest to what is wanted of them: least money too much or too little on the shelves that it moves."""
    held = np.array(list(levels.values()))
    moved = (held != held[0]).any(axis=0)
    apart = (np.abs(held - wanted) * supply.price[:, None] * moved).sum(axis=(1, 2))
    return list(levels)[int(np.argmin(apart))]
