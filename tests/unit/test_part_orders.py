"""Customers who order parts: what they are promised, what they get, what is lost and cancelled, and what the books say of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.ledger import ledger
from sim.planning.supply import supply_of
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.theory.reorder import compound_poisson
from sim.theory.stock import base_stock

SHOP = "part_orders.shop"


def tree(stream: dict[str, Any] | None = None, rule: Any = 3, lead_time: Any = "10 d", **more: Any) -> dict[str, Any]:
    """A shelf from which customers buy, and a supplier who refills it; nothing else happens."""
    rule = {"rule": "base_stock", "level": rule} if isinstance(rule, int) else rule
    shelf = {"source": "supplier", "stock": {"pump": rule, "seal": {"rule": "base_stock", "level": 1}}, **more.pop("shelf", {})}
    return {
        "horizon": "3 y",
        "parts": {"pump": {"price": "100 EUR"}, "seal": {"price": "10 EUR"}},
        "locations": {"supplier": {"supplier": True, "lead_time": lead_time}, "shelf": shelf},
        "part_orders": {"shop": {"at": "shelf", "law": {"poisson": "100/y"}, "parts": ["pump"], **(stream or {})}},
        **more,
    }


def run(stream: dict[str, Any] | None = None, **more: Any) -> Tables:
    tables = Tables(simulate(from_mapping(tree(stream, **more)).scenario()))
    assert audit(tables) == []
    return tables


def figures(tables: Tables, *names: str) -> list[float]:
    found = kpi.figures(tables, [name.partition(".")[0] for name in names])
    return [found[name] for name in names]


# ---------------------------------------------------------------- promises
WEEKDAYS = "mon-fri 08:00-16:00"


@pytest.mark.parametrize(
    ("stream", "more"),
    [
        ({}, {}),
        ({"transit": "2 d", "wanted": "3 d"}, {}),
        ({"parts": {"pump": {"quantity": {"geometric": 2}}, "seal": {"probability": "40 %"}}, "ships": "as_available"}, {}),
        ({"parts": ["pump", "seal"]}, {}),
        ({}, {"rule": {"rule": "min_max", "min": 1, "max": 5}}),
        ({}, {"shelf": {"hours": WEEKDAYS, "picking": "2 h"}}),
        ({}, {"shelf": {"reserve": {"pump": {"units": 1, "priority": 9}}}}),
        ({"carrier": "van"}, {"carriers": {"van": {"time": "5 h", "departures": "mon-fri 15:00", "cut_off": "1 h"}}}),
    ],
    ids=["stock", "way", "lines", "complete", "min_max", "door", "reserve", "truck"],
)
def test_a_promise_from_stock_and_pipeline_is_always_kept_where_nothing_is_left_to_chance(stream: Any, more: Any) -> None:
    """An accounting identity: constant lead times, and nobody who takes what was promised to others."""
    tables = run(stream, **more)
    kept, error, fill = figures(tables, "promise_kept", "promise_error", "part_order_fill_rate.line")
    assert kept == 1.0
    assert error == 0.0
    assert 0.1 < fill < 0.95, "or else the case shows nothing"


@pytest.mark.parametrize("level", [0, 3])
@pytest.mark.parametrize("quantity", [1, {"geometric": 2}])
def test_promises_look_up_the_echelons(level: int, quantity: Any) -> None:
    """Two shops share a warehouse, which is short at times: each knows when its turn comes there."""
    two = tree({"parts": {"pump": {"quantity": quantity}}})
    stock = {"pump": {"rule": "base_stock", "level": 2}}
    shops = {name: {"source": "shelf", "transit": "2 d", "stock": stock} for name in ("north", "south")}
    two["locations"] = {**two["locations"], **shops}
    two["locations"]["shelf"]["stock"]["pump"]["level"] = level
    two["part_orders"] = {name: {**two["part_orders"]["shop"], "at": name, "law": {"poisson": "60/y"}} for name in shops}
    tables = Tables(simulate(from_mapping(two).scenario()))
    assert audit(tables) == []
    owed = tables["orders"].query("source == 'shelf'")
    assert (owed.shipped > owed.ordered).mean() > 0.1, "or else the case shows nothing"
    assert figures(tables, "promise_kept", "promise_error") == [1.0, 0.0]


def test_promises_are_broken_where_lead_times_are_left_to_chance() -> None:
    spread = {"lognormal": {"mean": "10 d", "cv": 0.8}}
    kept, error = figures(run(lead_time=spread), "promise_kept", "promise_error")
    assert kept < 0.9
    assert error > 10.0
    careful, later = figures(run({"promise": {"rule": "available_to_promise", "buffer": "10 d"}}, lead_time=spread),
                             "promise_kept", "promised_lead_time")  # fmt: skip
    assert careful > kept + 0.05
    assert later > 240.0


def test_the_pipeline_tells_more_than_the_lead_time_and_a_fixed_promise_nothing() -> None:
    rules = {name: figures(run({"promise": rule}), "promise_kept", "promised_lead_time", "part_order_lead_time")
             for name, rule in (("pipeline", "available_to_promise"), ("standard", "standard_lead_time"),
                                ("fixed", {"rule": "fixed", "lead_time": "3 d"}))}  # fmt: skip
    assert rules["standard"][0] == rules["pipeline"][0] == 1.0
    assert rules["standard"][1] > rules["pipeline"][1] + 10.0
    assert rules["fixed"][0] < 0.9
    assert rules["fixed"][1] == 72.0
    assert rules["fixed"][2] == rules["standard"][2] == rules["pipeline"][2], "a promise moves no unit"


def test_a_part_that_nobody_makes_any_more_can_be_promised_to_nobody() -> None:
    tables = run(parts={"pump": {"discontinued": {"at": "1 y"}}, "seal": {}})
    orders = tables["sales_orders"]
    assert (orders.received[orders.end == "lost"] > 8760.0).all()
    assert (orders.end == "lost").sum() > 100
    assert orders.promised[orders.end == "lost"].isna().all()
    stubborn = run(
        {"promise": {"rule": "fixed", "lead_time": "3 d"}}, parts={"pump": {"discontinued": {"at": "1 y"}}, "seal": {}}
    )
    assert figures(stubborn, "part_orders_lost") == [0.0]
    assert stubborn["sales_orders"].ended.isna().sum() > 100


# ---------------------------------------------------------------- who waits how long
def test_who_is_told_too_late_a_date_orders_elsewhere() -> None:
    tables = run({"patience": "4 d", "transit": "1 d"})
    orders = tables["sales_orders"]
    late = orders.promised > orders.wanted + 96.0
    assert (late == (orders.end == "lost")).all()
    assert 0.05 < figures(tables, "part_orders_lost")[0] < 0.6
    assert tables["sales_lines"].asked[late.to_numpy()].isna().all()


def test_who_waits_too_long_cancels_and_what_was_set_aside_lies_on_the_shelf_again() -> None:
    tables = run({"promise": {"rule": "fixed", "lead_time": "1 d"}, "cancels_after": "2 d", "parts": ["pump", "seal"]})
    orders, lines, moves = tables["sales_orders"], tables["sales_lines"], tables["movements"]
    gone = orders[orders.end == "cancelled"]
    assert len(gone) > 20
    assert (gone.ended == gone.promised + 48.0).all()
    back = lines[lines.cancelled.notna() & lines.set_aside.notna()]
    assert len(back) > 5
    assert (moves.movement == "taken back").sum() == len(back)
    assert (moves.movement == "demand withdrawn").sum() == (lines.cancelled.notna() & lines.set_aside.isna()).sum()


def test_lines_leave_together_or_as_they_are_there() -> None:
    both = {"parts": ["pump", "seal"], "freight": "9 EUR"}
    complete, one_by_one = run(both), run({**both, "ships": "as_available"})
    assert len(complete["sales_shipments"]) < len(one_by_one["sales_shipments"])
    assert (one_by_one["sales_shipments"].lines == 1).any()
    for tables in (complete, one_by_one):
        sent = tables["sales_shipments"].shipped.notna().sum()
        assert ledger(tables).query("category == 'sales_freight'").amount.sum() == pytest.approx(9.0 * sent)


def test_who_orders_ahead_is_surer_of_his_units_if_they_are_set_aside() -> None:
    """It costs the others nothing under base stock: what is set aside early is ordered anew early, too."""
    ahead = {"at": "shelf", "law": {"poisson": "60/y"}, "parts": ["pump"], "wanted": "20 d"}
    fills, kept = [], []
    for reserves in (True, False):
        both = tree(rule=4)
        both["part_orders"]["project"] = {**ahead, "reserves": reserves}
        tables = Tables(simulate(from_mapping(both).scenario()))
        assert audit(tables) == []
        lines = tables["sales_lines"]
        shop = lines[lines.stream == "shop"]
        fills.append((shop.units_at_once == shop.quantity).mean())
        project = tables["sales_orders"].query("stream == 'project' and ended == ended")
        kept.append((project.ended <= project.promised).mean())
        assert (project.ended >= project.wanted).all(), "nobody takes them before"
    assert fills[1] == pytest.approx(fills[0], abs=0.04)
    assert kept[0] == 1.0
    assert 0.5 < kept[1] < 1.0


def test_orders_wait_behind_or_before_others_as_they_are_told() -> None:
    waits = []
    for priority in (1, 11):
        both = tree({"priority": priority})
        both["part_orders"]["other"] = {"at": "shelf", "law": {"poisson": "60/y"}, "parts": ["pump"], "priority": 5}
        lines = Tables(simulate(from_mapping(both).scenario()))["sales_lines"]
        shop = lines[lines.stream == "shop"]
        waits.append((shop.set_aside - shop.asked).mean())
    assert waits[0] < waits[1]


# ---------------------------------------------------------------- the way out
def test_parcels_share_pickers_and_a_strike_holds_them_up() -> None:
    strike = {"after": "100 d", "lasts": "60 d", "once": True}
    tables = run(rule=50, shelf={"picking": "90 h", "pickers": 1, "disruptions": strike})
    parcels = tables["sales_shipments"]
    assert (parcels.pick_start > parcels.ready).any()
    held = parcels[(parcels.picked > 2400.0) & (parcels.picked < 3840.0)]
    assert len(held) > 3
    assert (held.shipped == 3840.0).all()


def test_promises_are_made_while_the_warehouse_is_on_strike() -> None:
    """What is held up at the warehouse's door is expected as if it left now."""
    strike = {"after": "100 d", "lasts": "60 d"}
    two = tree(shelf={"disruptions": strike})
    two["locations"]["north"] = {"source": "shelf", "transit": "2 d", "stock": {"pump": {"rule": "base_stock", "level": 3}}}
    two["part_orders"]["shop"]["at"] = "north"
    tables = Tables(simulate(from_mapping(two).scenario()))
    assert audit(tables) == []
    assert len(tables["held_orders"]) > 20
    assert 0.3 < figures(tables, "promise_kept")[0] < 0.95


