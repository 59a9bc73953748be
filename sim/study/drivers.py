"""Carry out an experiment: what each lever does for its driver, what it costs, and what levers do one at a time.

Everything meets the same luck, replication by replication, so that differences are paired. Scenarios that say the same are simulated once:
drivers told of one company share its baseline.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.study.experiment import ExperimentFile, read_experiment
from sim.study.plan import Plan
from sim.study.replicate import Progress, compute
from sim.study.staircase import Stairs, looks, rows, stairs_of, steps
from sim.study.statistics import CONFIDENCE, Values, interval, paired_difference, verdict

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from sim.scenario.spec import Scenario
    from sim.study.outcome import Outcome, Results

MARK = "experiment.json"
OURS = ("effects.csv", "staircase.csv", "drivers.html", "charts")
_WORDING = ("name", "description", "headline", "baseline", "strategies", "goals", "replications")
"""Keys that move no record."""


@dataclass(frozen=True)
class Wanted:
    """Fills outcomes with the figures of an experiment only."""

    figures: tuple[str, ...]

    def __call__(self, results: Results, outcome: Outcome) -> None:
        """Keep them, and nothing else."""
        from sim.kpi import figures

        families = dict.fromkeys(name.partition(".")[0] for name in self.figures)
        outcome.figures = {name: value for name, value in figures(results.tables, families).items() if name in self.figures}


class Cast:
    """The scenarios of an experiment, each kept once."""

    def __init__(self) -> None:
        self.scenarios: dict[str, Scenario] = {}
        self._bare: dict[str, Scenario] = {}

    def place(self, name: str, scenario: Scenario) -> str:
        """The name under which it is simulated: its own, or that of an earlier one which says the same."""
        bare = scenario.model_copy(update=dict.fromkeys(_WORDING))
        for other, known in self._bare.items():
            if known == bare:
                return other
        while name in self.scenarios:
            name += "'"
        self.scenarios[name], self._bare[name] = scenario, bare
        return name


@dataclass
class Findings:
    """What came out of an experiment."""

    file: ExperimentFile
    pairs: dict[str, tuple[str, str]]
    """Driver -> names of its baseline's and its lever's outcomes."""
    stairs: Stairs | None
    climbed: tuple[list[str], list[str]]
    """Names of the outcomes of the staircase: up, and without each."""
    outcomes: list[Outcome] = field(repr=False)
    replications: int
    simulated: int
    """Scenarios, each simulated so often."""
    currency: str
    elapsed: float = 0.0
    interrupted: bool = False
    command: str = ""

    @property
    def failures(self) -> list[Outcome]:
        """Replications that broke."""
        return [outcome for outcome in self.outcomes if outcome.error]

    @property
    def complete(self) -> bool:
        """True when every replication has its figures."""
        return not self.failures and len(self.outcomes) == self.replications * self.simulated

    @cached_property
    def _values(self) -> dict[tuple[str, str], Values]:
        found: dict[tuple[str, str], Values] = {}
        for outcome in self.outcomes:
            for figure, value in outcome.figures.items():
                found.setdefault((outcome.policy, figure), np.full(self.replications, np.nan))[outcome.replication] = value
        return found

    def values(self, name: str, figure: str) -> Values:
        """A figure by replication; NaN where there is none."""
        return self._values.get((name, figure), np.full(self.replications, np.nan))

    @cached_property
    def effects(self) -> pd.DataFrame:
        """One row per driver and figure: before, after, the paired difference with its corrected interval, the verdict; then the price likewise."""
        import pandas as pd

        return pd.DataFrame(list(self._effects()))

    def _effects(self) -> Iterator[Mapping[str, object]]:
        from sim.kpi import member_of

        says = self.file.says
        judged = sum(len(driver.figures) for driver in says.drivers.values())
        for role, count in (("effect", judged), ("price", len(says.drivers))):
            confidence = 1.0 - (1.0 - CONFIDENCE) / max(count, 1)
            for name, driver in says.drivers.items():
                base, lever = self.pairs[name]
                for figure in driver.figures if role == "effect" else says.price:
                    before, after = self.values(base, figure), self.values(lever, figure)
                    gap, member = paired_difference(after, before, confidence), member_of(figure)
                    yield {
                        "driver": name,
                        "role": role,
                        "figure": figure,
                        "policy": driver.policy,
                        "before": interval(before).mean,
                        "after": interval(after).mean,
                        "difference": gap.mean,
                        "difference_low": gap.low,
                        "difference_high": gap.high,
                        "verdict": verdict(gap, member.better),
                        "unit": member.unit,
                        "better": member.better or "",
                        "pairs": gap.count,
                        "confidence": confidence,
                    }

    @cached_property
    def staircase(self) -> pd.DataFrame:
        """One row per figure and lever, where it begins first: the figure reached, the steps in both directions, their difference."""
        import pandas as pd

        from sim.kpi import member_of

        says, found = self.file.says.staircase, list[Mapping[str, object]]()
        for figure in says.figures if says is not None else ():
            assert says is not None
            member = member_of(figure)
            up, without = ([self.values(name, figure) for name in names] for names in self.climbed)
            found += rows(figure, member.unit, member.better, list(steps(says.levers, up, without, member.better)), up)
        return pd.DataFrame(found)

    def write(self, directory: str | Path) -> Path:
        """Leave effects.csv, staircase.csv and experiment.json; `sim.report.drivers.write` draws the page from them."""
        return write_findings(self, directory)


def carry_out(
    source: str | PathLike[str] | ExperimentFile,
    replications: int | None = None,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Findings:
    """Simulate all scenarios of an experiment under common luck; the result does not depend on `jobs`."""
    begin = time.perf_counter()
    file = source if isinstance(source, ExperimentFile) else read_experiment(source)
    cast, says = Cast(), file.says
    pairs = {}
    for name, driver in says.drivers.items():
        own = file.scenarios[driver.scenario]
        pairs[name] = cast.place(f"{name}: {own.policies[0]}", own.scenario()), cast.place(name, own.scenario(driver.policy))
    stairs, climbed = None, (list[str](), list[str]())
    if says.staircase is not None:
        stairs = stairs_of(says.staircase, file.scenarios[says.staircase.scenario])
        climbed = _placed(cast, "up", stairs.up), _placed(cast, "without", stairs.without)
    currency = one_currency(cast.scenarios.values())
    wished = [figure for driver in says.drivers.values() for figure in driver.figures]
    figures = [*wished, *says.price, *(says.staircase.figures if says.staircase else ())]
    plan = Plan(cast.scenarios, "", keep=Wanted(tuple(dict.fromkeys(figures))))
    wanted = says.replications if replications is None else replications
    batch = compute(plan, wanted, jobs=jobs, progress=progress)
    return Findings(
        file,
        pairs,
        stairs,
        climbed,
        batch.outcomes,
        wanted,
        len(cast.scenarios),
        currency,
        time.perf_counter() - begin,
        batch.interrupted,
    )


def _placed(cast: Cast, kind: str, scenarios: Sequence[Scenario]) -> list[str]:
    return [cast.place(f"{kind} {at}", scenario) for at, scenario in enumerate(scenarios)]


def one_currency(scenarios: Iterable[Scenario]) -> str:
    """The currency of all scenarios; raises :class:`UsageError` when they have several."""
    found = sorted({scenario.currency for scenario in scenarios})
    if len(found) > 1:
        raise UsageError(f"the scenarios of an experiment must have one currency; found {', '.join(found)}")
    return found[0]


def looks_said(findings: Findings) -> str:
    """How the intervals allow for what is looked at, in words."""
    says, parts = findings.file.says, []
    judged = sum(len(driver.figures) for driver in says.drivers.values())
    if judged:
        share = 100 * (1 - (1 - CONFIDENCE) / judged)
        parts.append(
            f"Differences are paired by replication: with and without the lever, the same faults happen at the same moments. As {judged} effects are looked "
            f"at, each interval has a confidence of {share:.4g} %, so that all {judged} hold together with at least 95 % (Bonferroni); the prices of the "
            f"levers are corrected in the same way."
            if judged > 1
            else "The difference is paired by replication, with a confidence of 95 %."
        )
    if says.staircase is not None:
        count = looks(len(says.staircase.levers))
        share = 100 * (1 - (1 - CONFIDENCE) / count)
        parts.append(
            f"On the staircase each figure has {count} intervals (the whole way, the steps in both directions, their differences), each with a confidence of "
            f"{share:.4g} %."
        )
    return " ".join(parts)


def write_findings(findings: Findings, directory: str | Path) -> Path:
    """Leave the tables and experiment.json in a directory; an earlier run's files in it go."""
    from sim.study.write import as_json, claim, clear_of, put

    folder = claim(directory, MARK)
    frames = {"effects.csv": findings.effects, "staircase.csv": findings.staircase}  # computed before anything is written
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear_of(folder, MARK, OURS)
        for name, frame in frames.items():
            if len(frame):
                put(folder / name, frame.to_csv(index=False, lineterminator="\n"))
        put(folder / MARK, as_json(about(findings)))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return folder


