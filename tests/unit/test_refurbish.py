"""Units that come back as another part: who gets them, what is bought beside them, and what is sold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping

NEW, USED = {"rule": "base_stock", "level": 6}, {"rule": "base_stock", "level": 0}


def run(
    new: dict[str, Any] | None = None, used: dict[str, Any] | None = None, *, stock: dict[str, Any] | None = None, **keys: Any
) -> Tables:
    """Boards fail all the time; the shop makes used boards of them, which are repaired again and again."""
    tree = {
        "horizon": "9000 h",
        "parts": {
            "board": {"repairable": True, "price": "100 EUR", "refurbished": {"part": "used board"}, **(new or {})},
            "used board": {"repairable": True, "price": "50 EUR", "holding": "20 %/y", **(used or {})},
        },
        "locations": {
            "factory": {"supplier": True, "lead_time": "200 h"},
            "depot": {"source": "factory", "stock": {"board": NEW, **(stock or {})}},
        },
        "asset_types": {"pump": {"failures": {"dark": {"law": {"poisson": "0.05/h"}, "parts": ["board"]}}}},
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot", "count": 99}},
        "returns": {
            "removal": "diagnosis",
            "transit": {"exponential": "90 h"},
            "shop": {"location": "depot", "benches": 3, "repair": {"exponential": "20 h"}, "repair_success": "70 %"},
        },
        **keys,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def test_new_units_are_bought_for_what_the_loop_does_not_bring_back() -> None:
    """Every core comes back and is used before new ones: purchases per demand are 1 − yield, and jobs get the rest refurbished."""
    tables = run(horizon="40000 h")
    demands = len(tables.demands)
    bought = tables.orders.groupby("part", observed=False)["quantity"].sum()
    assert bought["used board"] == 0
    spread = (0.3 * 0.7 / demands) ** 0.5
    assert abs(bought["board"] / demands - 0.3) < 4 * spread + 30 / demands
    assert kpi.figures(tables)["refurbished_share"] == pytest.approx(0.7, abs=4 * spread + 30 / demands)
    assert tables.movements.query("part == 'board' and movement == 'core repaired'").empty
    removed = tables.cores["part"].value_counts()
    assert removed["used board"] == pytest.approx(0.7 * removed.sum(), rel=0.1), "what was put in comes out again"


def test_used_last_they_wait_until_no_new_one_is_there() -> None:
    first, last, never = (run({"refurbished": {"part": "used board", "used": used}}) for used in ("first", "last", "never"))
    shares = [kpi.figures(each)["refurbished_share"] for each in (first, last, never)]
    assert shares[0] > shares[1] > shares[2] == 0.0
    moved = last.movements.query("part == 'board'").set_index("time")["on_hand"]
    given = last.demands.query("part == 'used board' and at_once")["asked"]
    before = [moved[:when][:-1].iloc[-1] if when in moved.index else moved[:when].iloc[-1] for when in given]
    assert set(before) == {0}
    assert never.movements.query("part == 'used board'")["on_hand"].iloc[-1] > 100


def test_who_waits_for_a_new_unit_gets_a_refurbished_one_that_comes_first() -> None:
    """Nothing is stocked and new ones take for ever: after the opening stock only refurbished units serve, in the order of the calls."""
    tables = run({"lead_time": "100000 h"}, stock={"board": {**NEW, "initial": 3}})
    demands = tables.demands
    assert demands["part"].value_counts()["board"] >= 3
    waited = demands.query("part == 'used board' and filled > asked")
    assert len(waited) > 20
    assert waited["filled"].is_monotonic_increasing
    assert (tables.movements["movement"] == "demand withdrawn").sum() == len(waited)
    assert set(waited["filled"]) <= set(tables.cores["ended"])


def test_an_offer_may_insist_on_new_units() -> None:
    offers = {"new only": {"refurbished": False}, "any": {}}
    sites = {"plant": {"offer": "new only", "assets": {"pump": 1}}, "mill": {"offer": "any", "assets": {"pump": 1}}}
    tables = run(offers=offers, sites=sites)
    given = tables.demands.merge(tables.calls[["call", "offer"]], on="call")
    assert set(given.query("offer == 'new only'")["part"]) == {"board"}
    assert "used board" in set(given.query("offer == 'any'")["part"])


def test_what_comes_back_beyond_is_sold() -> None:
    tables = run({"refurbished": {"part": "used board", "used": "last"}}, {"sold": {"above": 2, "price": "60 EUR"}})
    shelf = tables.movements.query("part == 'used board'")
    sold = shelf[shelf["movement"] == "sold"]
    assert shelf.groupby("time")["on_hand"].last().max() == 2
    assert (sold["quantity"] == -1).all()
    lines = ledger(tables).query("category == 'refurbished_sales'")
    assert -lines["amount"].sum() == 60.0 * len(sold) > 1000.0
    assert kpi.figures(tables)["refurbished_sales"] == pytest.approx(60.0 * len(sold) * 8760 / 9000)
    assert kpi.figures(tables)["revenue"] == kpi.figures(tables)["refurbished_sales"]


def test_a_part_under_its_own_name_may_be_sold_too() -> None:
    """Twice as many come back as go out; what no longer fits on the shelf is sold, and nothing is bought."""
    back = {"law": {"poisson": "0.05/h"}, "gives_back": {"board": 1}}
    tables = run(
        {"refurbished": None, "sold": {"above": 6, "price": "70 EUR"}},
        asset_types={"pump": {"failures": {"dark": {"law": {"poisson": "0.05/h"}, "parts": ["board"]}, "old": back}}},
    )
    shelf = tables.movements.query("part == 'board'")
    assert shelf.groupby("time")["on_hand"].last().max() == 6
    assert (shelf["movement"] == "sold").sum() > 50
    assert len(tables.orders) < 10


def test_what_has_no_fault_is_not_new_any_more() -> None:
    tables = run({"no_fault_found": "100 %"}, {"no_fault_found": "100 %"})
    restocked = tables.cores.query("disposition == 'restock'")
    assert set(restocked["location"]) == {"depot"}
    assert tables.movements.query("part == 'board' and movement == 'core repaired'").empty
    assert len(tables.orders) <= 20, "nothing is lost, so nothing is bought but what covers the way back"


def test_nothing_is_said_of_sales_where_nothing_is_sold() -> None:
    assert np.isnan(kpi.figures(run())["refurbished_sales"])
