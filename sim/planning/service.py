"""What stock levels do for the jobs, by theory: machines that wait for parts, and visits whose van holds all they need.

Locations follow the theory of supply trees (`sim.theory.stocking`). A van is a shelf at which nobody waits (`sim.planning.vans`): who finds too little looks
elsewhere. Then the steps of the sourcing cascade are asked in their order, each shelf as often full as on average, whatever the others hold; what they
give is not taken off the stock that they have for their own demand. Who finds nothing waits at his home.

Where the defective unit comes out only when the new one goes in, a wait for the part makes its way back begin later, which makes others
wait; theory follows that round a few times (without end where the units that circulate are too few, which the simulation shows too).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.planning.demand import machines_in_field
from sim.planning.lanes import carrier_hours
from sim.planning.places import ROOT, Array
from sim.planning.supply import Supply
from sim.planning.together import Together
from sim.planning.vans import NOWHERE, Vans
from sim.scenario.sourcing import SourcingStep
from sim.theory import stocking
from sim.theory.stocking import Network

if TYPE_CHECKING:
    from sim.scenario.spec import Scenario

_ROUNDS = 8
"""How often theory follows the wait for a part round to the units that come back later for it."""
_HARDLY = 1e-12
_REMEMBERED = 64
"""Sets of levels whose figures are remembered."""


@dataclass(frozen=True)
class Service:
    """What levels do."""

    waiting: float
    """Machines that are down and wait for a part, at a moment; all jobs that wait where no fault takes a machine down."""
    availability: float
    """1 − machines waiting for parts ÷ machines: availability as far as parts decide it."""
    held: Callable[[], float]
    """Works out the fix rate, which takes longest, for those who ask for it."""
    backorders: Array
    """(P, J) mean units owed at each location; at a van nobody is owed."""
    fill_rates: Array
    """(P, J) share of the units asked that the place gives at once."""

    @cached_property
    def fix_rate(self) -> float:
        """Share of visits whose van holds all parts that they need."""
        return self.held()

    def figure(self, name: str) -> float:
        """One of the figures that a target may name."""
        return float(getattr(self, name))


class _Needs:
    """Every need of every job as arrays, one row each."""

    def __init__(self, scenario: Scenario, supply: Supply, vans: Vans, any_down: bool) -> None:
        parts = {part: at for at, part in enumerate(supply.parts)}
        column = {size: at for at, size in enumerate(vans.sizes.tolist())}
        needs = [(number, job, need) for number, job in enumerate(supply.jobs) for need in job.needs]
        self.job = np.array([number for number, _, _ in needs], dtype=int)
        self.part = np.array([parts[need.part] for _, _, need in needs], dtype=int)
        self.home = np.array([supply.index[False, job.home] for _, job, _ in needs], dtype=int)
        self.probability = np.array([need.probability for _, _, need in needs])
        self.sizes = np.zeros((len(needs), len(column)))
        """share of each number of units"""
        for row, (_, _, need) in enumerate(needs):
            for size, chance in need.sizes.items():
                self.sizes[row, column[size]] = chance
        asked = [supply.asked_first(job, part) for (_, job, _), part in zip(needs, self.part.tolist(), strict=True)]
        self.van = np.array([vans.row.get(key, NOWHERE) for key in zip(self.part.tolist(), asked, strict=True)], dtype=int)
        """row of the van's shelf, NOWHERE where no van may carry it"""
        self.rate = np.array([job.rate for job in supply.jobs])
        self.counted = np.array([job.down or not any_down for job in supply.jobs], dtype=bool)
        """jobs that keep a machine waiting"""
        self.set_aside = np.array([job.crew is None for job in supply.jobs], dtype=bool)[self.job]
        self.drive = np.array(
            [0.0 if scenario.sourcing.predicted_parts == "take_along" else job.fetch_waited for job in supply.jobs]
        )[self.job]


