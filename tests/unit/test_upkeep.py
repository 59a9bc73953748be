"""Planned work: when it falls due, what it renews, how long the machine stands still, and what the audit says of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.audit.upkeep import check
from sim.build import simulate
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.theory.replacement import age_replacement, maintained_availability


def run(law: Any, tasks: dict[str, Any], machines: int = 1, horizon: str = "1000 h", **mode: Any) -> Tables:
    """Machines in one place, a technician for each, who is there at once."""
    tree = {
        "horizon": horizon,
        "parts": {"seal": {"price": "7 EUR"}},
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "sourcing": {"steps": [{"from": "emergency", "time": "0 h"}]},
        "asset_types": {"machine": {"failures": {"wear": {"law": law, **mode}}, "tasks": tasks}},
        "sites": {"town": {"assets": {"machine": machines}}},
        "technicians": {"crew": {"home": "depot", "count": 2 * machines}},
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def lives(*times: str, clock: str = "operating") -> dict[str, Any]:
    """A law that draws one of these lives."""
    return {"empirical": {"times": list(times), "clock": clock}}


def moments(tables: Tables, mode: str) -> list[float]:
    """Hours at which a mode struck, or a task fell due."""
    calls = tables.calls
    return sorted(calls.fault[calls["mode"] == f"machine.{mode}"].tolist())


SWAP = {"every": "80 h", "by": "age", "duration": "0 h", "renews": {"wear": "100 %"}}


def test_what_is_replaced_in_time_never_fails() -> None:
    tables = run(lives("100 h"), {"swap": SWAP})
    assert moments(tables, "wear") == []
    assert moments(tables, "swap") == [80.0 * i for i in range(1, 13)]


def test_a_failure_puts_off_the_replacement_by_age_and_not_the_one_by_date() -> None:
    """The part lives for 50 h, so that it never gets as old as 80 h."""
    assert moments(run(lives("50 h"), {"swap": SWAP}), "swap") == []
    by_date = moments(run(lives("50 h"), {"swap": {**SWAP, "by": "calendar"}}), "swap")
    assert len(by_date) in {12, 13}
    assert np.diff(by_date) == pytest.approx(80.0, abs=1e-3)


def test_half_a_renewal_leaves_half_the_age() -> None:
    """At 80 h it is as old as 40 h again, and 40 h later as old as 80 h: the life of 100 h is never reached."""
    tables = run(lives("100 h"), {"swap": {**SWAP, "renews": {"wear": "50 %"}}})
    assert moments(tables, "swap") == [80.0 + 40.0 * i for i in range(23)]
    assert moments(tables, "wear") == []


def test_what_is_renewed_too_late_fails_at_its_age_by_the_same_clock() -> None:
    """A tenth is taken away at 80, 88, 96.. h; machines that die at 84 h are caught by nobody."""
    tables = run(lives("84 h"), {"swap": {**SWAP, "renews": {"wear": "10 %"}}}, horizon="200 h")
    assert moments(tables, "swap")[:3] == [80.0, 88.0, 96.0]


def test_the_operating_clock_stands_still_with_the_machine() -> None:
    """A repair of 30 h and work of 10 h: by use 80 h of running pass between the end of one task and the next."""
    tables = run(lives("1000 h"), {"swap": {**SWAP, "duration": "10 h", "down": True}}, horizon="460 h")
    assert moments(tables, "swap") == [80.0, 170.0, 260.0, 350.0, 440.0]
    assert kpi.figures(tables)["availability"] == pytest.approx(1 - 50 / 460)
    assert kpi.figures(tables)["planned_downtime"] == pytest.approx(50 / 460 * 8760)
    by_use = moments(run(lives("1000 h"), {"swap": {**SWAP, "by": "use", "duration": "10 h", "down": True}}), "swap")
    assert np.diff(by_use) == pytest.approx(90.0)


def test_the_calendar_goes_on_while_the_machine_stands_still() -> None:
    law = lives("1000 h", clock="calendar")
    tables = run(
        law, {"oil": {"every": "80 h", "by": "use", "duration": "10 h", "down": True}, "swap": {**SWAP, "every": "200 h"}}
    )
    assert moments(tables, "swap") == pytest.approx([200.0, 400.0, 600.0, 800.0], abs=10.1)


@pytest.mark.slow
@pytest.mark.parametrize("law", [{"power_law": {"scale": "100 h", "shape": 2.5}}, {"weibull": {"scale": "100 h", "shape": 2.5}}])
def test_renewal_of_wear_never_brings_a_fault_forward(law: dict[str, Any]) -> None:
    """Until the first task both companies see the same faults; the first fault after it comes later with it than without."""
    task = {"swap": {**SWAP, "by": "calendar", "every": "60 h"}}
    without, with_it = (run(law, each, machines=200, horizon="250 h").calls for each in ({}, task))
    due = with_it[with_it["mode"] == "machine.swap"].groupby("asset").fault.min()
    for asset, moment in due.items():
        before, after = (each[(each.asset == asset) & (each["mode"] == "machine.wear")].fault for each in (without, with_it))
        assert sorted(before[before < moment]) == sorted(after[after < moment])
        later = after[after > moment]
        assert later.empty or later.min() >= before[before > moment].min()


def test_replacement_by_age_costs_what_theory_says() -> None:
    """A life of Weibull's, replaced at failure for 5 and at the best age for 1; and a machine that is down meanwhile."""
    plan = age_replacement(life={"weibull": {"shape": 2.5, "scale": 1000.0}}, planned_cost=1.0, failure_cost=5.0)
    swap = {"swap": {**SWAP, "every": f"{plan.age} h"}}
    tables = run({"weibull": {"scale": "1000 h", "shape": 2.5}}, swap, machines=300, horizon="10000 h")
    faults, swaps = (np.array(moments(tables, name)) for name in ("wear", "swap"))
    failed, planned = (faults > 2000).sum(), (swaps > 2000).sum()
    assert failed / (failed + planned) == pytest.approx(plan.failure_share, rel=0.08)
    assert (5 * failed + planned) / 300 / 8000 == pytest.approx(plan.cost_rate, rel=0.04)


