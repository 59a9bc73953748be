"""A study whose scenario cannot be simulated: points with names, and what its file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from sim.experiment.points import Study
from sim.experiment.procedure import Point
from sim.experiment.spec import Experiment

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile


@dataclass
class MadeStudy(Study):
    """A study without files; its scenario has a currency, a number of replications, a horizon and a warm-up, and no more."""

    horizon: float = 8760.0

    @property
    def baseline(self) -> Any:
        """The scenario that all points have."""
        return self._scenario(0.0)

    def point(self, values: Mapping[str, Any], policy: str | None = None) -> Point:
        """Named by its values."""
        name = policy or self.base.policies[0]
        words, behind = (", ".join(f"{factor}={value}" for factor, value in each.items()) for each in (values, self.always))
        shown = (f"{name}: {words}" if words else name) + (f" ({behind})" if behind else "")
        return Point(shown, name, tuple({**values, **self.always}.items()))

    def scenario(self, point: Point) -> Any:
        """Another warm-up where the point says so."""
        number, unit = str(dict(point.values).get("warm_up", "0 h")).split()
        return self._scenario(float(number) * {"h": 1.0, "d": 24.0}[unit])

    def _scenario(self, warm_up: float) -> Any:
        return SimpleNamespace(
            currency="EUR",
            replications=20,
            headline=["cost"],
            goals=None,
            horizon=self.horizon,
            warm_up=warm_up,
            name="made up",
            seed=1,
        )


def study_of(*names: str, horizon: float = 8760.0, **says: Any) -> MadeStudy:
    """A study of points with these names, the baseline first, that says this; nothing of it can be simulated."""
    experiment = Experiment.model_validate({"scenario": "made_up.yaml", **says})
    base = cast("ScenarioFile", SimpleNamespace(policies=list(names)))
    study = MadeStudy(Path("made_up_study.yaml"), "", experiment, base, horizon=horizon)
    study.points = [study.point({}, name) for name in names]
    return study
