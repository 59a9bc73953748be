"""Can a choice be made as the experiment asks for it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import Problem, nearest
from sim.experiment.checks.goals import problems_of_amount, problems_of_amounts
from sim.experiment.checks.places import problem_of
from sim.scenario.tree import Node

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment, Selection
    from sim.scenario.goals import Goals


def problems_of_select(
    says: Experiment, root: Node, inherited: Goals | None = None, points: int | None = None
) -> Iterator[Problem]:
    """What a choice lacks or is told too much of; `inherited` are the scenario's goals, `points` how many ways to run there are, if known."""
    chosen = says.select
    if chosen is None:
        return
    goals = says.goals or inherited
    objective = (goals.minimise or goals.maximise) if goals is not None else None
    if objective is None:
        path = ("goals",) if says.goals is not None else ("select",)
        yield problem_of(
            root, path, "a choice needs an objective; state goals with minimise or maximise, such as 'minimise: cost'"
        )
    elif chosen.by is not None:
        yield from problems_of_amount(root, ("select", "by"), objective, chosen.by, positive=True)
    if chosen.by is None and chosen.method != "ocba":
        yield problem_of(
            root,
            ("select",),
            f"'{chosen.method}' needs 'by', the least difference of the objective that matters, such as 5000 EUR/y",
        )
    if goals is not None:
        yield from _tolerances(chosen, goals, root)
    yield from _effort(says, chosen, root, points)


def _tolerances(chosen: Selection, goals: Goals, root: Node) -> Iterator[Problem]:
    """Every limit has one, and nothing else has."""
    limited = list(dict.fromkeys([*goals.at_least, *goals.at_most]))
    for figure in chosen.tolerance:
        if figure not in limited:
            message = f"there is no limit on '{figure}' to tolerate anything of"
            yield problem_of(root, ("select", "tolerance", figure), message, nearest(figure, limited))
    known = {figure: amount for figure, amount in chosen.tolerance.items() if figure in limited}
    yield from problems_of_amounts(root, ("select", "tolerance"), known, positive=True)
    if chosen.method == "ocba":
        return
    for figure in limited:
        if figure not in chosen.tolerance:
            message = (
                f"'{chosen.method}' needs a tolerance of the limit on '{figure}': how far from it nobody minds which side is said"
            )
            yield problem_of(root, ("select", "tolerance") if chosen.tolerance else ("select",), message)


def _effort(says: Experiment, chosen: Selection, root: Node, points: int | None) -> Iterator[Problem]:
    """Something to choose among, one word on the number of replications, a budget where one is wanted, pilots that it pays for."""
    if points == 1:
        yield problem_of(root, ("select",), "there is only one way to run, so nothing to choose; name policies or factors")
    for other in () if says.search is not None else ("replications", "precision"):
        if getattr(says, other) is not None:
            yield problem_of(
                root, (other,), f"either '{other}' or 'select' says how many replications there are; state one of them"
            )
    if says.sensitivity is not None:
        yield problem_of(root, ("select",), "a sensitivity analysis chooses nothing; ask in two experiments")
    if says.batches is not None:
        yield problem_of(
            root, ("batches",), "a choice looks at replications, not at batches of one long run; state one of the two"
        )
    if chosen.budget is None:
        if chosen.method == "ocba":
            yield problem_of(root, ("select",), "'ocba' needs a 'budget', the replications that it may spend in all")
    elif points is not None and chosen.budget < chosen.pilot * points:
        message = f"the pilots alone take {chosen.pilot} x {points} = {chosen.pilot * points:,} replications, more than the budget of {chosen.budget:,}"
        yield problem_of(root, ("select", "budget"), message)
    elif chosen.budget < 2 * chosen.pilot:
        yield problem_of(
            root, ("select", "budget"), f"the budget of {chosen.budget:,} does not pay for two pilots of {chosen.pilot}"
        )
