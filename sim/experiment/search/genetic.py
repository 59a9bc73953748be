"""A genetic search for the whole frontier: NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002, IEEE Transactions on Evolutionary Computation 6).

The work is optuna's, asked and told a generation at a time with a seeded sampler: the same results lead to the same questions, so that a
search that was broken off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.experiment.checks.search import NO_OPTUNA
from sim.experiment.search.local import anywhere
from sim.experiment.search.space import Way
from sim.experiment.search.trials import Steps, Trials

_SMALLEST, _LARGEST = 8, 50
"""Ways in a generation; a sixth of those that may be tried, within these."""
_VAIN = 10
"""Generations that bring nothing new before the search looks elsewhere."""


def search_genetically(trials: Trials, starts: Sequence[Way], seed: int) -> Steps:
    """Generations that begin with the starts, until there is no room left or they bring nothing new."""
    optuna = _optuna()
    size = min(_LARGEST, max(_SMALLEST, trials.most // 6))
    objectives = (trials.aims.objective, trials.aims.against)
    study = optuna.create_study(
        directions=["minimize" if each.better == "down" else "maximize" for each in objectives],
        sampler=optuna.samplers.NSGAIISampler(seed=seed, population_size=size),
    )
    for start in starts:
        study.enqueue_trial({str(at): level for at, level in enumerate(start)})
    vain = 0
    while trials.room and vain < _VAIN:
        asked = [study.ask() for _ in range(size)]
        ways = [_suggested(each, trials) for each in asked]
        before = len(trials.points)
        yield from trials.run(ways, "generation")
        vain = 0 if len(trials.points) > before else vain + 1
        for each, way in zip(asked, ways, strict=True):
            means = [trials.mean(way, aim.figure) for aim in objectives] if way in trials.points else [np.nan]
            if np.isnan(means).any():  # refused, without data, or no room for it any more
                study.tell(each, state=optuna.trial.TrialState.FAIL)
                continue
            broken = trials.breaks(way)
            for limit in trials.aims.limits:
                each.set_constraint(f"{limit.figure} {limit.side}", min(broken.get(limit, 0.0), 1e9))
            study.tell(each, means)
    yield from anywhere(trials, seed)


def _suggested(trial: Any, trials: Trials) -> Way:
    """The combination that optuna suggests: places of levels, as numbers where the levels have an order."""
    return tuple(
        int(trial.suggest_int(str(at), 0, count - 1) if each.ordered else trial.suggest_categorical(str(at), list(range(count))))
        for at, (each, count) in enumerate(zip(trials.space.decisions, trials.space.counts, strict=True))
    )


def _optuna() -> Any:
    """The package that does it; raises :class:`UsageError` with the command that installs it where it is missing."""
    try:
        import optuna
    except ImportError:
        raise UsageError(NO_OPTUNA) from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
