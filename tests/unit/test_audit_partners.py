"""What the audit says of runs in which partners do what they cannot."""

from __future__ import annotations

from typing import Any

import pytest
from small_run import SmallRun

from sim.audit import partners


def run_with_partners() -> SmallRun:
    """Aid takes one job at a time, half a day after it was asked for; Help as many as come, and hands them back."""
    run = SmallRun()
    run.names["partner"] = ["aid", "help"]
    run.dimensions["partners"] = {
        "partner": ["aid", "help"],
        "visit_cost": [90.0, 80.0],
        "hourly_cost": [60.0, 0.0],
        "parts_price": [1.0, 1.0],
        "retainer": [0.0, 0.0],
        "capacity": [1, None],
        "hands_back": [False, True],
        "after": [12.0, 0.0],
    }
    for fault in (10.0, 100.0, 20.0):
        run.call(fault)
    visit(run, 0, "aid", 1, 10.0, 22.0, 26.0, "part not on hand")
    visit(run, 0, "aid", 2, 40.0, 40.0, 45.0, "repair failed")
    visit(run, 0, "aid", 3, 45.0, 45.0, 50.0, "fixed")
    visit(run, 1, "aid", 1, 38.0, 50.0, 60.0, "wrong skill")
    visit(run, 2, "help", 1, 20.0, 20.0, 30.0, "repair failed")
    visit(run, 2, "help", 2, 35.0, 36.0, None, None)
    run.add("partner_parts", call=0, visit=0, part="seal", quantity=1, asked=26.0, delay=14.0)
    run.add("partner_parts", call=1, visit=3, part="seal", quantity=1, asked=55.0, delay=0.0)
    return run


def visit(run: SmallRun, call: int, partner: str, number: int, asked: float, dispatched: float, left: Any, outcome: Any) -> None:
    """A visit, which has found the fault when it arrives two hours after it was taken over."""
    number_of_run = len(run.rows["partner_visits"])
    there = dispatched + 2.0
    moments = {"asked": asked, "dispatched": dispatched, "arrived": there, "diagnosed": there, "left": left, "outcome": outcome}
    run.add("partner_visits", visit=number_of_run, call=call, number=number, partner=partner, site="plant", **moments)


def test_a_sound_run_passes() -> None:
    assert partners.check(run_with_partners().tables()) == []
    assert partners.check(SmallRun().tables()) == []


@pytest.mark.parametrize(
    ("table", "row", "values", "finding"),
    [
        ("partner_visits", 1, {"arrived": 39.0}, "moments of a partner's visit are not in order: visit 1 of a partner"),
        ("partner_visits", 3, {"left": 51.0}, "moments of a partner's visit are not in order: visit 3 of a partner"),
        (
            "partner_visits",
            4,
            {"outcome": None},
            "a partner's visit is over without an outcome, or the reverse: visit 4 of a partner",
        ),
        (
            "partner_visits",
            5,
            {"outcome": "fixed"},
            "a partner's visit is over without an outcome, or the reverse: visit 5 of a partner",
        ),
        ("partner_visits", 3, {"left": 300.0}, "a partner's visit lies outside the run: visit 3 of a partner"),
        ("partner_visits", 0, {"asked": 11.0}, "a partner took an order before its time: visit 0 of a partner"),
        ("partner_parts", 1, {"visit": 9}, "a partner's part without its visit: call 1"),
        (
            "partner_parts",
            0,
            {"delay": 0.0},
            "a partner's visit and its parts disagree on whether one was missing: visit 0 of a partner",
        ),
        (
            "partner_parts",
            1,
            {"delay": 9.0},
            "a partner's visit and its parts disagree on whether one was missing: visit 3 of a partner",
        ),
        ("partner_visits", 3, {"asked": 37.0, "dispatched": 49.0}, "aid had 2 jobs in its hands at once and takes 1"),
        ("partner_visits", 3, {"asked": 10.0, "dispatched": 30.0}, "aid had 2 jobs in its hands at once and takes 1"),
        ("partner_visits", 4, {"partner": "aid", "asked": 1.0}, "aid had 2 jobs in its hands at once and takes 1"),
    ],
)
def test_every_fault_is_found(table: str, row: int, values: dict[str, Any], finding: str) -> None:
    run = run_with_partners()
    run.rows[table][row].update(values)
    assert finding in partners.check(run.tables())


def test_what_was_handed_back_is_not_in_their_hands() -> None:
    """Between 30 and 36 Help has nothing to do, so that one job at a time is what it has; in one piece it were the same."""
    run = run_with_partners()
    run.dimensions["partners"]["capacity"] = [1, 1]
    visit(run, 1, "help", 1, 30.0, 30.0, 36.0, "fixed")
    assert partners.check(run.tables()) == []
    run.dimensions["partners"]["hands_back"] = [False, False]
    assert partners.check(run.tables()) == ["help had 2 jobs in its hands at once and takes 1"]
