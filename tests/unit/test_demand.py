"""Planning from demand by hand: what a shelf was asked for, what follows from it, classes, and what is expected of machines."""

from __future__ import annotations

import copy
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import sim
from sim.build import build, simulate
from sim.build.demand import installed_base
from sim.build.names import Names
from sim.nature.failures import ExponentialLife, PowerLaw
from sim.nature.requests import SeasonalRequests
from sim.policies.classification import by_usage_value, by_variation, variation
from sim.policies.forecast_stock import ForecastStock
from sim.records import MOVEMENTS
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.system.demand import WatchedShelf
from sim.system.installed_base import Group
from sim.theory.smoothing import Croston, DemandProbability, ExponentialSmoothing, MovingAverage

TREE: dict[str, Any] = {
    "horizon": "100 d",
    "parts": {"seal": {"price": "10 EUR"}, "nut": {"price": "1 EUR", "class": "small"}, "rod": {"price": "90 EUR"}},
    "locations": {
        "factory": {"supplier": True, "lead_time": "5 d"},
        "central": {"source": "factory", "lead_time": "2 d", "stock": {"seal": {"rule": "base_stock", "level": 50}}},
        "north": {"source": "central"},
        "south": {"source": "central"},
    },
    "asset_types": {
        "pump": {
            "failures": {
                "leak": {"law": {"exponential": "10 d"}, "parts": {"seal": {"probability": 0.5, "quantity": 2}}},
            }
        },
        "press": {
            "failures": {"wear": {"law": {"power_law": {"scale": "40 d", "shape": 2}}, "parts": ["nut"], "skill": "water"}}
        },
    },
    "sites": {"hill": {"region": "up", "assets": {"pump": 6, "press": 6}}, "mill": {"region": "down", "assets": {"pump": 4}}},
    "technicians": {
        "anna": {
            "home": "north",
            "count": 2,
            "regions": ["up"],
            "skills": ["water"],
            "van": {"seal": {"rule": "two_bin", "bin": 1}},
        },
        "bert": {"home": "south", "skills": {}},
    },
    "sourcing": {"steps": [{"from": "depot"}, {"from": "emergency", "time": "1 d"}]},
}
FORECAST = {"rule": "forecast", "every": "10 d", "forecast": {"ses": {"smoothing": 0.5}}}


def scenario(**changes: Any) -> Any:
    """The tree with 'path__to__key' changed."""
    tree = copy.deepcopy(TREE)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = tree
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return from_mapping(tree).scenario()


# ---------------------------------------------------------------- what machines are expected to ask for
def test_laws_say_how_many_faults_to_expect() -> None:
    assert ExponentialLife(mtbf=10).expected_faults(5, 25) == 2
    assert PowerLaw(scale=10, shape=2).expected_faults(10, 30) == pytest.approx(8)
    year = SeasonalRequests(rate=2, swing=0.5, period=40, peak=10)
    assert year.expected_faults(0, 40) == pytest.approx(80)
    assert year.expected_faults(0, 20) == pytest.approx(2 * (20 + 0.5 * 2 * 40 / (2 * math.pi))), (
        "the half with the peak in its middle"
    )


def test_the_installed_base_is_asked_for_at_every_place_on_the_way_up() -> None:
    """Leaks at six machines up north and four down south, one seal each on average: who may go, goes as often as the others."""
    found = scenario()
    names = Names(found)
    base = installed_base(found, names)
    day = 24.0

    def expected(place: str, part: str) -> float:
        return base.expected(names.location[place], names.part[part], 0.0, 10 * day)

    assert expected("van:anna-1", "seal") == pytest.approx(6 / 3)
    assert expected("north", "seal") == pytest.approx(6 * 2 / 3)
    assert expected("south", "seal") == pytest.approx(6 / 3 + 4)
    assert expected("central", "seal") == pytest.approx(10)
    assert expected("north", "nut") == pytest.approx(6 / 16), "only those with the skill go, and only where they serve"
    assert expected("central", "rod") == 0.0
    base.standing[Group("up", "pump", None)] = 0
    assert expected("central", "seal") == pytest.approx(4)


def test_remote_fixes_need_no_parts() -> None:
    found = scenario(desk={"agents": 1, "remote_success": 0.5}, asset_types__pump__failures__leak__remote=0.4)
    names = Names(found)
    base = installed_base(found, names)
    assert base.expected(names.location["central"], names.part["seal"], 0.0, 240.0) == pytest.approx(8)


