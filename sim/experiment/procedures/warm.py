"""Where runs have forgotten their start: a pilot is looked at first, and its warm-up laid over everything that follows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.experiment.courses import read_courses
from sim.experiment.points import mark_of
from sim.experiment.procedure import Ask, Findings, Point, Stage
from sim.experiment.words import span
from sim.kpi.courses import course_of, windows
from sim.study.steady import Truncation, moving_average, truncate
from sim.units import HOURS_PER_DAY, HOURS_PER_WEEK

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure, Seen
    from sim.experiment.spec import WarmUp
    from sim.study.statistics import Values

BY_THE_COURSE = "By the course of"
"""Beginning of the sentence that says how the warm-up was found."""
LEAST_INTERVALS, MOST_INTERVALS = 20, 20_000
SMOOTHED = 10
"""The moving average is of about a tenth of the run, in whole weeks where it can be: work follows the week."""


@dataclass(frozen=True)
class Settled:
    """The mean course of a point, and where it was cut."""

    point: Point
    course: Values
    replications: int
    cut: Truncation

    def hours(self, every: float) -> float:
        """The warm-up in hours."""
        return self.cut.observations * every


def warmed(study: Study, then: Callable[[Study], Procedure]) -> Procedure:
    """Find the warm-up, then go on with the study under it; what was found of the warm-up goes behind the answer."""
    settled = yield from find_warm_up(study)
    assert study.says.warm_up is not None
    hours = warm_up_of(settled, study.says.warm_up)
    under = with_warm_up(study, hours)
    findings = unmarked((yield from then(under)), under.always if under is not study else {})
    findings.says += told(settled, study.says.warm_up)
    findings.tables |= {"warm_up": summary(settled, study.says.warm_up), "courses": courses(settled, study.says.warm_up)}
    findings.notes += _notes(study.says.warm_up, settled)
    return findings


def find_warm_up(study: Study) -> Generator[Stage, Seen, list[Settled]]:
    """Run the pilot and cut the mean course of every point by MSER-5; raises :class:`UsageError` where a run has too few or too many intervals."""
    warm_up = study.says.warm_up
    assert warm_up is not None
    counts = {point: windows(study.scenario(point).horizon, warm_up.every) for point in study.points}
    for count in counts.values():
        if not LEAST_INTERVALS <= count <= MOST_INTERVALS:
            much = "few" if count < LEAST_INTERVALS else "many"
            raise UsageError(
                f"warm_up.every: {count} intervals of {warm_up.every:g} h in a run are too {much}; {LEAST_INTERVALS} to {MOST_INTERVALS:,} will do"
            )
    seen = yield [Ask(point, warm_up.pilot) for point in study.points]
    found = []
    for point, count in counts.items():
        rows = read_courses(seen, point, warm_up, count)
        if len(rows):
            mean: Values = rows.mean(axis=0)
            found.append(Settled(point, mean, len(rows), truncate(mean)))
    return found


def warm_up_of(settled: Sequence[Settled], warm_up: WarmUp) -> float:
    """One warm-up for all points, so that all are judged over the same hours: the longest of them."""
    return max((each.hours(warm_up.every) for each in settled), default=0.0)


def with_warm_up(study: Study, hours: float) -> Study:
    """The same study with this warm-up at every point; the study itself where every point has it already."""
    if all(study.scenario(point).warm_up == hours for point in study.points):
        return study
    shown = f"{hours / HOURS_PER_DAY:g} d" if hours % HOURS_PER_DAY == 0 else f"{hours:g} h"
    found = replace(study, always={**study.always, "warm_up": shown})
    found.points = [found.point(dict(point.values), point.policy) for point in study.points]
    return found


def unmarked(findings: Findings, always: Mapping[str, Any]) -> Findings:
    """The findings without the mark of what is laid over all their points, which says nothing there."""
    mark = mark_of(always)
    if mark:
        findings.laid_over = {name: str(value) for name, value in always.items()}
        findings.says = [sentence.replace(mark, "") for sentence in findings.says]
        findings.tables = {
            name: frame.map(lambda value: value.replace(mark, "") if isinstance(value, str) else value)
            for name, frame in findings.tables.items()
        }
    return findings


def told(settled: Sequence[Settled], warm_up: WarmUp) -> Iterator[str]:
    """What was found in sentences."""
    what = course_of(warm_up.figure).meaning
    if not settled:
        yield "No replication of the pilot has come to its end, so no warm-up could be found; nothing is left out."
        return
    hours = warm_up_of(settled, warm_up)
    longest = max(settled, key=lambda each: each.cut.observations)
    after = f"the first {span(hours)} of every run are left out" if hours else "nothing is left out of the runs"
    yield f"{BY_THE_COURSE} {what}, {after}" + (
        f"; '{longest.point.name}' takes longest to settle." if hours and len(settled) > 1 else "."
    )
    for each in settled:
        if each.cut.too_short:
            yield f"'{each.point.name}' has hardly settled, or not at all, when its runs end: {what} may still drift. Let them run longer."


def summary(settled: Sequence[Settled], warm_up: WarmUp) -> pd.DataFrame:
    """warm_up.csv: the cut of each point."""
    import pandas as pd

    rows = [
        (
            each.point.name,
            warm_up.figure,
            warm_up.every,
            each.hours(warm_up.every),
            each.cut.mean,
            each.replications,
            each.cut.too_short,
        )
        for each in settled
    ]
    return pd.DataFrame(rows, columns=["policy", "course", "every", "warm_up", "mean", "replications", "too_short"])


def courses(settled: Sequence[Settled], warm_up: WarmUp) -> pd.DataFrame:
    """courses.csv: hour (end of the interval), the mean course and its moving average, point by point; `sim.charts.welch` draws it."""
    import pandas as pd

    pieces = [
        pd.DataFrame(
            {
                "policy": each.point.name,
                "hour": [warm_up.every * (at + 1) for at in range(len(each.course))],
                "mean": each.course,
                "smooth": moving_average(each.course, reach(len(each.course), warm_up.every)),
            }
        )
        for each in settled
    ]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame({"policy": [], "hour": [], "mean": [], "smooth": []})


def reach(count: int, every: float) -> int:
    """Intervals to either side that a moving average takes in: whole weeks all together, where a tenth of the run is a week or more."""
    week = HOURS_PER_WEEK / every
    wanted = count / SMOOTHED
    return max(round((max(wanted // week, 1.0) * week - 1) / 2) if week > 1 and count > 4 * week else round(wanted / 2), 1)


def _notes(warm_up: WarmUp, settled: Sequence[Settled]) -> Iterator[str]:
    """How it was found, and what it does not show."""
    yield (
        f"Steady state: the course of {course_of(warm_up.figure).meaning}, averaged over {warm_up.every:g} h and {warm_up.pilot} replications, is "
        "cut where the standard error of what remains is least (MSER-5: White 1997; White, Cobb & Spratt 2000); the longest cut holds for all. "
        "Other courses may take longer: slow parts, repair loops and wear have a longer memory than calls."
    )
    if any(each.replications < warm_up.pilot for each in settled):
        yield "Replications of the pilot that failed are left out of the course."
