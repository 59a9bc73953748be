"""The way back of defective parts by hand: requests for a board every twenty hours, and where the old ones go."""

from __future__ import annotations

import pytest
from returned_boards import run

from sim import kpi
from sim.ledger import lines


def test_a_unit_repaired_at_home_is_neither_sent_nor_replaced_from_above() -> None:
    tables = run({"repaired_locally": "100 %"}, {"local_repair": "40 h", "local_repair_cost": "60 EUR", "freight": "5 EUR"})
    cores = tables.cores
    assert len(cores) > 30
    assert set(cores["disposition"]) == {"local repair"}
    assert cores[["received", "inspected", "shop_start", "shop_end"]].isna().all(axis=None)
    done = cores.dropna(subset="ended")
    assert (done["ended"] - done["removed"]).to_numpy() == pytest.approx(40.0)
    assert done["good"].all()
    assert set(done["location"]) == {"base"}
    assert len(tables.orders) == 0, "what is due counts as on order at the base"
    spent = tables.once(lines).by_category()
    assert spent["repair"] == 60.0 * len(done)
    assert spent["core_freight"] == spent["inspection"] == 0.0
    figures = kpi.figures(tables)
    assert all(figures[name] != figures[name] for name in ("core_return_rate", "shop_yield", "shop_turnaround")), (
        "nothing to tell"
    )


def test_some_units_stay_and_the_others_travel_as_they_would_anyway() -> None:
    returns = {
        "transit": {"exponential": "9 h"},
        "local_repair": "40 h",
        "shop": {"location": "depot", "benches": 99, "repair": "4 h"},
    }
    none, some = (run({"repaired_locally": share}, returns, horizon="9000 h").cores for share in (0.0, 0.3))
    stayed = some["disposition"] == "local repair"
    assert stayed.mean() == pytest.approx(0.3, abs=0.05)
    delay = {core.call: core.received - core.removed for core in none.itertuples()}
    travelled = some[~stayed].dropna(subset="received")
    assert (travelled["received"] - travelled["removed"]).to_numpy() == pytest.approx(
        [delay[call] for call in travelled["call"]]
    ), "the luck of the others is what it was"
    assert set(travelled["location"].dropna()) == {"depot"}


@pytest.mark.parametrize("predicted", ["take_along", "wait_for"])
def test_units_set_aside_on_the_word_of_triage_are_repaired_there_too(predicted: str) -> None:
    tables = run({"repaired_locally": "50 %"}, {"local_repair": "40 h"}, sourcing={"predicted_parts": predicted})
    assert set(tables.cores["location"].dropna()) == {"base", "depot"}


def test_a_van_is_refilled_from_home_and_home_gets_the_repaired_unit() -> None:
    van = {"van": {"board": {"rule": "base_stock", "level": 3}}, "refill": "2 h"}
    tables = run({"repaired_locally": "100 %"}, {"local_repair": "3 h"}, van)
    assert set(tables.demands["supply"]) == {"own van"}
    assert set(tables.orders["source"]) == {"base"}
    assert set(tables.cores["location"].dropna()) == {"base"}


def test_cores_queue_for_the_inspector() -> None:
    tables = run({}, {"inspection": "30 h", "inspectors": 1})
    cores = tables.cores.dropna(subset="inspected").sort_values("received")
    free = 0.0
    for core in cores.itertuples():
        assert core.inspection_start == max(core.received, free), "first come first served"
        assert core.inspected == core.inspection_start + 30.0
        free = core.inspected


def test_a_test_sends_cores_back_to_the_end_of_the_queue() -> None:
    """One bench, one test bench: the moments follow from the times alone, once it is known who was sent back how often."""
    shop = {"location": "depot", "benches": 1, "repair": "9 h", "test": "2 h", "test_benches": 1, "rework": "50 %"}
    tables = run({}, {"shop": {**shop, "cost": "10 EUR"}}, horizon="4000 h")
    done = tables.cores.dropna(subset="ended")
    assert (done["repairs"] == 1).mean() == pytest.approx(0.5, abs=0.1)
    assert done["repairs"].mean() == pytest.approx(2.0, abs=0.3)
    assert (done["testing"] == 2.0 * done["repairs"]).all(), "the bench takes longer than the test, so nobody waits for that"
    assert (done["shop_end"] - done["shop_start"] >= 11.0 * done["repairs"]).all()
    assert tables.once(lines).by_category()["repair"] == 10.0 * done["repairs"].sum()
    alone = done[(done["repairs"] == 2) & (done["shop_end"] - done["shop_start"] == 22.0)]
    passed_by = done[(done["repairs"] == 2) & (done["shop_end"] - done["shop_start"] > 22.0)]
    assert len(alone) + len(passed_by) > 20
    assert len(passed_by), "others were repaired in between"


