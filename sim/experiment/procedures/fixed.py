"""A fixed number of replications of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiment.procedure import Ask, Findings

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure


def fixed(study: Study) -> Procedure:
    """The experiment's replications of every point, or the scenario's."""
    replications = study.says.replications or study.baseline.replications
    yield [Ask(point, replications) for point in study.points]
    return Findings("comparison")
