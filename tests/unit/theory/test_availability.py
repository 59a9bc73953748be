"""A fleet's availability from its holes, by hand where there are few sockets."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from sim.theory import availability, pipelines, stocking
from sim.theory.availability import Machines
from sim.theory.stocking import Levels, Network

ITEM = {"demand_rate": 0.2, "turnaround": 10, "base_stock": 3, "per_machine": 1}


def test_one_socket_per_machine_is_the_mean_share_of_holes() -> None:
    """With one socket both formulas say 1 - E[holes] / machines, as long as holes cannot outnumber the sockets."""
    found = availability.fleet(machines=200, items=[ITEM])
    assert found.availability == pytest.approx(1 - found.total_backorders / 200)
    assert found.product_availability == pytest.approx(found.availability)


def test_holes_spread_over_sockets_by_enumeration() -> None:
    item = ITEM | {"per_machine": 2, "base_stock": 0}
    law = pipelines.poisson(mean=2)
    complete = 0.0
    for holes in range(7):
        ways = list(combinations(range(6), holes))  # three machines with two sockets; ours are the sockets 0 and 1
        complete += law[holes] * sum(not {0, 1} & set(way) for way in ways) / len(ways)
    assert availability.fleet(machines=3, items=[item]).availability == pytest.approx(complete)


def test_items_multiply_and_stock_helps() -> None:
    one = availability.fleet(machines=10, items=[ITEM])
    two = availability.fleet(machines=10, items=[ITEM, ITEM])
    assert two.availability == pytest.approx(one.availability**2)
    assert two.total_backorders == pytest.approx(2 * one.total_backorders)
    more = availability.fleet(machines=10, items=[ITEM | {"base_stock": 5}])
    assert one.availability < more.availability < 1
    assert availability.fleet(machines=10, items=[]).availability == 1


def test_a_fleet_without_its_parts_stands_still() -> None:
    none = availability.fleet(machines=2, items=[ITEM | {"turnaround": 1000, "base_stock": 0}])
    assert none.availability == pytest.approx(0, abs=1e-12)
    assert none.product_availability == 0
    assert math.isclose(none.total_backorders, 200)


@pytest.mark.parametrize("change", [{"demand_rate": -1}, {"turnaround": -1}, {"base_stock": -1}, {"per_machine": 0}])
def test_what_cannot_be_is_said(change: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        availability.fleet(machines=10, items=[ITEM | change])


def one_place(units: list[int], machines: int, per_machine: int) -> tuple[Levels, Machines]:
    rates = np.array([0.2, 0.05])
    network = Network(parent=[-1], price=[1.0, 1.0], demand=rates[:, None], lead_time=[[10.0], [30.0]])
    group = Machines(place=0, count=machines, sockets=np.full(2, per_machine), demand=rates)
    return stocking.levels(network, np.array(units)[:, None]), group


@pytest.mark.parametrize(("machines", "per_machine"), [(10, 1), (50, 3)])
def test_the_product_formula_is_that_of_a_fleet(machines: int, per_machine: int) -> None:
    found, group = one_place([3, 1], machines, per_machine)
    items = [
        {"demand_rate": rate, "turnaround": time, "base_stock": units, "per_machine": per_machine}
        for rate, time, units in ((0.2, 10, 3), (0.05, 30, 1))
    ]
    fleet = availability.fleet(machines=machines, items=items)
    assert availability.product(found, [group]) == pytest.approx((fleet.product_availability,))
    assert fleet.product_availability == pytest.approx(fleet.availability, abs=0.002)


def test_types_at_one_place_share_what_is_missing_by_their_demand() -> None:
    found, group = one_place([3, 1], 10, 1)
    rates = group.demand
    halves = [Machines(place=0, count=5, sockets=np.ones(2), demand=rates / 2) for _ in range(2)]
    assert availability.product(found, halves) == pytest.approx(availability.product(found, [group]) * 2)
    without = Machines(place=0, count=5, sockets=[0, 1], demand=[0, rates[1] / 2])
    busy = Machines(place=0, count=5, sockets=[1, 1], demand=[rates[0], rates[1] / 2])
    missing = found.all_backorders[:, 0]
    expected = (1 - missing[1] / 10, (1 - missing[0] / 5) * (1 - missing[1] / 10))
    assert availability.product(found, [without, busy]) == pytest.approx(expected)


def test_customers_below_and_beside_are_not_the_machines() -> None:
    """A depot that feeds a base: its machines miss their share of what it owes."""
    network = Network(parent=[-1, 0], price=[1.0], demand=[[0.1, 0.3]], lead_time=[[10, 1]])
    found = stocking.levels(network, [[2, 1]])
    group = Machines(place=0, count=20, sockets=[1], demand=[0.1])
    assert availability.product(found, [group]) == pytest.approx((1 - found.all_backorders[0, 0] / 4 / 20,))
    assert found.backorders[0, 0] == pytest.approx(found.all_backorders[0, 0] / 4)


def test_more_missing_than_sockets_is_no_availability() -> None:
    found, group = one_place([0, 0], 1, 1)
    assert availability.product(found, [group]) == (0.0,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"count": 0}, "count"),
        ({"place": 1}, "1 places"),
        ({"sockets": [1]}, "2 parts"),
        ({"sockets": [0, 1]}, "must have a socket"),
        ({"demand": [-0.1, 0.1]}, "not be negative"),
    ],
)
def test_machines_that_cannot_be_are_said(change: dict[str, Any], words: str) -> None:
    found, _ = one_place([1, 1], 1, 1)
    group = {"place": 0, "count": 5, "sockets": [1, 1], "demand": [0.2, 0.05]}
    with pytest.raises(ValueError, match=words):
        availability.product(found, [Machines(**group | change)])
