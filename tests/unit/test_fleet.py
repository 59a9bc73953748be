"""When machines fail: operating and calendar clocks, machines that are down, and the window of the calendar of faults."""

from __future__ import annotations

from typing import Any

import pytest

import sim.system.fleet
from sim.build import simulate
from sim.records import RunRecord
from sim.results import Tables
from sim.scenario.spec import Scenario


def lives(*times: float, clock: str = "operating") -> dict[str, Any]:
    """A law that always draws the same life."""
    return {"empirical": {"times": list(times), "clock": clock}}


def run(modes: dict[str, Any], *, machines: int = 1, horizon: float = 500.0, crew: int = 50, **more: Any) -> RunRecord:
    """Machines in one place; a technician for each."""
    return simulate(
        Scenario.model_validate(
            {
                "horizon": horizon,
                "locations": {"depot": {}},
                "asset_types": {"machine": {"failures": modes, **more}},
                "sites": {"town": {"assets": {"machine": machines}}},
                "technicians": {"crew": {"home": "depot", "count": crew}},
            }
        )
    )


def faults(record: RunRecord, mode: str) -> list[float]:
    """Hours at which a mode struck, in order."""
    calls = Tables(record).calls
    return sorted(calls.fault[calls["mode"] == f"machine.{mode}"].tolist())


def test_a_life_begins_when_the_machine_is_up_again() -> None:
    assert faults(run({"wear": {"law": lives(100), "repair": 30.0}}), "wear") == [100, 230, 360, 490]


@pytest.mark.parametrize(("clock", "first"), [("operating", 180.0), ("calendar", 150.0)])
def test_the_operating_clock_stops_while_another_fault_keeps_the_machine_down(clock: str, first: float) -> None:
    modes = {"stop": {"law": lives(100), "repair": 30.0}, "wear": {"law": lives(150, clock=clock)}}
    assert faults(run(modes, horizon=200.0), "wear") == [first]


@pytest.mark.parametrize(("clock", "first"), [("operating", 140.0), ("calendar", 130.0)])
def test_a_fault_that_falls_into_downtime_waits_for_the_machine(clock: str, first: float) -> None:
    """At 110 the machine is down from 100 to 130: ten more operating hours, or as soon as it runs."""
    modes = {"stop": {"law": lives(100), "repair": 30.0}, "wear": {"law": lives(110, clock=clock)}}
    assert faults(run(modes, horizon=200.0), "wear") == [first]


@pytest.mark.parametrize("effect", ["degraded", "cosmetic"])
def test_a_machine_that_runs_on_keeps_its_clock(effect: str) -> None:
    modes = {"noise": {"law": lives(100), "effect": effect, "repair": 30.0}, "wear": {"law": lives(150)}}
    assert faults(run(modes, horizon=200.0), "wear") == [150]


def test_two_faults_at_once_keep_a_machine_down_until_both_are_mended() -> None:
    """Both strike at 100; one takes 10 h, one 30 h; a third counts operating hours."""
    modes = {
        "short": {"law": lives(100), "repair": 10.0},
        "long": {"law": lives(100), "effect": "degraded", "repair": 30.0},
        "wear": {"law": lives(120)},
    }
    assert faults(run(modes, horizon=200.0), "wear") == [130]
    modes["long"]["effect"] = "down"
    found = run(modes, horizon=200.0)
    assert faults(found, "long") == [110], "it fails when it runs again"
    assert faults(found, "wear") == [160]


def test_faults_without_memory_are_ignored_while_the_machine_is_down() -> None:
    modes = {"shock": {"law": {"exponential": {"mtbf": 20.0}}, "repair": 15.0}, "other": {"law": {"exponential": {"mtbf": 30.0}}}}
    calls = Tables(run(modes, machines=20, horizon=1000.0)).calls.sort_values("fault")
    assert len(calls) > 500
    for _, own in calls.groupby("asset"):
        shocks = own[own["mode"] == "machine.shock"]
        for begin, end in zip(shocks.fault, shocks.restored.fillna(1000.0), strict=True):
            assert not ((own.fault > begin) & (own.fault < end)).any()


def test_maintenance_falls_due_by_the_calendar() -> None:
    modes = {"stop": {"law": lives(90), "repair": 300.0}}
    found = faults(run(modes, horizon=1000.0, maintenance={"every": 100.0, "duration": 1.0}), "maintenance")
    assert 0 < found[0] <= 100
    assert [round(later - found[0], 3) for later in found] == [100.0 * i for i in range(len(found))]
    assert len(found) >= 9


MIXED = {
    "shock": {"law": {"exponential": {"mtbf": 300.0}}, "repair": {"exponential": {"mean": 20.0}}},
    "wear": {"law": {"weibull": {"mean": 200.0, "shape": 2.0}}, "repair": 9.0},
    "age": {"law": {"power_law": {"scale": 300.0, "shape": 1.5}}, "effect": "degraded"},
    "luck": {"law": {"gamma_poisson": {"mtbf": 400.0, "shape": 0.8}}},
    "never": {"law": "never"},
}


@pytest.mark.parametrize(("machines", "sizes"), [(60, (1, 7, 4096)), (1500, (16, 4096, 10_000_000))])
def test_the_window_of_the_calendar_changes_nothing(
    machines: int, sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """7,500 pending faults are looked at through windows of 468, of 4,096, and all at once."""
    digests = set()
    for size in sizes:
        monkeypatch.setattr(sim.system.fleet, "_SMALLEST_WINDOW", size)
        digests.add(run(MIXED, machines=machines, horizon=400.0, crew=20).log.digest())
    assert len(digests) == 1


def test_machines_that_all_fail_at_one_moment_fill_no_window() -> None:
    """More equal times than the window holds."""
    record = run({"stop": {"law": lives(50)}}, machines=6000, horizon=60.0)
    assert faults(record, "stop") == [50.0] * 6000


def test_each_machine_and_each_mode_has_a_luck_of_its_own() -> None:
    modes = {name: {"law": {"exponential": {"mtbf": 100.0}}, "effect": "cosmetic"} for name in ("wear", "dirt")}
    calls = Tables(run(modes, machines=20, horizon=300.0)).calls
    assert len(calls) > 60
    assert calls.fault.nunique() == len(calls)
