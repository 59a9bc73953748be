"""The ledger, line by line, worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small_run import SmallRun

from sim.kpi import figures
from sim.ledger import CATEGORIES, ledger, lines
from sim.promises import judge
from sim.results import Tables

near = pytest.approx


def booked(tables: Tables, category: str) -> list[tuple[float, float, str, int]]:
    """(time, amount, table, row) of a category's lines."""
    frame = ledger(tables)
    own = frame[frame["category"] == category]
    return [(row.time, pytest.approx(row.amount), row.table, row.row) for row in own.itertuples()]


def promised_away(run: SmallRun) -> SmallRun:
    """Without contract revenue, so that only the lines under test remain."""
    run.dimensions["offers"]["price"] = [0.0, 0.0]
    run.dimensions["desk_hours"] = {}
    return run


def test_presence_overtime_and_kilometres() -> None:
    run = promised_away(SmallRun())
    run.add("attendance", technician="anna", begin=8.0, end=16.0, duty="shift")
    run.add("attendance", technician="anna", begin=16.0, end=20.0, duty="on call")
    run.add("attendance", technician="bert", begin=230.0, end=300.0, duty="shift")
    run.add("visits", technician="anna", dispatched=15.0, overtime=2.0, km=10.0)
    run.add("visits", technician="bert", dispatched=230.0, overtime=1.0, km=0.0)
    run.add("trips", technician="anna", begin=17.0, hours=1.0, km=8.0, trip="home")
    tables = run.tables()
    assert booked(tables, "labour") == [(8.0, 320.0, "attendance", 0), (230.0, 300.0, "attendance", 2)]  # cut at 240 h
    assert booked(tables, "on_call") == [(16.0, 20.0, "attendance", 1)]
    assert booked(tables, "overtime") == [(15.0, 120.0, "visits", 0), (230.0, 30.0, "visits", 1)]  # bert: his normal cost
    assert booked(tables, "travel") == [(15.0, 5.0, "visits", 0), (17.0, 4.0, "trips", 0)]
    assert lines(tables).total() == pytest.approx(320 + 300 + 20 + 120 + 30 + 5 + 4)


def test_desk_costs_its_agents_hours() -> None:
    assert booked(SmallRun().tables(), "desk") == [(0.0, 240 * 2 * 30.0, "desk_hours", 0)]


def test_supply() -> None:
    run = promised_away(SmallRun())
    run.add(
        "orders",
        order=0,
        location="central",
        source="factory",
        part="seal",
        quantity=3,
        unit_price=90.0,
        ordered=1.0,
        shipped=2.0,
        received=50.0,
        freight=10.0,
    )
    run.add(
        "orders",
        order=1,
        location="depot",
        source="central",
        part="seal",
        quantity=2,
        ordered=5.0,
        shipped=6.0,
        received=30.0,
        carrier="courier",
        freight=25.0,
    )
    run.add("orders", order=2, location="central", source="factory", part="bolt", quantity=7, ordered=200.0)
    ask = {"part": "seal", "quantity": 2, "asked": 10.0}
    run.add("demands", **ask, supply="own van", source="van", filled=10.0)
    run.add("demands", **ask, supply="lateral", source="depot", filled=12.0, freight=9.0)
    run.add("demands", **ask, supply="emergency", filled=34.0, freight=90.0)
    run.add("demands", **ask, supply="upstream", source="factory", filled=36.0, freight=25.0)
    run.add("demands", **ask, supply="emergency", filled=999.0, freight=1.0)  # comes after the horizon
    tables = run.tables()
    assert booked(tables, "purchase") == [(50.0, 270.0, "orders", 0), (34.0, 200.0, "demands", 2), (36.0, 200.0, "demands", 3)]
    assert booked(tables, "ordering") == [(1.0, 3.0, "orders", 0), (5.0, 2.0, "orders", 1), (200.0, 3.0, "orders", 2)]
    assert booked(tables, "freight") == [(2.0, 10.0, "orders", 0)]
    assert booked(tables, "express") == [(6.0, 25.0, "orders", 1)]
    assert [(line[1], line[3]) for line in booked(tables, "expediting")] == [(9.0, 1), (90.0, 2), (25.0, 3), (1.0, 4)]


def test_returns() -> None:
    run = promised_away(SmallRun())
    run.add(
        "cores",
        core=0,
        part="seal",
        removed=1.0,
        received=2.0,
        inspected=3.0,
        shop_start=4.0,
        shop_end=9.0,
        repairs=2,
        good=True,
        ended=9.0,
    )
    run.add("cores", core=1, part="seal", removed=5.0)
    run.add("cores", core=2, part="seal", removed=6.0, ended=8.0, disposition="local repair", good=True, location="depot")
    tables = run.tables()
    assert booked(tables, "core_freight") == [(1.0, 8.0, "cores", 0), (5.0, 8.0, "cores", 1)]
    assert booked(tables, "inspection") == [(3.0, 15.0, "cores", 0)]
    assert booked(tables, "repair") == [(9.0, 2 * 40.0, "cores", 0), (8.0, 25.0, "cores", 2)]