def test_availability_is_what_theory_says() -> None:
    """190 days of running, then 0.4 days of planned work; 3.5 days for a failure."""
    theory = maintained_availability(
        life={"weibull": {"shape": 2.8, "scale": 300.0}}, planned_time=0.4, repair_time=3.5, age=190.0
    )
    swap = {"swap": {**SWAP, "every": "190 d", "duration": "0.4 d", "down": True}}
    tables = run({"weibull": {"scale": "300 d", "shape": 2.8}}, swap, machines=200, horizon="4000 d", repair="3.5 d")
    found = kpi.figures(tables)
    assert 1 - found["availability"] == pytest.approx(1 - theory.availability, rel=0.05)


@pytest.mark.slow
def test_imperfect_overhauls_settle_at_twice_the_age() -> None:
    """Kijima: half the age taken away every 350 days leaves a machine between 350 and 700 days old."""
    task = {"every": "350 d", "duration": "0 h", "renews": {"wear": "50 %"}}
    tables = run({"power_law": {"scale": "500 d", "shape": 2.2}}, {"overhaul": task}, machines=200, horizon="7000 d")
    faults = np.array(moments(tables, "wear"))
    expected = 1.4**2.2 - 0.7**2.2
    assert (faults > 2000 * 24).sum() / 200 / (5000 / 350) == pytest.approx(expected, rel=0.04)


def test_parts_and_material_of_a_task_are_paid() -> None:
    tables = run(lives("100 h"), {"swap": {**SWAP, "parts": ["seal"], "cost": "3 EUR"}})
    money = ledger(tables).groupby("category").amount.sum()
    assert money["maintenance"] == 12 * 3
    assert money["purchase"] == 12 * 7
    assert kpi.figures(tables)["planned_work_share"] == 1.0


def wrong(tables: Tables, name: str, column: str, value: Any) -> list[str]:
    """What the audit says when one entry of a table is another."""
    rows = tables.raw(name)
    rows[column][0], kept = value, rows[column][0]
    found = check(tables)
    rows[column][0] = kept
    return found


def test_the_audit_notices() -> None:
    tables = run(lives("90 h", "60 h"), {"swap": {**SWAP, "duration": "10 h", "down": True}}, machines=3)
    tables._rows.update({name: tables.raw(name).copy() for name in ("standstills", "calls")})
    assert check(tables) == []
    still, calls = tables.raw("standstills"), tables.raw("calls")
    assert any("before or after" in each for each in wrong(tables, "standstills", "begin", 0.0))
    assert any("twice" in each for each in wrong(tables, "standstills", "call", still["call"][1]))
    assert any("no such task" in each for each in wrong(tables, "standstills", "asset", (still["asset"][0] + 1) % 3))
    fault = np.flatnonzero(calls["mode"] == tables.code("mode", "machine.wear"))[0]
    other = np.flatnonzero(still["asset"] == calls["asset"][fault])[0]
    calls["fault"][fault], kept = still["begin"][other] + 1.0, calls["fault"][fault]
    assert any("stood still" in each for each in check(tables))
    calls["fault"][fault] = kept
    swaps = np.flatnonzero((calls["mode"] == tables.code("mode", "machine.swap")) & (calls["asset"] == 0))
    calls["fault"][swaps[1]], kept = calls["restored"][swaps[0]] + 1.0, calls["fault"][swaps[1]]
    assert any("before its age" in each for each in check(tables))
    calls["fault"][swaps[1]] = kept
    tables.facts["upkeep"] = {}
    assert check(tables) == ["planned work took assets down, and none is to"]
