"""Hold theory and simulation against the reference figures, case by case, and say what follows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.verification.cases import EXACT, Case, Number, Output
from sim.verification.judgement import (
    BROKEN,
    DIFFERS,
    DISAGREES,
    Overall,
    Row,
    Sample,
    interval,
    overall,
    same,
    verdict_on,
    z_score,
)
from sim.verification.judgement import EXACT as IS_EXACT
from sim.verification.trial import AGAIN, QUICK, Effort, Trial, repeat, simulate_cases

if TYPE_CHECKING:
    from sim.study.outcome import Outcome
    from sim.study.replicate import Progress

FRESH = 1_000_003
"""Added to the seed where a case is simulated once more."""


@dataclass
class Verification:
    """Everything that a verification found."""

    cases: list[Case]
    rows: list[Row]
    effort: Effort
    seed: int
    elapsed: float
    """Seconds."""
    interrupted: bool = False
    failures: dict[str, str] = field(default_factory=dict)
    """case -> why it could not be simulated or computed"""
    repeated: list[str] = field(default_factory=list)
    """cases simulated once more"""

    @property
    def overall(self) -> Overall:
        """One verdict over all figures."""
        return overall(self.rows, complete=not self.interrupted, broken=len(self.failures))

    def of_case(self, key: str) -> list[Row]:
        """The figures of a case."""
        return [row for row in self.rows if row.case == key]


def verify(
    cases: Sequence[Case], effort: Effort = QUICK, *, seed: int = 1, jobs: int = 1, progress: Progress | None = None
) -> Verification:
    """Compute and simulate the cases; a case that disagrees is simulated once more with a fresh seed and four times the length."""
    begin = time.perf_counter()
    if progress:
        progress = Tally(progress)
    failures: dict[str, str] = {}
    answers = {case.id: answered(case, failures) for case in cases}
    trial = simulate_cases(cases, effort, seed=seed, jobs=jobs, progress=progress)
    rows = [row for case in cases for row in case_rows(case, answers[case.id], trial)]
    repeated: list[str] = []
    if not trial.interrupted:
        for case in cases:
            first = [row for row in rows if row.case == case.id]
            if any(row.verdict == DISAGREES for row in first):
                count = AGAIN * max(row.replications for row in first)
                again = repeat(case, count, seed=seed + FRESH, jobs=jobs, progress=progress)
                if again.interrupted:
                    trial.interrupted = True
                    break
                repeated.append(case.id)
                renewed = iter(case_rows(case, answers[case.id], again, first))
                rows = [next(renewed) if row.case == case.id else row for row in rows]
                failures |= again.failures
    return Verification(
        list(cases), rows, effort, seed, time.perf_counter() - begin, trial.interrupted, {**trial.failures, **failures}, repeated
    )


class Tally:
    """Adds the replications of pilot, main run and repeats up for the user's progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._before = self._seen = 0

    def __call__(self, done: int, planned: int, outcome: Outcome) -> None:
        """One more replication of a run is done."""
        if done == 1:
            self._before = self._seen
        self._seen = self._before + done
        self._progress(self._seen, self._before + planned, outcome)


def answered(case: Case, failures: dict[str, str]) -> dict[str, tuple[Number, ...]]:
    """What theory says about each output; a function that refuses is noted."""
    found: dict[str, tuple[Number, ...]] = {}
    for output in case.outputs:
        if output.theory is None:
            continue
        try:
            found[output.name] = case.answer(output)
        except UsageError as error:
            failures[case.id] = str(error)
    return found


def case_rows(case: Case, answers: Mapping[str, tuple[Number, ...]], trial: Trial, before: Sequence[Row] = ()) -> Iterator[Row]:
    """One row per value of each output."""
    samples = iter(trial.samples.get(case.id, ()))
    earlier = {row.figure: row.z for row in before}
    for output in case.outputs:
        theory = answers.get(output.name, (nan,) * len(output.values))
        is_measured = case.simulated and output.measure is not None
        for index, value in enumerate(output.values):
            sample = next(samples, None) if is_measured else None
            yield _row(case, output, index, theory[index] if len(theory) == len(output.values) else nan, value, sample, earlier)


def _row(
    case: Case,
    output: Output,
    index: int,
    theory: Number,
    value: Number,
    sample: Sample | None,
    earlier: Mapping[str, float],
) -> Row:
    name = output.label(index)
    fits = same(theory, value, EXACT) and output.rounds_to_print(theory)
    row = {
        "case": case.id,
        "title": case.title,
        "figure": name,
        "unit": output.unit,
        "value": value,
        "theory": theory,
        "computed": IS_EXACT if fits else DIFFERS if output.theory is not None else "",
    }
    if sample is None:
        return Row(**row)  # type: ignore[arg-type]
    z = z_score(sample, float(value))
    low, high = interval(sample)
    found = {
        "simulated": sample.estimate,
        "low": low,
        "high": high,
        "z": z,
        "replications": sample.count,
        "verdict": verdict_on(z) if sample.count > 1 else BROKEN,
        "first_z": earlier.get(name, nan),
    }
    return Row(**row, **found)  # type: ignore[arg-type]
