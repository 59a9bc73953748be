"""Can the sensitivity analysis be made that an experiment asks for?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import Problem
from sim.experiment.checks.places import problem_of
from sim.experiment.design import MOST_POINTS
from sim.experiment.procedures.sensitivity import points_in
from sim.scenario.tree import Node

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment

MOST_SENSITIVITY_POINTS = 10 * MOST_POINTS
"""Points of a sensitivity analysis: Saltelli's plan wants many."""


def problems_of_sensitivity(says: Experiment, root: Node) -> Iterator[Problem]:
    """Without factors, with one replication, several policies, too many points, or samples that the method cannot have; with line and column."""
    asked = says.sensitivity
    if asked is None:
        return
    if not says.factors:
        yield problem_of(root, ("sensitivity",), "there are no 'factors' whose effect could be looked at")
    if says.policies is not None and len(says.policies) > 1:
        yield problem_of(root, ("policies",), "a sensitivity analysis looks at one policy; name one, or none for the baseline")
    if says.replications == 1:
        yield problem_of(root, ("replications",), "at least 2 replications are needed to tell what factors do from luck")
    if asked.method == "sobol" and asked.samples is not None and asked.samples & (asked.samples - 1):
        near = 1 << (asked.samples.bit_length() - 1)
        message = f"the samples of sobol are a power of 2, such as {near} or {2 * near}, not {asked.samples}"
        yield problem_of(root, ("sensitivity", "samples"), message)
    if asked.method == "tornado" and asked.samples is not None:
        yield problem_of(root, ("sensitivity", "samples"), "a tornado takes no samples: it looks at the ends of each factor")
    for name, factor in says.factors.items():
        if factor.count == 1 and asked.method != "tornado":
            yield problem_of(root, ("factors", name), "has one value only, so that there is no effect to look at")
    points = points_in(asked.method, asked.samples, says.factors)
    if points > MOST_SENSITIVITY_POINTS:
        message = f"'{asked.method}' has {points:,} points with {len(says.factors)} factors, more than {MOST_SENSITIVITY_POINTS:,}; take fewer samples"
        yield problem_of(root, ("sensitivity", "samples"), message)
