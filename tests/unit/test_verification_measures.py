"""What cases measure, worked out by hand on a small run: window 40 to 240 h."""

from __future__ import annotations

import math

import pytest
from small_run import SmallRun

from sim.errors import UsageError
from sim.results import Tables
from sim.verification.measures import check, measure

near = pytest.approx


@pytest.fixture(scope="module")
def tables() -> Tables:
    run = SmallRun(warm_up=40.0)
    run.call(30.0, 44.0, priority=1)  # begins before the window, ends in it: 4 h of it inside
    run.call(50.0, 60.0, priority=1, arrived=53.0)
    run.call(58.0, 62.0, asset=1, priority=2, parts_at_hand=True, arrived=59.0)
    run.call(235.0, asset=2, priority=2)  # open at the horizon
    for call, asked, dispatched, left in ((0, 30.0, 41.0, 44.0), (1, 50.0, 52.0, 60.0), (2, 58.0, 58.0, 62.0)):
        run.add("visits", call=call, asked=asked, dispatched=dispatched, left=left, technician="anna", site="plant")
    run.add("visits", call=3, asked=235.0, technician="bert", site="mill")
    run.add("contacts", call=0, at=30.0, answered=30.0, ended=31.0)
    run.add("contacts", call=1, at=50.0, answered=50.5, ended=51.0)
    run.add("contacts", call=2, at=58.0, ended=58.25, abandoned=True)
    for time, on_hand, backorders in ((0.0, 2, 0), (60.0, 1, 0), (100.0, 0, 1), (140.0, 2, 0)):
        run.add(
            "movements", time=time, location="depot", part="seal", on_hand=on_hand, on_order=3 - on_hand, backorders=backorders
        )
    run.add("movements", time=0.0, location="central", part="seal", on_hand=5)
    run.add("demands", call=1, part="seal", location="depot", asked=50.0, filled=50.0, at_once=True, quantity=1)
    run.add("demands", call=2, part="seal", location="depot", asked=58.0, filled=66.0, quantity=3)
    run.add("orders", location="depot", part="seal", quantity=4, ordered=60.0, shipped=60.0, received=100.0)
    run.add("orders", location="depot", part="seal", quantity=2, ordered=100.0, shipped=130.0, received=140.0)
    for call, at, cost, warranty in ((0, 39.0, 90.0, 1.0), (1, 60.0, 80.0, 0.5), (2, 62.0, 70.0, 1.0)):
        run.add("settlements", call=call, item="labour", at=at, cost=cost, warranty=warranty)
    run.add("cores", removed=60.0, inspected=62.0, shop_start=66.0, shop_end=70.0, ended=70.0, good=True)
    return run.tables()


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"mean": "call"}, (14 + 10 + 4) / 3),
        ({"mean": "call", "where": {"priority": 1}}, 12.0),
        ({"mean": "call", "where": {"priority": [1, 2]}}, 28 / 3),
        ({"mean": "dispatch wait"}, (11 + 2 + 0) / 3),
        ({"mean": "dispatch wait", "where": {"call.priority": 2}}, 0.0),
        ({"mean": "visit", "where": {"technician": "anna"}}, (3 + 8 + 4) / 3),
        ({"mean": "response"}, 2.0),
        ({"mean": "desk wait"}, (0.5 + 0.25) / 2),
        ({"mean": "core wait"}, 4.0),
        ({"mean": "core in shop"}, 8.0),
        ({"mean": "order"}, 40.0),
        ({"share": "order wait", "within": "0 h"}, 1 / 2),
        ({"share": "call", "above": "4 h"}, 2 / 3),
        ({"share": "call", "within": "4 h"}, 1 / 3),
        ({"share": "desk wait", "within": "20 min", "that": {"abandoned": False}}, 0.0),
        ({"share": "desk wait", "within": "30 min", "that": {"abandoned": False}}, 1 / 2),
        ({"share": "desk wait", "above": "10 min", "where": {"abandoned": True}, "that": {"call": 2}}, 1.0),
        ({"excess": "call", "above": "9 h"}, (5 + 1) / 3),
        ({"number": "call"}, (4 + 10 + 4 + 5) / 200),
        ({"number": "call", "divided_by": 2}, (4 + 10 + 4 + 5) / 400),
        ({"number": "call", "at": "11 h"}, 2 / 8),  # 11 o'clock of eight days; two calls are there at 59
        ({"number": "call", "between": ["2 h", "4 h"]}, 2 / 16),  # 50-52 of 8 such stretches from 50 on
        ({"number": "call", "beyond": 1}, 2 / 200),
        ({"number": "call", "beyond": 0, "where": {"priority": 1}}, (4 + 10) / 200),
        ({"time_share": "call", "at_most": 0}, (200 - 4 - 12 - 5) / 200),
        ({"time_share": "call", "at_most": 1}, (200 - 2) / 200),
        ({"fraction": "demands", "that": {"at_once": True}}, 1 / 2),
        ({"fraction": "contacts", "that": {"abandoned": True}}, 1 / 2),
        ({"fraction": "calls", "that": {"parts_at_hand": True}, "where": {"priority": 2}}, 1 / 2),
        ({"rate": "orders"}, 2 / 200),
        ({"rate": "orders", "sum": "quantity"}, 6 / 200),
        ({"average": "quantity", "of": "orders"}, 3.0),
        ({"stock": "on_hand", "at": "depot"}, (2 * 20 + 1 * 40 + 0 + 2 * 100) / 200),
        ({"stock": "backorders", "at": ["depot", "central"], "part": "seal"}, 40 / 200),
        ({"stock": "on_hand", "at": ["depot", "central"]}, 5 + 280 / 200),
        ({"stock_share": "backorders", "at": "depot", "at_most": 0}, 160 / 200),
        ({"sampled": "on_hand", "at": "depot", "every": "20 h"}, (2 + 1 + 1 + 0 + 0 + 2 * 5) / 10),
        ({"quiet": "demands", "that": {"at_once": False}, "every": "20 h"}, 9 / 10),
        ({"per_asset": "mean"}, (14 + 4 + 5) / 4),
        ({"per_asset": "calls"}, 3 / 4),
        ({"per_asset": "calls", "until": "58 h", "type": "pump"}, 1 / 4),
        ({"per_asset": "warranty_cost"}, (0.5 * 80 + 70) / 4),
        ({"per_asset": "share_beyond", "downtime": "4 h"}, 2 / 4),
        ({"per_asset": "excess_beyond", "downtime": "4 h"}, (10 + 0 + 1) / 4),
        ({"lookup": "visits", "table": {"anna": {"plant": "2 h"}, "bert": {"mill": 5}}}, (2 + 2 + 5) / 3),
        ({"figure": "open_calls"}, 1.0),
        ({"ratio": [{"stock": "on_hand", "at": "depot"}, {"rate": "orders"}]}, 280 / 2),
        ({"sum": [[10, {"rate": "orders"}], [1, {"stock": "on_hand", "at": "central"}]]}, 5.1),
    ],
    ids=str,
)
def test_measures_by_hand(tables: Tables, spec: dict, expected: float) -> None:
    total, weight = measure(tables, spec)
    assert total / weight == near(expected)


