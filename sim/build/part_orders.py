"""Customers who order parts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sim.build.names import Draw, Names, sampler
from sim.flows.part_orders import customers, order_and_note, pass_on
from sim.nature.durations import DurationLaw
from sim.scenario.part_orders import PartOrders as Stated
from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.availability import Availability
from sim.system.dock import Carrier
from sim.system.part_orders import PartOrders, Stream, WantedPart, WayOut
from sim.system.stock import Shelf
from sim.system.world import World
from sim.units import to_tick


def add_part_orders(scenario: Scenario, names: Names, world: World, carriers: dict[str, Carrier]) -> None:
    """Open the book of orders, and let them come."""
    if not scenario.part_orders:
        return
    book = world.part_orders = PartOrders()
    book.pass_on = partial(pass_on, world, book)
    for name, spec in scenario.part_orders.items():
        book.streams.append(_stream(scenario, names, world, carriers, book, name, spec))
    for stock in book.stocks.values():
        stock.coming.update({number: each for number, each in world.open_orders.items() if each.shelf is stock.shelf})
        stock.shelf.place_order = partial(order_and_note, world, stock)
    for stream in book.streams:
        world.kernel.walk(customers(world, book, stream))


def _stream(
    scenario: Scenario,
    names: Names,
    world: World,
    carriers: dict[str, Carrier],
    book: PartOrders,
    name: str,
    spec: Stated,
) -> Stream:
    """A stream with its customers' parts, and the way to them."""
    location = names.location[spec.at]
    parts = []
    for part, line in spec.parts.items():
        place = location, names.part[part]
        for each in successors(scenario, part):
            _stock(world, book.stocks, world.shelves[location, names.part[each]])
        draw, units = line.quantity.sampler(), line.quantity.expected
        parts.append(
            WantedPart(
                place[1],
                name_key("part order", name, part),
                line.probability,
                units,
                draw,
                _stock(world, book.stocks, world.shelves[place]),
            )
        )
    law = spec.transit if spec.carrier is None else scenario.carriers[spec.carrier].time
    way = WayOut(
        key=name_key("parcel", name),
        luck=world.luck,
        location=location,
        dock=parts[0].stock.shelf.dock,
        picking_hours=to_tick(scenario.locations[spec.at].picking.mean),
        carrier=None if spec.carrier is None else carriers[spec.carrier],
        disruption=world.disruptions.get(location),
        transit=law.sampler(),
        transit_hours=to_tick(law.mean),
        freight=spec.freight,
    )
    return Stream(
        code=names.stream[name],
        key=name_key("part orders", name),
        next_order=spec.law.sampler_from(scenario.start),
        parts=parts,
        promise=spec.promise,
        complete=spec.ships == "complete",
        reserves=spec.reserves,
        priority=spec.priority,
        wanted=sampler(spec.wanted),
        patience=_draw(spec.patience),
        cancels_after=_draw(spec.cancels_after),
        way=way,
    )


def successors(scenario: Scenario, part: str) -> Iterator[str]:
    """The parts that take its place, one after the other."""
    change = scenario.parts[part].superseded_by
    while change is not None:
        yield change.part
        change = scenario.parts[change.part].superseded_by


def _stock(world: World, stocks: dict[tuple[int, int], Availability], shelf: Shelf) -> Availability:
    """What may be promised of a shelf, by itself and by those that refill it."""
    place = shelf.location, shelf.part
    if place not in stocks:
        source = shelf.lane.source
        stocks[place] = Availability(shelf, world.open_orders, None if source is None else _stock(world, stocks, source))
    return stocks[place]


def _draw(law: DurationLaw | None) -> Draw | None:
    """A draw of hours; None where nothing is stated, and nobody gives up."""
    return None if law is None else law.sampler()
