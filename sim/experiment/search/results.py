"""What a search has found: tables of all that was tried and of the frontier, and the sentences that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.experiment.procedure import Findings
from sim.experiment.procedures.judged import judgement_of
from sim.experiment.search import words
from sim.experiment.search.space import TODAY, Way
from sim.experiment.search.trials import FIRST_STATED, Trials
from sim.study.frontier import FRONT, OPEN, gap
from sim.study.limits import Judgement
from sim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

BREAKS, REFUSED = "breaks a limit", "refused"
"""Off the frontier: the means break a limit on a figure that stands on neither axis; or the scenario does not allow it."""
CHOSEN = "chosen"


def findings_of(trials: Trials, chosen: Way, finalists: Sequence[Way], selection: Findings | None, *, theory: int) -> Findings:
    """Tables and sentences; with what a selection among the finalists found, if there was one."""
    aims = (trials.aims.objective, trials.aims.against)
    standing: dict[Way, str] = dict.fromkeys(trials.points, BREAKS) | trials.standings()
    tried = tried_frame(trials, standing, chosen)
    frontier = tried[tried["standing"].isin([FRONT, OPEN])].sort_values(
        [aims[0].figure, aims[1].figure], ascending=[each.better == "down" for each in aims], kind="stable"
    )
    judged = judgement(trials, finalists)
    chose = selection or Findings("selection")
    step = words.next_step(trials, chosen, [way for way, word in standing.items() if word == FRONT])
    return Findings(
        "search",
        says=words.says(trials, chosen, judged, standing, step, chose.says),
        tables={"frontier": frontier.reset_index(drop=True), "tried": tried, **chose.tables},
        notes=[*words.notes(trials, finalists, theory), *chose.notes],
    )


def judgement(trials: Trials, finalists: Sequence[Way]) -> Judgement:
    """The finalists and today's way by the goals, over the replications that all of them have."""
    points = [trials.points[way] for way in dict.fromkeys([trials.today, *finalists])]
    aims = trials.aims
    return judgement_of(points, trials.figure, aims.limits, aims.objective, trials.study.says.confidence)


def tried_frame(trials: Trials, standing: dict[Way, str], chosen: Way) -> pd.DataFrame:
    """One row per way that was tried, today's first where it is none of them, and per combination that the scenario refuses.

    Per figure: the mean as if all had the replications of the chosen way, as wide an interval as the own replications give, and the paired difference
    to the chosen way with its interval.
    """
    import pandas as pd

    rows = [_row(trials, way, standing[way], chosen) for way in trials.points]
    rows += [
        {"point": words.name_of(trials, way), **_values(trials, way), "origin": "", "standing": REFUSED, "reason": reason}
        for way, reason in trials.refused.items()
    ]
    frame = pd.DataFrame(rows)
    for each in trials.space.decisions:  # whole numbers stay whole where today's way says nothing
        frame[each.name] = pd.Series([row[each.name] for row in rows], dtype=object)
    return frame.astype({"replications": "Int64"})


def _row(trials: Trials, way: Way, standing: str, chosen: Way) -> dict[str, Any]:
    known: dict[str, Any] = {"point": trials.points[way].name, **_values(trials, way), "origin": trials.origin[way]}
    known |= {"standing": standing, CHOSEN: way == chosen, FIRST_STATED: way == trials.today, "replications": trials.asked[way]}
    for figure in trials.aims.figures:
        mean, own = trials.mean(way, figure), interval(trials.values(way, figure), trials.study.says.confidence)
        apart = gap(trials.values(way, figure), trials.values(chosen, figure), trials.study.says.confidence)
        known |= dict(_ends(figure, mean, mean - own.half_width, mean + own.half_width))
        known |= dict(_ends(f"{figure}_difference", apart.mean, apart.low, apart.high))
    return known | {"reason": ", ".join(f"{limit.figure} {limit.side} {limit.value:g}" for limit in trials.breaks(way))}


def _values(trials: Trials, way: Way) -> dict[str, Any]:
    """Decision -> value; for today's way what the scenario states, if anything."""
    return (
        {each.name: trials.stated.get(each.name) for each in trials.space.decisions} if way == TODAY else trials.space.values(way)
    )


def _ends(name: str, mean: float, low: float, high: float) -> Iterator[tuple[str, float]]:
    yield from ((name, mean), (f"{name}_low", low), (f"{name}_high", high))
