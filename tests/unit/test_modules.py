"""Units repaired by replacing what has failed in them."""

from __future__ import annotations

from typing import Any

import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping

FEW, MANY = {"rule": "base_stock", "level": 1}, {"rule": "base_stock", "level": 9}


def run(parts: dict[str, Any], *, shop: dict[str, Any] | None = None, modules: dict[str, Any] = FEW, **keys: Any) -> Tables:
    """Boards fail, and a shop at the depot replaces the chips in them; chips are repaired in a shop of their own."""
    tree = {
        "horizon": "9000 h",
        "parts": {
            "board": {"repairable": True, "repair_parts": {"chip": {"probability": "60 %"}}, **parts.get("board", {})},
            "chip": {"repairable": True, "shops": ["chips"], **parts.get("chip", {})},
            "pin": {},
        },
        "locations": {
            "factory": {"supplier": True, "lead_time": "90 h"},
            "depot": {"source": "factory", "stock": {"board": MANY, "chip": modules, "pin": modules}},
        },
        "asset_types": {"pump": {"failures": {"dark": {"law": {"poisson": "0.05/h"}, "parts": ["board"]}}}},
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot", "count": 99}},
        "returns": {
            "removal": "diagnosis",
            "shop": {"location": "depot", "benches": 99, "repair": "4 h", **(shop or {})},
            "shops": {"chips": {"location": "depot", "benches": 99, "repair": "30 h"}},
        },
        **keys,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def test_a_unit_waits_for_its_module_and_the_module_goes_its_own_way() -> None:
    tables = run({})
    needs, cores = tables.replacements, tables.cores
    boards = cores[(cores["part"] == "board") & cores["ended"].notna()].set_index("core")
    assert len(needs) / len(cores[cores["part"] == "board"]) == pytest.approx(0.6, abs=0.06)
    own = needs.dropna(subset="filled").set_index("core")
    ready = own["filled"].reindex(boards.index).fillna(boards["inspected"])
    assert (boards["shop_start"] == ready).all()
    assert (boards["ended"] == ready + 4.0).all()
    assert (own["filled"] > own["asked"]).sum() > 50
    chips = cores[cores["part"] == "chip"]
    assert set(chips["disposition"]) == {"module"}
    assert chips["inspected"].isna().all()
    done = chips.dropna(subset="ended")
    assert ((done["ended"] - done["removed"]) == 30.0).all()
    assert len(tables.orders) == 0, "all that goes out comes back"
    figures = kpi.figures(tables)
    assert figures["module_fill_rate.chip"] == (needs["filled"] == needs["asked"]).mean()
    assert figures["module_wait.chip"] == pytest.approx((needs["filled"] - needs["asked"]).mean())
    assert figures["core_return_rate"] == 1.0


def test_at_most_one_has_failed_or_each_for_itself() -> None:
    both = {"chip": {"probability": "60 %"}, "pin": {"probability": "40 %"}}
    for one, alike in ((True, 0), (False, 50)):
        needs = run({"board": {"repair_parts": both, "one_repair_part": one}}).replacements
        assert (needs["core"].duplicated().sum() > alike) == (not one)
        shares = needs["part"].value_counts(normalize=True)
        assert shares["chip"] == pytest.approx(0.6, abs=0.05)


def test_a_consumable_module_is_bought_and_a_condemned_one_too() -> None:
    pins = run({"board": {"repair_parts": {"pin": {"quantity": 2}}}})
    assert (pins.cores["part"] == "board").all()
    assert pins.orders["quantity"].sum() == pins.replacements["quantity"].sum() == 2 * len(pins.replacements)
    gone = run({"chip": {"condemned": "100 %"}})
    chips = gone.cores[gone.cores["part"] == "chip"]
    assert not chips["good"].any()
    assert chips["shop_start"].isna().all()
    assert set(gone.orders["part"]) == {"chip"}


def test_modules_are_inside_modules() -> None:
    """Two pins in each chip, one chip in each board: a board needs its chip, and the chip its pins, each at its own repair."""
    deep = {"board": {"repair_parts": {"chip": {}}}, "chip": {"repair_parts": {"pin": {"quantity": 2}}}}
    tables = run(deep, modules=MANY)
    needs, cores = tables.replacements, tables.cores
    owner = cores.set_index("core")["part"].astype(str)
    assert set(owner.loc[needs[needs["part"] == "pin"]["core"]]) == {"chip"}
    assert set(owner.loc[needs[needs["part"] == "chip"]["core"]]) == {"board"}
    assert (needs["part"] == "pin").sum() == (needs["part"] == "chip").sum() == (cores["part"] == "board").sum()


def test_what_has_no_fault_gets_no_module() -> None:
    tables = run(
        {"board": {"no_fault_found": "100 %"}},
        returns={
            "detection": "0 %",
            "shop": {"location": "depot", "repair": "4 h"},
            "shops": {"chips": {"location": "depot", "repair": "9 h"}},
        },
    )
    assert len(tables.replacements) == 0
    assert (tables.cores["repairs"] > 0).any()


def test_who_waits_for_a_module_leaves_the_bench_to_the_next() -> None:
    """One bench that pulls: a unit taken up frees it for as long as its module is missing, and modules are asked for when it is taken up."""
    tables = run({}, shop={"benches": 1, "repair": "9 h", "release": {"rule": "pull", "below": 9}})
    needs, stays = tables.replacements.set_index("core"), tables.repairs[tables.repairs["shop"] == "shop"].set_index("core")
    late = needs[needs["filled"] > needs["asked"]]
    assert len(late) > 30
    begun = stays["begun"]
    assert any(((begun > row.asked) & (begun < row.filled)).any() for row in late.itertuples()), "others were repaired meanwhile"


def test_the_luck_of_modules_does_not_hang_on_the_stock() -> None:
    few, many = (run({}, modules=stock).cores for stock in (FEW, MANY))
    boards = [cores[cores["part"] == "board"].set_index("call").index for cores in (few, many)]
    failed = [set(cores[cores["part"] == "chip"]["call"]) & set(boards[0][:300]) for cores in (few, many)]
    assert failed[0] == failed[1]


@pytest.mark.parametrize("tests", [{}, {"test": "1 h"}, {"rework": "1 %"}])
def test_a_bad_module_is_found_at_the_test_of_its_shop_or_makes_the_unit_bad(tests: dict[str, Any]) -> None:
    """Chips that inspection took for sound lie on the shelf; each bad unit is found once: as itself, or as the board that it went into."""
    modes = {each: {"law": {"poisson": "0.02/h"}, "parts": [each]} for each in ("board", "chip")}
    tables = run(
        {"board": {"repair_parts": {"chip": {}}}, "chip": {"shops": []}},
        shop=tests,
        modules={"rule": "base_stock", "level": 6},
        horizon="20000 h",
        asset_types={"pump": {"failures": modes}},
        returns={
            "removal": "diagnosis",
            "missed_faults": "40 %",
            "shop": {"location": "depot", "benches": 99, "repair": "4 h", **tests},
        },
    )
    cores = tables.cores.merge(tables.inspections, on="core")
    missed = cores[(cores["disposition"] == "restock") & cores["defective"]].groupby("part", observed=True).size()
    found = tables.dead_on_arrival.groupby("part", observed=True)["quantity"].sum()
    assert missed.sum() - 15 <= found.sum() <= missed.sum(), "but for those that lie there at the end"
    turned_bad = found["board"] - missed["board"]
    assert (turned_bad > 50) == (not tests)
    assert (missed["chip"] - found["chip"] > 50) == (not tests)
    twice = tables.replacements.groupby("core").size() > 1
    assert (twice.sum() > 50) == bool(tests), "the test sends the unit back for another chip"
