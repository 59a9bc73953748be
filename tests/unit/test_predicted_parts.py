"""Parts that triage named: taken along, or set aside and waited for; what was named wrongly goes back."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(policy: str, accuracy: float, level: int = 2, between_jobs: str = "stay", **sourcing: Any) -> Tables:
    """Machines that fail in two ways, each with a part of its own, an hour's drive from the depot; nobody carries anything."""
    mode = {"law": {"exponential": "30 d"}, "repair": "1 h"}
    stock = {"rule": "base_stock", "level": level}
    tree = {
        "horizon": "400 d",
        "parts": {"seal": {}, "board": {"repairable": True}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "9 d"},
            "depot": {"source": "factory", "at": [50.0, 8.0], "stock": {"seal": stock, "board": stock}},
        },
        "asset_types": {"pump": {"failures": {"leak": {**mode, "parts": ["seal"]}, "dark": {**mode, "parts": ["board"]}}}},
        "sites": {"plant": {"at": [50.0, 9.0], "assets": {"pump": 3}}},
        "desk": {"agents": 1, "triage_accuracy": accuracy},
        "technicians": {"anna": {"home": "depot", "between_jobs": between_jobs}},
        "travel": {"straight_line": {"speed": "60 km/h"}},
        "returns": {"shop": {"location": "depot", "repair": "4 d"}},
        "sourcing": {"predicted_parts": policy, **sourcing},
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def first_visits_found_no_part(tables: Tables) -> float:
    calls = tables.calls.dropna(subset="restored")
    return float((calls["miss"] == "part not on hand").mean())


def test_nothing_is_carried_unless_triage_is_listened_to() -> None:
    assert first_visits_found_no_part(run("at_visit", 1.0)) == 1.0


def test_what_triage_named_is_in_hand_on_site() -> None:
    tables = run("take_along", 1.0, level=20)
    assert first_visits_found_no_part(tables) == 0.0
    demands = tables.demands
    assert set(demands["supply"]) == {"depot"}
    assert (demands["filled"] == demands["asked"]).all()
    assert (tables.calls["parts"] == 0).all()


def test_a_part_on_the_way_costs_a_detour_only_from_elsewhere() -> None:
    plain, along = (run(policy, 1.0, level=20) for policy in ("at_visit", "take_along"))
    first = along.visits[along.visits["number"] == 1].iloc[0]
    assert first["km"] == plain.visits[plain.visits["number"] == 1].iloc[0]["km"], "he sets off from the depot anyway"
    later = list(along.visits["km"].iloc[1:])
    assert later == pytest.approx([2 * first["km"]] * len(later)), "anna is on site round the clock, and calls at the depot first"


@pytest.mark.parametrize("between_jobs", ["stay", "home"])
def test_what_triage_named_wrongly_goes_back(between_jobs: str) -> None:
    tables = run("take_along", 0.0, level=20, between_jobs=between_jobs)
    assert first_visits_found_no_part(tables) == 1.0
    wrong = tables.demands[tables.demands["supply"] == "not needed"]
    back = tables.movements[tables.movements["movement"] == "taken back"]
    assert len(wrong) == len(back) > 20
    assert back["quantity"].sum() == wrong["quantity"].sum()
    assert set(back["location"]) == {"depot"}
    right = tables.demands[tables.demands["supply"] != "not needed"]
    assert len(tables.cores) == (right["part"] == "board").sum(), "only what the machine needed leaves a core"


@pytest.mark.parametrize("accuracy", [1.0, 0.0])
def test_nobody_is_sent_before_the_parts_are_there(accuracy: float) -> None:
    tables = run("wait_for", accuracy, level=1)
    demands = tables.demands
    asked_before = demands[demands["visit"] < 0]
    sent = tables.calls.set_index("call")["dispatched"]
    ready = asked_before.groupby("call")["filled"].max()
    both = ready.index.intersection(sent.dropna().index)
    assert (sent[both] >= ready[both]).all()
    assert (sent[both] > sent[both].index.map(tables.calls.set_index("call")["triaged"])).any(), "some had to wait"
    waited = tables.calls["parts"].sum()
    assert waited > 0
    assert first_visits_found_no_part(tables) == 1.0 - accuracy
    assert set(asked_before["supply"]) == ({"depot", "backorder"} if accuracy else {"not needed"})


def test_a_depot_that_cannot_help_is_not_waited_for() -> None:
    steps = [{"from": "depot", "chance": 0}, {"from": "emergency", "time": "5 h"}]
    tables = run("wait_for", 1.0, steps=steps)
    assert set(tables.demands["supply"]) == {"emergency"}
    assert first_visits_found_no_part(tables) == 1.0
