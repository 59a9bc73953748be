"""The audit finds scores, complaints and actions that do not follow from what happened."""

from __future__ import annotations

from typing import Any

import pytest
from small_run import SmallRun

from sim.audit.insight import check

ASKED = {
    "asks_customers": True,
    "start_score": 80.0,
    "neutral_score": 80.0,
    "score_half_life": None,
    "late_response_points": 0.0,
    "late_restoration_points": 0.0,
    "repeat_visit_points": 30.0,
    "downtime_points": 0.0,
    "as_expected_points": 4.0,
    "dissatisfied_below": 60.0,
    "restored_by_answer": 20.0,
    "review_every": 50.0,
}


def a_run(
    score: dict[str, Any] | None = None, complaint: dict[str, Any] | None = None, action: dict[str, Any] | None = None
) -> SmallRun:
    """Two visits at the plant, a complaint that is answered ten hours later, and what a review decides."""
    run = SmallRun(**ASKED)
    run.names["action"] = ["guide", "drill"]
    run.dimensions["corrective_actions"] = {
        "action": ["guide", "drill"],
        "cause": ["repeat visit"] * 2,
        "failures": ["pump.leak", "pump.jam"],
        "complaints": [1, 1],
        "cost": [500.0, 0.0],
    }
    run.call(20, 30, visits=2)
    run.add(
        "satisfaction",
        **{"site": "plant", "at": 30, "call": 0, "why": "repeat visit", "before": 80, "after": 50, **(score or {})},
    )
    run.add("satisfaction", site="plant", at=40, call=0, why="complaint answered", before=50, after=70)
    told = {"call": 0, "site": "plant", "mode": "pump.leak", "cause": "repeat visit", "raised": 30, "answered": 40, "cost": 70}
    run.add("complaints", **{**told, **(complaint or {})})
    run.add(
        "corrective_actions",
        **{"action": "guide", "decided": 50, "complaints": 1, "effective": 60, "cost": 500, **(action or {})},
    )
    return run


BROKEN = {
    "a score did not move as the call says: plant, call 0": a_run({"after": 49}),
    "a score moved while nothing happened: plant, call 0; plant, call 0": a_run({"before": 85, "after": 55}),
    "somebody complained who was not dissatisfied: complaint 0": a_run({"after": 70}),
    "a complaint was answered before it was raised: complaint 0": a_run(complaint={"raised": 41}),
    "a complaint cost money before it was answered: complaint 0": a_run(complaint={"answered": None}),
    "an action was decided without a review: guide": a_run(action={"decided": 55}),
    "an action was decided on fewer complaints than it takes: guide": a_run(action={"complaints": 2}),
    "an action was decided on fewer complaints than it takes: drill": a_run(action={"action": "drill"}),
    "an action took effect before it was decided: guide": a_run(action={"effective": 40}),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_a_fault_is_found(finding: str) -> None:
    assert finding in check(BROKEN[finding].tables())


def test_an_action_is_decided_once() -> None:
    run = a_run()
    run.add("corrective_actions", **{**run.rows["corrective_actions"][0], "decided": 100, "effective": 110})
    assert "an action was decided twice: guide; guide" in check(run.tables())


def test_what_follows_is_fine() -> None:
    assert check(a_run().tables()) == []


def test_nobody_thinks_anything_unasked() -> None:
    run = a_run()
    run.facts["asks_customers"] = False
    assert check(run.tables()) == [
        f"there are {kind}, though nobody asks customers" for kind in ("satisfaction", "complaints", "corrective_actions")
    ]