# ---------------------------------------------------------------- a shelf that watches
def watched(**changes: Any) -> tuple[Any, WatchedShelf]:
    """A world at its start, and the shelf of seals in the central store."""
    found = scenario(
        locations__central__stock={"seal": FORECAST}, asset_types__pump__failures={"leak": {"law": "never"}}, **changes
    )
    names = Names(found)
    world = build(found, 0, names)
    shelf = world.shelves[names.location["central"], names.part["seal"]]
    assert isinstance(shelf, WatchedShelf)
    return world, shelf


def test_reviews_forecast_from_what_was_asked_for() -> None:
    """Four units, then two: forecasts 4 and 3; levels cover 10 d of review and 5 d of lead time."""
    world, shelf = watched()
    for time, units in ((24.0, 3), (240.0 - 1, 1), (250.0, 5), (300.0, -3)):
        world.kernel.at(time, shelf.note, units)
    world.kernel.run_to(500.0)
    rows = world.log.reviews.rows()
    assert rows["time"].tolist() == [0.0, 240.0, 480.0]
    assert np.isnan(rows["since"][0])
    assert rows["since"][1:].tolist() == [0.0, 240.0]
    assert rows["demand"].tolist() == [0, 4, 2]
    assert rows["forecast"].tolist() == [0.0, 4.0, 3.0]
    rule = shelf.rule
    assert isinstance(rule, ForecastStock)
    assert rows["level"].tolist() == [0, 10, 8], "95 % of a Poisson demand with mean 6, and with mean 4.5"
    assert (shelf.on_hand + shelf.on_order, shelf.level) == (10, 8), "what is too much is used up"


def test_what_falls_on_a_review_belongs_to_the_period_that_begins() -> None:
    world, shelf = watched()
    shelf.note(1)
    world.kernel.at(240.0, shelf.note, 7)
    world.kernel.run_to(500.0)
    assert world.log.reviews.rows()["demand"].tolist() == [0, 1, 7]


def test_a_rule_that_comes_into_force_looks_at_the_periods_before() -> None:
    """At 25 d there were two whole periods of 10 d, the first 5 d of the run aside."""
    world, shelf = watched()
    for day, units in ((1, 100), (6, 4), (14, 2), (16, 6)):
        world.kernel.at(24.0 * day, shelf.note, units)
    mean = ForecastStock(every=240.0, forecast={"moving_average": {"periods": 9}}, service=0.9)
    world.kernel.at(600.0, shelf.follow, mean)
    world.kernel.run_to(900.0)
    rows = world.log.reviews.rows()
    mine = rows[rows["time"] >= 600.0]
    assert mine["forecast"].tolist() == [6.0, 4.0]
    assert np.isnan(mine["since"][0])
    assert mine["time"].tolist() == [600.0, 840.0], "and the reviews of the rule before are over"


def test_the_first_estimate_is_the_opening_stock() -> None:
    world, shelf = watched(locations__central__stock__seal={**FORECAST, "start": "0.4 /d", "lead_time": "0 h"})
    assert shelf.rule.levels > 1000
    assert shelf.on_hand == shelf.level == 8, "95 % of a Poisson demand with mean 4"
    assert world.log.movements.rows()["on_hand"][0] in {0, 8}


def test_errors_seen_widen_the_level() -> None:
    """Demands of 0 and 10 in turn: the mean is the same as that of fives, the variance is not."""
    levels = {}
    for law in ("poisson", "negative_binomial", "normal"):
        for name, series in (("even", [5] * 8), ("odd", [0, 10] * 4)):
            _, shelf = watched(
                locations__central__stock__seal={**FORECAST, "forecast": {"moving_average": {"periods": 8}}, "demand": law}
            )
            for period, units in enumerate(series):
                shelf.kernel.at(240.0 * period + 1, shelf.note, units)
            shelf.kernel.run_to(240.0 * 8 + 1)
            levels[law, name] = shelf.level
    assert levels["poisson", "odd"] == levels["poisson", "even"] == 12
    assert levels["normal", "even"] == 8, "no error was seen: nothing on top of the mean of 7.5"
    assert levels["normal", "odd"] > 14
    assert levels["negative_binomial", "odd"] > 14


