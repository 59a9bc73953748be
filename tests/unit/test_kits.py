"""Kits: opened where one of their parts is asked for and does not lie loose; the rest stays on the shelf, or is thrown away."""

from __future__ import annotations

from typing import Any

import pytest
from test_lifecycle import run, tree

from sim import kpi


def kitted(opened: str = "loose", **stock: Any) -> dict[str, Any]:
    """Two seals and a nut in a kit, two kits at the depot, and every 100 h a need of a seal."""
    given = tree()
    given["parts"] |= {"nut": {"price": 1.0}, "set": {"price": 20.0, "contains": {"seal": 2, "nut": 1}, "opened": opened}}
    given["locations"]["depot"]["stock"] = {"set": {"rule": "base_stock", "level": 2}, **stock}
    return given


def on_hand(tables: Any, part: str, place: str = "depot") -> int:
    """Units of a part at the end."""
    rows = tables.movements[(tables.movements.part == part) & (tables.movements.location == place)]
    return int(rows.on_hand.iloc[-1])


def test_what_is_left_of_a_kit_lies_loose_and_goes_first() -> None:
    """Nine seals are five kits; the last seal and all nuts are left."""
    tables = run(kitted())
    assert tables.demands.at_once.all()
    assert (-tables.movements[tables.movements.movement == "kit opened"].quantity).sum() == 5
    assert (on_hand(tables, "seal"), on_hand(tables, "nut"), on_hand(tables, "set")) == (1, 5, 2)
    assert set(tables.orders.part) == {"set"}
    found = kpi.figures(tables)
    assert found["kits_opened.set"] == pytest.approx(5 * 8760 / 1000)
    assert found["kit_waste"] == 0.0


def test_what_is_left_of_a_kit_may_be_thrown_away() -> None:
    """One seal of three parts is used of each of nine kits."""
    tables = run(kitted("scrap"))
    assert (-tables.movements[tables.movements.movement == "kit opened"].quantity).sum() == 9
    assert (on_hand(tables, "seal"), on_hand(tables, "nut")) == (0, 0)
    assert kpi.figures(tables)["kit_waste"] == pytest.approx(2 / 3)


def test_loose_units_come_before_kits() -> None:
    tables = run(kitted(seal={"rule": "base_stock", "level": 2}))
    assert "kit opened" not in set(tables.movements.movement)


def test_who_waits_for_a_part_gets_it_from_the_next_kit() -> None:
    """No kits at first: the seal is ordered by itself and would come at 600, a kit comes at 500."""
    given = kitted(set={"rule": "base_stock", "level": 2, "initial": 0})
    given["locations"]["factory"]["lead_time"] = 500.0
    tables = run(given)
    assert tables.demands.filled.iloc[0] == 500.0
    assert tables.calls.restored.iloc[0] == 500.0


def test_several_kits_are_opened_for_one_need() -> None:
    given = kitted()
    given["asset_types"]["pump"]["failures"]["leak"]["parts"] = {"seal": {"quantity": 3}}
    tables = run(given)
    first = tables.movements[tables.movements.movement == "kit opened"].iloc[0]
    assert (first.time, first.quantity) == (100.0, -2)


def test_a_van_may_carry_kits_for_parts_that_it_does_not_stock() -> None:
    given = kitted()
    given["technicians"]["anna"]["van"] = {"set": {"rule": "base_stock", "level": 1}}
    tables = run(given)
    assert set(tables.demands.supply) == {"own van"}
    assert on_hand(tables, "nut", "van:anna") == 5


def test_a_reserve_of_kits_is_kept() -> None:
    """Both kits are kept for urgent calls, so that the seal has to be ordered."""
    given = kitted()
    given["locations"]["depot"]["reserve"] = {"set": {"units": 2, "priority": 1}}
    tables = run(given)
    assert "kit opened" not in set(tables.movements.movement)
    assert set(tables.demands.supply) == {"backorder"}


def test_a_home_that_is_not_asked_but_owes_opens_its_kits() -> None:
    given = kitted()
    given["sourcing"]["steps"] = [{"from": "emergency", "time": 1.0, "chance": 0.0}]
    tables = run(given)
    assert set(tables.demands.supply) == {"backorder"}
    assert (tables.demands.filled == tables.demands.asked).all()


def test_a_kit_opened_for_a_part_that_was_superseded_at_once_gives_what_was_wanted() -> None:
    """A shop still puts seals into pumps; the other seal of its kit is of no use to anybody, and is thrown away."""
    given = kitted(pump={"rule": "base_stock", "level": 1})
    given["parts"]["pump"] = {"price": 90.0, "repairable": True, "repair_parts": {"seal": {}}}
    given["parts"]["seal"] |= {"superseded_by": {"part": "ring", "at": 10.0, "mode": "at_once"}}
    given["parts"]["ring"] = {"price": 3.0}
    given["returns"] = {"shop": {"location": "depot", "repair": {"constant": {"time": 1.0}}}}
    given["asset_types"]["pump"]["failures"]["leak"]["parts"] = ["pump"]
    tables = run(given)
    seals = tables.movements[(tables.movements.part == "seal") & (tables.movements.location == "depot")]
    assert (seals.on_hand >= 0).all()
    opened = seals[seals.movement == "from kit"]
    assert len(opened) > 0
    assert len(seals[seals.movement == "issue"]) == len(opened)
    assert -seals[seals.movement == "written off"].quantity.sum() == len(opened)
