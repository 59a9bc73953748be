"""The long run instead of many: one replication of every point, cut into batches whose means are taken as replications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.courses import Batches
from sim.experiment.procedure import Ask, Findings, Point
from sim.experiment.procedures.fixed import chosen_figures, compare, missing, told
from sim.experiment.words import span
from sim.kpi.batches import can_batch, what_can
from sim.kpi.words import begin, listed, prose
from sim.study.statistics import Values
from sim.study.steady import BatchMeans, batch_means
from sim.units import percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure


def batched(study: Study) -> Procedure:
    """Run every point once, for the whole horizon, and compare them all with the first one batch by batch."""
    number = study.says.batches
    assert number is not None
    seen = yield [Ask(point, 1) for point in study.points]
    batches = Batches(seen, number)
    figures = batch_figures(study)
    comparison, checks = compare(study, batches, figures), list(_checks(study, batches, figures))
    return Findings(
        "batches",
        [*told(study, comparison), *_doubts(checks)],
        {"comparison": comparison, "batches": _table(study, batches, figures), "batch_check": _check_table(checks)},
        [*_notes(study, number, figures), *missing(study, batches, comparison)],
    )


Check = tuple[str, Point, Point | None, BatchMeans]
"""Figure, point, the point it is held against (None: a mean), its batches."""


def _checks(study: Study, batches: Batches, figures: Sequence[str]) -> Iterator[Check]:
    """Batches of every figure, and of every difference to the first point, that are all there."""
    first = study.points[0]
    for figure in figures:
        for point in study.points:
            own = batches.values(point, figure)
            sides: list[tuple[Point | None, Values]] = [(None, own)]
            if point != first:
                sides.append((first, own - batches.values(first, figure)))
            for against, values in sides:
                if not np.isnan(values).any():
                    yield figure, point, against, batch_means(values, len(values), confidence=study.says.confidence)


def _doubts(checks: Sequence[Check]) -> Iterator[str]:
    """Intervals that do not hold, since the batches remember one another."""
    for figure in dict.fromkeys(figure for figure, *_ in checks):
        short = [(point, against, found) for name, point, against, found in checks if name == figure and found.too_short]
        if not short:
            continue
        own = [f"'{point.name}'" for point, against, _ in short if not against]
        apart = [f"'{point.name}' against '{against.name}'" for point, against, _ in short if against]
        least = min(found.von_neumann_ratio for _, _, found in short)
        yield (
            f"{begin(prose(figure))}: {'the interval' if len(short) == 1 else f'{len(short)} intervals'} of {listed([*own, *apart])} "
            f"{'is' if len(short) == 1 else 'are'} too narrow, since neighbouring batches resemble each other (von Neumann's ratio "
            f"{'' if len(short) == 1 else 'down to '}{least:.2f} instead of 2). Take fewer batches, or a longer run."
        )


def _table(study: Study, batches: Batches, figures: Sequence[str]) -> pd.DataFrame:
    """batches.csv."""
    import pandas as pd

    rows = [
        (point.name, at, figure, value)
        for figure in figures
        for point in study.points
        for at, value in enumerate(batches.values(point, figure).tolist())
    ]
    return pd.DataFrame(rows, columns=["policy", "batch", "figure", "value"])


def _check_table(checks: Sequence[Check]) -> pd.DataFrame:
    """batch_check.csv."""
    import pandas as pd

    rows = [
        (figure, point.name, against.name if against else "", found.von_neumann_ratio, found.correlation, found.too_short)
        for figure, point, against, found in checks
    ]
    return pd.DataFrame(rows, columns=["figure", "policy", "against", "von_neumann_ratio", "correlation", "too_short"])


def _notes(study: Study, number: int, figures: Sequence[str]) -> Iterator[str]:
    """How it was found, and what it does not cover."""
    scenario = study.scenario(study.points[0])
    length = (scenario.horizon - scenario.warm_up) / number
    yield (
        f"Steady state from one run of {span(scenario.horizon)}, of which the first {span(scenario.warm_up)} are left out: {number} batches of "
        f"{span(length)} stand for replications, with t intervals of {percent(study.says.confidence)} (Law 2015, section 9.5.3); differences are "
        "taken batch by batch, since all ways to run met the same luck."
    )
    yield (
        "That holds if batches are long beside the memory of the system. It is tried by von Neumann's ratio (1941) at 5 %, which notices "
        "short batches the better the more there are of them; a scenario that grows, ages or has seasons has no steady state."
    )
    yield (
        "Figures over calls are of the calls whose fault falls in the batch, followed to the end of the run; their mean over batches "
        "weighs batches alike, however many calls they have."
    )
    left_out = [figure for figure in chosen_figures(study) if figure not in figures]
    if left_out:
        yield f"Not told, since it cannot be told of a stretch of a run: {', '.join(left_out)} ({what_can()})."


def batch_figures(study: Study) -> tuple[str, ...]:
    """The figures of a study that are told by batch."""
    return tuple(figure for figure in chosen_figures(study) if can_batch(figure)) if study.says.batches else ()