# ---------------------------------------------------------------- money, and who counts on them
def test_what_is_sold_is_paid_and_what_is_sent_has_left() -> None:
    tables = run({"markup": "40 %", "parts": {"pump": {"quantity": 2}}})
    lines = tables["sales_lines"]
    units = int(lines.quantity[lines.shipped.notna()].sum())
    assert ledger(tables).query("category == 'part_sales'").amount.sum() == pytest.approx(-140.0 * units)
    assert figures(tables, "part_sales", "revenue") == pytest.approx([140.0 * units / 3, 140.0 * units / 3])
    moves = tables["movements"].query("part == 'pump'")
    start, end = moves.iloc[0].on_hand, moves.iloc[-1].on_hand
    received = tables["orders"].query("part == 'pump' and received == received").quantity.sum()
    partly = lines.units_at_once[lines.set_aside.isna()].sum()
    assert start + received - end - lines.quantity[lines.set_aside.notna()].sum() >= partly
    assert units == lines.quantity[lines.delivered.notna()].sum()


def test_open_orders_follow_littles_law() -> None:
    tables = run(rule=1)
    at_a_time, hours = figures(tables, "open_part_orders", "part_order_lead_time")
    assert at_a_time == pytest.approx(100 / 8760 * hours, rel=0.15)