def test_who_waits_for_a_test_leaves_the_bench_to_the_next() -> None:
    shop = {"location": "depot", "benches": 9, "repair": "1 h", "test": "25 h", "test_benches": 1}
    done = run({}, {"shop": shop}).cores.dropna(subset="ended").sort_values("shop_start")
    assert (done["shop_start"] == done["inspected"]).all()
    assert (done["shop_end"].diff().dropna() >= 25.0).all()
    assert (done["testing"] == done["shop_end"] - done["shop_start"] - 1.0).all()


def test_what_has_no_fault_is_not_reworked() -> None:
    shop = {"location": "depot", "benches": 9, "repair": "1 h", "rework": "90 %", "repair_success": "0 %"}
    cores = run({"no_fault_found": "50 %"}, {"detection": "0 %", "shop": shop}).cores.dropna(subset="ended")
    assert (cores[cores["good"]]["repairs"] == 1).all()
    assert cores[~cores["good"]]["repairs"].mean() > 4


EAST = {"location": "depot", "benches": 99, "repair": "6 h", "repair_success": "80 %", "cost": "10 EUR"}


def test_a_core_goes_from_shop_to_shop_and_lies_where_the_last_one_stands() -> None:
    shops = {
        "shop": {"location": "base", "benches": 1, "repair": "4 h", "repair_success": "50 %", "cost": "3 EUR"},
        "shops": {"east": EAST},
    }
    tables = run({"shops": ["east", "shop"]}, shops, horizon="3000 h")
    stays, cores = tables.repairs, tables.cores.dropna(subset="ended")
    first, second = (stays[stays["step"] == step] for step in (1, 2))
    assert set(first["shop"]) == {"east"}
    assert set(second["shop"]) == {"shop"}
    done = first.dropna(subset="ended")
    assert len(second) == done["good"].sum() < len(done)
    assert ((done["ended"] - done["begun"]) == 6.0).all()
    assert set(cores[cores["good"]]["location"]) == {"base"}
    assert cores["good"].mean() == pytest.approx(0.4, abs=0.1), "both have to succeed"
    spent = tables.once(lines).by_category()["repair"]
    assert spent == 10.0 * len(done) + 3.0 * second["ended"].notna().sum()
    figures = kpi.figures(tables)
    assert figures["shop_yield_by_shop.east"] == done["good"].mean()
    assert figures["shop_time_by_shop.east"] == 6.0
    assert figures["shop_queue_by_shop.shop"] > figures["shop_queue_by_shop.east"] == 0.0


def test_one_shop_leaves_the_luck_of_the_other_alone() -> None:
    """Whether a core passes another shop first changes nothing of what its own shop does with it."""
    shops = {"shop": {"location": "depot", "benches": 99, "repair": {"exponential": "9 h"}}, "shops": {"east": EAST}}
    alone, after = (run({"shops": route}, shops).repairs for route in (["shop"], ["shop", "east"]))
    assert (alone["on_bench"].to_numpy()[:20] == after[after["shop"] == "shop"]["on_bench"].to_numpy()[:20]).all()


@pytest.mark.parametrize("counts", ["removed", "released", "never"])
def test_cores_count_from_when_the_scenario_says(counts: str) -> None:
    tables = run({}, {"transit": "30 h", "cores_count": counts, "shop": {"location": "base", "benches": 99, "repair": "4 h"}})
    due = tables.movements[tables.movements["movement"] == "core due"]["time"].to_numpy()
    cores = tables.cores
    moments = {"removed": cores["removed"], "released": cores["shop_start"], "never": cores["ended"]}[counts].dropna()
    asked = tables.demands["asked"].to_numpy() if counts == "removed" else moments.to_numpy()
    assert sorted(due) == pytest.approx(sorted(asked))
    at_base = tables.orders[tables.orders["location"] == "base"]
    assert (len(at_base) == 0) == (counts == "removed"), "what is not expected is ordered"


def test_a_take_back_gives_cores_and_asks_for_nothing() -> None:
    modes = {"taken back": {"law": {"poisson": "0.05/h"}, "gives_back": {"board": 2}}}
    tables = run({}, {}, asset_types={"pump": {"failures": modes}})
    assert len(tables.demands) == 0
    assert len(tables.cores) == 2 * tables.calls["restored"].notna().sum() > 40
    assert tables.movements["on_hand"].max() == 2 + tables.cores["good"].sum()
