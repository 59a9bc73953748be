"""Machines that come and go: nothing happens to one that is not there, and everything counts for as long as it stands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_fleet import faults, lives

from sim import kpi
from sim.audit import audit
from sim.build import build, simulate
from sim.build.names import Names
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.spec import Scenario


def run(modes: dict[str, Any], machines: int = 1, horizon: float = 500.0, site: dict[str, Any] | None = None, **kind: Any) -> Any:
    """Machines of one type in one place, a technician for each, and an offer that pays 8,760 a year."""
    return simulate(
        Scenario.model_validate(
            {
                "horizon": horizon,
                "locations": {"depot": {}},
                "asset_types": {"machine": {"failures": modes, **kind}},
                "offers": {"gold": {"price": 8760.0, "uptime": 0.9, "uptime_penalty": 1.0}},
                "sites": {"town": {"assets": {"machine": machines}, "offer": "gold", **(site or {})}},
                "technicians": {"crew": {"home": "depot", "count": 50}},
            }
        )
    )


@pytest.mark.parametrize("clock", ["operating", "calendar"])
def test_a_life_begins_when_the_machine_is_installed(clock: str) -> None:
    assert faults(run({"wear": {"law": lives(100, clock=clock), "repair": 30.0}}, enters=50.0), "wear") == [150, 280, 410]


def test_a_machine_ages_from_the_day_it_is_installed() -> None:
    """A power law of shape 1 makes the same faults, later."""
    law = {"power_law": {"scale": 100.0, "shape": 1.0}}
    early, late = (faults(run({"wear": {"law": law}}, machines=1, enters=enters), "wear") for enters in (0.0, 64.0))
    assert late == [each + 64.0 for each in early if each + 64.0 < 500.0]


def test_nothing_fails_after_it_was_taken_away_and_an_open_call_is_finished() -> None:
    record = run({"wear": {"law": lives(100), "repair": 30.0}}, leaves=240.0)
    calls = Tables(record).calls
    assert calls.fault.tolist() == [100, 230]
    assert calls.restored.tolist() == [130, 260]


def test_memoryless_faults_are_the_same_whenever_the_machine_stands() -> None:
    always = faults(run({"leak": {"law": {"exponential": {"mtbf": 30.0}}}}), "leak")
    part = faults(run({"leak": {"law": {"exponential": {"mtbf": 30.0}}}}, enters=120.0, leaves=400.0), "leak")
    assert part == [each for each in always if 120.0 <= each < 400.0]
    assert len(always) > len(part) > 0


def test_figures_count_the_hours_in_the_field() -> None:
    """Two hundred hours in the field, forty of them down: the second repair goes on for twenty hours after the machine is gone."""
    tables = Tables(run({"wear": {"law": lives(100), "repair": 40.0}}, enters=50.0, leaves=310.0))
    found = kpi.figures(tables)
    assert tables.calls.fault.tolist() == [150, 290]
    assert found["assets_in_field"] == pytest.approx(260 / 500)
    assert found["availability"] == found["availability_in_coverage"] == pytest.approx(1 - 60 / 260)
    assert found["mean_operating_time_between_failures"] == pytest.approx(200 / 2)
    assert found["calls_per_asset_year"] == pytest.approx(2 * 8760 / 260)
    assert tables.once(lines).by_category()["contract"] == pytest.approx(-260.0)
    assert tables.assets[["entered", "left"]].to_numpy().tolist() == [[50.0, 310.0]]
    assert audit(tables) == []


def test_a_site_says_otherwise_and_who_would_leave_first_never_comes() -> None:
    record = run({"wear": {"law": lives(100)}}, site={"enters": 300.0, "leaves": 250.0}, enters=0.0)
    found = kpi.figures(Tables(record))
    assert faults(record, "wear") == []
    assert found["assets_in_field"] == 0.0
    assert np.isnan(found["availability"])


@pytest.mark.slow
def test_a_fleet_that_fades_away_fails_as_often_as_its_asset_years_say() -> None:
    """Exponential stays of 1,000 h and faults every 50 h of operation: 4,000 machines, and what is left of them after 2,000 h."""
    mean, mtbf, horizon, machines = 1000.0, 50.0, 2000.0, 4000
    tables = Tables(
        run({"leak": {"law": {"exponential": {"mtbf": mtbf}}}}, machines, horizon, leaves={"exponential": {"mean": mean}})
    )
    expected = machines * mean * (1 - np.exp(-horizon / mean))
    assert kpi.figures(tables)["assets_in_field"] == pytest.approx(expected / horizon, rel=0.03)
    assert len(tables.calls) == pytest.approx(expected / mtbf, rel=0.03)


def test_the_installed_base_knows_who_is_there_and_how_long_they_are_expected_to_stay() -> None:
    """Leaks every 100 h that take a seal each: ten machines until hour 300, five more from hour 200 on."""
    scenario = Scenario.model_validate(
        {
            "horizon": 1000.0,
            "parts": {"seal": {}},
            "locations": {
                "factory": {"supplier": True},
                "depot": {
                    "source": "factory",
                    "stock": {"seal": {"rule": "forecast", "every": 100.0, "forecast": "installed_base"}},
                },
            },
            "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": {"mtbf": 100.0}}, "parts": ["seal"]}}}},
            "sites": {"old": {"assets": {"pump": 10}, "leaves": 300.0}, "new": {"assets": {"pump": 5}, "enters": 200.0}},
            "technicians": {"crew": {"home": "depot", "count": 50}},
        }
    )
    world = build(scenario, 0, Names(scenario))
    base = world.installed_base
    assert base is not None
    assert base.expected(1, 0, 0.0, 600.0) == pytest.approx(10 * 300 / 100), "those to come are not expected"
    world.kernel.run_to(250.0)
    assert base.expected(1, 0, 250.0, 350.0) == pytest.approx(10 * 50 / 100 + 5 * 100 / 100)
    world.kernel.run_to(400.0)
    assert base.expected(1, 0, 400.0, 500.0) == pytest.approx(5)
    forecasts = Tables(simulate(scenario)).reviews.forecast.tolist()
    assert forecasts[:5] == [10, 10, 15, 5, 5]
