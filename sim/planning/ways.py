"""How long it takes until a unit is replaced: by a refill, by a repair, and with the modules that a repair waits for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.planning.cores import way_back
from sim.planning.lanes import Lane, lanes_to, mean_hours, same_for_all_parts
from sim.planning.places import Array, Place, flow, shares_of_jobs
from sim.planning.rules import Outlook, held

if TYPE_CHECKING:
    from sim.policies.replenishment import StockRule
    from sim.scenario.spec import Scenario


class Module(NamedTuple):
    """A part that a repair may replace (SRU in LRU), with the shelves of both."""

    unit: int
    shelf: int
    """Place whose shelf takes the repaired unit."""
    module: int
    beside: int
    """Place beside the shop, from whose shelf the module comes."""
    asked: float
    """Units per hour."""
    share: float
    """Mean modules per unit taken from the shelf: hours by which its replacement is later, for each hour that the module is waited for."""


class Ways:
    """Mean times of every part (P) at every place (J); repairs ask for modules, which is added to `asked`."""

    def __init__(
        self, scenario: Scenario, parts: list[str], places: list[Place], asked: Array, rules: dict[tuple[int, int], StockRule]
    ) -> None:
        self.scenario, self.parts, self.places, self.asked, self.rules = scenario, parts, places, asked, rules
        self.repaired, self.repair_time, self.from_cores = (np.zeros(asked.shape) for _ in range(3))
        self.modules: list[Module] = []
        self._same: dict[Place, list[Lane] | None] = {}
        self.lead_time = np.zeros(asked.shape)
        self.through = np.zeros(asked.shape)
        for p in self._units_first():
            self._follow(p)

    def outlook(self, key: tuple[int, int]) -> Outlook:
        """What a planner who forecasts well would believe of the demand on a shelf."""
        return Outlook(float(self.through[key]), float(self.lead_time[key]))

    def _lanes(self, place: Place, part: str) -> list[Lane]:
        """How a part comes to a place."""
        if place not in self._same:
            self._same[place] = lanes_to(self.scenario, place, part) if same_for_all_parts(self.scenario, place) else None
        return self._same[place] or lanes_to(self.scenario, place, part)

    def _units_first(self) -> Iterator[int]:
        """All parts, each after those that are repaired with it."""
        number = {part: at for at, part in enumerate(self.parts)}
        above: dict[int, set[int]] = {at: set() for at in number.values()}
        for at, part in enumerate(self.parts):
            for module in self.scenario.parts[part].repair_parts:
                above[number[module]].add(at)
        while above:
            ready = [at for at, units in above.items() if not units & above.keys()] or list(above)
            yield from ready
            above = {at: units for at, units in above.items() if at not in ready}

    def _follow(self, p: int) -> None:
        """The times of one part, whose demand is known by now."""
        loop, spec, places = self.scenario.returns, self.scenario.parts[self.parts[p]], self.places
        if (
            loop is not None and spec.repairable and spec.refurbished is None
        ):  # what comes back as another part refills nothing here
            self.repaired[p] = shares_of_jobs(self.asked[p], places) * spec.repaired_locally
            self.repair_time[p] = loop.local_repair.mean if loop.local_repair is not None else 0.0
        self.through[p] = flow(self.asked[p : p + 1], 1.0 - self.repaired[p : p + 1], places)[0]
        ordered = self.through[p] * (1.0 - self.repaired[p])
        for at, place in enumerate(places):
            lot = held(self.rules[p, at]).lot if (p, at) in self.rules else 1
            self.lead_time[p, at] = mean_hours(self._lanes(place, self.parts[p]), float(ordered[at]) / lot)
        if loop is None or not spec.repairable or spec.refurbished is not None:
            return
        cores = (1.0 - spec.repaired_locally) * sum(place.count * self.asked[p, at] for at, place in enumerate(places))
        back = way_back(loop, spec)
        route = loop.route(spec.shops)
        index = {place.name: at for at, place in enumerate(places) if not place.van}
        j, beside = index.get(route[-1].location), index.get(route[0].location)
        if j is None or beside is None or ordered[j] <= 0.0:
            return
        share = cores / ordered[j]
        self.lead_time[p, j] = back.lead_time(self.lead_time[p, j], share)
        self.from_cores[p, j] = min(share, 1.0) * (loop.removal == "exchange")
        for name, need in spec.repair_parts.items():
            module, units = self.parts.index(name), back.mended * need.probability * need.quantity
            self.asked[module, beside] += cores * units
            self.modules.append(Module(p, j, module, beside, cores * units, min(share, 1.0) * units))


def with_modules(scenario: Scenario, parts: set[str]) -> set[str]:
    """Parts and all that may be replaced in them."""
    found, open_ones = set(parts), list(parts)
    while open_ones:
        for module in scenario.parts[open_ones.pop()].repair_parts:
            if module not in found:
                found.add(module)
                open_ones.append(module)
    return found
