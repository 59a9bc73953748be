"""A study whose scenario cannot be simulated: points with names, and what its file says."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from sim.experiment.points import Study
from sim.experiment.procedure import Point
from sim.experiment.spec import Experiment


def study_of(*names: str, **says: Any) -> Study:
    """A study of points with these names, the baseline first, that says this and has a scenario without goals; nothing of it can be simulated."""
    scenario = SimpleNamespace(
        currency="EUR", replications=20, headline=["cost"], goals=None, horizon=8760.0, warm_up=0.0, name="made up", seed=1
    )
    base = SimpleNamespace(scenario=lambda _policy=None: scenario, policies=list(names))
    points = [Point(name, name) for name in names]

    def point(values: Mapping[str, Any], policy: str | None = None) -> Point:
        words = ", ".join(f"{factor}={value}" for factor, value in values.items())
        return Point(f"{policy or names[0]}: {words}" if words else policy or names[0], policy or names[0], tuple(values.items()))

    experiment = Experiment.model_validate({"scenario": "made_up.yaml", **says})
    made = SimpleNamespace(
        says=experiment, base=base, points=points, point=point, scenario=lambda _point: scenario, baseline=scenario
    )
    return cast("Study", made)
