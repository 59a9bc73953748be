"""How far a study has come, read from its journal, also while it is written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.study.statistics import interval

if TYPE_CHECKING:
    from sim.experiment.journal import Journal

_MOST_FIGURES = 4


def status_of(journal: Journal) -> dict[str, Any]:
    """Runs asked for, finished and failed, and of each point the figures that the study is about, so far."""
    about = journal.about
    asked, finished, failed = journal.counts()
    wanted = [name for name in about.get("figures", "").split() if name in journal.figures()] or journal.figures()
    figures = wanted[:_MOST_FIGURES]
    points, counts = journal.points(), journal.replications()
    known = {each.point: each.name for each in points}
    rows = []
    for point in points:
        means = {name: interval(journal.series(point.point, name, 0, journal.last(point.point) + 1)) for name in figures}
        rows.append(
            {
                "name": point.name,
                "replications": counts.get(point.point, 0),
                "figures": {name: {"mean": each.mean, "half_width": each.half_width} for name, each in means.items()},
                "shown": {
                    name: f"{each.mean:.6g}" + ("" if math.isnan(each.half_width) else f" ± {each.half_width:.2g}")
                    for name, each in means.items()
                },
            }
        )
    return {
        "name": about.get("name", ""),
        "runs": asked,
        "finished": finished,
        "failed": failed,
        "state": state_of(journal, asked, finished, failed),
        "computing": round(journal.computing(), 3),
        "figures": figures,
        "points": rows,
        "failures": [
            {"run": run.run, "point": known[run.point], "replication": run.replication, "error": error}
            for run, error, _ in journal.failures()
        ],
    }


def state_of(journal: Journal, asked: int, finished: int, failed: int) -> str:
    """In words: at work, complete, or broken off."""
    if journal.at_work():
        return "a process is at work on it"
    ended = journal.about.get("ended", "")
    if ended == "complete" and not failed and asked == finished:
        return "it is complete"
    return "it is not complete; start it again to go on"
