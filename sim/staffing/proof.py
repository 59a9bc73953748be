"""Proof of a staffing: simulated beside the present one under the same luck, as a whole and interval by interval."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.kpi.desk import in_time
from sim.kpi.selections import ratio, since
from sim.staffing.calls import DAY_MINUTES, HOTLINE, WEEK_MINUTES
from sim.study.compare import Comparison, compare_plan
from sim.study.plan import make_plan
from sim.study.statistics import CONFIDENCE, NOTHING, compare_figures, t_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.results import Array, Rows, Tables
    from sim.scenario.load import ScenarioFile
    from sim.staffing.target import Target
    from sim.study.outcome import Outcome, Results
    from sim.study.replicate import Progress

TARGET = "target"
SHOWN = {
    HOTLINE: ("desk_abandonment", "desk_wait", "desk_utilisation", "cost_by_category.desk"),
    "second_line": ("second_line_wait", "second_line_utilisation", "escalation_rate", "cost_by_category.desk"),
}
"""Line -> ordinary figures that its staffing shows beside the target's."""
_ABOUT: dict[str, tuple[str, str | None]] = {
    "desk_abandonment": ("share", "down"),
    "desk_wait": ("h", "down"),
    "desk_utilisation": ("share", None),
    "second_line_wait": ("h", "down"),
    "second_line_utilisation": ("share", None),
    "escalation_rate": ("share", None),
    "cost_by_category.desk": ("money/y", "down"),
}
_BY_INTERVAL = "intervals"
FEWEST = 20
"""Calls over all replications below which nothing is said of an interval."""


@dataclass(frozen=True)
class Estimate:
    """What the target is about, with its 95 % interval; NaN where there are too few calls to tell."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Question:
    """What is looked at in a run."""

    line: str
    target: Target
    interval: int
    """minutes"""


@dataclass(frozen=True)
class Proof:
    """The present staff and the planned one simulated."""

    comparison: Comparison
    question: Question
    counts: dict[str, Array] = field(init=False, repr=False)
    """Policy -> replication, slot of the week, (calls of which the target is kept, calls settled)."""

    def __post_init__(self) -> None:
        counts: dict[str, list[Any]] = {}
        for outcome in self.comparison.outcomes:
            if not outcome.error:
                counts.setdefault(outcome.policy, []).append(outcome.profiles[_BY_INTERVAL].to_numpy())
        object.__setattr__(self, "counts", {policy: np.stack(each) for policy, each in counts.items()})

    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(figure, policy) -> its row; columns as in comparison.csv."""
        plan = self.comparison.plan
        about = {TARGET: ("share", "down" if self.question.target.within is None else "up"), **_ABOUT}
        frame = compare_figures(self.comparison.figures, plan.baseline, plan.policies, about)
        rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
        return {(row["figure"], row["policy"]): row for row in rows}

    def week(self, policy: str) -> Estimate:
        """What the target is about over all calls of a policy: the mean over its replications."""
        row = self.cells()[TARGET, policy]
        return Estimate(row["mean"], *np.clip([row["low"], row["high"]], 0.0, 1.0).tolist())

    def within(self, policy: str, slots: Iterable[int]) -> Estimate:
        """The same over the calls of some intervals of the week, all replications together.

        The interval is that of a ratio of two sums, replication by replication (Cochran 1977, Sampling techniques, section 6.4).
        """
        kept, settled = self.counts[policy][:, list(slots), :].sum(axis=1).T
        calls, runs = settled.sum(), len(settled)
        if calls < FEWEST or runs < 2:
            return Estimate(ratio(kept.sum(), calls) if calls >= FEWEST else NOTHING, NOTHING, NOTHING)
        mean = kept.sum() / calls
        error = np.sqrt(((kept - mean * settled) ** 2).sum() / (runs * (runs - 1))) / (calls / runs)
        half = float(t_quantile(runs - 1, 0.5 + CONFIDENCE / 2) * error)
        return Estimate(float(mean), max(0.0, float(mean) - half), min(1.0, float(mean) + half))

    def calls_per_hour(self, policy: str, slot: int, weeks: float) -> float:
        """Calls settled in an interval of the week, those who ring again included, per hour."""
        return float(self.counts[policy][:, slot, 1].mean()) / weeks * 60 / self.question.interval


def prove(
    file: ScenarioFile,
    question: Question,
    policies: list[str] | None = None,
    *,
    replications: int,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate policies of a file that lays staffs over a scenario: all of them, or those named without its baseline."""
    plan = replace(make_plan(file, policies, alone=policies is not None), keep=partial(observe, question))
    return compare_plan(plan, replications, jobs=jobs, progress=progress)


def together(file: ScenarioFile, *parts: Comparison) -> Comparison:
    """What was simulated in several goes as one comparison of a file's policies; each has met the same luck."""
    plan = replace(make_plan(file), keep=parts[0].plan.keep)
    outcomes = [outcome for part in parts for outcome in part.outcomes if outcome.policy in plan.policies]
    return Comparison(
        plan, outcomes, parts[0].replications, sum(part.elapsed for part in parts), any(part.interrupted for part in parts)
    )


def observe(question: Question, results: Results, outcome: Outcome) -> None:
    """Keep what the target is about, over the week and in each of its intervals, and some ordinary figures."""
    import pandas as pd

    tables, target = results.tables, question.target
    asked = _asked(tables, question.line)
    kept, settled = (
        (asked["abandoned"], asked["abandoned"] | ~np.isnan(asked["answered"]))
        if target.within is None
        else in_time(asked, target.within, tables.horizon)
    )
    outcome.figures = {name: value for name, value in results.figures.items() if name in SHOWN[question.line]}
    outcome.figures[TARGET] = ratio(kept.sum(), settled.sum())
    first = dt.date.fromisoformat(str(tables.facts["start"])).weekday()
    slots = (((asked["at"] * 60 + first * DAY_MINUTES) % WEEK_MINUTES) // question.interval).astype(int)
    length = WEEK_MINUTES // question.interval
    columns = {"kept": np.bincount(slots, kept, length), "settled": np.bincount(slots, settled, length)}
    outcome.profiles = {_BY_INTERVAL: pd.DataFrame(columns)}
    outcome.digest = results.digest


def _asked(tables: Tables, line: str) -> Rows:
    """Who asked for an agent of a line in the window: when, when answered, and whether in vain."""
    if line == HOTLINE:
        return since(tables.raw("contacts"), "at", tables.warm_up)
    tickets = since(tables.raw("escalations"), "handed_on", tables.warm_up)
    hours = tables.dimension("second_line_hours")
    begin, end = np.array(hours["begin"], dtype=float), np.array(hours["end"], dtype=float)
    at = np.searchsorted(begin, tickets["handed_on"], side="right")
    closed = (at == 0) | (tickets["handed_on"] >= end[at - 1])
    rows = np.zeros(len(tickets), dtype=[("at", float), ("answered", float), ("abandoned", bool), ("blocked", bool)])
    rows["at"] = np.where(closed, np.append(begin, tables.horizon)[at], tickets["handed_on"])
    rows["answered"] = tickets["begun"]
    return rows
