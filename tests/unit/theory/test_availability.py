"""A fleet's availability from its holes, by hand where there are few sockets."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from sim.theory import availability, pipelines

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
