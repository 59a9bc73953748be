"""A plan from end to end: demand and supply off the scenario, levels by theory, their proof by simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.errors import UsageError
from sim.planning.goals import Goal, read_goal
from sim.planning.left_out import left_out
from sim.planning.options import APPROACHES, PRESENT, Approach, Option, Options
from sim.planning.overlay import base_tree, file_with, policies_of
from sim.planning.proof import Gap, Proof, prove
from sim.planning.service import Theory
from sim.planning.supply import Supply, supply_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.load import ScenarioFile
    from sim.scenario.spec import Scenario
    from sim.study.replicate import Progress

METHODS = ("vari-metric", "metric")


@dataclass(frozen=True)
class StockPlan:
    """Stock levels by theory beside the present ones, and what a simulation says of them."""

    scenario: Scenario = field(repr=False)
    policy: str
    """That the levels are planned for."""
    goal: Goal
    method: str
    supply: Supply = field(repr=False)
    options: list[Option]
    """The present stock first."""
    curves: dict[Approach, list[Option]] = field(repr=False)
    """By theory, from nothing on the shelves on."""
    tree: dict[str, Any] = field(repr=False)
    """The scenario planned for, as a file would say it."""
    policies: dict[str, dict[str, Any]] = field(repr=False)
    """Each option but the present stock: path -> stock rule."""
    replications: int
    left_out: list[str]
    """What theory leaves out of this scenario."""
    by_fill_rate: dict[str, float]
    """'target' or 'same availability' -> money that the item approach takes for it with one fill rate everywhere instead of one ready rate."""
    proof: Proof | None = None

    @property
    def present(self) -> Option:
        """What the scenario holds today."""
        return self.options[0]

    @property
    def chosen(self) -> Option:
        """The option that answers the goal: by the system approach if that was asked for; the present stock if it is the answer."""
        wanted = [f"{approach} {self.goal.word}" for approach in APPROACHES]
        asked = self.goal.target is not None or self.goal.budget is not None
        least = 0.0 if asked else self.present.service.availability
        found = (option for name in wanted for option in self.options if option.name == name)
        return next((option for option in found if option.service.availability >= least), self.present)

    def option(self, name: str) -> Option | None:
        """The option of that name, if there is one."""
        return next((option for option in self.options if option.name == name), None)

    @property
    def gaps(self) -> list[Gap]:
        """Theory against simulation; none where nothing was simulated."""
        return self.proof.gaps() if self.proof is not None and self.proof.comparison.finished else []

    @property
    def complete(self) -> bool:
        """Everything that was to be simulated was."""
        return self.proof is None or self.proof.comparison.complete

    @property
    def money(self) -> str:
        """What the money of levels is counted in: the currency, or units where no part has a price."""
        return self.scenario.currency if self.supply.priced else "units"

    @cached_property
    def levels(self) -> pd.DataFrame:
        """One row per shelf with a rule: levels today and as chosen, what they cost, and how often they serve at once; dearest changes first."""
        from sim.planning.write import levels_frame

        return levels_frame(self)

    def write(self, directory: str | Path) -> Path:
        """Leave page, picture, tables and the overlay in a directory; return the page's path."""
        from sim.planning.write import write_plan
        from sim.scenario.load import undisturbed

        with undisturbed():
            return write_plan(self, directory)


def plan(
    source: str | PathLike[str] | ScenarioFile,
    policy: str | None = None,
    *,
    target: str | None = None,
    budget: str | float | None = None,
    method: str = "vari-metric",
    approach: str = "both",
    replications: int | None = None,
    jobs: int = 1,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> StockPlan:
    """Plan the stock levels of a scenario (of one of its policies) from theory and prove them by simulation.

    The goal is a `target` ('availability=97%', 'fix_rate=85%'), a `budget` ('50000 EUR'), or, with neither, what the money that lies on the shelves
    today could do. `approach` is 'system', 'item' or 'both'; `replications` those of the proof (the scenario's number when None; 0: theory alone).
    Raises :class:`ScenarioError` for a wrong scenario and :class:`UsageError` for a goal that is wrong or cannot be reached, and where no
    job ever needs a part or no shelf has a stock rule.
    """
    from sim.scenario.load import undisturbed

    with undisturbed():
        theory, file, chosen = _read(source, policy, overrides, method)
    if approach not in (*APPROACHES, "both"):
        raise UsageError(f"approach must be system, item or both, not '{approach}'")
    if replications is not None and replications < 0:
        raise UsageError(f"replications must be at least 0, not {replications}")
    goal = read_goal(target, budget, theory.scenario.currency)
    if goal.budget is not None and not theory.supply.priced:
        raise UsageError("no part has a price, so that a budget means nothing; state prices, or a target")
    approaches = APPROACHES if approach == "both" else (cast("Approach", approach),)
    with undisturbed():
        choice = Options(theory, goal, approaches)
        options = choice.all()
        dearest = max(option.cost for option in options)
        curves = {each: choice.curve(each, dearest) for each in approaches}
        tree, policies = base_tree(file, chosen), policies_of(theory.supply, options)
    wanted = theory.scenario.replications if replications is None else replications
    return StockPlan(
        scenario=theory.scenario,
        policy=chosen,
        goal=goal,
        method=method,
        supply=theory.supply,
        options=options,
        curves=curves,
        tree=tree,
        policies=policies,
        replications=wanted,
        left_out=left_out(theory.scenario),
        by_fill_rate=choice.by_fill_rate,
        proof=prove(
            file_with(tree, policies), options, any_down=theory.any_down, replications=wanted, jobs=jobs, progress=progress
        )
        if wanted
        else None,
    )


def _read(
    source: str | PathLike[str] | ScenarioFile, policy: str | None, overrides: Sequence[str], method: str
) -> tuple[Theory, ScenarioFile, str]:
    """The theory of the scenario under the policy, the file it comes from and the policy's name."""
    from sim.scenario.load import ScenarioFile, load

    if method not in METHODS:
        raise UsageError(f"method must be {' or '.join(METHODS)}, not '{method}'")
    if not isinstance(source, (str, PathLike, ScenarioFile)):
        raise UsageError("a plan needs a scenario file: a path, or what sim.load returns")
    if isinstance(source, ScenarioFile) and overrides:
        raise UsageError("overrides belong to a scenario that is loaded from a path")
    file = source if isinstance(source, ScenarioFile) else load(source, overrides=overrides)
    scenario = file.scenario(policy)
    supply = supply_of(scenario)
    if not supply.rules:
        raise UsageError("there is nothing to plan: no location or van has a stock rule (level 0 is one) for any part")
    if not any(job.needs for job in supply.jobs):
        raise UsageError("there is nothing to plan for: no fault or request of this scenario ever needs a part on site")
    return Theory(scenario, supply, method), file, file.policies[0] if policy is None else policy


__all__ = ["PRESENT", "StockPlan", "plan"]
