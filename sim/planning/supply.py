"""Who refills whom, and how long that takes: the supply tree of a scenario, with what is asked at each of its places.

Places are the locations that the company runs and, below their homes, the vans; vans of technicians who are declared together are one place
that stands `count` times, since a scenario gives them one rule. Lead times are means. Whatever queues for capacity is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.build.demand import first_classes
from sim.planning.demand import Job, jobs_of, sold_per_hour
from sim.planning.places import Array, Place, flow, places_of
from sim.planning.rules import Held, held
from sim.planning.ways import Module, Ways, with_modules
from sim.scenario.classes import parts_at, rule_of

if TYPE_CHECKING:
    from sim.policies.replenishment import StockRule
    from sim.scenario.spec import Scenario
    from sim.system.classes import PartClasses

_CHEAP = 1e-3
"""What a part without a price is taken to cost, as a share of the cheapest that has one."""


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
    """(P, J) units per hour that jobs ask here first, and that customers order; at one of `count` places."""
    lead_time: Array
    """(P, J) mean hours from the parent's door to here, or of a supplier's order; repair in the shop mixed in."""
    repaired: Array
    """(P, J) share of the units taken here whose defective unit is repaired on the spot instead of ordering from above."""
    repair_time: Array
    """(P, J) mean hours of that repair."""
    from_cores: Array
    """(P, J) share of the refills whose time begins only when a defective unit is taken out, which waits for the part to go in."""
    modules: list[Module]
    """What repairs ask for."""
    rules: dict[tuple[int, int], StockRule]
    """(part, place) -> rule stated; nothing else is planned."""
    held: dict[tuple[int, int], Held]
    """What each rule holds today."""
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


def supply_of(scenario: Scenario) -> Supply:
    """Read the supply tree off a scenario."""
    jobs = jobs_of(scenario)
    places = list(places_of(scenario))
    index = {(place.van, place.name): at for at, place in enumerate(places)}
    classes = first_classes(scenario)
    stated = [_rules(scenario, place, classes) for place in places]
    sold = list(sold_per_hour(scenario))
    needed = with_modules(scenario, {need.part for job in jobs for need in job.needs} | {part for _, part, _ in sold})
    stocked = {part for rules_here in stated for part in rules_here}
    parts = [part for part in scenario.parts if part in needed | stocked]
    code = {part: at for at, part in enumerate(parts)}
    alike: dict[
        StockRule, StockRule
    ] = {}  # equal rules become one, so that what is worked out for one need not be for the others
    rules = {
        (code[part], at): alike.setdefault(rule, rule)
        for at, rules_here in enumerate(stated)
        for part, rule in rules_here.items()
    }
    asked = np.zeros((len(parts), len(places)))
    for job in jobs:
        for need in job.needs:
            van = index.get((True, job.crew or ""))
            at = van if van is not None and need.part in stated[van] else index[False, job.home]
            asked[code[need.part], at] += job.rate * need.chance * need.units / places[at].count
    for place, part, units in sold:
        asked[code[part], index[False, place]] += units
    prices = np.array([scenario.parts[part].price for part in parts], dtype=float)
    priced = bool(prices.any())
    found = Ways(scenario, parts, places, asked, rules)
    held_now = {key: held(rule, found.outlook(key)) for key, rule in rules.items()}
    for key, each in held_now.items():
        found.lead_time[key] += each.wait
    prices = np.where(prices > 0.0, prices, prices[prices > 0.0].min() * _CHEAP) if priced else np.ones(len(parts))
    kept = {(p, j) for p, j in rules if not places[j].van and parts[p] in scenario.locations[places[j].name].reserve}
    return Supply(
        parts, places, jobs, prices, priced, asked, found.lead_time, found.repaired, found.repair_time, found.from_cores, found.modules,
        rules, held_now, kept,
    )  # fmt: skip


def _rules(scenario: Scenario, place: Place, classes: PartClasses | None) -> dict[str, StockRule]:
    """The rule of each part at a place; of those that go by its class, the one of the class that its expected demand makes it."""
    stated = scenario.technicians[place.name].van if place.van else scenario.locations[place.name].stock
    number = {part: at for at, part in enumerate(scenario.parts)} if classes is not None else {}
    found = {}
    for part in parts_at(scenario, stated):
        words = ("", "") if classes is None else classes.words(number[part])
        rule = rule_of(stated, part, scenario.parts[part], *words)
        if rule is not None:
            found[part] = rule
    return found
