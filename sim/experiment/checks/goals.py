"""Do the goals of an experiment make sense, and are their amounts in the units of the figures?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.errors import Problem, UsageError
from sim.experiment.checks.places import problem_of
from sim.scenario.check_goals import senseless_goals
from sim.scenario.tree import Node, Path
from sim.study.goals import in_unit, read_goals

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment
    from sim.scenario.goals import Amount


def problems_of_goals(says: Experiment, root: Node) -> Iterator[Problem]:
    """Figures that are not there, wrong units and directions, goals that contradict each other; with line and column."""
    goals = says.goals
    if goals is None:
        return
    found = list(senseless_goals(goals))
    for each in found:
        yield problem_of(root, each.path, each.message, each.suggestion)
    amounts: Mapping[str, Mapping[str, Amount]] = {"at_least": goals.at_least, "at_most": goals.at_most}
    wrong = [each for side, limits in amounts.items() for each in problems_of_amounts(root, ("goals", side), limits)]
    yield from wrong
    if not found and not wrong:
        try:
            read_goals(goals)
        except UsageError as error:  # what is left is the objective
            where, _, message = str(error).partition(": ")
            yield problem_of(root, tuple(where.split(".")), message)


def problems_of_amounts(root: Node, path: Path, amounts: Mapping[str, Amount], *, positive: bool = False) -> Iterator[Problem]:
    """Amounts by figure that are not in the figure's unit, or, where they must be, not above 0."""
    for figure, amount in amounts.items():
        yield from problems_of_amount(root, (*path, figure), figure, amount, positive=positive)


def problems_of_amount(root: Node, path: Path, figure: str, amount: Amount, *, positive: bool = False) -> Iterator[Problem]:
    """One amount of a figure."""
    try:
        in_unit("", figure, amount)
    except UsageError as error:
        yield problem_of(root, path, str(error).partition(": ")[2])
        return
    if positive and not amount.number > 0:
        yield problem_of(root, path, f"must be above 0, found '{amount.text}'")
