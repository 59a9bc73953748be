"""What the facts of a run are about: assets, sites, parts, ... as plain columns, read off the scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.nature.calendars import ALWAYS, OpeningHours, changes
from sim.policies.replenishment import Kanban, StockRule
from sim.scenario.describe_hours import bound_hours, has_doors
from sim.scenario.desk import Agents
from sim.scenario.diagnostics import OnSite
from sim.scenario.offers import Offer
from sim.scenario.parts import Part
from sim.scenario.skills import Skill
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.units import to_tick

NOT_PROMISED = float("nan")
NEVER_LEAVES = float("nan")
Columns = dict[str, list[Any]]
Stays = tuple[Sequence[float], Sequence[float]]
"""(when each asset is installed, when it is taken away), in the order of the assets"""
NO_OFFER = "-"


def describe(
    scenario: Scenario, van_owner: Mapping[str, str], policy: str, replication: int, stays: Stays
) -> tuple[dict[str, Columns], dict[str, Any]]:
    """Return (tables of things, single facts) of a run; `stays` is when each asset comes and goes."""
    things = {
        "assets": _assets(scenario, stays),
        "sites": _sites(scenario),
        "modes": _modes(scenario),
        "parts": _rows(
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
        ),
        "terms": _terms(scenario),
        "kits": _rows(
            ("kit", "part", "units", "opened"),
            [(name, each, units, part.opened) for name, part in scenario.parts.items() for each, units in part.contains.items()],
        ),
        "modules": _rows(
            ("part", "module"), [(name, module) for name, part in scenario.parts.items() for module in part.repair_parts]
        ),
        "locations": _locations(scenario, van_owner),
        "hours": bound_hours(scenario),
        "opening": _opening(scenario),
        "carriers": _carriers(scenario),
        "departures": _departures(scenario),
        "technicians": _technicians(scenario),
        "skills": _skills(scenario),
        "courses": _rows(
            ("course", "skill", "lasts", "level", "experience", "cost"),
            [(name, each.skill, each.lasts, each.level, each.experience, each.cost) for name, each in scenario.courses.items()],
        ),
        "offers": _offers(scenario),
        "warranties": _warranties(scenario),
        "shops": _shops(scenario),
        "documents": _documents(scenario),
        "coverage": _coverage(scenario),
        "desk_hours": _desk_hours(scenario),
        "second_line_hours": _second_line_hours(scenario),
        "portals": _portals(scenario),
    }
    return things, _facts(scenario, policy, replication, len(things["assets"]["asset"]))


def _end(part: Part) -> tuple[float | None, float | None]:
    """(when suppliers stop making it, price afterwards)."""
    end = part.discontinued
    return (None, None) if end is None else (to_tick(end.at), None if end.afterwards is None else end.afterwards.price)


def _rows(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Columns:
    return {name: [row[i] for row in rows] for i, name in enumerate(columns)}


def _assets(scenario: Scenario, stays: Stays) -> Columns:
    names: list[str] = []
    sites: list[str] = []
    kinds: list[str] = []
    for site, spec in scenario.sites.items():
        for kind, count in spec.assets.items():
            stem = f"{site}/{kind}/"
            names += [stem + str(i) for i in range(1, count + 1)]
            sites += [site] * count
            kinds += [kind] * count
    entered, left = list(stays[0]), [NEVER_LEAVES if each == math.inf else each for each in stays[1]]
    return {
        "asset": list(range(len(names))),
        "name": names,
        "site": sites,
        "asset_type": kinds,
        "entered": entered,
        "left": left,
    }


def _sites(scenario: Scenario) -> Columns:
    return _rows(
        ("site", "latitude", "longitude", "region", "offer", "assets", "access"),
        [
            (
                name,
                *(spec.at or (NOT_PROMISED, NOT_PROMISED)),
                spec.region,
                spec.offer or NO_OFFER,
                sum(spec.assets.values()),
                spec.access.text,
            )
            for name, spec in scenario.sites.items()
        ],
    )


def _modes(scenario: Scenario) -> Columns:
    rows: list[tuple[Any, ...]] = []
    for kind, spec in scenario.asset_types.items():
        rows.extend(
            (f"{kind}.{name}", kind, mode.effect, mode.skill, "breakdown", mode.law.overlapping, "always")
            for name, mode in spec.failures.items()
        )
        if spec.maintenance is not None:
            planned = spec.maintenance
            rows.append((f"{kind}.maintenance", kind, "cosmetic", planned.skill, "maintenance", False, planned.hours.text))
    return _rows(("mode", "asset_type", "effect", "skill", "reason", "requests", "hours"), rows)


def _terms(scenario: Scenario) -> Columns:
    """What suppliers ask for parts: a row for each price, from so many units on."""
    rows: list[tuple[Any, ...]] = []
    for part, spec in scenario.parts.items():
        for supplier, terms in spec.suppliers.items():
            prices = {1: spec.price if terms.price is None else terms.price, **terms.price_breaks}
            rows.extend((part, supplier, units, price, terms.minimum, terms.multiple) for units, price in sorted(prices.items()))
    return _rows(("part", "supplier", "units", "price", "minimum", "multiple"), rows)


def _locations(scenario: Scenario, van_owner: Mapping[str, str]) -> Columns:
    echelons: dict[str, int] = {}
    for name in scenario.locations:
        echelons[name] = _echelon(scenario, name)
    rows: list[tuple[Any, ...]] = []
    for name, spec in scenario.locations.items():
        kind = "supplier" if spec.supplier else "warehouse"
        place = spec.at or (NOT_PROMISED, NOT_PROMISED)
        door = (spec.pickers, spec.express, spec.orders_may_cross, spec.disruptions is not None)
        scrapped: tuple[float | None, ...] = (None, None, None)
        if spec.write_off is not None:
            scrapped = (spec.write_off.keep, spec.write_off.over, spec.write_off.scrap_value)
        costs = (spec.order_cost, spec.freight)
        rows.append((name, kind, echelons[name], spec.source, *place, *costs, *door, *scrapped, None, spec.count_cost))
    homes = dict(scenario.each_technician())
    for van, owner in van_owner.items():
        home = homes[owner].home
        place = scenario.locations[home].at or (NOT_PROMISED, NOT_PROMISED)
        nothing = (0.0, 0.0, None, None, False, False, None, None, None)
        rows.append((van, "van", echelons[home] + 1, home, *place, *nothing, owner, homes[owner].count_cost))
    columns = ("location", "kind", "echelon", "source", "latitude", "longitude", "order_cost", "freight")
    more = ("pickers", "express", "orders_may_cross", "disruptions", "keep", "over", "scrap_value", "technician", "count_cost")
    return _rows((*columns, *more), rows)


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


def _opening(scenario: Scenario) -> Columns:
    """The hours of those doors that are not always open."""
    rows: list[tuple[Any, ...]] = []
    for name, spec in scenario.locations.items():
        if not spec.hours.always:
            spans = scenario.calendar(spec.hours).spans
            rows.extend((name, begin, min(end, scenario.horizon)) for begin, end in spans if begin < scenario.horizon)
    return _rows(("location", "begin", "end"), rows)


def _carriers(scenario: Scenario) -> Columns:
    return _rows(
        ("carrier", "freight", "per_kg", "cut_off"),
        [(name, each.freight, each.per_kg, each.cut_off) for name, each in scenario.carriers.items()],
    )


def _departures(scenario: Scenario) -> Columns:
    holidays = frozenset(scenario.holidays)
    rows: list[tuple[Any, ...]] = []
    for name, each in scenario.carriers.items():
        if each.departures is not None:
            plan = each.departures.plan(scenario.start, scenario.horizon, holidays)
            rows.extend((name, time) for time in plan if time < scenario.horizon)
    return _rows(("carrier", "time"), rows)


def _technicians(scenario: Scenario) -> Columns:
    return _rows(
        ("technician", "home", "cost", "overtime_cost", "on_call_cost"),
        [
            (name, spec.home, spec.cost, spec.cost if spec.overtime_cost is None else spec.overtime_cost, spec.on_call_cost)
            for name, spec in scenario.each_technician()
        ],
    )


def _skills(scenario: Scenario) -> Columns:
    """What is learnt by doing, and how."""
    rows: list[tuple[Any, ...]] = []
    for name in scenario.every_skill():
        spec = scenario.skills.get(name, Skill())
        learning = (1.0, 0.0) if spec.learning is None else (spec.learning.rate, spec.learning.floor)
        rows.append((name, *learning, None if spec.forgetting is None else spec.forgetting.half_life, spec.certificate))
    return _rows(("skill", "learning_rate", "learning_floor", "half_life", "certificate"), rows)


def _offers(scenario: Scenario) -> Columns:
    promises = ("response", "restoration", "uptime")
    terms = (*(f"{each}_penalty" for each in promises), "response_penalty_per_hour", "restoration_penalty_per_hour")

    def row(name: str, offer: Offer) -> tuple[Any, ...]:
        promised = [getattr(offer, each) for each in promises]
        told = [NOT_PROMISED if each is None else each for each in promised]
        covered = (offer.includes.labour, offer.includes.travel, offer.includes.parts, offer.includes.maintenance)
        prices = (offer.labour_price, offer.call_out, offer.parts_markup)
        paid = (*(getattr(offer, each) for each in terms), offer.price, offer.priority)
        return (name, *told, *paid, *covered, *prices, offer.extends_warranty)

    rows = [row(name, offer) for name, offer in scenario.offers.items()]
    includes = ("includes_labour", "includes_travel", "includes_parts", "includes_maintenance")
    prices = ("labour_price", "call_out", "parts_markup", "extends_warranty")
    return _rows(("offer", *promises, *terms, "price", "priority", *includes, *prices), rows)


def _warranties(scenario: Scenario) -> Columns:
    """What the warranty of each asset type says; types without one have no row."""
    stated = {kind: spec.warranty for kind, spec in scenario.asset_types.items() if spec.warranty is not None}
    shares = ("labour", "travel", "parts")
    return _rows(
        ("asset_type", "length", "kind", *shares, "excludes", "refund", "reimbursed"),
        [
            (
                kind,
                each.length,
                each.kind,
                *(getattr(each, share) for share in shares),
                ", ".join(each.excludes),
                each.refund,
                each.claims is not None,
            )
            for kind, each in stated.items()
        ],
    )


def _shops(scenario: Scenario) -> Columns:
    shops = scenario.returns.every_shop() if scenario.returns else {}
    return _rows(
        ("shop", "location", "benches", "cost", "travels"),
        [(name, shop.location, shop.benches, shop.cost.mean, shop.transit != NOTHING) for name, shop in shops.items()],
    )


def _documents(scenario: Scenario) -> Columns:
    return _rows(
        ("document", "asset_type", "decay", "feedback", "revised_to", "author_cost"),
        [
            (
                name,
                each.asset_type,
                each.decay,
                each.feedback,
                None if each.authoring is None else each.authoring.coverage,
                each.author_cost,
            )
            for name, each in scenario.documents.items()
        ],
    )


def _coverage(scenario: Scenario) -> Columns:
    hours = {NO_OFFER: ALWAYS, **{name: spec.hours for name, spec in scenario.offers.items()}}
    rows: list[tuple[Any, ...]] = []
    for name, spec in hours.items():
        spans = spec.calendar(scenario.start, scenario.horizon, frozenset(scenario.holidays)).spans
        rows.extend((name, begin, min(end, scenario.horizon)) for begin, end in spans if begin < scenario.horizon)
    return _rows(("offer", "begin", "end"), rows)


def agent_shifts(scenario: Scenario, line: Agents) -> list[tuple[float, int]]:
    """When agents come on duty and leave it besides those who are always there: (time, how many more)."""
    return changes((scenario.calendar(OpeningHours.read(hours)), people) for hours, people in line.shifts.items())


def _on_duty(scenario: Scenario, line: Agents) -> Iterator[tuple[float, float, int]]:
    """(begin, end, agents) of every stretch of the opening hours in which their number stays the same."""
    agents, staffing = line.agents, iter(agent_shifts(scenario, line))
    change = next(staffing, None)
    for opens, closes in scenario.calendar(line.hours).spans:
        begin, end = opens, min(closes, scenario.horizon)
        while begin < end:
            while change is not None and change[0] <= begin:
                agents += change[1]
                change = next(staffing, None)
            until = end if change is None else min(change[0], end)
            yield begin, until, agents
            begin = until


def _desk_hours(scenario: Scenario) -> Columns:
    desk = scenario.desk
    rows = [] if desk is None else [(*each, desk.cost, desk.lines) for each in _on_duty(scenario, desk)]
    return _rows(("begin", "end", "agents", "cost", "lines"), rows)


def _second_line_hours(scenario: Scenario) -> Columns:
    line = scenario.desk.second_line if scenario.desk is not None else None
    rows = [] if line is None else [(*each, line.cost) for each in _on_duty(scenario, line)]
    return _rows(("begin", "end", "agents", "cost"), rows)


def _portals(scenario: Scenario) -> Columns:
    portal = scenario.desk.portal if scenario.desk is not None else None
    return _rows(("cost",), [] if portal is None else [(portal.cost,)])


def _rules(scenario: Scenario) -> Iterator[StockRule]:
    """All rules of stock."""
    for location in scenario.locations.values():
        yield from location.stock.values()
    for technician in scenario.technicians.values():
        yield from technician.van.values()


def _facts(scenario: Scenario, policy: str, replication: int, assets: int) -> dict[str, Any]:
    returns = scenario.returns
    return {
        "name": scenario.name,
        "description": scenario.description,
        "policy": policy,
        "replication": replication,
        "seed": scenario.seed,
        "start": scenario.start.isoformat(),
        "horizon": scenario.horizon,
        "warm_up": scenario.warm_up,
        "first_time_fix_window": scenario.first_time_fix_window,
        "currency": scenario.currency,
        "travel_cost": scenario.travel_cost,
        "emissions": scenario.emissions,
        "assets": assets,
        "has_desk": scenario.desk is not None,
        "tests_faults": any(
            kind.triage.confusion or kind.remote_test or kind.on_site != OnSite() for kind in scenario.asset_types.values()
        ),
        "has_doors": has_doors(scenario),
        "fleet_changes": any(
            scenario.stay(site, kind) != (NOTHING, None) for site in scenario.sites.values() for kind in site.assets
        ),
        "reports_late": not scenario.mobility.at_once,
        "interest": None if scenario.billing is None else scenario.billing.interest,
        "inspection_cost": returns.inspection_cost if returns else 0.0,
        "core_freight": returns.freight if returns else 0.0,
        "shop_repair_cost": returns.shop.cost.mean if returns and not returns.keeps_stays else 0.0,
        "harvest_cost": returns.harvest_cost if returns else 0.0,
        "local_repair_cost": returns.local_repair_cost if returns else 0.0,
        "shop_benches": returns.shop.benches if returns else 0,
        "inspectors": returns.inspectors if returns else None,
        "receivers": returns.receivers if returns else None,
        "deposit_window": returns.deposit_window if returns else None,
        "cards_get_lost": any(isinstance(rule, Kanban) and rule.loss > 0 for rule in _rules(scenario)),
        "shop_tests": returns is not None and (returns.shop.test != NOTHING or returns.shop.rework > 0),
        "modules": list(dict.fromkeys(each for part in scenario.parts.values() for each in part.repair_parts)),
        "shop_stays": returns is not None and returns.keeps_stays,
        "due_within": {
            f"{kind}.maintenance": spec.maintenance.due_within
            for kind, spec in scenario.asset_types.items()
            if spec.maintenance is not None
        },
    }
