"""Do factors and their design go together? Whether the scenario has their paths shows when a point is laid over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.errors import Problem
from sim.experiment.checks.places import problem_of
from sim.experiment.design import MOST_POINTS, endless, points_in, too_many
from sim.experiment.factors import Factor, paths_of
from sim.scenario.overlay import PathError, parse_path
from sim.scenario.tree import Node, Path

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment


def problems_of_factors(says: Experiment, root: Node) -> Iterator[Problem]:
    """Paths that are none, paths that two factors claim, a design that does not fit its factors; with line and column."""
    yield from _paths("factors", says.factors, root)
    yield from _paths("decisions", says.decisions, root)
    if says.sensitivity is not None or not says.factors:
        if says.design is not None and "design" in says.model_fields_set:
            why = "a sensitivity analysis makes its own points" if says.sensitivity is not None else "there are no 'factors'"
            yield problem_of(
                root, ("design",), f"a design says which combinations of the factors are run, but {why}; take it out"
            )
        return
    points = points_in(says.design, says.factors)
    if says.design.full_factorial:
        for name, factor in says.factors.items():
            if factor.count is None:
                yield problem_of(root, ("factors", name), endless(factor))
    if points > MOST_POINTS:
        yield problem_of(root, ("design",) if "design" in says.model_fields_set else ("factors",), too_many(says.design, points))


def _paths(section: str, factors: Mapping[str, Factor], root: Node) -> Iterator[Problem]:
    """Every path is one, and stands in one factor only."""
    claimed: dict[str, str] = {}
    for name, factor in factors.items():
        for at, path in enumerate(paths_of(name, factor)):
            place: Path = (section, name)
            place += ("paths", at) if factor.paths is not None else ("path",) if factor.path is not None else ()
            try:
                parse_path(path)
            except PathError as error:
                yield problem_of(root, place, error.message, error.suggestion)
                continue
            if path in claimed:
                other = "twice here" if claimed[path] == name else f"in '{claimed[path]}' too"
                yield problem_of(root, place, f"the path '{path}' stands {other}; one of them would win")
            claimed[path] = name
