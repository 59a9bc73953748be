"""The ways to run a scenario that a study compares, each with the scenario that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.experiment.procedure import Point

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment
    from sim.scenario.load import ScenarioFile
    from sim.scenario.spec import Scenario


class Study:
    """An experiment that has been read and checked, with the scenario of every point that it names."""

    says: Experiment
    base: ScenarioFile
    points: Sequence[Point]
    """What the policies and factors name, the baseline first."""

    def point(self, values: Mapping[str, Any], policy: str | None = None) -> Point:
        """The point where factors or decisions have these values; raises :class:`ScenarioError` where the scenario does not allow them."""
        raise NotImplementedError

    def scenario(self, point: Point) -> Scenario:
        """The scenario of a point."""
        raise NotImplementedError
