"""Inspection by hand: what an inspector believes, what a grade does in the shop, and what becomes of cores that are not repaired."""

from __future__ import annotations

from typing import Any

import pytest
from returned_boards import run

from sim import kpi
from sim.ledger import lines
from sim.results import Tables

LONG = {"horizon": "60000 h", "level": 30}
SHOP = {"location": "depot", "benches": 99, "repair": "10 h", "repair_success": "90 %", "cost": "100 EUR"}
GRADES = {
    "good": {"share": "60 %", "repair_time": 0.5, "cost": 0.25},
    "poor": {"share": "30 %", "repair_success": "50 %", "repair_time": 3},
    "wreck": {"share": "10 %", "value": 0.5},
}
MOST = {"grades": GRADES, "shop": SHOP}


def inspected(tables: Tables) -> Any:
    """Cores with what their inspection said."""
    return tables.inspections.merge(tables.cores.drop(columns="inspected"), on="core")


def test_a_grade_is_seen_in_the_shop() -> None:
    tables = run({}, MOST, **LONG)
    cores = inspected(tables).dropna(subset="shop_end")
    share = cores["grade"].value_counts(normalize=True)
    assert share["good"] == pytest.approx(0.6, abs=0.04)
    hours = (cores["shop_end"] - cores["shop_start"]).groupby(cores["grade"], observed=True).unique()
    assert {grade: list(each) for grade, each in hours.items()} == {
        grade: [pytest.approx(10.0 * GRADES[grade].get("repair_time", 1))] for grade in GRADES
    }
    good = cores.groupby("grade", observed=True)["good"].mean()
    assert good["good"] == pytest.approx(0.9, abs=0.04)
    assert good["poor"] == pytest.approx(0.45, abs=0.07)
    assert cores["good"].mean() == pytest.approx(0.6 * 0.9 + 0.3 * 0.45 + 0.1 * 0.9, abs=0.04), "the yield is that of the mixture"
    paid = tables.once(lines).by_category()["repair"]
    assert paid == 25.0 * (cores["grade"] == "good").sum() + 100.0 * (cores["grade"] != "good").sum()
    figures = kpi.figures(tables)
    assert figures["core_grades.poor"] == pytest.approx(0.3, abs=0.04)
    assert figures["core_dispositions.repair"] == 1.0


def test_each_grade_goes_its_way() -> None:
    part = {"salvage": "40 EUR", "supplier_credit": "30 EUR", "no_fault_found": "25 %"}
    rule = {"rule": "by_grade", "repair": ["good"], "supplier_return": ["poor"], "sell": ["wreck"]}
    tables = run(part, {**MOST, "detection": "60 %", "disposition": rule}, **LONG)
    cores = inspected(tables)
    way = cores.groupby("grade", observed=True)["disposition"].unique()
    assert {grade: list(each) for grade, each in way.items()} == {
        "good": ["repair"],
        "poor": ["supplier return"],
        "wreck": ["sell"],
    }
    without = cores[cores["no_fault_found"]]
    assert set(without["disposition"]) == {"restock"}
    assert without["grade"].isna().all()
    assert not without["defective"].any()
    assert len(without) / len(cores) == pytest.approx(0.25 * 0.6, abs=0.03)
    earned = tables.once(lines).by_category()
    assert earned["salvage"] == -20.0 * (cores["disposition"] == "sell").sum() < 0
    assert earned["supplier_credit"] == -30.0 * (cores["disposition"] == "supplier return").sum() < 0
    figures = kpi.figures(tables)
    assert figures["revenue"] == pytest.approx(-(earned["salvage"] + earned["supplier_credit"]) * 8760 / 60000)
    assert figures["imagined_fault_rate"] == pytest.approx(0.4, abs=0.06)


def test_a_core_is_taken_apart_for_what_is_in_it() -> None:
    stock = {"rule": "base_stock", "level": 0}
    parts = {
        "board": {"repairable": True, "price": "100 EUR", "harvest": {"chip": "70 %", "clip": "100 %"}},
        "chip": {"price": "30 EUR"},
        "clip": {"price": "1 EUR"},
    }
    board = {"board": {"rule": "base_stock", "level": 9}}
    locations = {
        "factory": {"supplier": True, "lead_time": "9 h"},
        "depot": {"source": "factory", "stock": {**board, "chip": stock, "clip": stock}},
        "base": {"source": "depot", "transit": "7 h", "stock": board},
    }
    returns = {"shop": SHOP, "harvest": "5 h", "harvest_cost": "6 EUR"}
    rule = {"rule": "if_needed", "above": -1, "instead": "harvest"}
    tables = run({}, {**returns, "disposition": rule}, parts=parts, locations=locations, horizon="9000 h")
    apart = tables.cores[tables.cores["disposition"] == "harvest"].dropna(subset="ended")
    assert (apart["ended"] - apart["inspected"]).to_numpy() == pytest.approx(5.0)
    out = tables.harvests["part"].value_counts()
    assert out["clip"] == len(apart) > 300
    assert out["chip"] == pytest.approx(0.7 * len(apart), rel=0.1)
    assert set(tables.harvests["location"]) == {"depot"}
    assert tables.once(lines).by_category()["repair"] == 6.0 * len(apart) + 100.0 * (tables.cores["repairs"] > 0).sum()
    moved = tables.movements
    assert moved[moved["part"] == "clip"]["on_hand"].max() == len(apart)


