"""Planning from demand: parts change their classes, and what nobody will ask for is written off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from math import ceil

from sim.kernel import Flow
from sim.policies.forecast_stock import ForecastStock
from sim.system.classes import PartClasses
from sim.system.demand import WatchedShelf
from sim.system.movements import WRITTEN_OFF
from sim.system.world import World


def classify(world: World, classes: PartClasses, period: float, between: int) -> Flow:
    """Count demand by the period; after so many periods put each part in its class, and every shelf under the rule of it."""
    write_classes(world, classes)
    for number in count(1):
        yield period
        assert world.demand_seen is not None
        classes.end_period(world.demand_seen.units)
        if number % between == 0:
            classes.classify_seen()
            write_classes(world, classes)
            for each in classes.shelves:
                each.shelf.follow(each.rule(*classes.words(each.shelf.part)))


def write_classes(world: World, classes: PartClasses) -> None:
    """One row per part."""
    for part in range(len(world.parts)):
        world.log.classes.write(
            world.kernel._now, part, classes.value[part], classes.variation[part], classes.abc[part], classes.xyz[part]
        )


def write_off(world: World, shelves: Sequence[WatchedShelf], every: float, keep: float, over: float) -> Flow:
    """At set times, scrap what lies above the demand that was seen; never what a stated rule wants to have, nor what cannot be bought again."""
    while True:
        yield every
        for shelf in shelves:
            if world.parts[shelf.part].discontinued:
                continue
            now = shelf.kernel._now
            span = min(over, now)
            needed = shelf.asked_for(now - span, now) * keep / span
            wanted = 0 if isinstance(shelf.rule, ForecastStock) else shelf.rule.levels
            excess = shelf.on_hand - max(wanted, ceil(needed))
            if excess > 0:
                shelf.move(-excess, WRITTEN_OFF)
