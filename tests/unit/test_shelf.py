"""A shelf by hand: who is served first, what its rule sees, and when orders arrive."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from sim.flows.replenish import arrive, begin_reviews, first_arrives, place_order
from sim.kernel import Kernel, Timer
from sim.policies.replenishment import BaseStock, Periodic, Reorder, StockRule
from sim.records import Log
from sim.streams import Luck
from sim.system.claims import REPLENISHMENT_PRIORITY
from sim.system.lanes import Lane, Making
from sim.system.shop import Shop
from sim.system.stock import Shelf


class World(SimpleNamespace):
    """As much of a world as replenishment needs."""

    def __init__(self) -> None:
        super().__init__(kernel=Kernel(), luck=Luck(1, 0), log=Log(), orders_placed=0, open_orders={})
        self.arrive = partial(arrive, self)

    def shelf(self, rule: StockRule, location: int = 0, source: Shelf | None = None) -> Shelf:
        """A shelf that a supplier refills after 10 h, or another shelf."""
        shelf = Shelf(self.kernel, self.log.movements, location, 0, rule)
        shelf.lane = Lane(self.luck, 77 + location)
        shelf.lane.source = source
        shelf.lane.takes(10.0)
        shelf.lane.bell = Timer(partial(first_arrives, self), shelf.lane)
        shelf.place_order = partial(place_order, self)
        shelf.begin_reviews = partial(begin_reviews, self)
        shelf.open()
        return shelf


def state(shelf: Shelf) -> tuple[int, int, int, int]:
    return shelf.on_hand, shelf.on_order, shelf.backorders, shelf.position


def test_a_unit_taken_or_owed_is_ordered_at_once_and_the_position_kept() -> None:
    world = World()
    shelf = world.shelf(BaseStock(level=2))
    assert shelf.take(1)
    assert state(shelf) == (1, 1, 0, 2)
    assert not shelf.take(2)
    shelf.owe(2, 5, lambda: None)
    assert state(shelf) == (0, 3, 1, 2)
    world.kernel.run_to(11.0)
    assert state(shelf) == (2, 0, 0, 2)
    assert world.log.orders.rows()["quantity"].tolist() == [1, 2]


def test_the_more_urgent_is_served_first_and_refills_last() -> None:
    world, served = World(), []
    shelf = world.shelf(Reorder(point=-1, quantity=9, initial=0))
    for name, priority in (("refill", REPLENISHMENT_PRIORITY), ("usual", 5), ("usual too", 5), ("urgent", 1)):
        shelf.owe(1, priority, partial(served.append, name))
    for _ in range(4):
        shelf.receive(1)
    assert served == ["urgent", "usual", "usual too", "refill"]


def test_what_is_owed_to_one_is_not_given_to_another() -> None:
    """Three units arrive for two who wait for one and for two: whoever is served first cannot take a second one away."""
    world, taken = World(), []
    shelf = world.shelf(Reorder(point=-1, quantity=3, initial=0))
    shelf.owe(1, 1, lambda: taken.append(shelf.take(1)))
    shelf.owe(2, 5, lambda: taken.append("two"))
    shelf.receive(3)
    assert taken == [False, "two"]


def test_the_last_units_are_for_the_urgent() -> None:
    """Two of three are kept for priorities 1 and 2; those who wait get what lies above the reserve, the urgent all that is there."""
    world, served = World(), []
    shelf = world.shelf(Reorder(point=-1, quantity=9, initial=3))
    shelf.reserve, shelf.reserved_for = 2, 2
    assert shelf.take(1, 5)
    assert not shelf.take(1, 5)
    shelf.owe(1, 5, partial(served.append, "usual"))
    assert shelf.take(1, 2)
    shelf.receive(1)  # two on hand again, none to spare
    assert (served, shelf.on_hand) == ([], 2)
    assert shelf.take(2, 1)
    shelf.receive(2)
    assert (served, shelf.on_hand) == ([], 2)
    shelf.receive(1)
    assert (served, shelf.on_hand) == (["usual"], 2)


def test_units_that_come_back_unused_are_not_ordered_again() -> None:
    world = World()
    shelf = world.shelf(Reorder(point=0, quantity=2, initial=1))
    assert shelf.take(1)
    shelf.take_back(1)
    assert state(shelf) == (1, 2, 0, 3)
    assert shelf.take(1)
    assert state(shelf) == (0, 2, 0, 2)


def test_cores_due_count_as_on_order_until_they_are_scrapped() -> None:
    world = World()
    shelf = world.shelf(BaseStock(level=2))
    shelf.expect_core(1)
    assert shelf.take(1)
    assert state(shelf) == (1, 1, 0, 2)
    assert world.orders_placed == 0  # the core will replace what was taken
    shelf.give_up_core()
    assert state(shelf) == (1, 1, 0, 2)
    assert world.orders_placed == 1
    shelf.expect_core(1)
    shelf.receive_core()
    assert state(shelf) == (2, 1, 0, 3)


def test_a_refill_waits_for_the_source_and_is_on_the_way_after_that() -> None:
    """The source has nothing for its own 10 h, the way takes 10 more: ordered at 0, shipped at 10, there at 20."""
    world = World()
    source = world.shelf(BaseStock(level=1, initial=0), 0)
    shelf = world.shelf(BaseStock(level=1, initial=0), 1, source)
    world.kernel.run_to(50.0)
    assert world.log.orders.rows()[["location", "ordered", "shipped", "received"]].tolist() == [
        (0, 0, 0, 10),
        (0, 0, 0, 10),
        (1, 0, 10, 20),
    ]
    assert state(shelf) == (1, 0, 0, 1)


@pytest.mark.parametrize("cross", [False, True])
def test_orders_overtake_each_other_only_where_they_may(cross: bool) -> None:
    """Three orders, an hour apart, with the lead times that the shelf's luck has for them."""
    world = World()
    shelf = world.shelf(BaseStock(level=50))
    shelf.lane.takes(None, lambda u: 20.0 * u)
    shelf.lane.may_cross = cross
    for _ in range(20):
        shelf.take(1)
        world.kernel.run_to(world.kernel.now + 1.0)
    world.kernel.run_to(100.0)
    orders = world.log.orders.rows()
    orders = orders[orders["ordered"].argsort(kind="stable")]
    own = [ordered + shelf.lane.transit(nth) for nth, ordered in enumerate(orders["ordered"], 1)]
    expected = own if cross else [max(own[: i + 1]) for i in range(len(own))]
    assert own != sorted(own)
    assert orders["received"].tolist() == pytest.approx(expected)


