"""What the audit says of runs in which somebody pays what he does not owe."""

from __future__ import annotations

from typing import Any

import pytest
from small_run import SmallRun

from sim.audit import warranty


def settled_run() -> SmallRun:
    """Two calls of one machine, the first under a warranty of 100 hours that the maker reimburses, and a board claimed from its supplier."""
    run = SmallRun()
    run.dimensions["warranties"] = {
        "asset_type": ["pump"],
        "length": [100.0],
        "kind": ["free"],
        "labour": [0.5],
        "travel": [1.0],
        "parts": [1.0],
        "refund": [0.0],
    }
    run.dimensions["offers"]["extends_warranty"] = [20.0, 0.0]
    run.dimensions["parts"]["supplier_pays"] = [0.8, 0.0]
    run.call(50.0, 60.0)
    run.call(150.0, 155.0)
    first = {"call": 0, "at": 60.0, "age": 110.0}
    second = {"call": 1, "at": 155.0, "age": 210.0}
    run.add(
        "settlements", item="labour", cost=80.0, value=200.0, warranty=0.5, contract=0.25, customer=0.25, billed=50.0, **first
    )
    run.add("settlements", item="parts", part="seal", cost=100.0, warranty=1.0, **first)
    run.add("settlements", item="parts", part="seal", cost=100.0, warranty=1.0, **first)
    run.add("settlements", item="labour", cost=80.0, value=200.0, customer=1.0, billed=200.0, **second)
    run.add("cores", core=0, call=0, part="seal", removed=58.0)
    maker = {"payer": "maker", "core": -1, "amount": 300.0}
    run.add("claims", claim=0, call=0, arose=60.0, filed=70.0, decided=80.0, accepted=True, paid=90.0, cost=5.0, **maker)
    run.add("claims", claim=1, call=1, arose=155.0, filed=160.0, decided=170.0, denial="out of warranty", **maker)
    run.add(
        "claims",
        claim=2,
        call=0,
        core=0,
        part="seal",
        payer="supplier",
        amount=80.0,
        arose=58.0,
        decided=120.0,
        denial="no proof",
    )
    return run


def test_a_sound_run_passes() -> None:
    assert warranty.check(settled_run().tables()) == []


def test_no_run_has_to_say_who_pays() -> None:
    assert warranty.check(SmallRun().tables()) == []


@pytest.mark.parametrize(
    ("table", "row", "values", "finding"),
    [
        ("settlements", 0, {"call": 7}, "a settlement is about no call: call 7"),
        ("claims", 0, {"call": 7}, "a claim is about no call: call 7"),
        (
            "settlements",
            0,
            {"contract": 0.5},
            "what warranty, contract and customer bear does not add up to one: labour of call 0",
        ),
        ("settlements", 0, {"billed": 60.0}, "the customer is billed another sum than his share: labour of call 0"),
        ("settlements", 3, {"cost": -1.0}, "a settlement has a negative amount: labour of call 1"),
        ("settlements", 3, {"at": 150.0}, "a call is settled when it was not closed: labour of call 1"),
        ("settlements", 3, {"age": 200.0}, "a warranty that does not renew began twice: labour of call 1"),
        (
            "settlements",
            3,
            {"warranty": 0.5, "customer": 0.5, "billed": 100.0},
            "a warranty bears something beyond its length: labour of call 1",
        ),
        ("settlements", 0, {"warranty": 0.75, "contract": 0.0}, "a warranty bears more than it says: labour of call 0"),
        (
            "calls",
            0,
            {"reason": "maintenance"},
            "a warranty bears planned maintenance: labour of call 0; parts of call 0; parts of call 0",
        ),
        ("claims", 0, {"paid": 79.0}, "moments of a claim are not in order: claim 0"),
        ("claims", 0, {"arose": 40.0}, "a claim arose before there was anything to claim: claim 0"),
        ("claims", 0, {"paid": 250.0}, "a claim went on after the horizon: claim 0"),
        ("claims", 0, {"denial": "rejected"}, "a decided claim is neither accepted nor denied, or both: claim 0"),
        ("claims", 1, {"paid": 180.0}, "a claim was paid that was not accepted: claim 1"),
        ("claims", 2, {"filed": 60.0}, "a claim was decided that was not filed, or lapsed though it was: claim 2"),
        ("claims", 2, {"cost": 5.0}, "a claim that was not filed had a cost: claim 2"),
        ("claims", 0, {"amount": 0.0}, "a claim is about no money: claim 0"),
        ("claims", 2, {"amount": 90.0}, "a supplier is asked for another sum than his share of the price: claim 2"),
        ("claims", 2, {"core": 5}, "a claim is about no core: claim 2"),
        ("claims", 2, {"arose": 59.0}, "a claim and its core do not agree: claim 2"),
        ("claims", 2, {"amount": 160.0}, "a claim and its core do not agree: claim 2"),
    ],
)
def test_every_fault_is_found(table: str, row: int, values: dict[str, Any], finding: str) -> None:
    run = settled_run()
    run.rows[table][row].update(values)
    assert finding in warranty.check(run.tables())


def test_nothing_is_settled_or_claimed_twice() -> None:
    run = settled_run()
    run.rows["settlements"].append(run.rows["settlements"][0])
    run.rows["claims"].append(run.rows["claims"][2])
    assert warranty.check(run.tables()) == ["something is settled twice: labour of call 0", "a core is claimed twice: claim 2"]
