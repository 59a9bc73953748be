"""Compare policies: every policy meets the same luck, differences are paired by replication."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sim.study.outcome import Outcome, simulate_first, summarise
from sim.study.plan import Plan, make_plan
from sim.study.replicate import Progress, compute

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sim.study.limits import Judgement
    from sim.study.outcome import Results
    from sim.study.plan import Source


@dataclass
class Comparison:
    """Outcomes of several policies, and what can be said about their differences."""

    plan: Plan
    outcomes: list[Outcome] = field(repr=False)
    replications: int
    """How many were asked for, of each policy."""
    elapsed: float = 0.0
    """Seconds, all in all."""
    interrupted: bool = False
    command: str = ""

    @property
    def failures(self) -> list[Outcome]:
        """Replications that broke, each with its seed and traceback."""
        return [outcome for outcome in self.outcomes if outcome.error]

    @property
    def finished(self) -> int:
        """Replications that every policy has figures of."""
        counts = Counter(outcome.policy for outcome in self.outcomes if not outcome.error)
        return min(counts[policy] for policy in self.plan.policies)

    @property
    def complete(self) -> bool:
        """True when every replication asked for has its figures."""
        return not self.failures and len(self.outcomes) == self.replications * len(self.plan.policies)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every figure of every replication: columns policy, replication, figure, value, sorted by them."""
        import pandas as pd

        rows = [
            (outcome.policy, outcome.replication, name, value)
            for outcome in self.outcomes
            for name, value in outcome.figures.items()
        ]
        frame = pd.DataFrame(rows, columns=["policy", "replication", "figure", "value"])
        return frame.sort_values(["policy", "replication", "figure"], ignore_index=True, kind="stable")

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Per figure and policy: mean, interval, paired difference to the baseline with its interval, verdict."""
        from sim.study.statistics import compare_figures

        return compare_figures(self.figures, self.plan.baseline, self.plan.policies)

    @cached_property
    def profiles(self) -> dict[str, pd.DataFrame]:
        """Courses over time and place ('stock', 'sites', 'network'): means over the replications, per policy."""
        from sim.study.profiles import mean_profiles

        return mean_profiles(self.outcomes)

    @property
    def verdict(self) -> pd.DataFrame:
        """Verdicts in words: one row per figure, one column per policy."""
        table = self.frame.pivot(index="figure", columns="policy", values="verdict")
        return table.reindex(index=self.frame["figure"].unique(), columns=self.plan.policies)

    @cached_property
    def judgement(self) -> Judgement | None:
        """Which policies and strategies meet the goals of the scenario, at what price, and which is best; None without goals or replications."""
        from sim.study.goals import judge_figures, read_goals

        goals = self.plan.first.goals
        if goals is None or not len(self.figures):
            return None
        return judge_figures(self.figures, self.plan.policies, *read_goals(goals))

    @property
    def strategies(self) -> pd.DataFrame | None:
        """One row per policy or strategy: limits met or not, runs that kept them, the objective, the difference to the one ahead."""
        from sim.study.goals import strategies_frame

        return None if self.judgement is None else strategies_frame(self.judgement, self.plan.strategies)

    @property
    def limits(self) -> pd.DataFrame | None:
        """One row per policy or strategy and limit: mean, one-sided bounds, verdict, replications that would probably tell."""
        from sim.study.goals import limits_frame

        return None if self.judgement is None else limits_frame(self.judgement)

    def write(self, directory: str | Path) -> Path:
        """Leave everything but the drawn report in a directory; `sim.report(directory)` draws that from the files."""
        from sim.study.write import write_comparison

        return write_comparison(self, directory)


def compare(
    source: Source,
    policies: Iterable[str] | None = None,
    *,
    strategies: bool = False,
    replications: int | None = None,
    jobs: int = 1,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Simulate the policies named (all when None), or all `strategies`, beside the baseline and compare them.

    `source` is a path, a loaded scenario file, or scenarios by policy name (the first is the baseline). The same replication meets the same luck
    under every policy. The result does not depend on `jobs`, the number of processes. A replication that breaks is kept in
    `Comparison.failures`, the others go on; an interrupt keeps what is finished (`Comparison.interrupted`).
    """
    plan = make_plan(source, policies, strategies=strategies, overrides=overrides)
    return compare_plan(plan, replications, jobs=jobs, progress=progress)


def compare_plan(plan: Plan, replications: int | None = None, *, jobs: int = 1, progress: Progress | None = None) -> Comparison:
    """Compare the policies of a plan that has been checked."""
    begin = time.perf_counter()
    wanted = plan.first.replications if replications is None else replications
    batch = compute(plan, wanted, jobs=jobs, progress=progress)
    return Comparison(plan, batch.outcomes, wanted, time.perf_counter() - begin, batch.interrupted)


def single(plan: Plan, replication: int) -> tuple[Results, Comparison]:
    """One replication of the plan's first policy: its results in full, and the comparison of one that writes them."""
    begin = time.perf_counter()
    results = simulate_first(plan, replication)
    outcome = Outcome(plan.baseline, replication, plan.first.seed)
    summarise(results, outcome)
    outcome.elapsed = time.perf_counter() - begin
    return results, Comparison(plan, [outcome], 1, outcome.elapsed)
