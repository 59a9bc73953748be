"""Replications of one or several policies, each computed once, in any number of processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.study.executors import execute
from sim.study.plan import make_plan

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.outcome import Outcome
    from sim.study.plan import Plan, Source

Progress = Callable[[int, int, "Outcome"], None]
"""Called with (done, all, outcome just finished)."""


@dataclass
class Batch:
    """The outcomes of a study so far, in the order of policies and replications."""

    outcomes: list[Outcome]
    interrupted: bool
    """The user broke off; what was finished is kept."""


def usual_jobs() -> int:
    """Number of worker processes unless asked otherwise: the cores this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available else os.cpu_count() or 1


def compute(plan: Plan, replications: int, *, first: int = 0, jobs: int = 1, progress: Progress | None = None) -> Batch:
    """Compute replications `first` ... of every policy of the plan.

    The order of work is by replication, so that what an interrupt leaves can still be compared in pairs; the order of the outcomes is
    fixed, whatever finished first.
    """
    if replications < 1:
        raise UsageError(f"replications must be at least 1, not {replications}")
    if jobs < 1:
        raise UsageError(f"jobs must be at least 1, not {jobs}")
    tasks = [(policy, number) for number in range(first, first + replications) for policy in plan.policies]
    done: dict[tuple[str, int], Outcome] = {}

    def keep(outcome: Outcome) -> None:
        done[outcome.key] = outcome
        if progress:
            progress(len(done), len(tasks), outcome)

    interrupted = False
    try:
        execute(plan, tasks, jobs, keep)
    except KeyboardInterrupt:
        interrupted = True
    ordered = [(policy, number) for policy in plan.policies for number in range(first, first + replications)]
    return Batch([done[key] for key in ordered if key in done], interrupted)


def replicate(
    source: Source,
    replications: int | None = None,
    *,
    policies: Iterable[str] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Figures of several replications: one row per (policy, replication), one column per figure.

    `policies=None` means the baseline alone. Raises the first failure of a replication as :class:`UsageError` with its traceback.
    """
    plan = make_plan(source, policies if policies is not None else [], alone=policies is not None)
    batch = compute(plan, replications or plan.first.replications, jobs=jobs, progress=progress)
    if batch.interrupted:
        raise KeyboardInterrupt
    for outcome in batch.outcomes:
        if outcome.error:
            raise UsageError(
                f"replication {outcome.replication} of '{outcome.policy}' failed: {outcome.error}\n{outcome.traceback}"
            )
    return wide(batch.outcomes)


def wide(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """One row per (policy, replication), one column per figure."""
    import pandas as pd

    rows = {outcome.key: outcome.figures for outcome in outcomes if not outcome.error}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(list(rows), names=["policy", "replication"])
    return frame
