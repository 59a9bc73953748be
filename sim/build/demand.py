"""What is known of demand at the start, and where it is watched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sim.build.names import Names
from sim.flows.plan_demand import classify, write_off
from sim.nature.failures import FailureLaw
from sim.policies.forecast_stock import ForecastStock
from sim.policies.last_time_buy import ForecastLastBuy
from sim.policies.replenishment import StockRule
from sim.scenario.assets import FailureMode
from sim.scenario.classes import possible_rules
from sim.scenario.levels import VAN
from sim.scenario.spec import Scenario
from sim.system.classes import PartClasses
from sim.system.demand import DemandSeen, WatchedShelf
from sim.system.fleet import Fleet
from sim.system.installed_base import Group, InstalledBase, Need, faults
from sim.system.world import World
from sim.units import to_tick


def is_watched(scenario: Scenario, place: str, part: str, rules: Iterable[StockRule]) -> bool:
    """Whether a shelf has to know what it was asked for: a rule that may come into force forecasts, or what is too much is written off."""
    scrapped = place in scenario.locations and scenario.locations[place].write_off is not None
    end = scenario.parts[part].discontinued
    last_buy = end is not None and isinstance(end.last_time_buy, ForecastLastBuy) and place in scenario.locations
    return scrapped or last_buy or any(isinstance(rule, ForecastStock) for rule in rules)


def installed_base(scenario: Scenario, names: Names) -> InstalledBase:
    """All machines of the scenario, and who is asked for the parts that they need."""
    standing = Counter(groups(scenario))
    needs: dict[tuple[int, int], Sequence[Need]] = {}
    for group in standing:
        for mode, part, units in each_need(scenario, group.kind):
            places: dict[str, float] = defaultdict(float)
            for place, share in asked(scenario, group, mode, part):
                places[place] += share
            for place, share in places.items():
                key = names.location[place], names.part[part]
                needs[key] = [*needs.get(key, ()), Need(group, mode.law, units * share)]
    for group, law, place, part, units in ordered(scenario):
        standing[group] = 1
        key = names.location[place], names.part[part]
        needs[key] = [*needs.get(key, ()), Need(group, law, units)]
    return InstalledBase(dict(standing), needs)


def ordered(scenario: Scenario) -> Iterator[tuple[Group, FailureLaw, str, str, float]]:
    """(stream, law, place that its orders reach, part, mean units of an order) of customers who order parts: always there, like a machine."""
    for name, stream in scenario.part_orders.items():
        place: str | None = stream.at
        while place is not None and not scenario.locations[place].supplier:
            for part, line in stream.parts.items():
                yield Group(None, f"part orders of {name}", None), stream.law, place, part, line.probability * line.quantity.mean
            place = scenario.locations[place].source


def groups(scenario: Scenario) -> Iterator[Group]:
    """The group of every asset, in their order."""
    for site in scenario.sites.values():
        for kind, machines in site.assets.items():
            group = Group(site.region, kind, scenario.stay(site, kind)[1], scenario.age(site, kind).mean)
            yield from (group for _ in range(machines))


def moves(scenario: Scenario, fleet: Fleet) -> list[tuple[float, Group, int]]:
    """When machines come and go, in order of time: (when, of which group, how many more); those to come are away from the start."""
    found: Counter[tuple[float, Group, int]] = Counter()
    for entered, left, group in zip(fleet.entered, fleet.left, groups(scenario), strict=True):
        stays = entered < left
        if entered > 0.0 or not stays:
            found[0.0, group, -1] += 1
            found[entered, group, 1] += stays
        if stays and left < scenario.horizon:
            found[left, group, -1] += 1
    return sorted(((time, group, more * count) for (time, group, more), count in found.items()), key=lambda move: move[0])


def each_need(scenario: Scenario, kind: str) -> Iterator[tuple[FailureMode, str, float]]:
    """(failure mode, part, units that a fault of it takes on average, remote fixes taking none), revisions by their share at the start."""
    spec = scenario.asset_types[kind]
    built = [(spec.revisions[name].share, each) for name, each in scenario.built(kind).items()] or [(1.0, spec)]
    for share, each in built:
        for mode in each.failures.values():
            remote = scenario.desk.solves(mode) if scenario.desk is not None else 0.0
            for part, need in mode.parts.items():
                yield mode, part, share * need.probability * need.quantity.mean * (1 - remote)


def asked(scenario: Scenario, group: Group, mode: FailureMode, part: str) -> Iterator[tuple[str, float]]:
    """Which places a group's demand reaches, and the share of it that does: those who may be sent are sent alike often.

    A van is refilled by the home, and the home by its source, so that what one is asked for reaches all above it.
    """
    region = group.region
    crew = [
        (name, each)
        for name, each in scenario.technicians.items()
        if each.may_repair(mode) and (not each.regions or region in each.regions)
    ]
    hands = sum(each.count for _, each in crew)
    for name, each in crew:
        if possible_rules(scenario, each.van, part):
            yield from ((f"{VAN}{member}", 1 / hands) for member in scenario.members(name))
        place: str | None = each.home
        while place is not None and not scenario.locations[place].supplier:
            yield place, each.count / hands
            place = scenario.locations[place].source


def first_classes(scenario: Scenario) -> PartClasses | None:
    """Classes at the start, from what the machines are expected to ask for; None where parts are not classified."""
    spec = scenario.classification
    if spec is None:
        return None
    expected: dict[str, float] = defaultdict(float)
    for site in scenario.sites.values():
        for kind, machines in site.assets.items():
            age = scenario.age(site, kind).mean
            for mode, part, units in each_need(scenario, kind):
                expected[part] += machines * units * faults(mode.law, age, 0.0, spec.over) * spec.period / spec.over
    for stream in scenario.part_orders.values():
        for part, line in stream.parts.items():
            units = line.probability * line.quantity.mean
            expected[part] += units * stream.law.expected_faults(0.0, spec.over) * spec.period / spec.over
    return PartClasses(spec, [part.price for part in scenario.parts.values()], [expected[part] for part in scenario.parts])


def add_demand(scenario: Scenario, names: Names, world: World, classes: PartClasses | None) -> None:
    """Tell the shelves that watch demand what is known of it, and count what jobs ask for."""
    watched = [shelf for shelf in world.shelves.values() if isinstance(shelf, WatchedShelf)]
    if watched or classes is not None:
        world.demand_seen = DemandSeen(world.shelves, len(world.parts))
    if watched:
        base = world.installed_base = installed_base(scenario, names)
        if world.customers is not None:
            base.group_of = list(groups(scenario))
        if world.fleet.comes_and_goes:
            world.kernel.walk(base.come_and_go(world.kernel, moves(scenario, world.fleet)))
        for shelf in watched:
            shelf.watch(world.log.reviews, base)


def begin_planning(scenario: Scenario, names: Names, world: World, classes: PartClasses | None) -> None:
    """Classes change and stock is written off at set times."""
    if scenario.classification is not None and classes is not None:
        spec = scenario.classification
        world.kernel.walk(classify(world, classes, to_tick(spec.period), spec.periods(spec.every)))
    for name, location in scenario.locations.items():
        if location.write_off is not None:
            spec_of = location.write_off
            shelves = [
                shelf
                for (place, _), shelf in world.shelves.items()
                if place == names.location[name] and isinstance(shelf, WatchedShelf)
            ]
            world.kernel.walk(write_off(world, shelves, to_tick(spec_of.every), spec_of.keep, spec_of.over))