FORECAST = {"rule": "forecast", "every": "30 d", "service": "90 %", "start": "0.01 /h"}


def test_forecasts_classes_and_plans_count_on_what_customers_order() -> None:
    seen = run(rule={**FORECAST, "forecast": {"moving_average": 6}})["reviews"]
    assert seen.demand.sum() == pytest.approx(300, rel=0.25)
    known = run(rule={**FORECAST, "forecast": "installed_base"})["reviews"]
    assert np.allclose(known.forecast, 100 * 30 / 365)
    classes = run(classification={"every": "1 y"})["classes"]
    assert classes.value[classes.part == "pump"].min() == pytest.approx(100 * 100.0, rel=0.4)
    supply = supply_of(from_mapping(tree({"parts": {"pump": {"quantity": {"geometric": 3}}}})).scenario())
    assert supply.asked.sum() == pytest.approx(300 / 8760)


def test_nobody_who_orders_nothing_is_noticed() -> None:
    """Who wants none of the parts does not order; the others have the same luck as before."""
    some, one = (
        run({"parts": {"pump": {"probability": "50 %"}, "seal": {"probability": "30 %"}}}),
        run({"parts": {"pump": {"probability": "50 %"}}}),
    )
    assert (some["sales_orders"].lines > 0).all()
    bought = [set(each["sales_lines"].query("part == 'pump'").asked) for each in (some, one)]
    assert bought[0] == bought[1]
    assert len(one["sales_orders"]) == pytest.approx(150, rel=0.25)


