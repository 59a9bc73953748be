"""What a shop asks for each core, and cores whose repair costs more than it may."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from returned_boards import run

from sim import kpi
from sim.ledger import ledger
from sim.planning.cores import way_back
from sim.scenario.parts import Part
from sim.scenario.returns import Returns

DRAWN = {"exponential": "40 EUR"}


def shop(**keys: Any) -> dict[str, Any]:
    """Shops of all boards."""
    return {"location": "depot", "benches": 99, "repair": "4 h", **keys}


def test_cores_beyond_the_limit_are_condemned_and_the_others_cost_what_is_left_of_the_law() -> None:
    """Of exponential quotes with mean m a share e^(−L/m) is beyond L; the others cost m − L e^(−L/m) / (1 − e^(−L/m)) on average."""
    tables = run({"repair_limit": "60 %"}, {"shop": shop(cost=DRAWN)}, horizon="40000 h")
    figures = kpi.figures(tables)
    cores = int(tables.cores["inspected"].notna().sum())
    beyond = exp(-60 / 40)
    spread = (beyond * (1 - beyond) / cores) ** 0.5
    assert abs(figures["condemnation_rate"] - beyond) < 4 * spread
    within = 40 - 60 * beyond / (1 - beyond)
    assert abs(figures["repair_cost_by_shop.shop"] - within) < 4 * 17 / cores**0.5
    paid = ledger(tables).query("category == 'repair'")["amount"].sum()
    assert paid == pytest.approx(tables.repairs["cost"].sum())
    assert tables.repairs["cost"].max() <= 60.0
    told = tables.inspections.set_index("core")["repair_cost"]
    gone = tables.cores.query("disposition == 'condemn'")["core"]
    assert (told[gone] > 60.0).all()
    assert len(gone) == (told > 60.0).sum()
    assert tables.orders.query("source == 'factory'")["quantity"].sum() == pytest.approx(len(gone), abs=2)


def test_quotes_are_the_luck_of_a_core_and_a_rework_costs_as_much_again() -> None:
    once = run({}, {"shop": shop(cost=DRAWN)}, horizon="4000 h")
    again = run({}, {"shop": shop(cost=DRAWN, rework="50 %")}, horizon="4000 h")
    first, second = (each.repairs.dropna(subset="ended").set_index("core") for each in (once, again))
    both = first.index.intersection(second.index)
    assert (second["repairs"] > 1).any()
    assert second["cost"][both].to_numpy() == pytest.approx((second["repairs"] * first["cost"])[both].to_numpy())


def test_the_limit_looks_at_all_shops_together_and_at_the_grade() -> None:
    two = {"shop": shop(cost="35 EUR"), "shops": {"east": shop(cost="35 EUR")}}
    for limit, condemned in ((0.69, 1.0), (0.71, 0.0)):
        tables = run({"shops": ["shop", "east"], "repair_limit": limit}, two)
        assert kpi.figures(tables)["condemnation_rate"] == condemned
    graded = {"shop": shop(cost="35 EUR"), "grades": {"good": {"share": "70 %"}, "bad": {"share": "30 %", "cost": 2}}}
    tables = run({"repair_limit": "60 %"}, graded)
    gone = tables.cores.query("disposition == 'condemn'")["core"]
    assert set(tables.inspections.set_index("core")["grade"][gone]) == {"bad"}
    assert kpi.figures(tables)["condemnation_rate"] == kpi.figures(tables)["core_grades.bad"]


def test_what_has_no_fault_is_never_too_dear() -> None:
    tables = run({"no_fault_found": "100 %", "repair_limit": "10 %"}, {"shop": shop(cost="35 EUR")})
    assert kpi.figures(tables)["condemnation_rate"] == 0.0


def test_a_module_is_quoted_for_too() -> None:
    """Chips come out of boards in the shop; those that are too dear to repair are bought anew."""
    stock = {name: {"rule": "base_stock", "level": 3} for name in ("board", "chip")}
    tables = run(
        {"repair_parts": {"chip": {}}},
        {"shop": shop(cost=DRAWN)},
        parts={
            "board": {"repairable": True, "repair_parts": {"chip": {}}},
            "chip": {"repairable": True, "price": "50 EUR", "repair_limit": "80 %"},
        },
        locations={
            "factory": {"supplier": True, "lead_time": "9 h"},
            "depot": {"source": "factory", "stock": stock},
            "base": {"source": "depot", "transit": "7 h", "stock": stock},
        },
        horizon="20000 h",
    )
    chips = tables.cores.query("part == 'chip' and ended.notna()")
    beyond = exp(-1)
    assert (~chips["good"]).mean() == pytest.approx(beyond, abs=4 * (beyond * (1 - beyond) / len(chips)) ** 0.5)
    assert (chips["shop_start"].isna() == ~chips["good"]).all()


def test_a_plan_counts_on_the_cores_within_the_limit() -> None:
    returns = Returns.model_validate({"shop": shop(cost=DRAWN)}, context={"currency": "EUR"})
    board = Part(price=100.0, repairable=True, repair_limit=0.6)
    assert way_back(returns, board).good == pytest.approx(1 - exp(-1.5), abs=0.02)
