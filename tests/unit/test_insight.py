"""What customers think, in a world of fixed times: a call comes every 100 hours, and takes 2 hours to be closed, or 10 more for each further visit."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(customers: dict[str, Any] | None, horizon: str = "500 h", mode: dict[str, Any] | None = None, **more: Any) -> Tables:
    """A pump at each of some plants."""
    offer = {"response": "1 h", "restoration": "1 h", **more.pop("offer", {})}
    tree: dict[str, Any] = {
        "horizon": horizon,
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {
            "pump": {"failures": {"stop": {"law": {"empirical": {"times": ["98 h"]}}, "repair": "2 h", **(mode or {})}}}
        },
        "offers": {"basic": offer},
        "sites": {"plant": {"assets": {"pump": 1}, "offer": "basic", "customers": more.pop("plants", 1)}},
        "technicians": {"anna": {"home": "depot", "count": 50}},
        **({} if customers is None else {"customers": customers}),
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


LATE = {"late_restoration": 20, "complaint_share": 0}


def test_a_broken_promise_costs_points() -> None:
    tables = run(LATE)
    assert list(tables.satisfaction["after"]) == [80, 60, 40, 20]
    assert set(tables.satisfaction["why"]) == {"late restoration"}
    assert list(tables.satisfaction["at"]) == [100, 200, 300, 400]
    found = figures(tables, ["satisfaction_index", "dissatisfied_share", "silent_dissatisfaction", "complaint_rate"])
    assert found["satisfaction_index"] == pytest.approx((100 + 80 + 60 + 40 + 20) / 5)
    assert found["dissatisfied_share"] == 0.5
    assert found["silent_dissatisfaction"] == 1
    assert found["complaint_rate"] == 0


def test_a_score_drifts_back() -> None:
    """Half of the way in the 100 hours between two calls, until the horizon."""
    tables = run({**LATE, "half_life": "100 h"}, horizon="300 h")
    assert list(tables.satisfaction["before"]) == pytest.approx([100, 90])
    index = figures(tables, ["satisfaction_index"])["satisfaction_index"]
    drifting = 100 - (20 + 30) * 0.5 / 0.6931471805599453
    assert index == pytest.approx((100 + 2 * drifting + (20 + 30) * 0.5 / 0.6931471805599453) / 3, rel=1e-9)


def test_downtime_and_a_good_call_count_too() -> None:
    assert list(run({"downtime": 1.5}).satisfaction["after"]) == [97, 94, 91, 88]
    assert list(run({"start": 50, "as_expected": 4}).satisfaction["after"]) == [54, 58, 62, 66]
    assert set(run({"as_expected": 4}).satisfaction["after"]) == {100}


def test_each_visit_but_the_first_costs_points() -> None:
    """The seal is not in the van and comes after ten hours: two visits, one of them too many."""
    depot = {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 0}}}
    shelves = {"parts": {"seal": {"lead_time": "10 h"}}, "locations": {"factory": {"supplier": True}, "depot": depot}}
    tables = run({"repeat_visit": 7}, mode={"parts": ["seal"]}, horizon="250 h", **shelves)
    assert set(tables.calls["visits"]) == {2}
    assert list(tables.satisfaction["after"]) == [93, 86]


def test_who_complains_is_answered_and_content_again() -> None:
    asked = {**LATE, "dissatisfied_below": 85, "complaint_share": 1, "answer": {"time": "9 h", "cost": "70 EUR", "restores": 15}}
    tables = run(asked, horizon="250 h")
    assert list(tables.complaints["raised"]) == [100, 200]
    assert list(tables.complaints["answered"]) == [109, 209]
    assert list(tables.satisfaction["after"]) == [80, 95, 75, 90]
    assert ledger(tables)["amount"].sum() == 140
    found = figures(tables, ["complaint_rate", "complaint_answer_time", "silent_dissatisfaction"])
    assert found == {"complaint_rate": 1, "complaint_answer_time": 9, "silent_dissatisfaction": 0}


def test_four_in_a_hundred_complain() -> None:
    tables = run({"late_restoration": 60}, plants=1500, horizon="101 h", technicians={"anna": {"home": "depot", "count": 1500}})
    assert 0.025 < figures(tables, ["complaint_rate"])["complaint_rate"] < 0.055


def test_a_larger_share_hears_of_the_same_and_more() -> None:
    few, many = (
        set(run({"late_restoration": 60, "complaint_share": share}, plants=80, horizon="101 h").complaints["site"])
        for share in (0.1, 0.3)
    )
    assert few < many


def test_the_dissatisfied_leave_at_the_end_of_their_term() -> None:
    offer = {"term": "250 h", "renewal": {"dissatisfied": 1}}
    assert list(run({**LATE, "late_restoration": 30}, offer=offer).contracts["why"]) == ["left"]
    assert run(LATE, offer=offer, horizon="300 h").contracts["why"].iloc[0] == "renewed"


GUIDE = {
    "cause": "late restoration",
    "failures": ["pump.stop"],
    "complaints": 2,
    "lead_time": "20 h",
    "cost": "900 EUR",
    "avoids": 1,
}
UNHAPPY = {**LATE, "dissatisfied_below": 90, "complaint_share": 1}


def test_a_review_removes_the_cause_for_everybody() -> None:
    """Two complaints at 100; the review at 150 decides, and from 170 on nothing stops."""
    tables = run({**UNHAPPY, "review_every": "150 h", "corrective_actions": {"guide": GUIDE}}, plants=2)
    assert list(tables.calls["fault"]) == [98, 98]
    action = tables.corrective_actions.iloc[0]
    assert (action["action"], action["decided"], action["complaints"], action["effective"]) == ("guide", 150, 2, 170)
    assert ledger(tables)["amount"].sum() == 900


def test_until_its_lead_time_is_over_an_action_does_nothing() -> None:
    """Decided at 150 as above, in force from 210 on: the faults at 198 still come."""
    slow = {**GUIDE, "lead_time": "60 h"}
    tables = run({**UNHAPPY, "review_every": "150 h", "corrective_actions": {"guide": slow}}, plants=2)
    assert list(tables.calls["fault"]) == [98, 98, 198, 198]


def test_two_actions_leave_what_neither_avoids() -> None:
    """Half of the faults each: three in four are avoided, not all."""
    half = {**GUIDE, "avoids": 0.5}
    asked = {**UNHAPPY, "review_every": "150 h", "corrective_actions": {"guide": half, "manual": half}}
    tables = run(asked, plants=200, horizon="250 h", technicians={"anna": {"home": "depot", "count": 200}})
    assert len(tables.corrective_actions) == 2
    assert 30 < (tables.calls["fault"] > 170).sum() < 75


def test_a_review_that_never_comes_changes_nothing() -> None:
    late = run({**UNHAPPY, "review_every": "501 h", "corrective_actions": {"guide": GUIDE}}, plants=2)
    assert late.digest == run(UNHAPPY, plants=2).digest


def test_what_people_think_changes_no_call() -> None:
    """Nothing but tables of its own: who is dissatisfied, and complains, breaks no machine."""
    with_it, without = run(UNHAPPY, plants=3), run(None, plants=3)
    for kind in ("calls", "visits", "attendance"):
        assert with_it[kind].equals(without[kind])


def test_training_lets_repairs_hold() -> None:
    """Many first repairs fail until 170, when what was decided at 150 takes effect, and none afterwards."""
    train = {**GUIDE, "cause": "downtime", "complaints": 1, "avoids": 0, "repair_success": 1}
    asked = {"downtime": 5, "complaint_share": 1, "dissatisfied_below": 100, "review_every": "150 h"}
    tables = run({**asked, "corrective_actions": {"train": train}}, mode={"repair_success": 0.6}, plants=30, horizon="900 h")
    rework = tables.calls["rework"]
    assert (rework[tables.calls["fault"] < 100] > 0).sum() > 5
    assert (rework[tables.calls["fault"] > 170] > 0).sum() == 0
