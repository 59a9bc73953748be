"""What the case studies state about their calibration holds.

Error budget: four standard errors of one short replication; the headers of the scenarios tell what many long ones gave.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.audit import audit
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
        ("imaging", "availability", 0.975, 0.005),  # half a year of 432 systems, about 1,070 faults
        ("imaging", "calls_per_asset_year", 4.96, 0.61),
        ("imaging", "remote_resolution_rate", 0.30, 0.056),
        ("imaging", "mean_active_repair_time", 4.0, 0.5),  # hours
        ("wind", "availability", 0.97, 0.012),  # a year and a half of 80 turbines, about 445 events
        ("wind", "calls_per_asset_year", 3.71, 0.71),
    ],
)
def test_kept_figures_are_on_target(scenario: str, figure: str, target: float, within: float) -> None:
    kept = json.loads((ROOT / "tests" / "golden" / f"{scenario}.json").read_text(encoding="utf-8"))
    assert abs(kept["as is"]["figures"][figure] - target) < within


def test_faults_of_ultrasound_are_divided_as_in_the_source() -> None:
    """PMC6029188: 30.5 % software, 40.7 % hardware, 28.7 % probes."""
    modes = sim.load(SCENARIOS / "imaging.yaml").scenario().asset_types["ultrasound"].failures
    rates = {name: 1 / mode.law.mtbf for name, mode in modes.items()}
    for name, share in {"software": 0.305, "hardware": 0.407, "probe": 0.287}.items():
        assert rates[name] / sum(rates.values()) == pytest.approx(share, abs=0.001)


def test_turbines_fail_as_often_as_the_published_table_says() -> None:
    """3.71 events a turbine-year, 0.0033 of which are left out; 97 % of the time in which they come is time in operation."""
    modes = pd.read_csv(SCENARIOS / "wind_failures.csv")
    assert (1 / modes.years).sum() + 0.0033 == pytest.approx(3.714, abs=0.0005)
    assert (modes.operating_years / modes.years).to_numpy() == pytest.approx(0.97, rel=0.001)


@pytest.mark.parametrize(("case", "horizon"), [("imaging", "3 w"), ("wind", "8 w")])
def test_every_policy_of_a_case_leaves_books_that_add_up(case: str, horizon: str) -> None:
    read = sim.load(SCENARIOS / f"{case}.yaml", overrides=(f"horizon={horizon}", "warm_up=1 w"))
    for policy in read.policies:
        assert audit(sim.run(read, policy=policy).tables) == [], policy


def test_full_vans_are_worth_what_the_case_says_under_each_policy() -> None:
    read = sim.load(SCENARIOS / "copier_vans.yaml")
    worth = {}
    for policy in read.policies:
        scenario = read.scenario(policy)
        van = next(iter(scenario.technicians.values())).van
        rules = {name: rule_of(van, name, part) for name, part in scenario.parts.items()}
        worth[policy] = sum(scenario.parts[name].price * rule.levels for name, rule in rules.items() if rule)
    assert worth == {"as is": 3529, "by class": 3524, "two bins": 3524, "kanban": 3524}
