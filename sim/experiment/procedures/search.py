"""Searching the decisions for the best way to run: seeds, simulation search under common luck, a choice among the finalists, the frontier."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.experiment.factors import paths_of
from sim.experiment.procedures.question import CHOSEN, LEFT
from sim.experiment.procedures.select import select
from sim.experiment.search.genetic import search_genetically
from sim.experiment.search.local import search_locally
from sim.experiment.search.results import findings_of
from sim.experiment.search.space import Space, Way, decision_of, space_of
from sim.experiment.search.theory import theory_seeds
from sim.experiment.search.trials import SHARPER, Aims, Steps, Trials
from sim.kpi import member_of
from sim.scenario.overlay import parse_path
from sim.study.frontier import DOMINATED
from sim.study.goals import read_goals
from sim.study.limits import Better, Limit, Objective

if TYPE_CHECKING:
    from sim.experiment.points import Study
    from sim.experiment.procedure import Findings, Procedure, Seen, Stage
    from sim.experiment.spec import Experiment

FIX, COST = "first_time_fix_rate", "cost"
_SPREAD = 4
"""Combinations of the Latin hypercube that begins a search, per decision; no more than a third of what may be tried."""


def search(study: Study) -> Procedure:
    """Find the way to run that is best by the goals, and what the objective costs in the figure it is traded against.

    Raises :class:`UsageError` where there is no objective, nothing to decide, or optuna is wanted and missing.
    """
    says = study.says.search
    if says is None:
        raise UsageError("there is no section 'search:'")
    aims = aims_of(study)
    space = space_of([decision_of(name, factor) for name, factor in study.says.decisions.items()])
    trials = Trials(study, space, aims, says, stated(study))
    proposed = theory_seeds(study, space, trials.start) if says.seeds else []
    starts = list(dict.fromkeys([trials.start, *proposed, *_spread(space, trials.most, says.seed, proposed)]))

    yield from trials.run(
        [trials.today], "today", 2 * SHARPER * says.replications
    )  # all are levelled to it: is this a good year?
    yield from trials.run(proposed, "theory")
    find = search_locally if says.method == "local" else search_genetically
    yield from find(trials, starts, says.seed)
    yield from _sharpen(trials)
    finalists = trials.ranked()[: says.finalists]
    chosen, selection = yield from _choose(trials, finalists)
    trials.reference = chosen
    yield from _sharpen(trials)
    return findings_of(trials, chosen, finalists, selection, theory=len(proposed))


def _spread(space: Space, most: int, seed: int, proposed: list[Way]) -> Iterable[Way]:
    """The ends and a Latin hypercube; half of it where theory has proposed something."""
    count = min(_SPREAD * len(space.decisions) // (2 if proposed else 1), most // 3)
    return [*space.ends(), *(space.spread(count, seed) if count else [])]


def _sharpen(trials: Trials) -> Steps:
    """Give what may lie on the frontier more replications, twice as many at a time, up to those of the closest looks of the search."""
    finest = SHARPER * trials.replications
    while unsure := [way for way, word in trials.standings().items() if word != DOMINATED and trials.asked[way] < finest]:
        yield from trials.run(unsure, "", min(finest, 2 * min(trials.asked[way] for way in unsure)))


def _choose(trials: Trials, finalists: list[Way]) -> Generator[Stage, Seen, tuple[Way, Findings | None]]:
    """Which of the finalists is best: as the file's section `select` says, else by the means of as many replications of each."""
    if trials.study.says.select is None:
        yield from trials.run([trials.today, *finalists], "", 2 * SHARPER * trials.replications)
        return trials.ranked(finalists)[0], None
    found = yield from select(trials.study, [trials.points[way] for way in finalists])
    table = found.tables["selection"].set_index("point")
    for way in finalists:
        trials.asked[way] = max(trials.asked[way], int(table["replications"][trials.points[way].name]))
    named = [way for way in finalists if table["verdict"][trials.points[way].name] in {CHOSEN, LEFT}]
    best = trials.ranked(named or finalists)[0]
    yield from trials.run([trials.today], "", trials.asked[best])
    return best, found


def aims_of(study: Study) -> Aims:
    """Objective, limits and what the objective is traded against; raises :class:`UsageError` where there is no objective."""
    goals = study.says.goals or study.base.scenario().goals
    limits, objective = read_goals(goals) if goals is not None else ([], None)
    if objective is None:
        raise UsageError("a search needs something to make small or large; state 'goals: {minimise: cost}' or the like")
    return Aims(objective, tuple(limits), against(study.says, objective, limits))


def against(says: Experiment, objective: Objective, limits: Iterable[Limit]) -> Objective:
    """What the objective is traded against: what the file says, else the figure of the first limit, else the fix rate."""
    stated = None if says.search is None else says.search.against
    limited = {limit.figure: limit for limit in limits if limit.figure != objective.figure}
    figure = stated or next(iter(limited), FIX if objective.figure != FIX else COST)
    better: Better | None = member_of(figure).better
    if better is None:  # the figure has no direction of its own: the one that the limit keeps it from
        better = "down" if figure in limited and limited[figure].side == "at most" else "up"
    return Objective(figure, better)


def stated(study: Study) -> dict[str, Any]:
    """Decision -> the value that it has today; left out where the scenario says none, or several."""
    tree = study.base.resolved(study.points[0].policy)
    found = {}
    for name, factor in study.says.decisions.items():
        values = [value for path in paths_of(name, factor) for value in _at(tree, path)]
        if values and all(value == values[0] for value in values):
            found[name] = values[0]
    return found


def _at(tree: Any, path: str) -> list[Any]:
    """What stands at a path, which may lead to several places."""
    nodes = [tree]
    for step in parse_path(path):
        nodes = [child for node in nodes if isinstance(node, dict) for key, child in node.items() if step.matches(str(key))]
    return nodes
