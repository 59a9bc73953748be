"""Do a search, its decisions and its goals go together?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sim.errors import Problem, UsageError
from sim.experiment.checks.places import problem_of
from sim.kpi import member_of
from sim.scenario.tree import Node, Path

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment
    from sim.scenario.goals import Goals

NO_OPTUNA = "'nsga2' needs optuna, which is not installed: pip install 'firstfix[opt]'; 'local' needs nothing"


def problems_of_search(says: Experiment, root: Node, goals: Goals | None) -> Iterator[Problem]:
    """Decisions without a search and a search without decisions or an objective; `goals` are those of the experiment, or else of its scenario."""
    if says.search is None:
        if says.decisions:
            yield problem_of(root, ("decisions",), "decisions are for a search; state 'search: {}' too, or call them 'factors'")
        return
    here: Path = ("search",)
    if not says.decisions:
        yield problem_of(root, here, "a search needs 'decisions': path in the scenario -> the values to choose from")
    elif all(factor.count == 1 for factor in says.decisions.values()):
        yield problem_of(root, ("decisions",), "there is nothing to decide: every decision has one value only")
    for name, factor in says.decisions.items():
        if factor.uncertain:
            yield problem_of(
                root, ("decisions", name), "a decision is made, not drawn: give a list or a range, not a distribution"
            )
    if says.factors:
        yield problem_of(root, ("factors",), "factors and a search exclude each other; what is to be chosen is a decision")
    if says.policies is not None and len(says.policies) > 1:
        message = "a search runs under one policy; name one, or none for the baseline"
        yield problem_of(root, ("policies",), message)
    if goals is None or not (goals.minimise or goals.maximise):
        yield problem_of(
            root, here, "a search needs something to make small or large: state 'goals: {minimise: cost}' or the like"
        )
    yield from _against(says, root, goals)
    if says.search.method == "nsga2" and find_spec("optuna") is None:
        yield problem_of(root, ("search", "method"), NO_OPTUNA)


def _against(says: Experiment, root: Node, goals: Goals | None) -> Iterator[Problem]:
    """What the objective is traded against is a figure, and another one."""
    figure, place = says.search.against if says.search else None, ("search", "against")
    if figure is None:
        return
    if goals is not None and figure in {goals.minimise, goals.maximise}:
        yield problem_of(root, place, f"'{figure}' is the objective itself; name another figure that it is traded against")
        return
    try:
        member = member_of(figure)
    except UsageError as error:
        yield problem_of(root, place, str(error))
        return
    limited = goals is not None and figure in {**goals.at_least, **goals.at_most}
    if member.better is None and not limited:
        yield problem_of(root, place, f"of '{figure}' neither more nor less is better; set a limit on it, or name another figure")