def about(findings: Findings) -> dict[str, Any]:
    """What was done, for machines and for the page."""
    from sim.study.write import describe, versions

    says, stairs = findings.file.says, findings.file.says.staircase
    figures = [*(figure for driver in says.drivers.values() for figure in driver.figures), *says.price]
    return {
        "name": says.name,
        "description": says.description,
        "drivers": {
            name: {
                "scenario": Path(driver.scenario).name,
                "policy": driver.policy,
                "lever": driver.lever or driver.policy,
                "say": driver.say,
            }
            for name, driver in says.drivers.items()
        },
        "price": says.price,
        "staircase": {
            "scenario": Path(stairs.scenario).name,
            "from": stairs.origin or findings.file.scenarios[stairs.scenario].policies[0],
            "to": stairs.to,
            "levers": stairs.levers,
            "conflicts": findings.stairs.conflicts if findings.stairs else [],
        }
        if stairs is not None
        else None,
        "replications": findings.replications,
        "scenarios_simulated": findings.simulated,
        "complete": findings.complete,
        "interrupted": findings.interrupted,
        "failures": [
            {"scenario": each.policy, "replication": each.replication, "error": each.error} for each in findings.failures
        ],
        "currency": findings.currency,
        "looks": looks_said(findings),
        "figures": describe(dict.fromkeys([*figures, *(stairs.figures if stairs else ())])),
        "elapsed": round(findings.elapsed, 3),
        "command": findings.command,
        "versions": versions(),
    }
