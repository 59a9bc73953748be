"""Docks and carriers by hand: doors, pickers, trucks, and what hurries because a call waits."""

from __future__ import annotations

import datetime as dt
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from sim.flows.fulfil import fulfil, hurry
from sim.flows.replenish import arrive, first_arrives, place_order
from sim.kernel import Kernel, Timer
from sim.nature.calendars import OpeningHours
from sim.nature.departures import Departures
from sim.policies.replenishment import StockRule
from sim.records import Log
from sim.streams import Luck
from sim.system.claims import REPLENISHMENT_PRIORITY
from sim.system.dock import Carrier, Dock
from sim.system.lanes import Lane
from sim.system.stock import Shelf

MONDAY, HORIZON = dt.date(2026, 1, 5), 1000.0
OFFICE = OpeningHours.read("mon-fri 08:00-17:00").calendar(MONDAY, HORIZON)
EVENINGS = Departures.read("mon-fri 17:00").plan(MONDAY, HORIZON)


class NeverOrders(StockRule):
    """Orders are placed by hand."""

    @property
    def levels(self) -> int:
        return 0

    def order(self, view: Any) -> int:
        del view
        return 0


class World(SimpleNamespace):
    """As much of a world as fulfilment needs: a supplier with a dock, and the shelves that order there."""

    def __init__(self) -> None:
        super().__init__(kernel=Kernel(), luck=Luck(1, 0), log=Log(), orders_placed=0, open_orders={}, trucks={})
        self.parts = [SimpleNamespace(weight=3.0), SimpleNamespace(weight=5.0)]
        self.arrive, self.fulfil = partial(arrive, self), partial(fulfil, self)

    def lane(self, hours: float, carrier: Carrier | None = None, dock: Dock | None = None) -> Lane:
        lane = Lane(self.luck, 77)
        lane.takes(hours)
        lane.carrier, lane.dock, lane.source_code = carrier, dock, 9
        lane.straight = carrier is None and dock is None
        lane.bell = Timer(partial(first_arrives, self), lane)
        return lane

    def shelf(self, lane: Lane, part: int = 0, location: int = 0) -> Shelf:
        """An empty shelf that orders only by hand."""
        shelf = Shelf(self.kernel, self.log.movements, location, part, NeverOrders())
        shelf.lane = lane
        shelf.place_order = partial(place_order, self)
        shelf.open()
        if lane.can_hurry:
            shelf.on_call_waits = partial(hurry, self)
        return shelf

    def at(self, time: float, do: Any) -> None:
        self.kernel.at(time, lambda _: do())

    def order(self, time: float, shelf: Shelf, units: int = 1) -> None:
        """Order units at a time."""

        def place() -> None:
            shelf.orders_placed += 1
            shelf.on_order += place_order(self, shelf, units)

        self.at(time, place)

    def call(self, time: float, shelf: Shelf, priority: int = 3) -> None:
        """A call begins to wait for a unit."""
        self.at(time, lambda: shelf.owe(1, priority, lambda: None))

    def orders(self, *columns: str) -> list[tuple[Any, ...]]:
        """The run, and some columns of its orders, by number."""
        self.kernel.run_to(HORIZON)
        found = {kind: getattr(self.log, kind).rows() for kind in ("orders", "fulfilment")}
        rows = []
        for order in sorted(found["orders"].tolist(), key=lambda row: row[0]):
            values = dict(zip(found["orders"].dtype.names, order, strict=True))
            for step in found["fulfilment"]:
                if step["order"] == values["order"]:
                    values.update(zip(found["fulfilment"].dtype.names, step.tolist(), strict=True))
            rows.append(tuple(values[each] for each in columns))
        return rows


def test_orders_are_picked_in_opening_hours_one_after_the_other() -> None:
    """Three orders in the night; one picker, six hours each: the second is begun at 14:00, left lying at 17:00 and ended at 11:00."""
    world = World()
    shelf = world.shelf(world.lane(1.0, dock=Dock(OFFICE, lambda _: 6.0, 1)))
    for hour in (2.0, 3.0, 4.0):
        world.order(hour, shelf)
    steps = world.orders("ready", "pick_start", "picked", "shipped", "received")
    assert steps == [(2.0, 8.0, 14.0, 14.0, 15.0), (3.0, 14.0, 35.0, 35.0, 36.0), (4.0, 35.0, 41.0, 41.0, 42.0)]


def test_without_picking_all_that_waits_leaves_when_the_door_opens() -> None:
    world = World()
    shelf = world.shelf(world.lane(1.0, dock=Dock(OFFICE)))
    for hour in (2.0, 9.5, 17.0):
        world.order(hour, shelf)
    assert world.orders("shipped") == [(8.0,), (9.5,), (32.0,)]


def test_what_comes_outside_opening_hours_waits_at_the_door() -> None:
    world = World()
    shelf = world.shelf(world.lane(1.0))
    shelf.dock = Dock(OFFICE)
    for hour in (3.0, 10.0):
        world.order(hour, shelf)
    assert world.orders("ready", "shipped", "arrived", "received") == [(3.0, 3.0, 4.0, 8.0), (10.0, 10.0, 11.0, 11.0)]


def test_one_truck_is_one_shipment() -> None:
    """Two parts for one place meet the cut-off at 15:00 and share the fixed 30; the third comes too late, the fourth goes elsewhere."""
    world = World()
    truck = Carrier(0, 30.0, 2.0, EVENINGS, 2.0)
    here, there = world.shelf(world.lane(4.0, truck)), world.shelf(world.lane(4.0, truck), location=1)
    other = world.shelf(world.lane(4.0, truck), part=1)
    world.order(10.0, here)
    world.order(15.0, other, units=2)
    world.order(15.5, here)
    world.order(12.0, there)
    rows = world.orders("shipped", "received", "freight", "shipment", "carrier")
    assert rows == [(17.0, 21.0, 21.0, 0, 0), (17.0, 21.0, 36.0, 1, 0), (17.0, 21.0, 35.0, 0, 0), (41.0, 45.0, 36.0, 3, 0)]


