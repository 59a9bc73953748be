"""Simulate cases: each from its scenario, through the ordinary study, until it is as precise as was asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.study.executors import execute
from sim.study.plan import Plan
from sim.verification.cases import Case
from sim.verification.judgement import CONFIDENCE, Sample, half_width
from sim.verification.measures import as_list, measure

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile
    from sim.study.outcome import Outcome, Results
    from sim.study.replicate import Progress


@dataclass(frozen=True)
class Effort:
    """How long cases are simulated."""

    name: str
    pilot: int
    """replications of every case, from which the rest is planned"""
    most: int
    """no case takes more replications than this"""
    relative: float
    """half width of the 99 % interval aimed at, as a share of the figure"""
    absolute: float
    """... and for shares between 0 and 1 in absolute terms, whichever is the wider"""

    def aim(self, case: Case, precision: float | None, value: float, unit: str) -> float:
        """Half width that is precise enough for a figure; a case may declare its own, which is meant for the quick effort."""
        relative = max(precision or case.precision or 0.0, QUICK.relative) * self.relative / QUICK.relative * abs(value)
        return max(relative, self.absolute) if unit == "" and abs(value) < 1 else relative


QUICK = Effort("quick", pilot=6, most=14, relative=0.06, absolute=0.02)
FULL = Effort("full", pilot=16, most=100, relative=0.02, absolute=0.01)
AGAIN = 4
"""A case beyond the error budget is simulated once more with a fresh seed and this many times the replications."""


@dataclass
class Trial:
    """What the simulations of the cases left."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)
    """case -> one sample per value of its measured outputs, in their order"""
    failures: dict[str, str] = field(default_factory=dict)
    """case -> why a replication broke"""
    interrupted: bool = False


class Keeper:
    """Takes the measures of a case from each of its runs; travels to the workers instead of figures and profiles."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._measures = {case.id: [spec for output in case.measured for spec in as_list(output.measure)] for case in cases}

    def __call__(self, results: Results, outcome: Outcome) -> None:
        """Fill an outcome with totals and weights."""
        for place, spec in enumerate(self._measures[outcome.policy]):
            outcome.figures[f"{place}.total"], outcome.figures[f"{place}.weight"] = measure(results.tables, spec)


def scenario_of(case: Case, seed: int) -> ScenarioFile:
    """The case's scenario, checked as any other; its seed is its own, so that cases are independent of each other."""
    from sim.scenario.load import from_mapping
    from sim.verification.cases import CASES

    assert case.scenario is not None
    own = int.from_bytes(hashlib.blake2b(f"{case.id} {seed}".encode(), digest_size=4).digest(), "little")
    tree: dict[str, Any] = {"name": f"{case.id}: {case.title}", **case.scenario, "seed": own}
    overrides = [f"{path}={value if isinstance(value, str) else json.dumps(value)}" for path, value in case.changes.items()]
    return from_mapping(tree, folder=CASES, overrides=overrides)


def simulate_cases(
    cases: Sequence[Case], effort: Effort, *, seed: int = 1, jobs: int = 1, progress: Progress | None = None
) -> Trial:
    """Simulate all cases: a pilot of each, then as many more replications as its precision needs."""
    chosen = [case for case in cases if case.measured]
    trial = Trial()
    if not chosen:
        return trial
    plan = Plan({case.id: scenario_of(case, seed).scenario() for case in chosen}, "", keep=Keeper(chosen))
    pilot = dict.fromkeys(plan.scenarios, effort.pilot)
    kept: dict[str, dict[int, Outcome]] = {case.id: {} for case in chosen}
    try:
        _run(plan, {key: (0, count) for key, count in pilot.items()}, kept, jobs, progress)
        _gather(trial, chosen, kept)
        wanted = {case.id: needed(case, trial.samples[case.id], effort) for case in chosen if case.id not in trial.failures}
        more = {key: (effort.pilot, count) for key, count in wanted.items() if count > effort.pilot}
        _run(plan, more, kept, jobs, progress)
    except KeyboardInterrupt:
        trial.interrupted = True
    _gather(trial, chosen, kept)
    return trial


def repeat(case: Case, replications: int, *, seed: int, jobs: int = 1, progress: Progress | None = None) -> Trial:
    """Simulate one case so many times, with another seed."""
    fixed = Effort("again", pilot=replications, most=replications, relative=0.0, absolute=0.0)
    return simulate_cases([case], fixed, seed=seed, jobs=jobs, progress=progress)


def needed(case: Case, samples: Sequence[Sample], effort: Effort) -> int:
    """Replications that bring every figure of a case to the precision aimed at, as the pilot's spread foretells."""
    most = effort.pilot
    place = 0
    for output in case.measured:
        for value in output.values:
            sample = samples[place]
            place += 1
            if output.spread:
                return effort.most
            aim = effort.aim(case, output.precision, float(value) * sample.scale, output.unit)
            half = half_width(sample, CONFIDENCE) * sample.scale
            most = max(most, ceil(effort.pilot * (half / aim) ** 2) if aim and np.isfinite(half) else most)
    return min(most, effort.most)


def _run(
    plan: Plan,
    spans: Mapping[str, tuple[int, int]],
    kept: Mapping[str, dict[int, Outcome]],
    jobs: int,
    progress: Progress | None,
) -> None:
    """Compute replications first ... last of each case; those of one case are spread out, so that no case is left to the end."""
    tasks = sorted(
        ((key, number) for key, (first, last) in spans.items() for number in range(first, last)), key=lambda task: task[1]
    )
    done = [0]

    def keep(outcome: Outcome) -> None:
        kept[outcome.policy][outcome.replication] = outcome
        done[0] += 1
        if progress:
            progress(done[0], len(tasks), outcome)

    if tasks:
        execute(plan, tasks, jobs, keep)


def _gather(trial: Trial, cases: Iterable[Case], kept: Mapping[str, Mapping[int, Outcome]]) -> None:
    """Samples of every case, replications in order."""
    for case in cases:
        outcomes = [kept[case.id][number] for number in sorted(kept[case.id])]
        broken = next((outcome for outcome in outcomes if outcome.error), None)
        if broken is not None:
            trial.failures[case.id] = f"replication {broken.replication}: {broken.error}"
            continue
        specs = [(output, value) for output in case.measured for value in output.values]
        places = sum(len(as_list(output.measure)) for output in case.measured)
        if places != len(specs):
            raise UsageError(f"case {case.id}: {len(specs)} values are measured by {places} measures")
        trial.samples[case.id] = [
            Sample(
                np.array([outcome.figures[f"{place}.total"] for outcome in outcomes]),
                np.array([outcome.figures[f"{place}.weight"] for outcome in outcomes]),
                scale_of(output.unit),
                output.spread,
            )
            for place, (output, _) in enumerate(specs)
        ]


def scale_of(unit: str) -> float:
    """Factor from hours (or a rate per hour) to a unit; 1 where the unit has no time in it."""
    from sim.verification.cases import UNITS

    if unit in UNITS:
        return 1 / UNITS[unit]
    _, slash, per = unit.rpartition("/")
    return UNITS[per] if slash and per in UNITS else 1.0
