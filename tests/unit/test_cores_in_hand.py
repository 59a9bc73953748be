"""Cores between receipt and shelf: on the way between shops, and money tied up."""

from __future__ import annotations

import numpy as np
import pytest
from returned_boards import run

from sim import kpi
from sim.ledger import ledger

SHOP = {"location": "depot", "benches": 99, "repair": "4 h"}
TWO = {"transit": "5 h", "shop": SHOP, "shops": {"east": {**SHOP, "transit": {"exponential": "30 h"}}}}
WORTH = {"shops": ["shop", "east"], "core_value": "40 %", "holding": "20 %/y"}


def test_cores_travel_between_shops_and_not_to_the_first() -> None:
    stays = run({"shops": ["shop", "east"]}, TWO, horizon="9000 h").repairs
    first, second = (stays[stays["step"] == step].set_index("core") for step in (1, 2))
    on_the_way = (second["came"] - first["ended"]).dropna()
    assert on_the_way.mean() == pytest.approx(30.0, rel=0.2)
    assert (on_the_way > 0).all()
    alone = run({"shops": ["east"]}, TWO, horizon="9000 h")
    assert (alone.repairs["came"] == alone.cores.set_index("core")["inspected"][alone.repairs["core"]].to_numpy()).all()


def test_a_core_ties_up_money_from_receipt_to_shelf_or_scrap() -> None:
    """Little's law in money: cores received per hour x price x value x mean time until they are back on the shelf or gone."""
    tables = run({**WORTH, "condemned": "20 %"}, TWO, horizon="9000 h")
    cores = tables.cores.dropna(subset="received")
    hours = np.minimum(cores["ended"].fillna(9000.0), 9000.0) - cores["received"]
    assert kpi.figures(tables)["core_inventory_value"] == pytest.approx(hours.sum() / 9000.0 * 40.0)
    paid = ledger(tables).query("category == 'core_holding'")
    assert paid["amount"].sum() == pytest.approx(hours.sum() * 40.0 * 0.2 / 8760.0)
    assert set(paid["table"]) == {"cores"}


def test_modules_count_from_when_they_are_taken_out_and_local_repairs_not_at_all() -> None:
    local = run({**WORTH, "repaired_locally": "100 %"}, {**TWO, "local_repair": "40 h"})
    assert kpi.figures(local)["core_inventory_value"] == 0.0
    chips = {"repairable": True, "price": "10 EUR", "core_value": "100 %", "holding": "20 %/y"}
    parts = {"board": {"repairable": True, "repair_parts": {"chip": {}}}, "chip": chips}
    tables = run({}, {"shop": SHOP}, parts=parts, horizon="9000 h")
    taken = tables.cores.query("part == 'chip'")
    hours = taken["ended"].fillna(9000.0) - taken["removed"]
    assert kpi.figures(tables)["core_inventory_value"] == pytest.approx(hours.sum() / 9000.0 * 10.0)


def test_nothing_is_said_where_cores_are_worth_nothing() -> None:
    assert np.isnan(kpi.figures(run({}, TWO))["core_inventory_value"])
