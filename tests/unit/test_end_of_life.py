"""The end of machines' lives: when it comes, what it costs, and what is left of their age."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.audit.lives import check
from sim.build import simulate
from sim.kpi.life_cycle import life_cycle_table
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.theory.replacement import minimal_repair


def run(law: Any, replacement: dict[str, Any], machines: int = 2, horizon: str = "1000 h", **changes: Any) -> Tables:
    """Machines in one place, technicians for all of them, who are there at once, and parts that cost 100."""
    mode = {"law": law, "parts": ["wheel"], **changes.pop("mode", {})}
    tree = {
        "horizon": horizon,
        "parts": {"wheel": {"price": "100 EUR"}},
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "sourcing": {"steps": [{"from": "emergency", "time": "0 h"}]},
        "asset_types": {"machine": {"failures": {"wear": mode}, "replacement": replacement, **changes}},
        "sites": {"town": {"assets": {"machine": machines}}},
        "technicians": {"crew": {"home": "depot", "count": 2 * machines, "cost": "50 EUR/h"}},
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def life(time: str) -> dict[str, Any]:
    """A machine that always lives so long."""
    return {"empirical": {"times": [time]}}


def test_a_machine_is_replaced_at_its_age_and_is_new_then() -> None:
    """Exchanged at 250 h and every 250 h after it: it fails 100 h and 200 h after each exchange."""
    tables = run(life("100 h"), {"at_age": "250 h", "price": "900 EUR"})
    calls = tables.calls[tables.calls.asset == 0]
    faults = calls[calls["mode"] == "machine.wear"].fault.tolist()
    assert faults == [begin + age for begin in (0, 250, 500, 750) for age in (100, 200)]
    new = tables.renewed_assets
    assert sorted(new[new.asset == 0]["at"]) == [250.0, 500.0, 750.0]
    assert set(new.why) == {"age"}
    assert ledger(tables).groupby("category").amount.sum()["asset_renewal"] == 6 * 900.0


@pytest.mark.parametrize(
    ("terms", "why", "first"),
    [
        ({"after_faults": 3}, "faults", 300.0),
        ({"after_cost": "250 EUR"}, "cost of faults", 300.0),
        ({"below": "99.9 %"}, "availability", 114.0),
    ],
)
def test_a_machine_is_replaced_when_it_is_not_worth_keeping(terms: dict[str, Any], why: str, first: float) -> None:
    """Faults at 100, 200 and 300 h of running, at 100 each; or an hour a day at 14 h each makes 99.84 % of a year."""
    mode = {"repair": "14 h"} if "below" in terms else {}
    tables = run(life("100 h"), terms, mode=mode)
    assert set(tables.renewed_assets.why) == {why}
    assert tables.renewed_assets["at"].min() == first


def test_hours_of_technicians_count_in_what_faults_have_cost() -> None:
    """A part at 100 and two hours at 50 make 200 for each fault."""
    tables = run(life("100 h"), {"after_cost": "400 EUR"}, mode={"repair": "2 h"})
    assert tables.renewed_assets["at"].min() == 204.0


def test_faults_of_more_than_a_year_ago_are_forgotten() -> None:
    assert not len(run(life("9000 h"), {"after_faults": 2}, horizon="30000 h").renewed_assets)
    assert len(run(life("4000 h"), {"after_faults": 2}, horizon="30000 h").renewed_assets)


def test_the_old_one_runs_on_until_the_new_one_is_there_and_stands_still_for_the_exchange() -> None:
    terms = {"at_age": "250 h", "lead_time": "30 h", "duration": "10 h", "price": "900 EUR"}
    tables = run(life("1000 h"), terms, horizon="500 h")
    new = tables.renewed_assets
    assert (set(new.decided), set(new["at"])) == ({250.0}, {290.0})
    figures = kpi.figures(tables)
    assert figures["availability"] == pytest.approx(1 - 10 / 500)
    assert figures["planned_downtime"] == pytest.approx(10 / 500 * 8760)
    assert figures["mean_asset_age"] == 210.0


def test_a_refurbished_machine_is_younger_and_replaced_the_next_time() -> None:
    """At 80 h half the age is left, 40 h; it is as old as 80 h again 40 h later, and replaced. A life of 100 h is never reached."""
    terms = {"at_age": "80 h", "price": "900 EUR", "refurbish": {"cost": "300 EUR", "leaves": "50 %"}}
    tables = run(life("100 h"), terms, horizon="430 h")
    new = tables.renewed_assets[tables.renewed_assets.asset == 0]
    assert new["at"].tolist() == [80.0, 120.0, 200.0, 240.0, 320.0, 360.0]
    assert new.refurbished.tolist() == [True, False] * 3
    assert new.age.tolist() == [80.0] * 6
    assert not (tables.calls["mode"] == "machine.wear").any()
    assert kpi.figures(tables)["mean_asset_age"] == 70.0
    keeps = run(life("100 h"), {**terms, "refurbish": {"cost": "300 EUR", "leaves": "50 %", "times": 3}}, horizon="230 h")
    assert keeps.renewed_assets.refurbished.tolist().count(False) == 2


def test_machines_that_are_old_at_the_start_come_of_age_sooner() -> None:
    tables = run(life("1000 h"), {"at_age": "500 h"}, age="300 h", horizon="900 h")
    assert sorted(set(tables.renewed_assets["at"])) == [200.0, 700.0]
    assert kpi.figures(tables)["mean_asset_age"] == 200.0


def test_a_new_machine_has_a_new_warranty() -> None:
    terms = {"at_age": "250 h"}
    tables = run(life("100 h"), terms, warranty={"length": "150 h"})
    fault = tables.calls.set_index("call").fault
    free = tables.settlements[tables.settlements.warranty > 0] if "warranty" in tables.settlements else tables.settlements
    assert {int(fault[call]) % 250 for call in free.call} == {100}
    assert {int(fault[call]) // 250 for call in free.call} == {0, 1, 2, 3}


def test_a_warranty_that_was_bought_off_begins_anew_with_a_new_machine() -> None:
    """New at 250, 500 and 750 h, and each machine fails at 100 h: it is bought off once a machine, not once for all."""
    tables = run(life("100 h"), {"at_age": "250 h"}, machines=1, warranty={"length": "150 h", "refund": "300 EUR"})
    refunds = tables.settlements[tables.settlements["item"] == "refund"]
    assert tables.calls.set_index("call").fault[refunds.call].tolist() == [100, 350, 600, 850]


def test_a_warranty_that_repairs_renew_begins_anew_with_a_new_machine() -> None:
    """A machine fails at 100 h and goes at 150 h: the repair's new warranty is that of a machine that is there no longer at the next fault."""
    tables = run(life("100 h"), {"at_age": "150 h"}, machines=1, warranty={"length": "120 h", "kind": "renewing"})
    ages = tables.settlements[tables.settlements["item"] == "labour"].set_index("call").age
    faults = tables.calls[tables.calls.reason == "breakdown"]
    assert set(ages[faults.call]) == {100.0}


