"""Proof of a staffing: simulated beside the present one under the same luck, and theory held against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.kpi.selections import ratio, since
from sim.study.compare import Comparison, compare_plan
from sim.study.plan import make_plan
from sim.study.statistics import compare_figures
from sim.units import TICK

if TYPE_CHECKING:
    from sim.results import Tables
    from sim.scenario.load import ScenarioFile
    from sim.staffing.target import Target
    from sim.study.outcome import Outcome, Results
    from sim.study.replicate import Progress

TARGET = "target"
SHOWN = ("desk_abandonment", "desk_wait", "desk_utilisation", "cost_by_category.desk")
_ABOUT: dict[str, tuple[str, str | None]] = {
    "desk_abandonment": ("share", "down"),
    "desk_wait": ("h", "down"),
    "desk_utilisation": ("share", None),
    "cost_by_category.desk": ("money/y", "down"),
}


@dataclass(frozen=True)
class Proof:
    """The present staff and the planned one simulated."""

    comparison: Comparison
    target: Target

    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(figure, policy) -> its row; columns as in comparison.csv."""
        plan = self.comparison.plan
        about = {TARGET: ("share", "down" if self.target.within is None else "up"), **_ABOUT}
        frame = compare_figures(self.comparison.figures, plan.baseline, plan.policies, about)
        rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
        return {(row["figure"], row["policy"]): row for row in rows}


def prove(file: ScenarioFile, target: Target, *, replications: int, jobs: int = 1, progress: Progress | None = None) -> Proof:
    """Simulate the baseline and the policy that lays the planned staff over it."""
    plan = replace(make_plan(file), keep=partial(observe, target.within))
    return Proof(compare_plan(plan, replications, jobs=jobs, progress=progress), target)


def observe(within: float | None, results: Results, outcome: Outcome) -> None:
    """Keep what the target is about, and some ordinary figures."""
    outcome.figures = {name: value for name, value in results.figures.items() if name in SHOWN}
    outcome.figures[TARGET] = results.figures["desk_abandonment"] if within is None else answered_in_time(results.tables, within)
    outcome.digest = results.digest


def answered_in_time(tables: Tables, within: float) -> float:
    """Contacts answered within so many hours ÷ contacts answered or abandoned, and those that have waited longer by the horizon."""
    contacts = since(tables.raw("contacts"), "at", tables.warm_up)
    prompt = contacts["answered"] - contacts["at"] <= within + TICK
    waited = contacts["abandoned"] | (~contacts["blocked"] & (tables.horizon - contacts["at"] > within))
    return ratio(prompt.sum(), (prompt | waited).sum())
