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
SHORTER = {
    "copier_vans": ("horizon=3 w", "warm_up=1 w"),
    "data_centre_drives": ("horizon=2 y", "warm_up=6 mo"),
    "imaging": ("horizon=8 mo", "warm_up=2 mo"),
    "wind": ("horizon=20 mo", "warm_up=2 mo"),
}
FEWER = {"copier_vans_sites.csv": 64, "copier_vans_crews.csv": 8}
"""Large cases are held in small: rows kept of a table, the first eight crews with their areas."""


@pytest.fixture
def case(path: Path, tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    """A copy of the scenario and its tables, with fewer rows where it is large, and what is overridden in it."""
    for file in path.parent.glob(f"{path.stem}*"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = lines[: FEWER[file.name] + 1] if file.name in FEWER else lines
        (tmp_path / file.name).write_text("".join(kept), encoding="utf-8")
    return tmp_path / path.name, SHORTER.get(path.stem, ())


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
def test_records_and_figures_are_what_they_were(path: Path, case: tuple[Path, tuple[str, ...]], renew_golden: bool) -> None:
    golden = GOLDEN / f"{path.stem}.json"
    found = observed(make_plan(case[0], overrides=case[1]), jobs=2)
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
def test_one_process_leaves_the_same_records_as_two(path: Path, case: tuple[Path, tuple[str, ...]]) -> None:
    results = sim.run(sim.load(case[0], overrides=case[1]))
    assert results.digest == json.loads((GOLDEN / f"{path.stem}.json").read_text(encoding="utf-8"))[results.policy]["digest"]
