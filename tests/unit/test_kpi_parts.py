"""Stock, returns and profiles of stock, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_run import SmallRun

from sim.kpi import figures
from sim.kpi.profiles import stock_over_time

near = pytest.approx


def test_fill_rates_by_unit_line_and_job() -> None:
    run = SmallRun(warm_up=5.0)
    run.call(10.0, 20.0, visits=1, parts_needed=3, parts_at_hand=True)
    run.call(10.0, 20.0, visits=1, parts_needed=1, parts_at_hand=True)  # at once, but from elsewhere
    run.call(10.0, 20.0, visits=1, parts_needed=2, parts_at_hand=False)
    run.call(10.0, visits=1, parts_needed=2)  # wrong diagnosis so far: no job yet
    run.call(10.0, 12.0, visits=1)  # needs nothing
    for call, outcome in enumerate(("fixed", "fixed", "part not on hand", "wrong diagnosis", "fixed")):
        run.add("visits", visit=call, call=call, dispatched=11.0, diagnosed=12.0, outcome=outcome)
    run.add("demands", call=0, part="bolt", quantity=3, asked=12.0, at_once=True, units_at_once=3)
    run.add("demands", call=1, part="seal", quantity=1, asked=12.0)
    run.add("demands", call=2, part="seal", quantity=1, asked=12.0)
    run.add("demands", call=2, part="bolt", quantity=1, asked=12.0, at_once=True, units_at_once=1)
    run.add("demands", call=9, part="bolt", quantity=9, asked=4.0)  # before the window
    found = figures(run.tables())
    assert found["fill_rate.unit"] == near(4 / 6)
    assert found["fill_rate.line"] == near(2 / 4)
    assert found["fill_rate.job"] == near(1 / 3)


def test_waits_for_parts() -> None:
    run = SmallRun()
    for wait, at_once in ((0.0, True), (4.0, False), (20.0, False), (math.nan, False)):
        run.add("demands", part="seal", quantity=1, asked=10.0, filled=10.0 + wait, at_once=at_once)
    found = figures(run.tables())
    assert found["part_wait"] == near(8.0)
    assert found["part_wait_backordered"] == near(12.0)
    assert found["part_wait_quantiles.p50"] == near(4.0)


def stocked_run() -> SmallRun:
    """Two shelves: the depot's seal empties at 60 and owes 2 from 100 to 220; the van's bolt stands still at 5."""
    run = SmallRun(warm_up=40.0)
    seal = {"location": "depot", "part": "seal"}
    run.add("movements", time=0.0, movement="initial", quantity=3, on_hand=3, **seal)
    run.add("movements", time=0.0, movement="initial", quantity=5, on_hand=5, location="van", part="bolt")
    run.add("movements", time=60.0, movement="issue", quantity=-3, on_hand=0, on_order=3, **seal)
    run.add("movements", time=100.0, movement="demand backordered", quantity=2, backorders=2, on_order=5, **seal)
    run.add("movements", time=220.0, movement="receipt", quantity=3, on_hand=3, backorders=2, on_order=2, **seal)
    run.add("movements", time=220.0, movement="backorder filled", quantity=-2, on_hand=1, on_order=2, **seal)
    return run


def test_a_shelf_that_only_passes_orders_through_is_not_counted_as_unready() -> None:
    run = stocked_run()
    hub = {"location": "depot", "part": "bolt"}
    run.add("movements", time=0.0, movement="initial", quantity=0, on_hand=0, **hub)
    run.add("movements", time=80.0, movement="demand backordered", quantity=1, backorders=1, on_order=1, **hub)
    run.add("movements", time=90.0, movement="receipt", quantity=1, on_hand=1, backorders=1, **hub)
    run.add("movements", time=90.0, movement="backorder filled", quantity=-1, **hub)
    assert figures(run.tables())["ready_rate"] == near((40 / 200 + 1) / 2)


def test_stock_over_the_window() -> None:
    found = figures(stocked_run().tables())
    assert found["ready_rate"] == near((40 / 200 + 1) / 2)  # seal: 40-60 and 220-240
    assert found["expected_backorders"] == near(2 * 120 / 200)
    assert found["inventory_value_by_echelon.echelon 2"] == near((3 * 20 + 1 * 20) * 100 / 200)
    assert found["inventory_value_by_echelon.vans"] == near(50.0)
    assert found["inventory_value_by_echelon.echelon 1"] == 0.0
    assert "inventory_value_by_echelon." not in found  # suppliers have no shelves
    assert found["inventory_value"] == near(40 + 50)


def test_turns_are_the_yearly_use_of_stock_over_its_value() -> None:
    run = stocked_run()
    use = {"quantity": 1, "asked": 60.0}
    run.add("demands", part="seal", supply="depot", source="depot", filled=60.0, **use)
    run.add("demands", part="bolt", supply="own van", source="van", filled=60.0, **use)
    run.add("demands", part="seal", supply="emergency", filled=60.0, **use)  # not from stock
    run.add("demands", part="seal", supply="upstream", source="factory", filled=60.0, **use)  # not from stock
    run.add("demands", part="seal", supply="backorder", source="depot", **use)  # not filled yet
    assert figures(run.tables())["inventory_turns"] == near(110 * 8760 / 200 / 90)


def test_not_operational_for_supply() -> None:
    run = SmallRun()
    run.call(10.0, 40.0, parts=24.0, repair=6.0)
    run.call(10.0, 40.0, parts=30.0, effect="degraded")
    assert figures(run.tables())["not_operational_for_supply"] == near(24 / 240)


def test_expedite_rate_by_number_and_cost() -> None:
    run = SmallRun()
    for supply, freight in (("own van", 0.0), ("depot", 0.0), ("lateral", 5.0), ("upstream", 9.0), ("emergency", 16.0)):
        run.add("demands", part="seal", quantity=1, asked=10.0, supply=supply, source="van", freight=freight)
    order = {"source": "factory", "part": "seal", "quantity": 1, "ordered": 1.0}
    run.add("orders", **order, order=0, location="central", shipped=1.0, freight=10.0)
    run.add("orders", **order, order=1, location="central")  # not shipped
    run.add("orders", **order, order=2, location="depot", shipped=1.0, carrier="courier", freight=25.0)
    found = figures(run.tables())
    assert found["expedite_rate"] == near(4 / 5)
    assert found["expedite_cost_share"] == near(55 / 65)


def test_bullwhip_compares_weekly_variances() -> None:
    run = SmallRun(horizon=168.0 * 8 + 5.0)
    for week in range(8):
        at = week * 168.0 + 1.0
        demand = 2 if week % 2 else 0
        if demand:
            run.add("movements", time=at, location="depot", part="seal", movement="issue", quantity=-demand)
        if week % 4 == 3:
            run.add("orders", order=week, location="depot", source="central", part="seal", quantity=4, ordered=at)
    run.add(
        "orders", order=99, location="depot", source="central", part="seal", quantity=50, ordered=168.0 * 8 + 1
    )  # not a whole week
    orders = np.var([0, 0, 0, 4, 0, 0, 0, 4], ddof=1)
    demand_variance = np.var([0, 2] * 4, ddof=1)
    found = figures(run.tables())
    assert found["bullwhip.echelon 2"] == near(orders / demand_variance)
    assert math.isnan(found["bullwhip.vans"])
    assert math.isnan(figures(SmallRun().tables())["bullwhip.echelon 2"])  # too short to tell


def test_returns() -> None:
    run = SmallRun()
    run.add(
        "cores",
        core=0,
        removed=0.0,
        received=10.0,
        inspected=11.0,
        shop_start=12.0,
        shop_end=20.0,
        good=True,
        ended=20.0,
        location="central",
    )
    run.add(
        "cores",
        core=1,
        removed=0.0,
        received=20.0,
        inspected=21.0,
        no_fault_found=True,
        good=True,
        ended=21.0,
        location="central",
    )
    run.add("cores", core=2, removed=0.0, received=30.0, inspected=31.0, shop_start=32.0, shop_end=50.0, ended=50.0)  # scrapped
    run.add("cores", core=3, removed=200.0)
    run.add("cores", core=4, removed=30.0, ended=40.0, disposition="local repair", good=True, location="depot")  # sent nowhere
    found = figures(run.tables())
    assert found["core_return_delay"] == near(20.0)
    assert found["core_return_rate"] == near(3 / 4)  # the last is on its way
    assert found["no_fault_found_rate"] == near(1 / 3)
    assert found["shop_yield"] == near(1 / 2)
    assert found["shop_turnaround"] == near((10 + 1) / 2)
    assert found["shop_turnaround_quantiles.p50"] == near(5.5)
    assert found["core_return_delay_quantiles.p95"] == near(29.0)


def test_profile_of_stock_over_time() -> None:
    frame = stock_over_time(stocked_run().tables())
    assert frame["week"].unique().tolist() == [0.0, 168.0]
    value = {(row.echelon, row.week): row.value for row in frame.itertuples()}
    assert value["echelon 2", 0.0] == near(300 * 60 / 168)
    assert value["echelon 2", 168.0] == near(100 * 20 / 72)  # the last week has 72 h
    assert value["vans", 168.0] == near(50.0)
    assert value["echelon 1", 0.0] == 0.0
