"""Parts that come to their end at a stated time."""

from __future__ import annotations

from functools import partial

from sim.build.lanes import AMPLE
from sim.build.names import Names
from sim.build.shelves import stocked
from sim.flows.find_part import owe_again
from sim.flows.lifecycle import discontinue, introduce
from sim.flows.supersede import supersede
from sim.nature.durations import Constant
from sim.scenario.lifecycle import Afterwards
from sim.scenario.spec import Scenario
from sim.system.classes import ClassedShelf, PartClasses
from sim.system.lanes import Lane, Making
from sim.system.lifecycle import Discontinuation, Succession
from sim.system.shop import Shop
from sim.system.world import World
from sim.units import to_tick


def add_lifecycle(scenario: Scenario, names: Names, world: World, classes: PartClasses | None) -> None:
    """Put the beginning and the end of each part on the calendar."""
    if any(spec.superseded_by is not None for spec in scenario.parts.values()):
        world.fitted = world.fitted or {}
        world.owe_again = partial(owe_again, world)
    for place, part, rules in stocked(scenario, names):
        begins = to_tick(scenario.parts[part].introduced)
        if begins:
            stated = ClassedShelf(rules, part, scenario.parts[part])
            stated.shelf = world.shelves[names.location[place], names.part[part]]
            world.kernel.at(begins, partial(introduce, world, classes), stated)
    for part, spec in scenario.parts.items():
        change = spec.superseded_by
        if change is not None:
            new = Succession(names.part[part], names.part[change.part], change.mode == "at_once", classes)
            world.kernel.at(to_tick(change.at), partial(supersede, world), new)
    for part, spec in scenario.parts.items():
        end = spec.discontinued
        if end is not None:
            buyers = [
                place for place, location in scenario.locations.items() if not location.supplier and scenario.sellers(place, part)
            ]
            shelves = [world.shelves[names.location[place], names.part[part]] for place in buyers]
            later = [
                later_lane(scenario, place, shelf.lane, end.afterwards) for place, shelf in zip(buyers, shelves, strict=True)
            ]
            price = None if end.afterwards is None else end.afterwards.price
            stop = Discontinuation(
                names.part[part], to_tick(end.at), end.last_time_buy, price, list(zip(shelves, later, strict=True))
            )
            world.kernel.at(stop.at, partial(discontinue, world), stop)


def later_lane(scenario: Scenario, place: str, lane: Lane, terms: Afterwards | None) -> Lane:
    """The way of later orders: as before from the door of the first supplier on, who takes another time to get them; or shut."""
    location = scenario.locations[place]
    later = lane.twin()
    later.carrier, later.straight, later.freight, later.can_hurry = lane.carrier, lane.straight, lane.freight, lane.can_hurry
    later.express = lane.express
    if terms is None:
        later.shut = True
        return later
    later.unit_price = terms.price
    way = location.transit if location.carrier is None else scenario.carriers[location.carrier].time
    if way is None:
        later.takes(0.0)
    else:
        later.takes_as(lane)
    places, while_below = (Shop(AMPLE), None) if lane.making is None else (lane.making.places, lane.making.while_below)
    later.making = Making(places, terms.lead_time.sampler(), while_below)
    later.may_cross = location.orders_may_cross and not (
        isinstance(terms.lead_time, Constant) and (way is None or isinstance(way, Constant))
    )
    later.mean_hours = terms.lead_time.mean + (0.0 if way is None else way.mean)
    return later