class Theory:
    """Evaluates levels of one supply tree by one method."""

    def __init__(self, scenario: Scenario, supply: Supply, method: str) -> None:
        self.scenario = scenario
        self.supply = supply
        self.method = method
        self.machines = machines_in_field(scenario)
        self.steps = [(step, hours_of(scenario, step)) for step in scenario.sourcing.steps or [SourcingStep(source="depot")]]
        self.any_down = any(job.down and job.needs for job in supply.jobs)
        self.vans = Vans(supply)
        self.needs = _Needs(scenario, supply, self.vans, self.any_down)
        self.together = self._together()
        drives = {at: self._drive(supply.places[at].name) for at in self.vans.places}
        self.drives = np.array([drives[at] for at in self.vans.place.tolist()])
        self._known: dict[bytes, tuple[Array, Array, Array]] = {}

    def _together(self) -> Together:
        """The needs of the same visits."""
        needs, supply = self.needs, self.supply
        crew = [supply.index.get((True, job.crew or "")) for job in supply.jobs]
        heads = np.array([1 if at is None else supply.places[at].count for at in crew])
        return Together(self.vans, needs.job, needs.van, needs.probability, needs.sizes, needs.rate / heads)

    def network(self, later: Array) -> Network:
        """The locations, their vans' demand being theirs; `later` are the hours (P, J) by which units are replaced later because others wait."""
        supply, here = self.supply, slice(0, self.supply.locations)
        return Network(
            parent=supply.parents[here],
            price=supply.price,
            demand=supply.asked_of_locations,
            lead_time=(supply.lead_time + later)[:, here],
            repaired_share=supply.repaired[:, here],
            repair_time=supply.repair_time[:, here],
        )

    def locations(self, levels: Array) -> tuple[Array, Array, Array]:
        """(P, J) mean backorders, fill rates and mean hours of a unit's wait at the locations; at vans nobody waits."""
        round_again = bool(self.supply.from_cores.any() or self.supply.modules)
        key = levels.tobytes() if round_again else levels[:, : self.supply.locations].tobytes()
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self._settled(levels, _ROUNDS if round_again else 1)
        return self._known[key]

    def _settled(self, levels: Array, rounds: int) -> tuple[Array, Array, Array]:
        """The same, with units that come back later the longer jobs, and repairs, wait."""
        later = np.zeros(levels.shape)
        for _ in range(rounds):
            owed, fill, wait = self._locations(levels, later)
            if rounds == 1:
                break
            before = later
            later = self.supply.from_cores * np.minimum(self._waits(levels, fill, wait), self.scenario.horizon)[:, None]
            for each in self.supply.modules:
                later[each.unit, each.shelf] += each.share * min(wait[each.module, each.beside], self.scenario.horizon)
            if np.allclose(later, before, rtol=0.01, atol=0.05):
                break
        return owed, fill, wait

    def _locations(self, levels: Array, later: Array) -> tuple[Array, Array, Array]:
        supply, here = self.supply, slice(0, self.supply.locations)
        found = stocking.levels(self.network(later), levels[:, here], method=self.method)
        owed, fill = np.zeros(levels.shape), np.zeros(levels.shape)
        owed[:, here], fill[:, here] = found.all_backorders, found.fill_rates
        wait = np.divide(owed, supply.through, out=np.zeros_like(owed), where=supply.through > 0)
        return owed, fill, wait

    def _waits(self, levels: Array, fill: Array, wait: Array) -> Array:
        """(P,) mean hours that a job waits for a part."""
        hours = self._hours(self._missed(self._lacking(levels, wait)[1]), fill, wait)
        weight = self.needs.rate[self.needs.job] * self.needs.probability
        count = len(self.supply.parts)
        total = np.bincount(self.needs.part, weights=weight, minlength=count)
        waited = np.bincount(self.needs.part, weights=weight * hours, minlength=count)
        return np.divide(waited, total, out=np.zeros(count), where=total > 0)

    def _lacking(self, levels: Array, wait: Array) -> tuple[Array, Array]:
        """Of each shelf in a van: mean hours of a refill, and the share of the visits that need so many units and do not find them."""
        hours = self.vans.hours(wait)
        return hours, self.vans.lacking(levels[self.vans.part, self.vans.place], hours)

    def _missed(self, lacking: Array) -> Array:
        """Chance that the own van lacks the part, need by need."""
        needs = self.needs
        if not self.vans:
            return np.ones(len(needs.job))
        found: Array = np.where(needs.van == NOWHERE, 1.0, (needs.sizes * lacking[needs.van]).sum(axis=1))
        return found

    def _hours(self, missed: Array, fill: Array, wait: Array) -> Array:
        """Mean hours of waiting, need by need."""
        needs = self.needs
        fetched, later = self._cascade(fill, wait)
        at_home = needs.part, needs.home
        found: Array = np.where(needs.set_aside, wait[at_home], missed * (fetched[at_home] * needs.drive + later[at_home]))
        return found

    def at_vans(self, levels: Array) -> tuple[Array, Array]:
        """(mean hours of a refill, mean hours that a part costs which it lacks) of each shelf in a van, as the locations hold these levels."""
        _, fill, wait = self.locations(levels)
        fetched, later = self._cascade(fill, wait)
        at_home = self.vans.part, self.vans.home
        return self.vans.hours(wait), fetched[at_home] * self.drives + later[at_home]

    def _drive(self, crew: str) -> float:
        """Mean hours of a crew's drive home and back for a part, in one visit or between two."""
        jobs = [job for job in self.supply.jobs if job.crew == crew and job.needs]
        visits = sum(job.rate for job in jobs)
        return sum(job.rate * job.fetch for job in jobs) / visits if visits else 0.0

    def service(self, levels: Array) -> Service:
        """What levels (P, J) do."""
        needs, vans = self.needs, self.vans
        owed, fill, wait = self.locations(levels)
        hours, lacking = self._lacking(levels, wait)
        missed = self._missed(lacking)
        waiting = float((needs.rate * needs.counted)[needs.job] @ (needs.probability * self._hours(missed, fill, wait)))
        visits = float(needs.rate.sum())
        if vans:
            fill = fill.copy()
            fill[vans.part, vans.place] = 1.0 - (vans.visits * lacking).sum(axis=1) / vans.asking

        def held() -> float:
            each = self._held(missed, fill, levels, hours, lacking)
            return min(1.0, float(needs.rate @ each) / visits) if visits else 1.0

        return Service(
            waiting=waiting,
            availability=max(0.0, 1.0 - waiting / max(self.machines, 1e-9)),
            held=held,
            backorders=owed,
            fill_rates=fill,
        )

    def _held(self, missed: Array, fill: Array, levels: Array, hours: Array, lacking: Array) -> Array:
        """Share of the visits of each job for which all is there."""
        needs, vans, pairs = self.needs, self.vans, self.together
        there = self._there(missed, fill)
        held = np.ones(len(needs.rate))
        np.multiply.at(held, needs.job, there)
        if pairs:
            job, first, second = pairs.links.job, pairs.links.first, pairs.links.second
            bound = pairs.covariance(levels[vans.part, vans.place], hours, lacking)
            both = np.einsum("lq,lr,lqr->l", needs.sizes[first], needs.sizes[second], bound)
            asked = needs.probability * (1.0 - self._taken_along(fill[needs.part, needs.home]))
            apart = there[first] * there[second]
            more = np.divide(asked[first] * asked[second] * both, apart, out=np.zeros_like(both), where=apart > 0)
            np.multiply.at(held, job, 1.0 + np.maximum(more, 0.0))
            np.minimum.at(held, job, np.minimum(there[first], there[second]))
        return held

    def _there(self, missed: Array, fill: Array) -> Array:
        """Chance that a need does not keep its visit from having all parts, need by need."""
        needs = self.needs
        spoilt = needs.probability * missed * (1.0 - self._taken_along(fill[needs.part, needs.home]))
        return np.where(needs.set_aside, 1.0, 1.0 - spoilt)

    def others_there(self, levels: Array) -> Array:
        """Of each shelf in a van, the share of the visits that ask it for which all other parts are there."""
        needs, vans = self.needs, self.vans
        _, fill, wait = self.locations(levels)
        hours, lacking = self._lacking(levels, wait)
        missed = self._missed(lacking)
        there = np.maximum(self._there(missed, fill), _HARDLY)
        others = self._held(missed, fill, levels, hours, lacking)[needs.job] / there
        mine = needs.van != NOWHERE
        weight = (needs.rate[needs.job] * needs.probability)[mine]
        total = np.bincount(needs.van[mine], weights=weight, minlength=len(vans.part))
        found = np.bincount(needs.van[mine], weights=weight * others[mine], minlength=len(vans.part))
        return np.divide(found, total, out=np.ones_like(found), where=total > 0)

    def _cascade(self, fill: Array, wait: Array) -> tuple[Array, Array]:
        """(chance that the home gives a part to be fetched, mean hours in all other cases), per part and home, of who looks beyond his van."""
        in_stock, out = fill.copy(), 1.0 - fill
        owed = np.divide(wait, out, out=np.zeros_like(wait), where=out > 0)
        fetched, hours = np.zeros_like(fill), np.zeros_like(fill)
        for step, time in self.steps:
            if step.source == "depot":
                given = in_stock * step.chance
                in_stock = in_stock - given
                if time is None:
                    fetched += given
                else:
                    hours += given * time
                continue
            share = step.chance * (np.ones_like(fill) if step.source == "emergency" else self._somewhere(step.source, fill))
            hours += (in_stock + out) * share * (time or 0.0)
            in_stock, out = in_stock * (1.0 - share), out * (1.0 - share)
        return fetched, hours + out * owed

    def _somewhere(self, source: str, fill: Array) -> Array:
        """(P, J) chance that one of the shelves has a part which a step of the cascade asks for jobs of each home."""
        empty = np.ones_like(fill)
        for home, place in enumerate(self.supply.places):
            if not place.van:
                for other in self._asked_by(source, home):
                    empty[:, home] *= 1.0 - fill[:, other]
        return 1.0 - empty

    def _asked_by(self, source: str, home: int) -> Iterator[int]:
        """The shelves that a step of the cascade asks."""
        places = self.supply.places
        if source == "lateral":
            names = {place.name: at for at, place in enumerate(places) if not place.van}
            yield from (names[name] for name in self.scenario.locations[places[home].name].laterals)
        elif source == "upstream":
            above = places[home].parent
            while above != ROOT:
                yield above
                above = places[above].parent

    def _taken_along(self, there: Array) -> Array:
        """Chance that a part which the van lacks was taken along from the home."""
        desk, wanted = self.scenario.desk, self.scenario.sourcing.predicted_parts
        return there * ((1.0 if desk is None else desk.triage_accuracy) if wanted == "take_along" else 0.0)


def hours_of(scenario: Scenario, step: SourcingStep) -> float | None:
    """Mean hours that a step takes to bring a part; None where the technician drives."""
    if step.carrier is not None:
        return carrier_hours(scenario.carriers[step.carrier])
    return None if step.time is None else float(step.time.mean)
