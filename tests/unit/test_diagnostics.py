"""Tests that name a fault: they err as their tables say, and what they say is what everybody goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping

TABLE = {"leak": {"jam": "20 %", "dark": "10 %"}, "jam": {"leak": "50 %"}}


def tree(kind: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    """Machines that fail in three ways, the leak twice as often as each of the others."""
    modes = {
        "leak": {"law": {"exponential": "20 h"}},
        "jam": {"law": {"exponential": "40 h"}},
        "dark": {"law": {"exponential": "40 h"}},
    }
    return {
        "horizon": "1 y",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": modes, **kind}},
        "sites": {"plant": {"assets": {"pump": 4}}},
        "desk": {"agents": 9},
        "technicians": {"anna": {"home": "depot", "count": 9}},
        **keys,
    }


def run(kind: Mapping[str, Any], **keys: Any) -> Tables:
    tables = Tables(simulate(from_mapping(tree(kind, **keys)).scenario()))
    assert audit(tables) == []
    return tables


def shares(true: Any, named: Any) -> dict[tuple[str, str], float]:
    """(true mode, named mode) -> share of the faults of that mode."""
    count = {mode: (true == mode).sum() for mode in set(true)}
    return {(mode, name): float(((true == mode) & (named == name)).sum() / count[mode]) for mode in count for name in count}


def expected(table: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], float]:
    modes = ("leak", "jam", "dark")
    rows = {mode: {other: float(share.rstrip(" %")) / 100 for other, share in table.get(mode, {}).items()} for mode in modes}
    whole = {(mode, name): rows[mode].get(name, 0.0) for mode in modes for name in modes}
    whole.update({(mode, mode): 1.0 - sum(rows[mode].values()) for mode in modes})
    return {(f"pump.{mode}", f"pump.{name}"): share for (mode, name), share in whole.items()}


def test_triage_errs_as_its_table_says() -> None:
    calls = run({"triage": {"confusion": TABLE}}).calls
    assert len(calls) > 3000
    assert shares(calls["mode"], calls["named_mode"]) == pytest.approx(expected(TABLE), abs=0.035)


def test_what_a_named_fault_is_follows_by_bayes() -> None:
    """P(true | named) = rate x P(named | true), over its sum."""
    calls = run({"triage": {"confusion": TABLE}}).calls
    rates = {"pump.leak": 1 / 20, "pump.jam": 1 / 40, "pump.dark": 1 / 40}
    says = expected(TABLE)
    for named in rates:
        total = sum(rates[true] * says[true, named] for true in rates)
        mine = calls[calls["named_mode"] == named]["mode"]
        for true, rate in rates.items():
            assert (mine == true).mean() == pytest.approx(rate * says[true, named] / total, abs=0.04)


def test_equal_errors_are_what_an_accuracy_says() -> None:
    even = {mode: {other: "15 %" for other in ("leak", "jam", "dark") if other != mode} for mode in ("leak", "jam", "dark")}
    table, accuracy = (
        simulate(from_mapping(each).scenario()).log.digest()
        for each in (tree({"triage": {"confusion": even}}), tree({}, desk={"agents": 9, "triage_accuracy": "70 %"}))
    )
    assert table == accuracy


def test_a_mode_without_a_row_errs_by_the_accuracy_of_the_desk() -> None:
    tables = run({"triage": {"confusion": {"leak": {"jam": "20 %"}}}}, desk={"agents": 9, "triage_accuracy": "60 %"})
    found = shares(tables.calls["mode"], tables.calls["named_mode"])
    assert found["pump.leak", "pump.leak"] == pytest.approx(0.8, abs=0.03)
    assert found["pump.leak", "pump.dark"] == 0.0
    assert found["pump.dark", "pump.dark"] == pytest.approx(0.6, abs=0.05)


def test_a_remote_test_names_the_fault_again() -> None:
    again = {"leak": {"jam": "5 %"}, "dark": {"jam": "40 %"}}
    test = {"time": "6 min", "cost": "15 EUR", "confusion": again}
    tables = run({"triage": {"confusion": TABLE}, "remote_test": test})
    calls, tests = tables.calls.set_index("call"), tables.tests
    assert set(tests["test"]) == {"remote"}
    of = calls.loc[tests["call"]].reset_index()
    assert shares(of["mode"], tests["named"]) == pytest.approx(expected(again), abs=0.035)
    assert shares(of["mode"], tests["before"]) == pytest.approx(expected(TABLE), abs=0.035)
    assert (of["named_mode"] == tests["named"]).all()
    assert (tests["ended"] - tests["begun"]).to_numpy() == pytest.approx(0.1, abs=1e-6)
    assert of["desk"].to_numpy() == pytest.approx(0.1, abs=1e-6), "the agent stays on the line"
    figures = kpi.figures(tables)
    assert figures["cost_by_category.remote_tests"] == pytest.approx(15 * len(tests))
    assert figures["misnamed_share.remote"] == pytest.approx((of["mode"] != tests["named"]).mean())
    assert figures["misnamed_share.triage"] == pytest.approx((of["mode"] != tests["before"]).mean())


def test_what_the_desk_solves_is_not_tested() -> None:
    kind = tree({})["asset_types"]["pump"]["failures"]
    solved = {name: {**mode, "remote": "50 %"} for name, mode in kind.items()}
    tables = run({"failures": solved, "remote_test": {"time": "6 min"}})
    assert 0.4 < tables.calls["remote"].mean() < 0.6
    assert len(tables.tests) == (tables.calls["visits"] > 0).sum()


def test_technicians_err_as_their_table_says() -> None:
    tables = run({"on_site": {"confusion": TABLE}})
    tests, calls = tables.tests, tables.calls.set_index("call")
    mode = calls.loc[tests["call"]].reset_index()["mode"]
    assert shares(mode, tests["named"]) == pytest.approx(expected(TABLE), abs=0.035)
    wrong = (tables.visits["outcome"] == "wrong diagnosis").sum()
    assert wrong == (mode != tests["named"]).sum() > 500


def test_a_level_of_skill_scales_what_is_found() -> None:
    modes = {"leak": {"law": {"exponential": "20 h"}, "skill": "water"}, "jam": {"law": "never"}, "dark": {"law": "never"}}
    anna = {"anna": {"home": "depot", "count": 9, "skills": {"water": 1}}}
    table = {"on_site": {"confusion": {"leak": {"jam": "20 %", "dark": "10 %"}}}, "failures": modes}
    named = run(table, technicians=anna, skill_levels={1: {"diagnosis": "50 %"}}).tests["named"]
    assert (named == "pump.leak").mean() == pytest.approx(0.35, abs=0.03), "half of 70 %"
    assert (named == "pump.jam").mean() == pytest.approx(0.65 * 2 / 3, abs=0.03), "errors keep their proportions"


@pytest.mark.slow
def test_tables_that_say_nothing_change_nothing() -> None:
    digests = {
        simulate(from_mapping(each).scenario()).log.digest()
        for each in (
            tree({}),
            tree({"triage": {"confusion": {}}}),
            tree({"triage": {"confusion": {"leak": {"jam": 0}}}}),
            tree({"on_site": {"confusion": {}}}),
        )
    }
    assert len(digests) == 1
    assert np.isnan(kpi.figures(run({}))["misnamed_share.triage"])


def taking_along(to_be_safe: int, kind: Mapping[str, Any] | None = None) -> Tables:
    """Each fault needs a part of its own, which lies at the depot; leaks are mostly taken for jams."""
    modes = {
        name: {"law": {"exponential": mean}, "parts": [part]}
        for name, mean, part in (("dark", "40 h", "board"), ("jam", "40 h", "belt"), ("leak", "20 h", "seal"))
    }
    confusion = {"leak": {"jam": "40 %"}, "dark": {"jam": "30 %", "leak": "5 %"}}
    stock = {part: {"rule": "base_stock", "level": 500} for part in ("seal", "belt", "board")}
    return run(
        {"failures": modes, "triage": {"confusion": confusion}, **(kind or {})},
        parts={"seal": {}, "belt": {}, "board": {}},
        locations={"factory": {"supplier": True}, "depot": {"source": "factory", "stock": stock, "at": [50.0, 8.0]}},
        sites={"plant": {"at": [50.0, 8.1], "assets": {"pump": 4}}},
        travel={"straight_line": {"speed": "60 km/h"}},
        sourcing={"predicted_parts": "take_along", "to_be_safe": to_be_safe},
    )


@pytest.mark.slow
def test_the_likeliest_other_faults_have_their_parts_taken_along() -> None:
    """Named jam, it is a leak more often (rate x share: 0.4 / 20 h) than dark (0.3 / 40 h), whose part comes along only as the third."""
    for to_be_safe, missing in ((0, {"leak", "dark"}), (1, {"dark"}), (2, set())):
        tables = taking_along(to_be_safe)
        calls = tables.calls[tables.calls["visits"] > 0]
        short = calls[(calls["miss"] == "part not on hand") & (calls["named_mode"] == "pump.jam")]
        assert {mode.removeprefix("pump.") for mode in short["mode"]} == missing
    named_leak = calls[(calls["named_mode"] == "pump.leak") & (calls["mode"] == "pump.leak")]["call"]
    rows = tables.demands[tables.demands["call"].isin(named_leak)]
    assert set(rows[rows["supply"] == "not needed"]["part"]) == {"board"}, "a jam is never taken for a leak"


@pytest.mark.slow
def test_what_was_taken_along_to_be_safe_comes_back() -> None:
    tables = taking_along(2)
    demands = tables.demands.dropna(subset="filled")
    spare = demands[demands["supply"] == "not needed"]
    share = kpi.figures(tables)["unused_parts_share"]
    assert share == pytest.approx(spare["quantity"].sum() / demands["quantity"].sum())
    assert share > 0.4
    movements = tables.movements
    issued, back = (movements[movements["movement"] == each]["quantity"].abs().sum() for each in ("issue", "taken back"))
    still_out = spare["quantity"].sum() - back
    assert issued == demands["quantity"].sum()
    assert 0 <= still_out <= 3 * 4, "of calls open at the end"
    assert kpi.figures(taking_along(0))["unused_parts_share"] < share


def test_after_a_test_that_never_errs_nothing_is_taken_to_be_safe() -> None:
    with_care, without = (taking_along(to_be_safe, {"remote_test": {}}) for to_be_safe in (2, 0))
    assert with_care.digest == without.digest
    assert "not needed" not in set(with_care.demands["supply"])


def swapping(wrong_parts: float, van: int = 90, **keys: Any) -> Tables:
    """Leaks are taken for jams or for dark screens, whose parts are in every van; boards come back, and are all found out."""
    part_of = {"leak": "seal", "jam": "belt", "dark": "board"}
    modes = {name: {"law": {"exponential": "40 h"}, "parts": [part], "repair": "1 h"} for name, part in part_of.items()}
    stock = {part: {"rule": "base_stock", "level": 500} for part in part_of.values()}
    return run(
        {"failures": modes, "on_site": {"confusion": {"leak": {"jam": "10 %", "dark": "30 %"}}, "wrong_parts": wrong_parts}},
        parts={"seal": {"price": "20 EUR"}, "belt": {"price": "30 EUR"}, "board": {"price": "200 EUR", "repairable": True}},
        locations={"factory": {"supplier": True}, "depot": {"source": "factory", "stock": stock}},
        technicians={
            "anna": {"home": "depot", "count": 9, "van": {part: {"rule": "base_stock", "level": van} for part in stock}}
        },
        returns={"inspection": "1 h", "shop": {"location": "depot", "repair": "4 d"}},
        **keys,
    )


def test_who_believes_in_another_fault_replaces_its_parts() -> None:
    tables = swapping(0.5)
    wrong, mistaken = tables.visits[tables.visits["outcome"] == "wrong diagnosis"], tables["wrong_parts"]
    tests = tables.tests.set_index("visit")
    believed = tests.loc[mistaken["visit"]]["named"]
    assert list(believed) == list(mistaken["believed"])
    assert set(zip(mistaken["believed"], mistaken["part"], strict=True)) == {("pump.jam", "belt"), ("pump.dark", "board")}
    assert (mistaken["part"] == "board").mean() == pytest.approx(0.75, abs=0.08), "30 % of 40 %"
    first = wrong[wrong["number"] == 1]
    assert first["visit"].isin(mistaken["visit"]).mean() == pytest.approx(0.5, abs=0.06)
    acted = wrong["visit"].isin(mistaken["visit"])
    assert wrong["work"][acted].to_numpy() == pytest.approx(1.0, abs=1e-6), "the hour of a repair that repairs nothing"
    assert (wrong["work"][~acted] == 0).all()
    missed = tables.calls[tables.calls["call"].isin(first["call"])]
    assert set(missed["miss"]) == {"wrong diagnosis"}


def test_parts_replaced_by_mistake_are_used_up_and_leave_good_cores() -> None:
    tables = swapping(1.0)
    mistaken, movements = tables["wrong_parts"], tables.movements
    issued = (
        movements[(movements["movement"] == "issue") & movements["location"].str.startswith("van:")]
        .groupby("part")["quantity"]
        .sum()
    )
    used = tables.demands.groupby("part")["quantity"].sum()
    wasted = mistaken.groupby("part")["quantity"].sum()
    assert wasted["board"] > 100
    assert (-issued).to_dict() == used.add(wasted, fill_value=0).to_dict()
    cores = tables.cores
    leaks = cores["call"].isin(tables.calls[tables.calls["mode"] == "pump.leak"]["call"])
    still = tables.visits["left"].isna().sum()
    assert 0 <= wasted["board"] - leaks.sum() <= still, "a unit comes out when the wrong repair ends"
    inspected = cores["inspected"].notna()
    assert cores["no_fault_found"][leaks & inspected].all()
    assert not cores["no_fault_found"][~leaks].any()
    assert set(cores["disposition"][leaks & inspected]) == {"restock"}
    bought = tables.orders[(tables.orders["part"] == "board") & (tables.orders["source"] == "factory")]
    assert not len(bought), "its core counts as on order as soon as it is replaced, so that nobody buys another one"
    figures = kpi.figures(tables)
    units = mistaken["quantity"].sum()
    assert figures["wrong_parts_share"] == pytest.approx(
        units / (units + tables.demands.dropna(subset="filled")["quantity"].sum())
    )
    assert figures["wrong_parts_value"] == pytest.approx(30 * wasted["belt"] + 200 * wasted["board"])


def test_the_same_wrong_part_is_replaced_once_in_a_call() -> None:
    mistaken = swapping(1.0)["wrong_parts"]
    assert not mistaken.duplicated(["call", "part"]).any()
    assert mistaken.duplicated("call").any(), "another one may be"


def test_nobody_replaces_what_he_has_not_at_hand() -> None:
    tables = swapping(1.0, van=0)
    assert len(tables["wrong_parts"]) == 0
    assert (tables.visits["outcome"] == "wrong diagnosis").any()
    assert len(swapping(0.0)["wrong_parts"]) == 0


def test_parts_taken_along_for_a_wrong_name_are_put_in() -> None:
    """Triage and technicians both take every leak for a dark screen now and then; the board came along from the depot."""
    sourcing = {"predicted_parts": "take_along"}
    kind = {"agents": 9, "triage_accuracy": "20 %"}
    tables = swapping(1.0, van=0, sourcing=sourcing, desk=kind)
    mistaken = tables["wrong_parts"]
    assert len(mistaken) > 100
    assert set(mistaken["source"]) == {"depot"}
    named = tables.calls.set_index("call").loc[mistaken["call"]]["named_mode"]
    assert list(named) == list(mistaken["believed"])


@pytest.mark.parametrize(("opened", "kits", "acts"), [("scrap", 1, False), ("scrap", 2, True), ("loose", 1, True)])
def test_a_kit_gives_both_parts_of_a_wrong_repair_only_if_its_rest_is_kept(opened: str, kits: int, acts: bool) -> None:
    """Every leak is taken for a jam at first, which wants a belt and a board; both are in the van as kits alone."""
    modes = {
        "leak": {"law": {"empirical": {"times": ["9 h"], "clock": "calendar"}}, "diagnosis": "1 h"},
        "jam": {"law": "never", "parts": ["belt", "board"]},
    }
    parts = {"belt": {"price": "30 EUR"}, "board": {"price": "200 EUR"}}
    kit = {"price": "230 EUR", "contains": dict.fromkeys(parts, 1), "opened": opened}
    tables = run(
        {"failures": modes, "on_site": {"confusion": {"leak": {"jam": "99.9999 %"}}, "wrong_parts": 1}},
        horizon="12 h",
        sites={"plant": {"assets": {"pump": 1}}},
        parts={**parts, "kit": kit},
        locations={"factory": {"supplier": True}, "depot": {"source": "factory"}},
        technicians={"anna": {"home": "depot", "van": {"kit": {"rule": "base_stock", "level": kits}}}},
    )
    assert list(tables["wrong_parts"]["part"]) == (["belt", "board"] if acts else [])


def test_one_part_that_takes_the_place_of_two_is_wanted_twice() -> None:
    """A jam wants a belt and a strap; a band took the place of both, and there is one in the van."""
    modes = {
        "leak": {"law": {"empirical": {"times": ["9 h"], "clock": "calendar"}}, "diagnosis": "1 h"},
        "jam": {"law": "never", "parts": ["belt", "strap"]},
    }
    old = {"price": "30 EUR", "superseded_by": {"part": "band", "at": "0 h"}}
    tables = run(
        {"failures": modes, "on_site": {"confusion": {"leak": {"jam": "99.9999 %"}}, "wrong_parts": 1}},
        horizon="12 h",
        sites={"plant": {"assets": {"pump": 1}}},
        parts={"belt": old, "strap": old, "band": {"price": "40 EUR"}},
        sourcing={"steps": [{"from": "emergency", "time": "9 h"}]},
        technicians={"anna": {"home": "depot", "van": {"band": {"rule": "base_stock", "level": 1}}}},
    )
    assert not len(tables["wrong_parts"])


def test_a_good_core_sets_off_when_the_visit_that_took_it_out_is_reported() -> None:
    """The office has heard of it a day later; `run` audits that nothing was received before."""
    cores = swapping(1.0, mobility={"delay": "24 h"}).cores
    leaks = cores["core"].isin(cores.query("no_fault_found == 1")["core"]) & cores["received"].notna()
    assert leaks.any()
    assert (cores["received"] - cores["removed"])[leaks].min() >= 24.0
