"""Does a scenario make sense? Faults that no single key shows: dangling names, networks that supply nobody, work that nobody can do."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


class Finding(NamedTuple):
    """One fault, with the path of what is wrong."""

    path: Path
    message: str
    suggestion: str = ""


def check(scenario: Scenario) -> list[Finding]:
    """All faults of a validated scenario."""
    return []


def policy_name(name: str, taken: list[str]) -> tuple[str, str] | None:
    return None
