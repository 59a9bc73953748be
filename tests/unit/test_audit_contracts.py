"""The audit finds contracts that do not follow one another, and calls under what nobody had signed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small_run import SmallRun

from sim.audit.contracts import check


def a_run(*changes: dict[str, Any], call: dict[str, Any] | None = None, left: float = math.nan) -> SmallRun:
    """The plant has gold for 100 hours, and renews it."""
    run = SmallRun(has_contracts=True, fleet_changes=True)
    run.dimensions["assets"] |= {"entered": [0.0] * 4, "left": [left] * 3 + [math.nan]}
    run.dimensions["offers"] |= {"term": [100.0, 50.0]}
    rows: list[dict[str, Any]] = [
        {"site": "plant", "offer": "gold", "number": 1, "begins": 0, "ends": 100, "why": "renewed"},
        {"site": "plant", "offer": "gold", "number": 2, "begins": 100, "ends": 200, "why": "left"},
    ]
    for row, change in zip(rows, [*changes, {}, {}], strict=False):
        run.add("contracts", **{**row, **change})
    run.call(20, 24, **(call or {}))
    return run


BROKEN = {
    "a customer's first contract is missing: plant, number 3": a_run({"number": 3}, {"number": 4}, left=200),
    "a contract is missing between two: plant, number 1": a_run({}, {"number": 3}, left=200),
    "a contract does not begin when the one before it ends: plant, number 1": a_run({}, {"begins": 101, "ends": 201}, left=201),
    "what was signed next is not what is said: plant, number 1": a_run({"why": "changed"}, left=200),
    "a contract did not end with its term: plant, number 2": a_run({}, {"ends": 190}, left=190),
    "a contract ran on after its term: plant, number 2": a_run({}, {"ends": None, "why": None}),
    "a contract ended without a reason, or the other way round: plant, number 2": a_run({}, {"why": None}),
    "a machine stayed though its customer had left: plant": a_run(left=220),
    "a call is under an offer that its customer had not signed: call 0": a_run(call={"offer": "basic"}, left=200),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_a_fault_is_found(finding: str) -> None:
    assert finding in check(BROKEN[finding].tables())


def test_what_follows_one_another_is_fine() -> None:
    assert check(a_run(left=200).tables()) == []


def test_what_never_came_did_not_stay() -> None:
    """Its time to go was drawn after its customer had left, but before its time to come."""
    run = a_run(left=200)
    run.dimensions["assets"]["entered"][1], run.dimensions["assets"]["left"][1] = 240.0, 220.0
    assert check(run.tables()) == []


def test_no_contracts_where_none_ends() -> None:
    run = a_run()
    run.facts["has_contracts"] = False
    assert check(run.tables()) == ["there are contracts, though none was to end"]


def test_a_renewed_contract_goes_on() -> None:
    run = a_run(left=200)
    run.rows["contracts"].pop()
    assert "a contract was renewed, and the new one is missing: plant, number 1" in check(run.tables())
