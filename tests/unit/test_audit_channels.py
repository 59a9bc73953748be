"""The audit finds prospects who were never asked, signed against their luck, or came to something else than they signed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small_run import SmallRun

from sim.audit.channels import check


def a_run(*changes: dict[str, Any], asset: float = 20.0, contract: dict[str, Any] | None = None) -> SmallRun:
    """The first of two prospects signs for the plant; at the price of 876 EUR, half as much as the channel names, twice as many sign."""
    run = SmallRun(has_contracts=True, fleet_changes=True)
    run.names["channel"] = ["direct"]
    run.dimensions["channels"] = {"channel": ["direct"], "assets": [3], "acceptance": [0.2], "elasticity": [1.0], "at": [1752.0]}
    run.dimensions["assets"] |= {"entered": [20.0, 20.0, asset, 0.0], "left": [math.nan] * 4}
    rows: list[dict[str, Any]] = [
        {"number": 1, "asked": 10, "threshold": 0.39, "signed": True, "site": "plant", "begins": 20},
        {"number": 2, "asked": 30, "threshold": 0.41, "signed": False, "site": None, "begins": math.nan},
    ]
    for row, change in zip(rows, [*changes, {}, {}], strict=False):
        run.add("sign_ups", **{"channel": "direct", "offer": "gold", **row, **change})
    run.add("contracts", **{"site": "plant", "offer": "gold", "number": 1, "begins": 20, **(contract or {})})
    return run


BROKEN = {
    "a channel's first prospect is missing: direct, number 2": a_run({"number": 2}, {"number": 3}),
    "prospects do not follow one another: direct, number 3": a_run({}, {"number": 3}),
    "prospects do not follow one another: direct, number 2": a_run({}, {"asked": 9}),
    "somebody signed who would not, or the other way round: direct, number 2": a_run({}, {"threshold": 0.39}),
    "somebody signed who would not, or the other way round: direct, number 1": a_run({"threshold": 0.4}),
    "a sign-up has no beginning, or the other way round: direct, number 1": a_run({"begins": 9}),
    "a sign-up has no beginning, or the other way round: direct, number 2": a_run({}, {"begins": 40}),
    "who signed has no site, or the other way round: direct, number 1": a_run({"site": None}),
    "two signed for one site: direct, number 2": a_run({}, {"site": "plant"}),
    "a customer's machines do not come when he signed for them: direct, number 1": a_run(asset=21.0),
    "a customer's contract is not what he signed: direct, number 1": a_run(contract={"offer": "basic"}),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_a_fault_is_found(finding: str) -> None:
    assert any(
        each.startswith(finding.rpartition(":")[0]) and finding.rpartition(": ")[2] in each
        for each in check(BROKEN[finding].tables())
    )


def test_who_signs_by_his_luck_is_fine() -> None:
    assert check(a_run().tables()) == []
