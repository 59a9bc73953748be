"""Parts, where they are stocked, who sells, carries and repairs them, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.describe.columns import NOT_STATED, Columns, columns_of, stretches
from sim.scenario.parts import Part
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.units import to_tick


def parts(scenario: Scenario) -> Columns:
    """Parts: prices, and what becomes of them."""
    return columns_of(
        (
            "part",
            "price",
            "holding",
            "weight",
            "repairable",
            "class",
            "criticality",
            "shrinkage",
            "core_value",
            "repair_limit",
            "refurbished",
            "sold_above",
            "sold_price",
            "discontinued",
            "price_afterwards",
            "supplier_warranty",
            "supplier_pays",
        ),
        [
            (
                name,
                part.price,
                part.holding,
                part.weight,
                part.repairable,
                part.stated_class,
                part.criticality,
                part.shrinkage,
                part.core_value,
                part.repair_limit,
                None if part.refurbished is None else part.refurbished.part,
                *((None, None) if part.sold is None else (part.sold.above, part.sold.price)),
                *_end(part),
                *(
                    (None, 0.0)
                    if part.supplier_warranty is None
                    else (part.supplier_warranty.length, part.supplier_warranty.pays)
                ),
            )
            for name, part in scenario.parts.items()
        ],
    )


def _end(part: Part) -> tuple[float | None, float | None]:
    """(when suppliers stop making it, price afterwards)."""
    end = part.discontinued
    return (None, None) if end is None else (to_tick(end.at), None if end.afterwards is None else end.afterwards.price)


def terms(scenario: Scenario) -> Columns:
    """What suppliers ask for parts: a row for each price, from so many units on."""
    rows: list[tuple[Any, ...]] = []
    for part, spec in scenario.parts.items():
        for supplier, terms in spec.suppliers.items():
            prices = {1: spec.price if terms.price is None else terms.price, **terms.price_breaks}
            rows.extend((part, supplier, units, price, terms.minimum, terms.multiple) for units, price in sorted(prices.items()))
    return columns_of(("part", "supplier", "units", "price", "minimum", "multiple"), rows)


def kits(scenario: Scenario) -> Columns:
    """What is in each kit."""
    return columns_of(
        ("kit", "part", "units", "opened"),
        [(name, each, units, part.opened) for name, part in scenario.parts.items() for each, units in part.contains.items()],
    )


def modules(scenario: Scenario) -> Columns:
    """What a repair of each part may take."""
    return columns_of(
        ("part", "module"), [(name, module) for name, part in scenario.parts.items() for module in part.repair_parts]
    )


def locations(scenario: Scenario, van_owner: Mapping[str, str]) -> Columns:
    """Stocking locations, vans last."""
    echelons = {name: _echelon(scenario, name) for name in scenario.locations}
    rows: list[tuple[Any, ...]] = []
    for name, spec in scenario.locations.items():
        kind = "supplier" if spec.supplier else "warehouse"
        place = spec.at or (NOT_STATED, NOT_STATED)
        door = (spec.pickers, spec.express, spec.orders_may_cross, spec.disruptions is not None)
        scrapped: tuple[float | None, ...] = (None, None, None)
        if spec.write_off is not None:
            scrapped = (spec.write_off.keep, spec.write_off.over, spec.write_off.scrap_value)
        costs = (spec.order_cost, spec.freight)
        rows.append((name, kind, echelons[name], spec.source, *place, *costs, *door, *scrapped, None, spec.count_cost))
    homes = dict(scenario.each_technician())
    for van, owner in van_owner.items():
        home = homes[owner].home
        place = scenario.locations[home].at or (NOT_STATED, NOT_STATED)
        nothing = (0.0, 0.0, None, None, False, False, None, None, None)
        rows.append((van, "van", echelons[home] + 1, home, *place, *nothing, owner, homes[owner].count_cost))
    columns = ("location", "kind", "echelon", "source", "latitude", "longitude", "order_cost", "freight")
    more = ("pickers", "express", "orders_may_cross", "disruptions", "keep", "over", "scrap_value", "technician", "count_cost")
    return columns_of((*columns, *more), rows)


def _echelon(scenario: Scenario, name: str) -> int:
    """Steps from outside supply: 0 for suppliers, 1 for what they refill, and so on; 1 where nothing refills."""
    steps = 0
    location = scenario.locations[name]
    while not location.supplier:
        steps += 1
        if location.source is None:
            break
        location = scenario.locations[location.source]
    return steps


def opening(scenario: Scenario) -> Columns:
    """The hours of those doors that are not always open."""
    doors = {name: spec.hours for name, spec in scenario.locations.items() if not spec.hours.always}
    return columns_of(("location", "begin", "end"), stretches(scenario, doors))


def carriers(scenario: Scenario) -> Columns:
    """Carriers: what they ask for."""
    return columns_of(
        ("carrier", "freight", "per_kg", "cut_off"),
        [(name, each.freight, each.per_kg, each.cut_off) for name, each in scenario.carriers.items()],
    )


def departures(scenario: Scenario) -> Columns:
    """When those carriers leave that do so at set times."""
    holidays = frozenset(scenario.holidays)
    rows: list[tuple[Any, ...]] = []
    for name, each in scenario.carriers.items():
        if each.departures is not None:
            plan = each.departures.plan(scenario.start, scenario.horizon, holidays)
            rows.extend((name, time) for time in plan if time < scenario.horizon)
    return columns_of(("carrier", "time"), rows)


def shops(scenario: Scenario) -> Columns:
    """Repair shops: where they are and what they cost."""
    shops = scenario.returns.every_shop() if scenario.returns else {}
    return columns_of(
        ("shop", "location", "benches", "cost", "travels"),
        [(name, shop.location, shop.benches, shop.cost.mean, shop.transit != NOTHING) for name, shop in shops.items()],
    )


def part_orders(scenario: Scenario) -> Columns:
    """Streams of customers' orders for parts: where they are served from, and what customers pay."""
    rows = [
        (name, each.at, each.markup, each.ships, each.reserves, each.patience is not None, each.cancels_after is not None)
        for name, each in scenario.part_orders.items()
    ]
    return columns_of(("stream", "at", "markup", "ships", "reserves", "may_be_lost", "may_cancel"), rows)
