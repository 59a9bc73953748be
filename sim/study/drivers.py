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
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.study.experiment import ExperimentFile, read_experiment
from sim.study.plan import Plan
from sim.study.replicate import Progress, compute
from sim.study.staircase import Stairs, rows, stairs_of, steps
from sim.study.statistics import CONFIDENCE, Values, interval, paired_difference, verdict

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from sim.scenario.spec import Scenario
    from sim.study.outcome import Outcome, Results

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
        from sim.study.write_experiment import write_findings

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