def test_the_most_valuable_way_is_taken() -> None:
    """A repair is worth 0.9 x 100 - 25 = 65 at grade good, 0.45 x 100 - 100 < 0 at grade poor; a sale 40, or 20 as a wreck."""
    returns = {**MOST, "disposition": "by_value"}
    cores = inspected(run({"salvage": "40 EUR", "supplier_credit": "30 EUR"}, returns, **LONG))
    way = cores.groupby("grade", observed=True)["disposition"].unique()
    assert {grade: list(each) for grade, each in way.items()} == {
        "good": ["repair"],
        "poor": ["sell"],
        "wreck": ["supplier return"],
    }


def test_repairs_stop_while_the_shelf_is_full() -> None:
    returns = {"shop": SHOP, "disposition": {"rule": "if_needed", "above": 3}, "transit": {"exponential": "60 h"}}
    tables = run({}, returns, horizon="9000 h", level=6)
    moved = tables.movements[tables.movements["location"] == "depot"].sort_values("time", kind="stable")
    seen = 0
    for core in tables.cores.dropna(subset="inspected").itertuples():
        before = moved[moved["time"] < core.inspected]
        if len(before) and not (moved["time"] == core.inspected).any():
            last = before.iloc[-1]
            net = last["on_hand"] - last["backorders"]
            assert core.disposition == ("repair" if net <= 3 else "scrap")
            seen += 1
    assert seen > 50
    assert set(tables.cores["disposition"].dropna()) == {"repair", "scrap"}


def test_a_part_has_a_rule_of_its_own() -> None:
    tables = run({"disposition": "scrap_all"}, {"shop": SHOP})
    assert set(tables.cores["disposition"].dropna()) == {"scrap"}


def test_what_inspection_misses_is_found_when_it_is_put_in() -> None:
    """Every core comes back, and a share m of those inspected goes on the shelf as it is: so m of what jobs get is dead on arrival."""
    returns = {"missed_faults": "30 %", "shop": {"location": "depot", "benches": 99, "repair": "4 h"}}
    tables = run({}, returns, horizon="60000 h", warm_up="3000 h", level=4)
    figures = kpi.figures(tables)
    assert figures["missed_fault_rate"] == pytest.approx(0.3, abs=0.02)
    assert figures["dead_on_arrival_rate"] == pytest.approx(0.3, abs=0.02)
    closed = tables.calls.dropna(subset="restored")
    assert tables.demands["quantity"].sum() / len(closed) == pytest.approx(1 / 0.7, rel=0.03), (
        "each is asked for until one is good"
    )
    assert (closed["parts_needed"] == 1).all(), "the fault itself needs one"
    dead = tables.dead_on_arrival["call"].value_counts()
    visits = closed.set_index("call")["visits"]
    assert (visits[dead.index.intersection(visits.index)] > dead[dead.index.intersection(visits.index)]).all(), (
        "each costs a visit"
    )
    failed = tables.visits[tables.visits["outcome"] == "repair failed"]
    assert sorted(failed["call"]) == sorted(tables.dead_on_arrival["call"]), "nothing else fails a repair here"
    assert len(tables.cores) == tables.demands.dropna(subset="filled")["quantity"].sum(), "each unit put in has pushed one out"


@pytest.mark.parametrize("predicted", ["at_visit", "take_along", "wait_for"])
def test_bad_units_are_passed_on_and_never_lost(predicted: str) -> None:
    """From depot to base to van, and back unused: at the end every bad unit has been found out, or lies somewhere in the network."""
    returns = {"missed_faults": "60 %", "shop": {"location": "depot", "benches": 99, "repair": "4 h"}}
    technician = {"van": {"board": {"rule": "base_stock", "level": 1}}, "refill": "3 h"}
    tables = run({}, returns, technician, horizon="4000 h", sourcing={"predicted_parts": predicted})
    cores = inspected(tables)
    restocked = (cores["defective"] & (cores["disposition"] == "restock")).sum()
    found = tables.dead_on_arrival["quantity"].sum()
    last = tables.movements.groupby(["location", "part"], observed=True).last()
    on_the_way = tables.orders[tables.orders["received"].isna()]["quantity"].sum()
    open_jobs = tables.calls["restored"].isna().sum()
    assert 100 < found <= restocked <= found + last["on_hand"].sum() + on_the_way + open_jobs


def test_a_unit_that_failed_a_repair_is_defective_for_certain() -> None:
    returns = {"missed_faults": "50 %", "shop": {"location": "depot", "benches": 99, "repair": "4 h"}}
    cores = inspected(run({"no_fault_found": "60 %"}, returns, horizon="9000 h")).sort_values("core")
    again = cores.groupby("call").cumcount() > 0
    assert cores[again]["defective"].all()
    assert again.sum() > 20
    assert cores[~again]["defective"].mean() == pytest.approx(0.4, abs=0.08)