@pytest.mark.slow
@pytest.mark.parametrize("factor", [0.6, 1.0, 1.6])
def test_the_cost_of_a_life_is_what_theory_says(factor: float) -> None:
    """Minimal repairs that come ever faster, and a new machine in the end (Barlow & Hunter): ten lives of 150 machines."""
    law = {"weibull": {"shape": 2.5, "scale": 1000.0}}
    best = minimal_repair(life=law, repair_cost=100.0, overhaul_cost=1000.0)
    age = round(best.interval * factor)
    theory = minimal_repair(life=law, repair_cost=100.0, overhaul_cost=1000.0, interval=age)
    terms = {"at_age": f"{age} h", "price": "1000 EUR"}
    tables = run({"power_law": {"scale": "1000 h", "shape": 2.5}}, terms, machines=60, horizon=f"{age * 10 + 1} h")
    figures = kpi.figures(tables)
    assert figures["life_cycle_cost.total"] / 8760 == pytest.approx(theory.cost_rate, rel=0.04)
    assert figures["life_cycle_cost.capital"] / 8760 == pytest.approx(1000 / age, rel=1e-3)
    assert theory.cost_rate >= best.cost_rate


def test_the_cost_of_each_machine_adds_up_to_what_the_ledger_and_the_clock_say() -> None:
    terms = {"after_faults": 4, "price": "900 EUR", "duration": "5 h"}
    tables = run(
        life("100 h"),
        terms,
        mode={"repair": "2 h"},
        downtime_cost="10 EUR/h",
        maintenance={"every": "70 h", "duration": "1 h", "cost": "3 EUR"},
    )
    table, money = life_cycle_table(tables), ledger(tables).groupby("category").amount.sum()
    spent = {name: float((table[name] * table.years).sum()) for name in (*kpi.life_cycle.PARTS_OF_COST, "total")}
    assert spent["capital"] == pytest.approx(money["asset_renewal"])
    assert spent["parts"] == pytest.approx(money["purchase"])
    faults = tables.calls[(tables.calls["mode"] == "machine.wear") & tables.calls.restored.notna()]
    assert spent["faults"] == pytest.approx(100.0 * len(faults), abs=101)
    down = (1 - kpi.figures(tables)["availability"]) * 2 * 1000
    assert spent["downtime"] == pytest.approx(10 * down)
    tasks = tables.calls[(tables.calls.reason == "maintenance") & tables.calls.restored.notna()]["mode"].value_counts()
    assert spent["maintenance"] == pytest.approx(53 * tasks["machine.maintenance"] + 250 * tasks["machine.replacement"], abs=51)
    assert spent["total"] == pytest.approx(sum(spent.values()) - spent["total"])


def test_nothing_is_reckoned_where_nothing_is_said() -> None:
    tables = run(life("100 h"), {"at_age": "900 h"})
    tables.facts.update(life_cycles=None, downtime_costs=None)
    figures = kpi.figures(tables, ["life_cycle_cost", "asset_renewals", "mean_asset_age"])
    assert all(np.isnan(value) for value in figures.values())


def wrong(tables: Tables, column: str, value: Any, row: int = 0) -> str:
    """What the audit says when one entry of the table is another."""
    rows = tables.raw("renewed_assets")
    rows[column][row], kept = value, rows[column][row]
    found = check(tables)
    rows[column][row] = kept
    return "; ".join(found)


def test_the_audit_notices() -> None:
    terms = {"at_age": "80 h", "refurbish": {"cost": "300 EUR", "leaves": "50 %"}, "duration": "1 h"}
    tables = run(life("100 h"), terms, horizon="430 h")
    tables._rows["renewed_assets"] = tables.raw("renewed_assets").copy()
    assert check(tables) == []
    rows = tables.raw("renewed_assets")
    assert "by other work" in wrong(tables, "call", rows["call"][1])
    assert "more often" in wrong(tables, "refurbished", False)
    assert "before its work" in wrong(tables, "at", 81.0)
    assert "before it was decided" in wrong(tables, "decided", 90.0)
    assert "before it had it" in wrong(tables, "age", 70.0)
    assert "not as old" in wrong(tables, "age", 90.0)
    whole = tables._rows["renewed_assets"]
    tables._rows["renewed_assets"] = whole[1:]
    assert any("none the newer" in each for each in check(tables))
    tables._rows["renewed_assets"] = whole
    tables.facts["ends_of_life"] = None
    assert check(tables) == ["machines were replaced, and none is to be"]