def test_what_is_ready_when_the_truck_leaves_misses_it() -> None:
    world = World()
    shelf = world.shelf(world.lane(4.0, Carrier(0, 30.0, 0.0, EVENINGS, 0.0)))
    world.order(17.0, shelf)
    world.order(96.0 + 17.0, shelf)
    assert world.orders("shipped") == [(41.0,), (168.0 + 17.0,)]


def test_a_carrier_without_departures_takes_each_order_alone() -> None:
    world = World()
    shelf = world.shelf(world.lane(4.0, Carrier(3, 10.0, 2.0, None, 0.0)))
    world.order(2.0, shelf, units=2)
    world.order(2.0, shelf)
    assert world.orders("shipped", "freight", "shipment", "carrier") == [(2.0, 22.0, 0, 3), (2.0, 16.0, 1, 3)]


def express(world: World, dock: Dock | None = None) -> Shelf:
    """A shelf with a slow truck in the evening and a courier for what calls wait for."""
    lane = world.lane(20.0, Carrier(0, 30.0, 0.0, EVENINGS, 0.0), dock)
    lane.express = lane.twin()
    lane.express.takes(3.0)
    lane.express.carrier = Carrier(1, 90.0, 0.0, None, 0.0)
    lane.express.bell = Timer(partial(first_arrives, world), lane.express)
    lane.can_hurry = True
    return world.shelf(lane)


def test_an_order_goes_by_express_while_a_call_waits_and_no_more_than_calls_wait_for() -> None:
    """Who waits from 9:00 on gets the order of 10:00, which overtakes the one that left before; that of 11:00 is for nobody, and rides."""
    world = World()
    shelf = express(world)
    world.order(-0.0, shelf)
    world.call(24.0 + 9.0, shelf)
    world.order(24.0 + 10.0, shelf)
    world.order(24.0 + 11.0, shelf)
    rows = world.orders("shipped", "received", "carrier", "freight")
    assert rows == [(17.0, 37.0, 0, 30.0), (34.0, 37.0, 1, 90.0), (41.0, 61.0, 0, 30.0)]
    assert shelf.units_hurried == 0


def test_an_order_that_waits_for_the_truck_is_taken_off_when_a_call_begins_to_wait() -> None:
    world = World()
    shelf = express(world)
    for hour in (9.0, 10.0):
        world.order(hour, shelf)
    world.call(12.0, shelf)
    assert world.orders("shipped", "received", "carrier", "shipment") == [(12.0, 15.0, 1, 0), (17.0, 37.0, 0, 1)]


def test_lower_echelons_that_wait_hurry_nothing() -> None:
    world = World()
    shelf = express(world)
    world.order(9.0, shelf)
    world.at(12.0, lambda: shelf.owe(1, REPLENISHMENT_PRIORITY, lambda: None))
    assert world.orders("shipped", "carrier") == [(17.0, 0)]


def test_what_is_no_longer_waited_for_when_it_is_picked_takes_the_truck() -> None:
    """The order is in the hands of a picker from 9:00 to 12:00; the call that begins to wait at 10:00 is served at 11:00 otherwise."""
    world = World()
    shelf = express(world, Dock(OFFICE, lambda _: 3.0, 1))
    world.order(9.0, shelf)
    world.call(10.0, shelf)
    world.at(11.0, lambda: shelf.take_back(1))
    assert world.orders("picked", "shipped", "carrier") == [(12.0, 17.0, 0)]
    assert shelf.units_hurried == 0


@pytest.mark.parametrize(("calls", "begun"), [(0, [8.0, 10.0, 12.0]), (1, [8.0, 12.0, 10.0])])
def test_orders_for_which_calls_wait_are_picked_first(calls: int, begun: list[float]) -> None:
    world = World()
    lane = world.lane(1.0, dock=Dock(OFFICE, lambda _: 2.0, 1))
    lane.can_hurry = True
    shelf, urgent = world.shelf(lane), world.shelf(lane, location=1)
    world.order(8.0, shelf)
    world.order(8.5, shelf)
    world.order(8.75, urgent)
    for _ in range(calls):
        world.call(9.0, urgent)
    assert [start for (start,) in world.orders("pick_start")] == begun


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("mon-fri 17:00", "mon-fri 17:00"),
        ("SAT 6:30 12:00, mon 06:30 12:00", "mon sat 06:30 12:00"),
        (["daily 00:00", "daily 00:00"], "daily 00:00"),
        ("sun-tue 23:59, wed 01:00", "mon-tue sun 23:59, wed 01:00"),
    ],
)
def test_departures_are_read_and_written_back(text: Any, again: str) -> None:
    assert Departures.read(text).text == again
    assert Departures.read(again) == Departures.read(text)


def test_departures_keep_to_the_calendar_and_pause_on_holidays() -> None:
    plan = Departures.read("mon wed 12:00, fri 06:00").plan(dt.date(2026, 1, 6), 200.0, frozenset({dt.date(2026, 1, 9)}))
    assert plan[:4] == [36.0, 6 * 24 + 12.0, 8 * 24 + 12.0, 10 * 24 + 6.0]
    assert plan[-1] <= 200.0 + 8 * 168 < plan[-1] + 72