def test_holding_accrues_per_stretch_and_is_cut_at_the_warm_up() -> None:
    run = promised_away(SmallRun(warm_up=100.0))
    run.add("movements", time=0.0, location="depot", part="seal", movement="initial", quantity=3, on_hand=3)
    run.add("movements", time=150.0, location="depot", part="seal", movement="issue", quantity=-3, on_hand=0)
    tables = run.tables()
    hourly = 3 * 100.0 * 0.2 / 8760
    assert booked(tables, "holding") == [(0.0, hourly * 100, "movements", 0), (100.0, hourly * 50, "movements", 0)]
    assert lines(tables).total(begin=100.0) == pytest.approx(hourly * 50)
    assert lines(tables).by_category(100.0)["holding"] == pytest.approx(hourly * 50)


def test_holding_is_paid_for_what_lies_there_not_for_what_is_on_its_way_or_owed() -> None:
    run = SmallRun()
    stock = {"location": "depot", "part": "seal"}
    run.add("movements", time=0.0, **stock, movement="initial", quantity=3, on_hand=3, on_order=5)
    run.add("movements", time=100.0, **stock, movement="demand backordered", quantity=2, on_hand=0, on_order=5, backorders=2)
    assert booked(run.tables(), "holding") == [(0.0, 3 * 100.0 * 0.2 / 8760 * 100, "movements", 0)]


def test_contract_revenue_is_negative_and_per_site() -> None:
    tables = SmallRun().tables()
    assert booked(tables, "contract") == [(0.0, -3 * 876.0 * 240 / 8760, "sites", 0)]


def late_run() -> SmallRun:
    """Gold: response 4 h, restoration 12 h, counted daily 08-18."""
    run = SmallRun()
    run.call(9.0, 17.0, arrived=13.0, visits=1)  # response used 4 h: kept; restoration used 8 h: kept
    run.call(9.0, 35.5, arrived=14.0, visits=1)  # 5 h: late, due at 13; 9 + 3.5 = 12.5 h: late, due at 35
    run.call(17.0, 33.0, arrived=33.0, visits=1)  # over night 1 + 1 = 2 h: kept, both
    run.call(9.0, 10.0, answered=9.5, remote=True)  # remote: answer counts
    run.call(9.0)  # open and unanswered on site: both late
    run.call(232.0)  # open, 2 coverage hours used of 4: not judged
    run.call(227.0, offer="basic", restored=239.0)  # nothing promised
    run.call(9.0, 200.0, offer=None, arrived=190.0)  # no offer
    run.call(9.0, 200.0, arrived=190.0, reason="maintenance")  # not a breakdown
    run.call(9.0, reported=math.nan)  # nobody has rung yet
    return run


def test_promises_are_judged_on_the_coverage_clock() -> None:
    tables = late_run().tables()
    response, restoration = judge(tables, "response"), judge(tables, "restoration")
    assert response.row.tolist() == [0, 1, 2, 3, 4]
    assert response.late.tolist() == [False, True, False, False, True]
    assert response.due[[1, 4]].tolist() == [13.0, 13.0]
    assert restoration.row.tolist() == [0, 1, 2, 3, 4]
    assert restoration.late.tolist() == [False, True, False, False, True]
    assert restoration.due[1] == 35.0


def test_an_exact_hit_of_the_promise_is_kept_and_a_tick_more_is_late() -> None:
    def late(arrived: float) -> Any:
        run = SmallRun()
        run.call(9.0, 20.0, arrived=arrived)
        return judge(run.tables(), "response").late.tolist()

    assert late(13.0) == [False]
    assert late(13.0 + 2**-20) == [True]


def test_an_open_call_is_late_once_its_promise_passed() -> None:
    def judged(reported: float) -> list[bool]:
        run = SmallRun(horizon=230.0)  # 14 o'clock on the tenth day
        run.call(reported)
        return [bool(each) for each in judge(run.tables(), "response").late]

    assert judged(226.0) == []  # 4 h used: not over yet
    assert judged(225.0) == [True]


def test_penalties_follow_the_judgement_one_line_per_late_call() -> None:
    tables = late_run().tables()
    assert booked(tables, "response_penalty") == [(13.0, 20.0, "calls", 1), (13.0, 20.0, "calls", 4)]
    assert booked(tables, "restoration_penalty") == [(35.0, 50.0, "calls", 1), (35.0, 50.0, "calls", 4)]


