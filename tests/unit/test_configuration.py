"""Revisions of machines: their rates and parts, what the office believes, and what retrofits make of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.audit.configuration import check
from sim.build import simulate
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping


def life(time: str) -> dict[str, Any]:
    """A machine that always lives so long."""
    return {"empirical": {"times": [time]}}


ALIKE: dict[str, Any] = {"A": "50 %", "B": "50 %"}
OTHER_LAW: dict[str, Any] = {"A": "60 %", "B": {"share": "40 %", "failures": {"wear": {"law": life("50 h")}}}}
OTHER_PART: dict[str, Any] = {"A": "60 %", "B": {"share": "40 %", "failures": {"wear": {"parts": ["new"]}}}}
UPGRADE: dict[str, Any] = {"from": "A", "to": "B", "kit": {"flange": 2}, "duration": "3 h"}


def run(machines: int = 20, law: Any = None, predicted: str = "take_along", horizon: str = "430 h", **changes: Any) -> Tables:
    """Machines an hour's drive from the depot, of which one part lies ready."""
    kind = {"failures": {"wear": {"law": law or life("100 h"), "parts": ["old"], "repair": "2 h"}}, **changes.pop("kind", {})}
    stocked = {part: {"rule": "base_stock", "level": 90} for part in ("old", "new", "flange")}
    tree = {
        "horizon": horizon,
        "parts": {part: {"price": "7 EUR"} for part in stocked} | changes.pop("parts", {}),
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory", "stock": stocked}},
        "sourcing": {"predicted_parts": predicted, "wait_limit": "0 h", "steps": [{"from": "depot"}]},
        "asset_types": {"machine": kind},
        "sites": {"town": {"at": [50.0, 9.0], "assets": {"machine": machines}}},
        "travel": {"straight_line": {"speed": "60 km/h"}},
        "technicians": {"crew": {"home": "depot", "count": 2 * machines}},
        **changes,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def revisions(tables: Tables) -> dict[int, str]:
    """What each machine is at the start."""
    rows = tables.configurations
    return {int(asset): str(name)[-1] for asset, name in rows[rows["at"] == 0.0].groupby("asset").revision.first().items()}


def test_machines_that_only_have_names_for_their_revisions_run_as_those_without() -> None:
    plain, named = run(), run(kind={"revisions": ALIKE})
    for table in ("calls", "visits", "demands", "movements"):
        assert plain[table].equals(named[table])
    assert set(revisions(named).values()) == {"A", "B"}


def test_every_revision_fails_by_its_own_law() -> None:
    tables = run(kind={"revisions": OTHER_LAW})
    built, first = revisions(tables), tables.calls.groupby("asset").fault.min()
    assert {(built[int(asset)], fault) for asset, fault in first.items()} == {("A", 100.0), ("B", 50.0)}
    assert 4 <= list(built.values()).count("B") <= 12


def test_a_part_fits_the_revisions_that_it_names() -> None:
    """The mode lists both; what does not fit is not needed."""
    mode = {"law": life("100 h"), "parts": ["old", "new"], "repair": "2 h"}
    fits = {"old": {"fits": ["A"]}, "new": {"fits": ["B"]}}
    tables = run(kind={"revisions": ALIKE, "failures": {"wear": mode}}, parts=fits)
    built = revisions(tables)
    asked = tables.demands.merge(tables.calls[["call", "asset"]], on="call")
    assert {(built[asset], part) for asset, part in zip(asked.asset, asked.part, strict=True)} == {("A", "old"), ("B", "new")}


def test_machines_of_later_years_have_the_later_revision() -> None:
    later = {"A": "100 %", "B": {"installed_from": "200 h"}, "C": {"installed_from": "300 h"}}
    tables = run(kind={"revisions": later, "enters": {"uniform": {"low": "0 h", "high": "400 h"}}})
    entered, built = tables.dimension("assets")["entered"], revisions(tables)
    assert all(built[asset] == ("C" if at >= 300 else "B" if at >= 200 else "A") for asset, at in enumerate(entered))


@pytest.mark.parametrize("predicted", ["take_along", "wait_for"])
def test_the_wrong_part_comes_once_to_a_machine_that_nobody_knows(predicted: str) -> None:
    tables = run(predicted=predicted, kind={"revisions": OTHER_PART}, configuration={"known": "0 %"}, horizon="330 h")
    built, visits = revisions(tables), tables.calls.groupby("asset").visits.agg(list)
    assert {(built[int(asset)], tuple(each)) for asset, each in visits.items()} == {("A", (1, 1, 1)), ("B", (2, 1, 1))}
    wrong = tables.wrong_revisions
    assert sorted(wrong.asset) == sorted(asset for asset, name in built.items() if name == "B")
    assert wrong.packed.all()
    assert wrong.missed.all()
    assert set(tables.calls.miss.dropna()) == {"part not on hand"}
    figures = kpi.figures(
        run(predicted=predicted, kind={"revisions": OTHER_PART}, configuration={"known": "0 %"}, horizon="2000 h")
    )
    assert figures["wrong_revision_misses"] == pytest.approx(figures["first_time_fix_misses.part not on hand"])
    assert figures["wrong_revision_misses"] > 0
    assert figures["configuration_known"] == 1.0


def test_who_knows_his_machines_brings_the_right_part() -> None:
    tables = run(kind={"revisions": OTHER_PART})
    assert set(tables.calls.visits) == {1}
    assert not len(tables.wrong_revisions)


def test_a_difference_that_is_not_in_the_parts_costs_nothing() -> None:
    tables = run(kind={"revisions": OTHER_LAW}, configuration={"known": "0 %"})
    assert set(tables.calls.visits) == {1}
    assert not tables.wrong_revisions.packed.any()


def test_the_desk_that_names_another_fault_believes_in_the_same_revision() -> None:
    noise = {"law": life("1000 h"), "parts": ["flange"], "repair": "1 h"}
    mode = {"law": life("100 h"), "parts": ["old"], "repair": "2 h"}
    desk = {"agents": 9, "triage_accuracy": "0 %"}
    kind = {"revisions": OTHER_PART, "failures": {"wear": mode, "noise": noise}}
    tables = run(kind=kind, configuration={"known": "0 %"}, desk=desk, horizon="130 h")
    assert set(tables.calls.visits) == {2}
    assert not tables.wrong_revisions.packed.any()


def test_an_audit_of_the_base_costs_and_tells() -> None:
    rules = {"known": "30 %", "audited": "100 %", "audit_at": "70 h", "audit_cost": "15 EUR"}
    tables = run(kind={"revisions": OTHER_PART}, configuration=rules)
    rows = tables.configurations
    found_out = rows[rows.known_by == "audit"]
    assert set(found_out["at"]) == {70.0}
    assert len(found_out) == (rows.known_by == "not known").sum()
    assert set(tables.calls.visits) == {1}
    money = ledger(tables).groupby("category").amount.sum()
    assert money["configuration_audit"] == 15.0 * len(found_out)


def test_a_retrofit_comes_with_the_next_visit() -> None:
    """At 100 h the machine fails, and is another one from then on: it fails every 50 h, two hours of work and three more included."""
    tables = run(kind={"revisions": OTHER_LAW, "retrofits": {"upgrade": UPGRADE}})
    built, faults = revisions(tables), tables.calls.groupby("asset").fault.agg(list)
    asset = next(asset for asset, name in built.items() if name == "A")
    closed = float(tables.calls[tables.calls.asset == asset].restored.min())
    assert faults[asset][:2] == pytest.approx([100.0, closed + 50.0])
    done = tables.retrofits
    assert done.done.all()
    assert not done.own_visit.any()
    assert sorted(done.asset) == sorted(asset for asset, name in built.items() if name == "A")
    work = tables.visits[tables.visits.call.isin(done.call)].work
    assert set(work) == {5.0}
    used = tables.demands[tables.demands.part == "flange"]
    assert (used.quantity.sum(), set(used.supply)) == (2 * len(done), {"depot"})
    figures = kpi.figures(tables)
    assert figures["retrofit_progress.machine.upgrade"] == 1.0
    assert figures["revision_share.machine.B"] == 1.0


def test_a_kit_that_is_not_needed_goes_back() -> None:
    """The office takes B for A and packs the kit; it lies on the shelf again when the visit is over."""
    tables = run(kind={"revisions": OTHER_LAW, "retrofits": {"upgrade": UPGRADE}}, configuration={"known": "0 %"}, horizon="90 h")
    asked = tables.demands[tables.demands.part == "flange"]
    assert set(asked.supply) == {"not needed"}
    assert len(asked) == len(tables.wrong_revisions) > 0
    moved = tables.movements[tables.movements.part == "flange"].movement.value_counts()
    assert moved["taken back"] == moved["issue"] == len(asked)


def test_a_retrofit_waits_for_its_kit_and_for_its_time() -> None:
    late = run(kind={"revisions": OTHER_LAW, "retrofits": {"upgrade": {**UPGRADE, "begins": "150 h", "until": "260 h"}}})
    assert late.retrofits["at"].min() > 200.0
    none = run(kind={"revisions": OTHER_LAW, "retrofits": {"upgrade": {**UPGRADE, "kit": {"flange": 91}}}})
    assert not len(none.retrofits)
    assert set(none.calls.visits) == {1}


def test_a_campaign_keeps_its_pace_and_ends() -> None:
    campaign = {**UPGRADE, "when": "campaign", "per_month": 20, "begins": "20 h", "until": "240 h"}
    tables = run(machines=30, kind={"revisions": OTHER_LAW, "retrofits": {"upgrade": campaign}})
    begun = tables.calls[tables.calls["mode"] == "machine.upgrade"].fault
    assert begun.tolist() == pytest.approx([20.0 + 36.5 * i for i in range(7)], abs=1e-5)
    assert tables.retrofits.own_visit.all()
    assert kpi.figures(tables)["retrofits_in_vain"] == 0.0
    built = revisions(tables)
    meant = list(built.values()).count("A")
    assert kpi.figures(tables)["retrofit_progress.machine.upgrade"] == pytest.approx(7 / meant)


def test_a_campaign_by_a_wrong_register_comes_in_vain_and_passes_others_over() -> None:
    """All are taken for A, and visited; the first fault of a B tells the office of it before its turn."""
    campaign = {**UPGRADE, "when": "campaign", "per_month": 90}
    kind = {"revisions": OTHER_LAW, "retrofits": {"upgrade": campaign}}
    tables = run(machines=30, kind=kind, configuration={"known": "0 %"}, horizon="900 h")
    built, done = revisions(tables), tables.retrofits
    assert set(done[done.done].asset) == {asset for asset, name in built.items() if name == "A"}
    assert set(done[~done.done].asset) < {asset for asset, name in built.items() if name == "B"}
    assert 0.0 < kpi.figures(tables)["retrofits_in_vain"] < 0.5
    assert set(
        tables.calls[(tables.calls["mode"] == "machine.upgrade") & tables.calls.call.isin(done[~done.done].call)].parts_needed
    ) == {0}
    other = {**campaign, "from": "B", "to": "A"}
    tables = run(machines=30, kind={**kind, "retrofits": {"upgrade": other}}, configuration={"known": "0 %"}, horizon="900 h")
    built, done = revisions(tables), tables.retrofits
    assert done.done.all()
    assert set(done.asset) == {asset for asset, name in built.items() if name == "B"}


def test_rates_after_a_campaign_are_those_of_the_new_revision() -> None:
    """Lives without memory, of 100 h before and 400 h after: the campaign is over after 183 h, and a machine's turn comes after 91 h on average."""
    law = {"exponential": {"mtbf": "100 h"}}
    built = {"A": "100 %", "B": {"failures": {"wear": {"law": {"exponential": {"mtbf": "400 h"}}}}}}
    campaign = {**UPGRADE, "when": "campaign", "per_month": 600, "duration": "0 h"}
    tables = run(machines=150, law=law, kind={"revisions": built, "retrofits": {"upgrade": campaign}}, horizon="4250 h")
    faults = tables.calls[tables.calls["mode"] == "machine.wear"].fault
    assert (faults < 250).sum() == pytest.approx(150 * (91 / 102 + 159 / 402), rel=0.15)
    assert (faults >= 250).sum() == pytest.approx(150 * 4000 / 402, rel=0.06)


def test_forecasts_know_which_parts_the_revisions_need() -> None:
    from sim.build.demand import each_need

    mode = {"law": life("100 h"), "parts": ["old", "new"]}
    tree = {
        "parts": {"old": {"fits": ["A"]}, "new": {"fits": ["B"]}},
        "asset_types": {"machine": {"failures": {"wear": mode}, "revisions": {"A": "60 %", "B": "40 %"}}},
    }
    from sim.scenario.spec import Scenario

    units = {part: units for _, part, units in each_need(Scenario.model_validate(tree), "machine")}
    assert units == pytest.approx({"old": 0.6, "new": 0.4})


def test_a_kit_whose_parts_lie_in_each_other_s_boxes_is_not_complete() -> None:
    """Two boxes with a flange each are there; the kit takes one as it is and two flanges, for which both would have to be opened."""
    stock = {part: {"rule": "base_stock", "level": level} for part, level in {"old": 90, "new": 90, "box": 2}.items()}
    tables = run(
        kind={"revisions": ALIKE, "retrofits": {"upgrade": {**UPGRADE, "kit": {"box": 1, "flange": 2}}}},
        parts={"box": {"price": "9 EUR", "contains": {"flange": 1}}},
        locations={
            "factory": {"supplier": True, "lead_time": "900 h"},
            "depot": {"at": [50.0, 8.0], "source": "factory", "stock": stock},
        },
    )
    assert audit(tables) == []
    assert not tables.retrofits.done.any()
    brought_back = tables.demands[tables.demands.part == "box"]
    assert len(brought_back)
    assert set(brought_back.supply) == {"not needed"}


def wrong(tables: Tables, name: str, row: int, column: str, value: Any) -> str:
    """What the audit says when one entry of a table is another."""
    rows = tables.raw(name)
    rows[column][row], kept = value, rows[column][row]
    found = check(tables)
    rows[column][row] = kept
    return "; ".join(found)


def test_the_audit_notices() -> None:
    campaign = {**UPGRADE, "when": "campaign", "per_month": 90}
    kind = {"revisions": {**OTHER_PART}, "retrofits": {"upgrade": campaign}}
    tables = run(kind=kind, configuration={"known": "20 %"}, parts={"new": {"price": "7 EUR", "fits": ["B"]}})
    names = ("configurations", "wrong_revisions", "retrofits", "demands")
    tables._rows.update({name: tables.raw(name).copy() for name in names})
    assert check(tables) == []
    rows, done = tables.raw("configurations"), tables.raw("retrofits")
    known_by = list(tables.names("known_by"))
    visit, register = known_by.index("visit"), known_by.index("register")
    seen = int(np.flatnonzero(rows["known_by"] == visit)[0])
    assert "at the start" in wrong(tables, "configurations", 0, "known_by", visit)
    assert "not from the start" in wrong(tables, "configurations", 0, "at", 1.0)
    assert "told later" in wrong(tables, "configurations", seen, "known_by", register)
    first = int(np.flatnonzero(rows["asset"] == rows["asset"][seen])[0])
    assert "what was known" in wrong(tables, "configurations", first, "known_by", register)
    assert "without a retrofit" in wrong(tables, "configurations", seen, "revision", 1 - rows["revision"][seen])
    assert "nobody found it out" in wrong(tables, "wrong_revisions", 0, "at", 1.0)
    assert "for what it is" in wrong(tables, "wrong_revisions", 0, "taken_for", tables.raw("wrong_revisions")["revision"][0])
    assert "had its parts" in wrong(tables, "wrong_revisions", 0, "missed", True) + wrong(
        tables, "wrong_revisions", 0, "packed", False
    )
    assert "change none" in wrong(tables, "retrofits", int(np.flatnonzero(done["done"])[0]), "asset", 19)
    changed = rows["asset"][np.flatnonzero(rows["known_by"] == known_by.index("retrofit"))[0]]
    before = int(np.flatnonzero(rows["asset"] == changed)[-2])
    assert "done at another revision" in wrong(tables, "configurations", before, "revision", 1 - rows["revision"][before])
    in_vain = done["asset"][~done["done"]][0]
    last = int(np.flatnonzero(rows["asset"] == in_vain)[-1])
    assert "in vain at its own" in wrong(tables, "configurations", last, "revision", 1 - rows["revision"][last])
    asked = tables.raw("demands")
    old = int(np.flatnonzero(asked["part"] == tables.code("part", "old"))[0])
    assert "does not fit" in wrong(tables, "demands", old, "part", tables.code("part", "new"))
    tables.facts["revisions"] = {}
    assert check(tables) == ["machines have revisions, and their types have none"]
