"""Shipped scenarios leave the same records and figures today as yesterday; `make golden` renews them on purpose."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.study.plan import Plan, make_plan
from sim.study.replicate import compute

GOLDEN = Path(__file__).parent
SCENARIOS = sorted((GOLDEN.parents[1] / "scenarios").glob("*.yaml"))


def observed(plan: Plan, jobs: int) -> dict[str, Any]:
    """Digest and figures of replication 0 of the first two policies."""
    few = Plan(dict(list(plan.scenarios.items())[:2]), plan.resolved, plan.hash)
    outcomes = compute(few, 1, jobs=jobs).outcomes
    return {
        each.policy: {
            "digest": each.digest,
            "figures": {
                name: None if math.isnan(value) else float(f"{value:.10g}") for name, value in sorted(each.figures.items())
            },
        }
        for each in outcomes
    }


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_records_and_figures_are_what_they_were(path: Path, renew_golden: bool) -> None:
    golden = GOLDEN / f"{path.stem}.json"
    found = observed(make_plan(path), jobs=2)
    if renew_golden:
        golden.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(golden.read_text(encoding="utf-8"))
    figures = {policy: each["figures"] for policy, each in kept.items()}
    moved = {
        f"{policy} {name}": (figures[policy].get(name), value)
        for policy in found
        for name, value in found[policy]["figures"].items()
        if (value != figures[policy][name] if name in figures[policy] else value)  # a new figure may come that says nothing here
    }
    assert moved == {}, "figures moved (kept, found); if on purpose: make golden, and say so in CHANGELOG.md under Results"
    assert {policy: each["digest"] for policy, each in kept.items()} == {policy: each["digest"] for policy, each in found.items()}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_one_process_leaves_the_same_records_as_two(path: Path) -> None:
    results = sim.run(path)
    assert results.digest == json.loads((GOLDEN / f"{path.stem}.json").read_text(encoding="utf-8"))[results.policy]["digest"]
