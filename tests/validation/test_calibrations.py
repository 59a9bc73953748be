"""What the case studies state about their calibration holds.

Error budget: four standard errors of one short replication; the headers of the scenarios tell what many long ones gave.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import sim
from sim.scenario.classes import rule_of

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"


def test_twenty_thousand_drives_are_swapped_as_often_as_their_failure_rate_says() -> None:
    """Backblaze, Drive Stats for 2024: 1.57 % a year."""
    tables = sim.run(SCENARIOS / "data_centre_drives.yaml").tables
    swaps = int((tables.calls.fault >= tables.warm_up).sum())
    expected = 20_000 * 0.0157 * tables.window_years
    assert abs(swaps - expected) < 4 * math.sqrt(expected)


@pytest.mark.parametrize(
    ("scenario", "figure", "target", "within"),
    [
        ("station_lifts", "availability_in_coverage", 0.96, 0.005),
        (
            "station_lifts",
            "calls_per_asset_year",
            14.9,
            0.4,
        ),  # a year of 2,048 lifts, of which a few bad ones make many of the outages
        ("copier_vans", "first_time_fix_rate", 0.77, 0.11),  # 240 visited calls in the small copy that is kept
    ],
)
def test_kept_figures_are_on_target(scenario: str, figure: str, target: float, within: float) -> None:
    kept = json.loads((ROOT / "tests" / "golden" / f"{scenario}.json").read_text(encoding="utf-8"))
    assert abs(kept["as is"]["figures"][figure] - target) < within


def test_full_vans_are_worth_what_the_case_says_under_each_policy() -> None:
    read = sim.load(SCENARIOS / "copier_vans.yaml")
    worth = {}
    for policy in read.policies:
        scenario = read.scenario(policy)
        van = next(iter(scenario.technicians.values())).van
        rules = {name: rule_of(van, name, part) for name, part in scenario.parts.items()}
        worth[policy] = sum(scenario.parts[name].price * rule.levels for name, rule in rules.items() if rule)
    assert worth == {"as is": 3529, "by class": 3524, "two bins": 3524, "kanban": 3524}
