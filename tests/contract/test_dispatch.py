"""Dispatch rules: what each one owes, what it makes of hand-made orders and technicians, and whom it sends in a small world.

A new rule needs a row in `BITES` for each of its parameters.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError

from sim.build import simulate
from sim.policies.dispatch import DispatchRule
from sim.policies.route_plan import Route
from sim.registry import Member, get_family, member_schema
from sim.results import Tables
from sim.scenario.spec import Scenario

FAMILY = get_family("dispatch")
RULES = [pytest.param(cls, id=word) for word, cls in FAMILY.members.items()]


def rule(word: str, **parameters: Any) -> Any:
    """A dispatch rule."""
    return FAMILY.members[word].model_validate(parameters)


# ---------------------------------------------------------------- hand-made orders and technicians
@dataclass
class Order:
    """A waiting work order."""

    created: float = 0.0
    asked: float = 0.0
    queued: float = 0.0
    due: float = float("inf")
    priority: int = 3
    expected_work: float = 1.0
    skill: str | None = None
    place: float = 0.0
    predicted_parts: tuple[tuple[int, int], ...] = ()

    @property
    def spot(self) -> float:
        return self.place


@dataclass
class Technician:
    """A free technician on a straight road, one hour per unit."""

    place: float = 0.0
    missing: int = 0
    levels: Mapping[str, int] = field(default_factory=dict)
    listed: int = 0

    def hours_to(self, order: Any) -> float:
        return abs(order.place - self.place)

    def km_to(self, order: Any) -> float:
        return 60 * self.hours_to(order)

    def missing_parts(self, order: Any) -> int:
        return self.missing

    def level(self, skill: str | None) -> int:
        return self.levels.get(skill or "", 0)

    def preference(self, order: Any) -> int:
        return self.listed


def in_order(chosen: DispatchRule, *orders: Order) -> list[int]:
    """Orders by urgency, most urgent first."""
    return sorted(range(len(orders)), key=lambda i: chosen.urgency(orders[i]))


def test_first_come_first_served_goes_by_time_in_the_queue() -> None:
    returning = Order(created=1.0, queued=9.0)
    assert in_order(rule("first_come_first_served"), returning, Order(created=5.0, queued=5.0)) == [1, 0]


def test_earliest_due_goes_by_promise_then_age() -> None:
    orders = (Order(created=1.0), Order(created=2.0, due=30.0), Order(created=3.0, due=20.0), Order(created=0.5))
    assert in_order(rule("earliest_due"), *orders) == [2, 1, 3, 0]


def test_least_slack_takes_the_work_off_the_promise() -> None:
    short, long = Order(due=20.0, expected_work=1.0), Order(due=22.0, expected_work=8.0)
    assert in_order(rule("least_slack"), short, long) == [1, 0]
    assert in_order(rule("earliest_due"), short, long) == [0, 1]


def test_priority_class_goes_by_class_then_age() -> None:
    orders = (Order(priority=3, created=1.0), Order(priority=1, created=9.0), Order(priority=3, created=0.0))
    assert in_order(rule("priority_class"), *orders) == [1, 2, 0]


def test_preferred_goes_by_the_site_s_list_and_the_queue() -> None:
    chosen = rule("preferred")
    assert chosen.fit(Order(), Technician(9.0, listed=0)) < chosen.fit(Order(), Technician(1.0, listed=1))
    orders = (Order(priority=3, queued=1.0, created=9.0), Order(priority=1, queued=9.0), Order(priority=3, queued=2.0))
    assert in_order(chosen, *orders) == [1, 0, 2]


def test_nearest_is_hours_of_travel() -> None:
    chosen, order = rule("nearest"), Order(place=7.0)
    assert chosen.fit(order, Technician(6.0)) < chosen.fit(order, Technician(9.0))
    assert chosen.rank(Order(place=7.0, priority=1), Technician()) < chosen.rank(Order(place=1.0, priority=2), Technician())
    careless = rule("nearest", priority_first=False)
    assert careless.rank(Order(place=7.0, priority=1), Technician()) > careless.rank(Order(place=1.0, priority=2), Technician())


def test_parts_aware_weighs_a_missing_part_against_the_drive() -> None:
    order, far_with, near_without = Order(), Technician(3.0), Technician(0.5, missing=1)
    assert rule("parts_aware", missing_part=4.0).fit(order, far_with) < rule("parts_aware", missing_part=4.0).fit(
        order, near_without
    )
    assert rule("parts_aware", missing_part=1.0).fit(order, far_with) > rule("parts_aware", missing_part=1.0).fit(
        order, near_without
    )


def test_skill_best_goes_by_level_and_then_by_the_drive() -> None:
    order = Order(skill="electronics")
    expert, novice, near = (Technician(place, levels={"electronics": level}) for place, level in ((5.0, 3), (1.0, 1), (2.0, 3)))
    most, least = rule("skill_best"), rule("skill_best", prefer="least")
    assert min((expert, novice, near), key=lambda each: most.fit(order, each)) is near
    assert min((expert, novice, near), key=lambda each: least.fit(order, each)) is novice


def test_joint_assignment_finds_the_least_total() -> None:
    luck = random.Random(7)
    for _ in range(20):
        orders = [Order(place=luck.uniform(0, 9)) for _ in range(4)]
        crew = [Technician(luck.uniform(0, 9)) for _ in range(4)]
        allowed = [[True] * 4 for _ in orders]
        pairs = rule("joint_assignment").match(orders, crew, allowed, 0.0)
        total = sum(crew[j].hours_to(orders[i]) for i, j in pairs)
        best = min(sum(crew[j].hours_to(order) for order, j in zip(orders, way, strict=True)) for way in permutations(range(4)))
        assert len(pairs) == 4
        assert total == pytest.approx(best)


def test_joint_assignment_keeps_to_what_is_allowed() -> None:
    orders, crew = [Order(place=0.0), Order(place=1.0)], [Technician(0.0), Technician(1.0)]
    assert rule("joint_assignment").match(orders, crew, [[False, True], [False, True]], 0.0) in ([(0, 1)], [(1, 1)])
    assert rule("joint_assignment").match(orders[:1], crew[:1], [[False]], 0.0) == []


def test_joint_assignment_credits_waiting_and_priority() -> None:
    old, new = Order(created=0.0, place=5.0), Order(created=9.0, place=1.0)
    crew, everybody = [Technician()], [[True], [True]]
    assert rule("joint_assignment", waiting=1.0).match([old, new], crew, everybody, 10.0) == [(0, 0)]
    assert rule("joint_assignment", waiting=0.1).match([old, new], crew, everybody, 10.0) == [(1, 0)]
    urgent, usual = Order(priority=2, place=5.0), Order(priority=4, place=1.0)
    assert rule("joint_assignment", priority=3.0).match([urgent, usual], crew, everybody, 0.0) == [(0, 0)]
    assert rule("joint_assignment", priority=1.0).match([urgent, usual], crew, everybody, 0.0) == [(1, 0)]


def a_route(**more: Any) -> Route:
    """The route of somebody who is free at 0 on a straight road, one hour per unit."""
    return Route(
        **{"begin": 0.0, "free": 0.0, "until": 99.0, "may_do": lambda order: True, "drive": lambda a, b: abs(a - b), **more}
    )


def test_a_route_plan_puts_an_order_where_it_adds_least() -> None:
    chosen, near, far = rule("route_plan", waiting=0.0), a_route(), a_route(begin=20.0)
    first, second, between = Order(place=8.0), Order(place=2.0), Order(place=5.0)
    for order in (first, second, between):
        chosen.insert(order, [near, far])
    assert (near.stops, far.stops) == ([second, between, first], [])
    assert chosen.insert(Order(place=18.0), [near, far]) is far
    assert chosen.insert(Order(place=18.0), [a_route(until=18.0), a_route(may_do=lambda order: False)]) is None
    urgent = Order(place=9.0, priority=1)
    chosen.insert(urgent, [near])
    assert near.stops[0] is urgent


def test_a_route_plan_weighs_lateness_and_waiting_against_the_drive() -> None:
    close, due = Order(place=-1.0), Order(place=4.0, due=4.0)
    for late, first in ((0.1, close), (5.0, due)):
        route = a_route()
        rule("route_plan", waiting=0.0, late=late).plan([close, due], [route])
        assert route.stops[0] is first
    assert rule("route_plan", waiting=1.0).cost(a_route(), [close, due]) == pytest.approx(1 + 1 + 5 + 7 + 2 * 3)


def test_two_opt_leaves_no_piece_that_is_better_turned_round() -> None:
    luck, chosen = random.Random(3), rule("route_plan", waiting=0.0)
    for _ in range(10):
        orders = [Order(place=complex(luck.random(), luck.random())) for _ in range(6)]  # type: ignore[arg-type]
        route = a_route(stops=list(orders), begin=0j)
        worst = chosen.cost(route, orders)
        chosen.improve(route)
        least = chosen.cost(route, route.stops)
        best = min(chosen.cost(route, way) for way in permutations(orders))
        assert best <= least <= worst
        assert least < 1.3 * best
        assert set(map(id, route.stops)) == set(map(id, orders))


# ---------------------------------------------------------------- what each rule owes
@pytest.mark.parametrize("cls", RULES)
def test_rule_is_documented_and_frozen(cls: type[Member]) -> None:
    assert cls.__doc__ != cls.__mro__[1].__doc__
    schema = json.loads(json.dumps(member_schema(cls, FAMILY)))
    assert set(schema["properties"]) == {"rule", *cls.model_fields}
    assert all(each["description"] for name, each in schema["properties"].items() if name != "rule")
    chosen = cls()
    for name in cls.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(chosen, name, getattr(chosen, name))


BITES = [
    ("nearest", "priority_first", True, False),
    ("parts_aware", "priority_first", True, False),
    ("parts_aware", "missing_part", "0 h", "6 h"),
    ("skill_best", "priority_first", True, False),
    ("skill_best", "prefer", "most", "least"),
    ("joint_assignment", "every", "15 min", "2 h"),
    ("joint_assignment", "missing_part", "0 h", "6 h"),
    ("joint_assignment", "waiting", 0.0, 2.0),
    ("joint_assignment", "priority", 0.0, 20.0),
    ("route_plan", "at", "6 h", "15 h"),
    ("route_plan", "every", "8 h", "3 d"),
    ("route_plan", "replan", "on_event", "never"),
    ("route_plan", "tolerance", "0 h", "90 h"),
    ("route_plan", "late", 0.0, 20.0),
    ("route_plan", "waiting", 0.0, 5.0),
]
"""(rule, parameter, one value, another)"""


def busy_field(dispatch: Any) -> Scenario:
    """Forty days of three technicians who are hardly enough: queues, levels, vans, priorities and promises."""
    return Scenario.model_validate(
        {
            "horizon": "40 d",
            "parts": {"seal": {"price": 10}, "board": {"price": 90}},
            "locations": {
                "north": {"at": [50.0, 8.0]},
                "south": {"at": [49.0, 8.0], "stock": {"seal": {"rule": "base_stock", "level": 9}}},
            },
            "asset_types": {
                "pump": {
                    "failures": {
                        "leak": {"law": {"exponential": "4 d"}, "parts": ["seal"], "repair": "5 h", "skill": "water"},
                        "jam": {"law": {"exponential": "15 d"}, "priority": 2, "repair": {"exponential": "2 h"}},
                        "dark": {"law": {"exponential": "20 d"}, "skill": "electronics", "priority": 4, "repair": "9 h"},
                    }
                }
            },
            "offers": {"gold": {"response": "4 h", "priority": 3}, "basic": {"restoration": "30 h", "priority": 5}},
            "sites": {
                f"s{i}": {"at": [49.0 + i / 4, 8.0 + i % 3 / 4], "assets": {"pump": 3}, "offer": "gold" if i % 2 else "basic"}
                | {"technicians": ["cleo", "bert"] if i % 2 else []}
                for i in range(6)
            },
            "technicians": {
                "anna": {
                    "home": "north",
                    "skills": {"water": 1, "electronics": 3},
                    "van": {"seal": {"rule": "base_stock", "level": 2}},
                },
                "bert": {"home": "south", "skills": {"water": 2, "electronics": 1}},
                "cleo": {"home": "south", "skills": {"water": 3}, "van": {"seal": {"rule": "base_stock", "level": 1}}},
            },
            "travel": {"straight_line": {"speed": "70 km/h"}},
            "dispatch": dispatch,
        }
    )


def digest(dispatch: Any) -> str:
    """Hash of the records of the busy field under a rule."""
    return simulate(busy_field(dispatch)).log.digest()


def test_every_parameter_is_in_the_table() -> None:
    assert {(word, name) for word, name, _, _ in BITES} == {
        (word, name) for word, cls in FAMILY.members.items() for name in cls.model_fields
    }


@pytest.mark.parametrize(("word", "parameter", "a", "b"), BITES, ids=str)
def test_parameter_changes_what_happens(word: str, parameter: str, a: Any, b: Any) -> None:
    first, second = ({"rule": word, parameter: value} for value in (a, b))
    assert digest(first) == digest(first)
    assert digest(first) != digest(second)


def test_every_rule_goes_its_own_way() -> None:
    digests = {word: digest({"rule": word}) for word in FAMILY.members}
    assert len(set(digests.values())) == len(digests)


# ---------------------------------------------------------------- whom they send
WORK = {"law": {"empirical": {"times": ["100 h"]}}, "repair": "2 h"}
"""A fault 100 hours after the start."""
BLOCKER = {"law": {"empirical": {"times": ["99 h"]}}, "repair": "2 h", "priority": 1}
"""A fault that keeps the only technician busy from 99 to 101."""


def visits(dispatch: Any, **sections: Any) -> Any:
    """The visits of the first 150 hours."""
    scenario = Scenario.model_validate({"horizon": "150 h", "travel": {"straight_line": {}}, **sections, "dispatch": dispatch})
    return Tables(simulate(scenario)).visits


def sent_first(dispatch: Any, *, crew: dict[str, Any] | None = None, failure: dict[str, Any] | None = None, **more: Any) -> str:
    """Who is sent to a fault at longitude 3, of anna from longitude 0 and bert from longitude 2."""
    people = crew or {}
    found = visits(
        dispatch,
        locations={"west": {"at": [0, 0]}, "east": {"at": [0, 2]}},
        asset_types={"pump": {"failures": {"leak": {**WORK, **(failure or {})}}}},
        sites={"plant": {"at": [0, 3], "assets": {"pump": 1}}},
        technicians={"anna": {"home": "west", **people.get("anna", {})}, "bert": {"home": "east", **people.get("bert", {})}},
        **more,
    )
    return str(found.technician[0])


def test_nearest_sends_the_nearer_technician() -> None:
    assert sent_first("first_come_first_served") == "anna"
    assert sent_first("nearest") == "bert"


def test_parts_aware_sends_who_carries_the_part() -> None:
    carries = {"anna": {"van": {"seal": {"rule": "base_stock", "level": 1}}}}
    world = {"parts": {"seal": {}}, "failure": {"parts": ["seal"]}, "crew": carries}
    assert sent_first({"rule": "parts_aware", "missing_part": "0 h"}, **world) == "bert"
    assert sent_first({"rule": "parts_aware", "missing_part": "20 h"}, **world) == "anna"


def test_skill_best_sends_the_most_or_the_least_skilled() -> None:
    world = {"failure": {"skill": "water"}, "crew": {"anna": {"skills": {"water": 3}}, "bert": {"skills": {"water": 1}}}}
    assert sent_first({"rule": "skill_best", "prefer": "most"}, **world) == "anna"
    assert sent_first({"rule": "skill_best", "prefer": "least"}, **world) == "bert"


def test_preferred_sends_the_first_free_of_the_list_then_anybody() -> None:
    """Three faults at once: the first finds everybody free, the second all but the first choice, the third who is not listed."""
    found = visits(
        "preferred",
        locations={"depot": {"at": [0, 0]}},
        asset_types={"pump": {"failures": {"leak": WORK}}},
        sites={"plant": {"at": [0, 0], "technicians": ["dora", "crew"], "assets": {"pump": 4}}},
        technicians={"anna": {"home": "depot"}, "crew": {"home": "depot", "count": 2}, "dora": {"home": "depot"}},
    )
    assert list(found.technician[:4]) == ["dora", "crew-1", "crew-2", "anna"]
    assert sent_first("preferred") == "anna"  # nobody is listed: who has been free longest


def order_of_visits(dispatch: Any, sites: dict[str, Any], *, places: Mapping[str, float] | None = None, **more: Any) -> list[str]:
    """Sites in the order in which the only technician gets to them, after the one that keeps him busy while all fail."""
    found = visits(
        dispatch,
        locations={"depot": {"at": [0, 0]}},
        asset_types={
            "first": {"failures": {"stop": BLOCKER}},
            "pump": {"failures": {"leak": WORK}},
            "press": {"failures": {"leak": {**WORK, "repair": "7 h"}}},
            "alarm": {"failures": {"leak": {**WORK, "priority": 2}}},
        },
        sites={"blocker": {"at": [0, 0], "assets": {"first": 1}}}
        | {name: {"at": [0, (places or {}).get(name, 0.0)], **site} for name, site in sites.items()},
        technicians={"anna": {"home": "depot"}},
        **more,
    )
    assert len(found) == len(sites) + 1
    return [str(site) for site in found.sort_values("dispatched").site][1:]


OFFERS = {"fast": {"response": "5 h"}, "slow": {"response": "9 h"}}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("first_come_first_served", ["none", "slow", "fast", "long", "alarm"]),
        ("earliest_due", ["fast", "slow", "long", "none", "alarm"]),
        ("least_slack", ["long", "fast", "slow", "none", "alarm"]),
        ("priority_class", ["alarm", "none", "slow", "fast", "long"]),
    ],
)
def test_rules_of_urgency_order_the_queue(word: str, expected: list[str]) -> None:
    sites = {
        "none": {"assets": {"pump": 1}},
        "slow": {"assets": {"pump": 1}, "offer": "slow"},
        "fast": {"assets": {"pump": 1}, "offer": "fast"},
        "long": {"assets": {"press": 1}, "offer": "slow"},
        "alarm": {"assets": {"alarm": 1}},
    }
    assert order_of_visits({"rule": word}, sites, offers=OFFERS) == expected


def test_nearest_takes_the_nearest_waiting_order_of_the_most_urgent_class() -> None:
    sites = {"far": {"assets": {"pump": 1}}, "near": {"assets": {"pump": 1}}, "urgent": {"assets": {"alarm": 1}}}
    places = {"far": 0.5, "near": 0.1, "urgent": 1.0}
    assert order_of_visits({"rule": "nearest"}, sites, places=places)[0] == "urgent"
    assert order_of_visits({"rule": "nearest", "priority_first": False}, sites, places=places) == ["near", "far", "urgent"]


def distance_of_a_batch(dispatch: Any, seed: int) -> float:
    """Kilometres to five equal orders written at one moment, five technicians being free at five homes."""
    luck = random.Random(seed)
    found = visits(
        dispatch,
        locations={f"home{i}": {"at": [0, luck.uniform(0, 0.5)]} for i in range(5)},
        asset_types={"pump": {"failures": {"leak": WORK}}},
        sites={f"site{i}": {"at": [0, luck.uniform(0, 0.5)], "assets": {"pump": 1}} for i in range(5)},
        technicians={f"t{i}": {"home": f"home{i}"} for i in range(5)},
    )
    batch = found[found.dispatched < 101]
    assert len(batch) == 5
    assert batch.technician.nunique() == 5
    return float(batch.km.sum())


def test_joint_assignment_drives_no_further_than_nearest() -> None:
    nearest = [distance_of_a_batch("nearest", seed) for seed in range(12)]
    joint = [distance_of_a_batch("joint_assignment", seed) for seed in range(12)]
    assert all(ours <= theirs + 1e-9 for ours, theirs in zip(joint, nearest, strict=True))
    assert sum(joint) < 0.98 * sum(nearest)


def tour(dispatch: Any) -> tuple[list[str], float]:
    """Sites in the order in which one technician gets to them on a day when all are known at six, and the km to them."""
    places = {"a": 0.9, "b": -0.3, "c": 0.5, "d": -0.8, "e": 0.2}
    found = visits(
        dispatch,
        locations={"depot": {"at": [0, 0]}},
        asset_types={"pump": {"failures": {"leak": {**WORK, "repair": "10 min"}}}},
        sites={name: {"at": [0, place], "assets": {"pump": 1}} for name, place in places.items()},
        technicians={"anna": {"home": "depot", "hours": "mon-sun 07:00-19:00"}},
    )
    found = found.sort_values("dispatched")[:5]
    assert found.dispatched.iloc[0] == 4 * 24 + 7
    return list(map(str, found.site)), float(found.km.sum())


def test_a_planned_route_drives_less_than_first_come_first_served() -> None:
    """All fail at 04:00, between two shifts; the plan of 06:00 goes out one way and back the other."""
    route, km = tour({"rule": "route_plan", "waiting": 0.0})
    assert route in (["b", "d", "e", "c", "a"], ["e", "c", "a", "b", "d"])
    assert km <= tour("nearest")[1] + 1e-9
    assert km < 0.6 * tour("first_come_first_served")[1]


def test_routes_are_mended_when_something_happens_or_wait_for_the_next_plan() -> None:
    sites = {"far": {"assets": {"pump": 1}}, "near": {"assets": {"pump": 1}}, "urgent": {"assets": {"alarm": 1}}}
    places = {"far": 0.5, "near": 0.1, "urgent": 1.0}
    assert order_of_visits({"rule": "route_plan", "waiting": 0.0}, sites, places=places) == ["near", "far", "urgent"]
    begins = {}
    for replan in ("on_event", "never"):
        found = visits(
            {"rule": "route_plan", "replan": replan},
            locations={"depot": {"at": [0, 0]}},
            asset_types={"pump": {"failures": {"leak": WORK}}},
            sites={"plant": {"at": [0, 0], "assets": {"pump": 1}}},
            technicians={"anna": {"home": "depot"}},
        )
        begins[replan] = found.dispatched[0]
    assert begins == {"on_event": 100.0, "never": 102.0}


def test_joint_assignment_sends_to_the_most_urgent_at_once() -> None:
    waits = {}
    for priority in (1, 2):
        failure = {**WORK, "priority": priority}
        found = visits(
            {"rule": "joint_assignment", "every": "2 h"},
            locations={"depot": {"at": [0, 0]}},
            asset_types={"pump": {"failures": {"leak": failure}}},
            sites={"plant": {"at": [0, 0], "assets": {"pump": 1}}},
            technicians={"anna": {"home": "depot"}},
        )
        waits[priority] = found.dispatched[0] - 100.0
    assert waits == {1: 0.0, 2: 2.0}


def test_who_comes_on_duty_takes_over_stops_of_others() -> None:
    """Both pumps fail while only anna is there; bert comes at 103 h, hours before the next plan, and is sent to the second before anna has ended the first."""
    found = visits(
        {"rule": "route_plan", "at": "15 h"},
        locations={"depot": {"at": [0, 0]}},
        asset_types={"pump": {"failures": {"leak": {**WORK, "repair": "9 h"}}}},
        sites={name: {"at": [0, 0], "assets": {"pump": 1}} for name in ("one", "two")},
        technicians={"anna": {"home": "depot"}, "bert": {"home": "depot", "hours": "daily 07:00-22:00"}},
    )
    assert list(zip(found.technician, found.dispatched, strict=True)) == [("anna", 100.0), ("bert", 103.0)]