def test_lots_and_orders_between_reviews() -> None:
    _, shelf = watched(
        locations__central__stock__seal={**FORECAST, "orders": "at_once", "lot": 4, "start": "0.4 /d", "lead_time": "5 d"}
    )
    assert shelf.level == 5, "95 % of a Poisson demand with mean 2: until the next delivery only"
    shelf.take(1)
    assert shelf.on_order == 4


# ---------------------------------------------------------------- where demand is booked
def booked(sourcing: list[Any], place: str) -> tuple[int, int]:
    """(units of demand that the reviews of a place count, units that jobs asked for there first)."""
    every = {"rule": "forecast", "every": "1 d", "forecast": {"ses": 1}}
    tree = scenario(
        sites={"hill": {"assets": {"pump": 6}}},
        technicians={"anna": {"home": "north", "van": {"seal": every}}},
        locations__north={"source": "central", "laterals": ["south"], "stock": {"seal": {**every, "initial": 1}}},
        locations__south={
            "source": "central",
            "stock": {"seal": {"rule": "base_stock", "level": 40}, "nut": every} | {"seal": every},
        },
        asset_types={"pump": TREE["asset_types"]["pump"]},
        sourcing={"steps": sourcing},
    )
    tables = Tables(simulate(tree))
    reviews, demands = tables["reviews"], tables["demands"]
    last = reviews["time"].max()
    asked = demands[(demands["location"] == place) & (demands["asked"] < last)]
    return int(reviews["demand"][reviews["location"] == place].sum()), int(asked["quantity"].sum())


def test_a_van_is_asked_first_even_if_it_is_empty() -> None:
    seen, asked = booked([{"from": "emergency", "time": "1 d"}], "van:anna")
    assert seen == asked > 10


def test_a_neighbour_who_helps_out_is_not_asked_for_its_own() -> None:
    seen, asked = booked([{"from": "depot"}, {"from": "lateral", "time": "1 h"}, {"from": "emergency", "time": "1 d"}], "south")
    assert seen == asked == 0


# ---------------------------------------------------------------- classes
def test_abc_by_share_of_usage_value() -> None:
    assert by_usage_value([10, 60, 0, 25, 5], (0.8, 0.95)) == [1, 0, 2, 0, 2]
    assert by_usage_value([1, 1, 1, 1], (0.5, 0.75)) == [0, 0, 1, 2], "ties go by order"
    assert by_usage_value([0, 0], (0.8, 0.95)) == [2, 2]


def test_xyz_by_variation() -> None:
    assert variation([4, 4, 4]) == 0
    assert variation([1, 3]) == pytest.approx(math.sqrt(2) / 2)
    assert math.isnan(variation([0, 0]))
    assert math.isnan(variation([5]))
    assert [by_variation(each, (0.5, 1.0)) for each in (0.5, 0.6, 1.0, 1.1, math.nan)] == [0, 1, 1, 2, 2]


def test_the_most_specific_rule_counts() -> None:
    rule = {
        word: {"rule": "base_stock", "level": level} for level, word in enumerate(("nut", "small", "AX", "vital", "A", "X"), 1)
    }
    for left_out in range(6):
        stated = dict(list(rule.items())[left_out:])
        found = scenario(
            parts__nut={"price": "9 EUR", "class": "small", "criticality": "vital"},
            classification={"xyz": [900, 1000]},
            locations__central__stock=stated,
            asset_types__pump__failures={"leak": {"law": {"exponential": "9 d"}, "parts": ["nut"]}},
        )
        names = Names(found)
        world = build(found, 0, names)
        assert world.shelves[names.location["central"], names.part["nut"]].rule.levels == left_out + 1


def test_classes_at_the_start_come_from_the_machines_and_later_from_the_jobs() -> None:
    found = scenario(
        horizon="1 y",
        sites={"hill": {"region": "up", "assets": {"pump": 10}}},
        classification={"every": "90 d", "over": "180 d", "period": "30 d"},
        asset_types__pump__failures={
            "leak": {"law": {"power_law": {"scale": "20 d", "shape": 0.3}}, "parts": ["seal"]},
            "wear": {"law": {"exponential": "10 d"}, "parts": ["nut"]},
        },
    )
    tables = Tables(simulate(found))
    classes = tables["classes"]
    assert sorted(set(classes["time"])) == [24.0 * 90 * i for i in range(5)]
    nuts = classes[classes["part"] == "nut"]
    assert nuts["value"].iloc[0] == pytest.approx(10 * 36.5)
    demands = tables["demands"]
    for time, value in zip(nuts["time"].iloc[1:], nuts["value"].iloc[1:], strict=True):
        span = min(time, 24.0 * 180)
        own = demands[(demands["part"] == "nut") & (demands["asked"] >= time - span) & (demands["asked"] < time)]
        assert value == pytest.approx(own["quantity"].sum() / span * 8760)
    for _, each in classes.groupby("time"):
        assert all(a <= b for a, b in pairwise(each.sort_values("value", ascending=False)["abc"].cat.codes))