# ---------------------------------------------------------------- theory
@pytest.mark.slow
def test_orders_for_single_units_wait_as_theory_says() -> None:
    """Base stock and Poisson orders: units on order are Poisson whatever the law of the lead time (Palm), if orders may cross."""
    spread = {"gamma": {"mean": "10 d", "cv": 1.0}}
    tables = run(
        {"law": {"poisson": "200/y"}}, rule=6, lead_time=spread, shelf={"orders_may_cross": True}, horizon="60 y", warm_up="1 y"
    )
    exact = base_stock(demand_rate=200 / 8760, lead_time=240.0, base_stock=6)
    fill, hours = figures(tables, "part_order_fill_rate.order", "part_order_lead_time")
    assert fill == pytest.approx(exact.fill_rate, abs=0.015)
    assert hours == pytest.approx(exact.mean_wait, rel=0.06)


def test_orders_for_several_units_wait_as_theory_says() -> None:
    """Base stock, geometric orders, a constant lead time: what is owed follows the compound Poisson demand over the lead time."""
    sizes = [0.5**k for k in range(1, 60)]
    demand = compound_poisson(customers=100 / 36.5, sizes=sizes, most=200)
    units = np.arange(len(demand))
    tables = run({"parts": {"pump": {"quantity": {"geometric": 2}}}}, rule=7, horizon="60 y", warm_up="1 y")
    owed, fill = figures(tables, "expected_backorders", "part_order_fill_rate.unit")
    assert owed == pytest.approx(float(np.maximum(units - 7, 0) @ demand), rel=0.06)
    met = sum(size * float(np.minimum(np.maximum(7 - units, 0), want) @ demand) for want, size in enumerate(sizes, start=1))
    assert fill == pytest.approx(met / 2.0, abs=0.015)


@pytest.mark.parametrize("mode", ["use_up", "at_once"])
def test_of_a_superseded_part_customers_get_what_has_taken_its_place(mode: str) -> None:
    gone = {"price": "100 EUR", "superseded_by": {"part": "pump2", "at": "1 y", "mode": mode}}
    tables = run(
        {"wanted": "5 d", "reserves": False, "law": {"poisson": "150/y"}},
        rule=2,
        parts={"pump": gone, "pump2": {"price": "300 EUR", "weight": "2 kg"}, "seal": {}},
        shelf={"stock": {"pump": {"rule": "base_stock", "level": 2}, "pump2": {"rule": "base_stock", "level": 4}}},
    )
    lines, moves = tables["sales_lines"], tables["movements"]
    old, new = (lines.asked[lines.part == part] for part in ("pump", "pump2"))
    assert new.min() > 8760.0 - 400.0
    assert ((old > 8760.0).any()) == (mode == "use_up")
    assert (moves.movement == "demand withdrawn").any(), "or else nobody waited on the day"
    assert figures(tables, "part_sales")[0] > 10_000.0
