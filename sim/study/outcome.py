"""One replication of one policy: its results in full, or the small outcome that a study keeps."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sim.study.plan import make_plan

if TYPE_CHECKING:
    import pandas as pd

    from sim.records import RunRecord
    from sim.results import Tables
    from sim.scenario.spec import Scenario
    from sim.study.plan import Plan, Source


class Results:
    """Everything that one replication left: the facts as tables, and the figures computed from them."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    @cached_property
    def tables(self) -> Tables:
        """The facts, one pandas table per kind (`tables.calls`, `tables.visits`, ...); times in hours since the start."""
        from sim.results import Tables

        return Tables(self.record)

    @cached_property
    def figures(self) -> dict[str, float]:
        """Every registered figure by name; NaN is no data."""
        from sim.kpi import figures

        return figures(self.tables)

    @property
    def digest(self) -> str:
        """Hash of all records; equal digests mean equal runs."""
        return self.record.log.digest()

    @property
    def policy(self) -> str:
        """Name of the policy simulated."""
        return str(self.record.facts["policy"])

    @property
    def replication(self) -> int:
        """Number of the replication, from 0."""
        return int(self.record.facts["replication"])

    def __repr__(self) -> str:
        return f"<Results of policy '{self.policy}', replication {self.replication}>"


@dataclass
class Outcome:
    """What a study keeps of one replication; small, and travels between processes."""

    policy: str
    replication: int
    seed: int
    figures: dict[str, float] = field(default_factory=dict)
    profiles: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    digest: str = ""
    elapsed: float = 0.0
    """Seconds of computing."""
    error: str = ""
    """Why there are no figures: one line; empty when all went well."""
    traceback: str = field(default="", repr=False)

    @property
    def key(self) -> tuple[str, int]:
        """(policy, replication)."""
        return self.policy, self.replication


def run(source: Source, replication: int = 0, *, policy: str | None = None) -> Results:
    """Simulate one replication of one policy (the baseline when None), in this process."""
    return simulate_first(make_plan(source, [] if policy is None else [policy], alone=policy is not None), replication)


def simulate_first(plan: Plan, replication: int) -> Results:
    """Simulate one replication of the first policy of a plan."""
    from sim.build import simulate

    return Results(simulate(plan.first, replication, plan.baseline))


def observe(scenario: Scenario, policy: str, replication: int, keep: Callable[[Results, Outcome], None] | None = None) -> Outcome:
    """Simulate one replication and keep its outcome; a fault of the run becomes part of the outcome instead of an exception."""
    from sim.build import simulate

    outcome = Outcome(policy, replication, scenario.seed)
    begin = time.perf_counter()
    try:
        (keep or summarise)(Results(simulate(scenario, replication, policy)), outcome)
    except (Exception, SystemExit) as error:  # noqa: BLE001 — whatever it is, it is reported and the other replications go on
        outcome.figures, outcome.profiles = {}, {}
        outcome.error = f"{type(error).__name__}: {error}".splitlines()[0]
        outcome.traceback = traceback.format_exc()
    outcome.elapsed = time.perf_counter() - begin
    return outcome


def summarise(results: Results, outcome: Outcome) -> None:
    """Fill in figures, profiles and digest."""
    from sim.kpi.profiles import profiles

    outcome.figures = results.figures
    outcome.profiles = profiles(results.tables)
    outcome.digest = results.digest