def test_a_cycle_is_found_with_its_height_and_peak() -> None:
    """Calls come so that 3 + 2 sin are there: one long call of three, and thin slices whose number follows the sinusoid."""
    run = SmallRun(warm_up=48.0)
    for _ in range(3):
        run.call(0.0)
    steps = 480
    for step in range(steps):
        begin = 240.0 * step / steps
        level = 2 * math.sin(2 * math.pi * (begin + 0.25) / 24.0)
        whole, rest = divmod(level + 2, 1.0)
        for _ in range(int(whole)):
            run.call(begin, begin + 0.5)
        if rest > 0:
            run.call(begin, begin + 0.5 * rest)
    tables = run.tables()
    found = {
        name: measure(tables, {"cycle": "call", "period": "1 d", "figure": name})[0]
        for name in ("mean", "highest", "lowest", "peak")
    }
    assert found == near({"mean": 5.0, "highest": 7.0, "lowest": 3.0, "peak": 6.0}, abs=0.15)


def test_money_per_row_asset_and_hour() -> None:
    run = SmallRun(warm_up=40.0)
    run.add("cores", removed=30.0, inspected=39.0, part="seal")
    for at in (50.0, 60.0, 70.0):
        run.add("cores", removed=at, inspected=at + 1, part="seal")
    tables = run.tables()
    found = {per: measure(tables, {"ledger": "inspection", "per": per}) for per in ("cores", "asset", "hour")}
    assert found == {"cores": (45.0, 3), "asset": (45.0, 4), "hour": (45.0, 200.0)}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"meen": "call"}, "there is no measure 'meen'"),
        ({"mean": "call", "wher": {}}, "measure 'mean' has no 'wher'; did you mean 'where'?"),
        ({}, "expected a measure"),
    ],
)
def test_words_that_are_not_known_are_refused(spec: dict, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        check(spec)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"mean": "cal"}, "there is no span 'cal'; did you mean 'call'?"),
        ({"rate": "order"}, "there is no table 'order' to measure"),
        ({"rate": "orders", "where": {"plase": "depot"}}, "table orders has no column 'plase'"),
        ({"rate": "orders", "where": {"location": "nowhere"}}, "there is no location 'nowhere'"),
        ({"figure": "open_call"}, "open_call"),
    ],
)
def test_measures_that_make_no_sense_are_refused(tables: Tables, spec: dict, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        measure(tables, spec)
    assert said in str(refused.value)