def test_hours_late_are_counted_on_the_coverage_clock_and_cut_at_the_warm_up() -> None:
    """Responses are due at 13, one comes an hour late and one not in the 5 + 9 x 10 h that are left; restorations at 35, 7 + 8 x 10 h."""
    run = late_run()
    run.dimensions["offers"].update(response_penalty_per_hour=[2.0, 0.0], restoration_penalty_per_hour=[8.0, 0.0])
    tables = run.tables()
    fixed = [(13.0, 20.0, "calls", 1), (13.0, 20.0, "calls", 4)]
    assert booked(tables, "response_penalty") == [*fixed, (13.0, 2.0, "calls", 1), (13.0, 2.0 * 95, "calls", 4)]
    assert booked(tables, "restoration_penalty")[2:] == [(35.0, 8.0 * 0.5, "calls", 1), (35.0, 8.0 * 87, "calls", 4)]
    run.facts["warm_up"] = 40.0
    assert booked(run.tables(), "response_penalty")[2:] == [
        (13.0, 2.0, "calls", 1),
        (13.0, 2.0 * (5 + 8), "calls", 4),
        (40.0, 2.0 * (2 + 80), "calls", 4),
    ]


def guaranteed_run(**facts: Any) -> SmallRun:
    """Gold guarantees 99 % of a year, 87.6 h of downtime per asset; three years and a half."""
    run = SmallRun(horizon=3.5 * 8760, **facts)
    run.dimensions["offers"].update(uptime=[0.99, math.nan], uptime_penalty=[10.0, 0.0])
    run.call(100.0, 160.0)  # 60 h
    run.call(150.0, 200.0, mode="pump.jam")  # 40 h more: 12.4 h beyond
    run.call(300.0, 304.0)  # all beyond
    run.call(300.0, 380.0, asset=1)  # not beyond
    run.call(8700.0, 8900.0, asset=2)  # 60 h of the first year and 140 h of the second: 52.4 h beyond
    run.call(9000.0, 9900.0, asset=1, effect="degraded")  # not down
    run.call(9000.0, 9900.0, asset=3, site="mill", offer=None)  # nothing guaranteed
    run.call(3 * 8760.0, asset=0)  # half a year, open: beyond the allowance of the whole year
    return run


def test_downtime_beyond_the_guaranteed_uptime_costs_by_the_hour() -> None:
    assert booked(guaranteed_run().tables(), "uptime_penalty") == [
        (near(187.6), 124.0, "calls", 1),
        (300.0, 40.0, "calls", 2),
        (near(8847.6), 524.0, "calls", 4),
        (near(3 * 8760 + 87.6), 10 * (4380 - 87.6), "calls", 7),
    ]
    assert booked(guaranteed_run(warm_up=302.0).tables(), "uptime_penalty")[:3] == [
        (near(187.6), 124.0, "calls", 1),
        (300.0, 20.0, "calls", 2),
        (302.0, 20.0, "calls", 2),
    ]


def test_uptime_is_kept_year_by_year_and_asset_by_asset() -> None:
    """Three assets under gold, three whole years; half of the fourth says nothing about the whole of it."""
    found = figures(guaranteed_run().tables())
    assert found["uptime_compliance"] == near((9 - 2) / 9)
    assert found["uptime_compliance_by_offer.gold"] == near(7 / 9)
    assert "uptime_compliance_by_offer.basic" not in found
    behind = figures(guaranteed_run(warm_up=8760.0).tables())
    assert behind["uptime_compliance"] == near((6 - 1) / 6)
    assert math.isnan(figures(late_run().tables())["uptime_compliance"])


def test_every_line_points_to_a_record_and_categories_add_up() -> None:
    tables = late_run().tables()
    frame = ledger(tables)
    assert list(frame.columns) == ["time", "category", "amount", "table", "row"]
    assert list(frame["category"].cat.categories) == list(CATEGORIES)
    assert all(row.row < len(tables[row.table]) for row in frame.itertuples())
    assert math.fsum(lines(tables).by_category().values()) == pytest.approx(frame["amount"].sum())


def test_an_empty_run_has_an_empty_ledger() -> None:
    run = promised_away(SmallRun())
    assert len(ledger(run.tables())) == 0


def test_what_is_written_off_costs_its_price_less_the_scrap_value() -> None:
    run = promised_away(SmallRun())
    run.dimensions["locations"]["scrap_value"] = [None, None, 0.25, None]
    for place, time, left in (("depot", 10.0, 1), ("van", 20.0, 0)):
        run.add("movements", time=0.0, location=place, part="seal", movement="initial", quantity=3, on_hand=3)
        run.add("movements", time=time, location=place, part="seal", movement="written off", quantity=left - 3, on_hand=left)
    assert booked(run.tables(), "obsolescence") == [(10.0, 2 * 100.0 * 0.75, "movements", 1), (20.0, 300.0, "movements", 3)]
