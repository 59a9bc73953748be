"""Who refills whom, and how long that takes: the supply tree of a scenario, with what is asked at each of its places.

Places are the locations that the company runs and, below their homes, the vans; vans of technicians who are declared together are one place
that stands `count` times, since a scenario gives them one rule. Lead times are means. Whatever queues for capacity is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.planning.cores import way_back
from sim.planning.demand import Job, jobs_of
from sim.planning.rules import Held, held
from sim.scenario.classes import parts_at, possible_rules

if TYPE_CHECKING:
    from sim.policies.replenishment import StockRule
    from sim.scenario.carriers import Carrier
    from sim.scenario.spec import Scenario

Array = np.ndarray[Any, np.dtype[Any]]
ROOT = -1
_WEEK = 168.0
_CHEAP = 1e-3
"""What a part without a price is taken to cost, as a share of the cheapest that has one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere parts wait."""

    name: str
    """Of the location, or of the technicians whose vans these are."""
    van: bool
    parent: int
    """Place that refills this one; ROOT when that is a supplier."""
    count: int = 1
    """So many alike."""

    @property
    def title(self) -> str:
        """As tables of levels write it."""
        return f"van:{self.name}" if self.van else self.name

    def path(self, part: str) -> tuple[str, str, str, str]:
        """Where its rule for a part stands in a scenario."""
        return ("technicians", self.name, "van", part) if self.van else ("locations", self.name, "stock", part)


@dataclass(frozen=True)
class Supply:
    """The parts that are asked for or stocked (P), the places (J; parents before those they refill), and arrays over both."""

    parts: list[str]
    places: list[Place]
    jobs: list[Job]
    price: Array
    """(P,) money per unit; 1 for all where no part has a price, and next to nothing for one without a price where others have one."""
    priced: bool
    """Some part has a price."""
    asked: Array
    """(P, J) units per hour that jobs ask here first; at one of `count` places."""
    lead_time: Array
    """(P, J) mean hours from the parent's door to here, or of a supplier's order; repair in the shop mixed in."""
    repaired: Array
    """(P, J) share of the units taken here whose defective unit is repaired on the spot instead of ordering from above."""
    repair_time: Array
    """(P, J) mean hours of that repair."""
    from_cores: Array
    """(P, J) share of the refills whose time begins only when a defective unit is taken out, which waits for the part to go in."""
    rules: dict[tuple[int, int], StockRule]
    """(part, place) -> rule stated; nothing else is planned."""
    kept: set[tuple[int, int]]
    """(part, place) whose level stays as it is: where the last units are kept for urgent calls."""

    @property
    def parents(self) -> Array:
        """(J,) parent of each place."""
        return np.array([place.parent for place in self.places], dtype=int)

    @property
    def counts(self) -> Array:
        """(J,) how many of each place."""
        return np.array([place.count for place in self.places], dtype=int)

    def asked_first(self, job: Job, part: int) -> int:
        """The place that a job asks first for a part: the own van if it may carry it, else the home."""
        van = self.index.get((True, job.crew or ""))
        return van if van is not None and (part, van) in self.rules else self.index[False, job.home]

    @cached_property
    def index(self) -> dict[tuple[bool, str], int]:
        """(van or not, name) -> place."""
        return {(place.van, place.name): at for at, place in enumerate(self.places)}

    @property
    def locations(self) -> int:
        """How many places are locations; they come before the vans."""
        return sum(not place.van for place in self.places)

    @cached_property
    def asked_of_locations(self) -> Array:
        """(P, locations) units per hour that jobs ask at each location or at its vans."""
        found = self.asked[:, : self.locations].copy()
        for at, place in enumerate(self.places):
            if place.van:
                found[:, place.parent] += place.count * self.asked[:, at]
        return found

    @cached_property
    def stocked(self) -> Array:
        """(P, J) where a rule is stated."""
        found = np.zeros(self.asked.shape, dtype=bool)
        for key in self.rules:
            found[key] = True
        return found

    @cached_property
    def fixed(self) -> Array:
        """(P, locations) levels that stay as they are, -1 where they are planned."""
        found = np.where(self.stocked, -1, 0)
        for key in self.kept:
            found[key] = self.present[key]
        return found[:, : self.locations]

    @cached_property
    def held(self) -> dict[tuple[int, int], Held]:
        """What each rule holds today."""
        return {key: held(rule) for key, rule in self.rules.items()}

    @cached_property
    def present(self) -> Array:
        """(P, J) base stock levels that the present rules amount to."""
        levels = np.zeros(self.asked.shape, dtype=int)
        for key, each in self.held.items():
            levels[key] = max(each.level, 0)
        return levels

    @cached_property
    def through(self) -> Array:
        """(P, J) units per hour taken at one of each place: what jobs ask and what is ordered from below."""
        return flow(self.asked, 1.0 - self.repaired, self.places)

    def cost(self, levels: Array) -> float:
        """Money of levels: price of every unit on hand or on the way."""
        return float(self.price @ (levels @ self.counts))


def flow(asked: Array, passed_up: Array, places: Sequence[Place]) -> Array:
    """Units per hour taken at each place, orders from below included."""
    through = asked.astype(float).copy()
    for index in range(len(places) - 1, -1, -1):
        place = places[index]
        if place.parent != ROOT:
            through[:, place.parent] += place.count * passed_up[:, index] * through[:, index]
    return through


def supply_of(scenario: Scenario) -> Supply:
    """Read the supply tree off a scenario."""
    jobs = jobs_of(scenario)
    places = list(places_of(scenario))
    index = {(place.van, place.name): at for at, place in enumerate(places)}
    stated = [_rules(scenario, place) for place in places]
    needed = {need.part for job in jobs for need in job.needs}
    stocked = {part for rules_here in stated for part in rules_here}
    parts = [part for part in scenario.parts if part in needed | stocked]
    code = {part: at for at, part in enumerate(parts)}
    rules = {(code[part], at): rule for at, rules_here in enumerate(stated) for part, rule in rules_here.items()}
    asked = np.zeros((len(parts), len(places)))
    for job in jobs:
        for need in job.needs:
            van = index.get((True, job.crew or ""))
            at = van if van is not None and need.part in stated[van] else index[False, job.home]
            asked[code[need.part], at] += job.rate * need.probability * need.units / places[at].count
    prices = np.array([scenario.parts[part].price for part in parts], dtype=float)
    priced = bool(prices.any())
    lead_time, repaired, repair_time, from_cores = _times(scenario, parts, places, asked)
    for key, rule in rules.items():
        lead_time[key] += held(rule).wait
    prices = np.where(prices > 0.0, prices, prices[prices > 0.0].min() * _CHEAP) if priced else np.ones(len(parts))
    kept = {(p, j) for p, j in rules if not places[j].van and parts[p] in scenario.locations[places[j].name].reserve}
    return Supply(parts, places, jobs, prices, priced, asked, lead_time, repaired, repair_time, from_cores, rules, kept)


def places_of(scenario: Scenario) -> Iterator[Place]:
    """Locations from the suppliers down, then the vans that carry something."""
    order: list[str] = []
    open_ones = [name for name, location in scenario.locations.items() if not location.supplier]
    while open_ones:
        ready = [name for name in open_ones if _source(scenario, name) is None or _source(scenario, name) in order]
        order += ready
        open_ones = [name for name in open_ones if name not in ready]
    at = {name: index for index, name in enumerate(order)}
    for name in order:
        source = _source(scenario, name)
        yield Place(name, van=False, parent=ROOT if source is None else at[source])
    for name, spec in scenario.technicians.items():
        if spec.van:
            yield Place(name, van=True, parent=at[spec.home], count=spec.count)


def _source(scenario: Scenario, name: str) -> str | None:
    """The location above, unless that is a supplier."""
    source = scenario.locations[name].source
    return None if source is None or scenario.locations[source].supplier else source


def _rules(scenario: Scenario, place: Place) -> dict[str, StockRule]:
    """The rule of each part at a place; of a part whose class by demand is yet to be found, the first that it may come under."""
    stated = scenario.technicians[place.name].van if place.van else scenario.locations[place.name].stock
    return {part: next(iter(possible_rules(scenario, stated, part).values())) for part in parts_at(scenario, stated)}


def _times(scenario: Scenario, parts: list[str], places: list[Place], asked: Array) -> tuple[Array, Array, Array, Array]:
    """(lead times, shares repaired on the spot, times of that repair, shares of refills that begin with an exchange)."""
    lead_time = np.array([[transit_hours(scenario, place, part) for place in places] for part in parts], dtype=float)
    repaired, repair_time, from_cores = np.zeros(asked.shape), np.zeros(asked.shape), np.zeros(asked.shape)
    loop = scenario.returns
    for p, part in enumerate(parts):
        spec = scenario.parts[part]
        if loop is None or not spec.repairable or spec.refurbished is not None:
            continue  # what comes back as another part refills nothing here
        repaired[p] = shares_of_jobs(asked[p], places) * spec.repaired_locally
        repair_time[p] = loop.local_repair.mean if loop.local_repair is not None else 0.0
        taken = flow(asked[p : p + 1], 1.0 - repaired[p : p + 1], places)[0]
        cores = (1.0 - spec.repaired_locally) * sum(place.count * asked[p, at] for at, place in enumerate(places))
        for j, place in enumerate(places):
            ordered = taken[j] * (1.0 - repaired[p, j])
            if not place.van and place.name == loop.route(spec.shops)[-1].location and ordered > 0.0:
                lead_time[p, j] = way_back(loop, spec).lead_time(lead_time[p, j], cores / ordered)
                from_cores[p, j] = min(cores / ordered, 1.0) * (loop.removal == "exchange")
    return lead_time, repaired, repair_time, from_cores


def shares_of_jobs(asked: Array, places: list[Place]) -> Array:
    """Of the units taken at each location, the share that leaves a defective unit there: its own jobs' and its vans', not the depots' below."""
    own = asked * np.array([not place.van for place in places])
    through = asked.astype(float).copy()
    for index in range(len(places) - 1, -1, -1):
        place = places[index]
        if place.parent != ROOT:
            through[place.parent] += place.count * through[index]
            if place.van:
                own[place.parent] += place.count * asked[index]
    share: Array = np.divide(own, through, out=np.zeros_like(own, dtype=float), where=through > 0)
    return share