def test_lead_times_belong_to_the_shelf_whatever_others_order() -> None:
    def received(first_orders: int) -> list[Any]:
        world = World()
        other, shelf = world.shelf(BaseStock(level=9), 0), world.shelf(BaseStock(level=9), 1)
        shelf.lane.takes(None, lambda u: 20.0 * u)
        for _ in range(first_orders):
            other.take(1)
        shelf.take(1)
        shelf.take(1)
        world.kernel.run_to(100.0)
        orders = world.log.orders.rows()
        return orders["received"][orders["location"] == 1].tolist()

    assert received(0) == received(3)


# ---------------------------------------------------------------- claims on a reserve, and on what comes back
def test_an_urgent_call_that_is_owed_has_the_reserve() -> None:
    shelf, served = World().shelf(Reorder(point=-1, quantity=9, initial=2)), []
    shelf.reserve, shelf.reserved_for = 2, 2
    claim = shelf.owe(3, 1, lambda: served.append("urgent"))
    assert claim.missing == 1
    assert not shelf.take(1, 1)
    shelf.receive(1)
    assert served == ["urgent"]


def test_units_that_come_back_serve_who_waits() -> None:
    shelf, served = World().shelf(Reorder(point=-1, quantity=9, initial=1)), []
    assert shelf.take(1)
    shelf.owe(1, 5, lambda: served.append("waiting"))
    shelf.take_back(1)
    assert served == ["waiting"]
    assert shelf.on_hand == 0


# ---------------------------------------------------------------- a supplier of limited capacity
@pytest.mark.parametrize(
    ("places", "may_cross", "arrivals"),
    [
        (1, False, [(0, 15.0), (1, 17.0), (2, 20.0)]),
        (2, False, [(0, 15.0), (1, 15.0), (2, 15.0)]),
        (2, True, [(1, 12.0), (0, 15.0), (2, 15.0)]),
    ],
)
def test_orders_queue_at_a_supplier_and_do_not_overtake(places: int, may_cross: bool, arrivals: list[tuple[int, float]]) -> None:
    """Three orders at once, of 5, 2 and 3 hours in work and 10 on the way."""
    world = World()
    shelf = world.shelf(Reorder(point=-1, quantity=1))
    hours = iter([5.0, 2.0, 3.0])
    shelf.lane.making, shelf.lane.may_cross = Making(Shop(places), lambda _: next(hours)), may_cross
    for _ in range(3):
        place_order(world, shelf, 1)
        shelf.orders_placed += 1
        shelf.on_order += 1
    world.kernel.run_to(100.0)
    rows = world.log.orders.rows()
    assert list(zip(rows["order"].tolist(), rows["received"].tolist(), strict=True)) == arrivals
    assert (rows["received"] - rows["shipped"]).tolist() == [10.0] * 3


def test_another_rule_orders_from_now_on_and_what_is_too_much_is_used_up() -> None:
    world = World()
    shelf = world.shelf(BaseStock(level=2))
    shelf.follow(BaseStock(level=5))
    assert state(shelf) == (2, 3, 0, 5), "it looks at once"
    shelf.follow(BaseStock(level=1))
    world.kernel.run_to(11.0)
    assert shelf.take(3)
    assert state(shelf) == (2, 0, 0, 2), "open orders came, and nothing is ordered above the new level"
    assert shelf.take(2)
    assert state(shelf) == (0, 1, 0, 1)


def test_reviews_belong_to_the_rule_in_force() -> None:
    """A rule that is left and followed again before its next review looks once per period, not twice."""
    world = World()
    shelf = world.shelf(BaseStock(level=0))
    weekly = Periodic(every=7.0, level=4)
    for time, rule in ((0.0, weekly), (3.0, BaseStock(level=4)), (5.0, weekly), (5.0, weekly)):
        world.kernel.at(time, shelf.follow, rule)
    for time in range(40):
        world.kernel.at(time + 0.5, lambda _: shelf.owe(1, 5, lambda: None))
    world.kernel.run_to(40.0)
    ordered = world.log.orders.rows()["ordered"]
    assert ordered[ordered >= 5.0].tolist() == [12.0, 19.0, 26.0], "not at 7, 14, ... besides, as the first reviews would have"
    assert shelf.rules_followed == 3