def test_a_shelf_changes_its_rule_with_the_class_of_its_part() -> None:
    """Seals begin as A and are asked for ever less."""
    found = scenario(
        horizon="4 y",
        sites={"hill": {"region": "up", "assets": {"pump": 10}}},
        parts={"seal": {"price": "10 EUR"}, "nut": {"price": "30 EUR"}, "rod": {}},
        classification={"every": "90 d", "over": "180 d", "period": "30 d", "abc": [0.6, 0.9]},
        locations__central__stock={"A": {"rule": "base_stock", "level": 30}, "B": {"rule": "base_stock", "level": 3}},
        asset_types__pump__failures={
            "leak": {"law": {"power_law": {"scale": "1 d", "shape": 0.5}}, "parts": ["seal"]},
            "wear": {"law": {"exponential": "90 d"}, "parts": ["nut"]},
        },
    )
    tables = Tables(simulate(found))
    seals = tables["classes"][tables["classes"]["part"] == "seal"]
    assert seals["abc"].iloc[0] == "A"
    assert seals["abc"].iloc[-1] == "B"
    rows = tables["movements"]
    own = rows[(rows["location"] == "central") & (rows["part"] == "seal")]
    position = own["on_hand"] + own["on_order"] - own["backorders"]
    change = seals["time"][seals["abc"] == "B"].iloc[0]
    assert set(position[own["time"] < change]) == {30}
    assert position.iloc[-1] < 30
    assert sim.audit.audit(tables) == []


# ---------------------------------------------------------------- write-off
def test_stock_above_the_demand_seen_is_scrapped() -> None:
    """Nine on the shelf, five asked for in 100 d: 40 d of demand are two."""
    world, shelf = watched(
        locations__central__write_off={"every": "50 d", "keep": "40 d", "over": "100 d", "scrap_value": "25 %"},
        locations__central__stock__seal={**FORECAST, "initial": 20, "start": "0.1 /d"},
        horizon="120 d",
    )
    for day in (10, 60, 70, 80, 90):
        world.kernel.at(24.0 * day, shelf.take, 1)
    world.kernel.run_to(24.0 * 120)
    rows = world.log.movements.rows()
    gone = rows[rows["movement"] == MOVEMENTS.index("written off")]
    assert gone["time"].tolist() == [24.0 * 50, 24.0 * 100]
    assert gone["on_hand"][0] == 1, "one was asked for in 50 d: 40 d of that are 0.8"


def test_nobody_scraps_what_a_stated_rule_wants() -> None:
    world, shelf = watched(
        locations__central__write_off={"every": "50 d", "keep": "0 d"},
        locations__central__stock__seal={"rule": "min_max", "min": 2, "max": 5, "initial": 9},
    )
    world.kernel.run_to(24.0 * 60)
    assert (shelf.on_hand, shelf.on_order) == (5, 0)


# ---------------------------------------------------------------- forecasters that begin with an estimate
def test_an_estimate_stands_for_the_time_before() -> None:
    starts = MovingAverage(4, 2.0), ExponentialSmoothing(0.25, 2.0), Croston(0.25, 1.0, 0.5), DemandProbability(0.25, 0.25, 0.5)
    assert [each.forecast for each in starts] == [2.0, 2.0, 0.5, 0.5]
    for each in starts:
        each.see(6)
    assert [each.forecast for each in starts] == [3.0, 3.0, 2.25 / 1.75, 2.25 * 0.625]


def test_without_an_estimate_nothing_is_known() -> None:
    for fresh in (
        MovingAverage(4),
        ExponentialSmoothing(0.25),
        Croston(0.25),
        DemandProbability(0.25, 0.5),
        Croston(0.25, 1.0, 0.0),
    ):
        assert math.isnan(fresh.forecast)


def test_the_moving_average_forgets() -> None:
    average = MovingAverage(2)
    seen = []
    for demand in (4, 2, 8, 0):
        average.see(demand)
        seen.append(average.forecast)
    assert seen == [4, 3, 5, 4]