def transit_hours(scenario: Scenario, place: Place, part: str) -> float:
    """Mean hours of a refill from the source's door, the supplier's lead time included."""
    if place.van:
        technician = scenario.technicians[place.name]
        by = technician.refill_by
        return float(technician.refill.mean) if by is None else carrier_hours(scenario.carriers[by])
    location = scenario.locations[place.name]
    assert location.source is not None
    seller = next(iter(scenario.sellers(place.name, part)), location.source)
    source, terms = scenario.locations[seller], scenario.parts[part].suppliers.get(seller)
    own = scenario.parts[part].lead_time if source.supplier else None
    lead_time = float(((terms.lead_time if terms is not None else None) or own or source.lead_time).mean)
    made_first = source.capacity is not None or (source.supplier and location.carrier is not None)
    carried = float(location.transit.mean) if location.transit is not None and seller == location.source else None
    if location.carrier is not None:
        carried = carrier_hours(scenario.carriers[location.carrier])
    if made_first:
        return lead_time + (carried or 0.0)
    return lead_time if carried is None else carried


def carrier_hours(carrier: Carrier) -> float:
    """Mean hours with a carrier: the wait for its departure, from any moment of the week alike, and the way."""
    hours = float(carrier.time.mean)
    if carrier.departures is not None:
        leaves = [24.0 * day + minutes / 60.0 for day, minutes in carrier.departures.times]
        gaps = [later - earlier for earlier, later in pairwise([*leaves, leaves[0] + _WEEK])]
        hours += sum(gap * gap for gap in gaps) / (2.0 * _WEEK) + carrier.cut_off
    return hours
