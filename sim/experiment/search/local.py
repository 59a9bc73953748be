"""The plain search: from each start to the best neighbour while that is better for sure, then along the frontier.

In the manner of COMPASS and industrial-strength hill climbing (Hong & Nelson 2006, Operations Research 54; Xu, Nelson & Hong 2010, ACM
TOMACS 20): steps over whole neighbourhoods, nothing tried twice, more replications only where two ways are close.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from sim.experiment.search.space import TODAY, Way
from sim.experiment.search.trials import Steps, Trials

HOPES = 3
"""Neighbours of a better mean that are looked at more closely before a way counts as the best around."""
_ROUNDS = 20
"""Hypercubes that are drawn in vain before there seems to be nothing left to try."""
_ABREAST = 4
"""Ways on the frontier of which the neighbours are tried in one stage."""


def search_locally(trials: Trials, starts: Sequence[Way], seed: int) -> Steps:
    """Try the starts, climb from the best of them on, then try what lies beside the frontier, and anything while there is room."""
    yield from trials.run(starts, "start")
    climbed, enough = set[tuple[Way, int]](), trials.room / 2
    for start in trials.ranked(starts):
        yield from _climb(trials, start, climbed)
        if trials.room < enough:  # the other half is for the frontier
            break
    yield from _along_the_frontier(trials)
    yield from anywhere(trials, seed)


def _climb(trials: Trials, start: Way, climbed: set[tuple[Way, int]]) -> Steps:
    """Step by step to a way that no neighbour is better than for sure; ends where an earlier climb has been."""
    here, halvings = start, trials.space.widest
    while (here, halvings) not in climbed:
        climbed.add((here, halvings))
        ahead = yield from _best_around(trials, here, trials.space.around(here, halvings))
        if ahead is None and halvings:
            halvings -= 1
            continue
        if ahead is None:
            ahead = yield from _best_around(trials, here, trials.space.exchanges(here))
        if ahead is None:
            return
        here = ahead


def _best_around(trials: Trials, here: Way, around: Sequence[Way]) -> Steps:
    """The best of some neighbours if it is better for sure, else None."""
    yield from trials.run(around, "step")
    hopeful = [way for way in trials.ranked(around) if trials.gain(way, here).mean > 0]
    for way in hopeful[:HOPES]:
        better = yield from trials.surely_better(way, here)
        if better:
            return way
    return None


def _along_the_frontier(trials: Trials) -> Steps:
    """Try the neighbours of what lies on the frontier, those near the best way first, until all of it has been looked around from."""
    seen: set[Way] = {TODAY}
    while trials.room:
        fresh = [way for way in trials.ranked(trials.front()) if way not in seen][:_ABREAST]
        if not fresh:
            return
        seen.update(fresh)
        yield from trials.run([way for each in fresh for way in trials.space.around(each)], "frontier")


def anywhere(trials: Trials, seed: int) -> Steps:
    """Spend what room is left on combinations anywhere."""
    vain = 0
    for turn in count(1):
        if not trials.room or vain == _ROUNDS:
            return
        drawn = trials.space.spread(max(trials.room, 10), seed + turn)
        fresh = [way for way in drawn if way not in trials.points and way not in trials.refused]
        vain = 0 if fresh else vain + 1
        yield from trials.run(fresh, "anywhere")
