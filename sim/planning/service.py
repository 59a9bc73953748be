"""What stock levels do for the jobs, by theory: machines that wait for parts, and visits whose van holds all they need.

Locations follow the theory of supply trees (`sim.theory.stocking`). A van is a shelf at which nobody waits: who finds it empty looks
elsewhere while its refill is on the way, so that units on the way are those of a loss system (Erlang 1917; of any law of refill times).
Then the steps of the sourcing cascade are asked in their order, each shelf as often full as on average, whatever the others hold; what they
give is not taken off the stock that they have for their own demand. Who finds nothing waits at his home.

Where the defective unit comes out only when the new one goes in, a wait for the part makes its way back begin later, which makes others
wait; theory follows that round a few times (without end where the units that circulate are too few, which the simulation shows too).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.planning.supply import ROOT, Array, Supply, carrier_hours
from sim.scenario.sourcing import SourcingStep
from sim.theory import stocking
from sim.theory.stocking import Network

if TYPE_CHECKING:
    from sim.scenario.spec import Scenario

_ROUNDS = 8
"""How often theory follows the wait for a part round to the units that come back later for it."""
_REMEMBERED = 64
"""Sets of levels whose figures are remembered."""


@dataclass(frozen=True)
class Service:
    """What levels do."""

    waiting: float
    """Machines that are down and wait for a part, at a moment; all jobs that wait where no fault takes a machine down."""
    availability: float
    """1 − machines waiting for parts ÷ machines: availability as far as parts decide it."""
    fix_rate: float
    """Share of visits whose van holds all parts that they need."""
    backorders: Array
    """(P, J) mean units owed at each location; at a van nobody is owed."""
    fill_rates: Array
    """(P, J) share of the units asked that the place gives at once."""

    def figure(self, name: str) -> float:
        """One of the figures that a target may name."""
        return float(getattr(self, name))


class _Needs:
    """Every need of every job as arrays, one row each."""

    def __init__(self, scenario: Scenario, supply: Supply, any_down: bool) -> None:
        parts = {part: at for at, part in enumerate(supply.parts)}
        along = scenario.sourcing.predicted_parts == "take_along"
        rows = [
            (number, parts[need.part], supply.asked_first(job, parts[need.part]), supply.index[False, job.home], need.probability)
            for number, job in enumerate(supply.jobs)
            for need in job.needs
        ]
        columns = np.array(rows, dtype=float).reshape(-1, 5).T
        self.job, self.part, self.asked, self.home = (column.astype(int) for column in columns[:4])
        self.probability = columns[4]
        self.rate = np.array([job.rate for job in supply.jobs])
        self.counted = np.array([job.down or not any_down for job in supply.jobs], dtype=bool)
        """jobs that keep a machine waiting"""
        self.set_aside = np.array([job.crew is None for job in supply.jobs], dtype=bool)[self.job]
        self.drive = np.array([0.0 if along else job.fetch_waited for job in supply.jobs])[self.job]


class Theory:
    """Evaluates levels of one supply tree by one method."""

    def __init__(self, scenario: Scenario, supply: Supply, method: str) -> None:
        self.scenario = scenario
        self.supply = supply
        self.method = method
        self.machines = sum(count for site in scenario.sites.values() for count in site.assets.values())
        self.steps = [(step, hours_of(scenario, step)) for step in scenario.sourcing.steps or [SourcingStep(source="depot")]]
        self.any_down = any(job.down and job.needs for job in supply.jobs)
        self.needs = _Needs(scenario, supply, self.any_down)
        self.vans = [at for at, place in enumerate(supply.places) if place.van]
        self.homes = [supply.places[at].parent for at in self.vans]
        self.drives = np.array([self._drive(supply.places[at].name) for at in self.vans])
        self._known: dict[bytes, tuple[Array, Array, Array]] = {}

    def network(self, later: Array) -> Network:
        """The locations, their vans' demand being theirs; `later` are the hours (P,) by which defective units come out after the demand."""
        supply, here = self.supply, slice(0, self.supply.locations)
        return Network(
            parent=supply.parents[here],
            price=supply.price,
            demand=supply.asked_of_locations,
            lead_time=(supply.lead_time + supply.from_cores * later[:, None])[:, here],
            repaired_share=supply.repaired[:, here],
            repair_time=supply.repair_time[:, here],
        )

    def locations(self, levels: Array) -> tuple[Array, Array, Array]:
        """(P, J) mean backorders, fill rates and mean hours of a unit's wait at the locations; at vans nobody waits."""
        round_again = bool(self.supply.from_cores.any())
        key = levels.tobytes() if round_again else levels[:, : self.supply.locations].tobytes()
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self._settled(levels, _ROUNDS if round_again else 1)
        return self._known[key]

    def _settled(self, levels: Array, rounds: int) -> tuple[Array, Array, Array]:
        """The same, with units that come back later the longer jobs wait."""
        later = np.zeros(len(self.supply.parts))
        for _ in range(rounds):
            owed, fill, wait = self._locations(levels, later)
            if rounds == 1:
                break
            before, later = later, np.minimum(self._waits(levels, fill, wait), self.scenario.horizon)
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
        hours = self._hours(self._with_vans(levels, fill, wait), wait)
        weight = self.needs.rate[self.needs.job] * self.needs.probability
        count = len(self.supply.parts)
        total = np.bincount(self.needs.part, weights=weight, minlength=count)
        waited = np.bincount(self.needs.part, weights=weight * hours, minlength=count)
        return np.divide(waited, total, out=np.zeros(count), where=total > 0)

    def _with_vans(self, levels: Array, fill: Array, wait: Array) -> Array:
        """Fill rates with those of the vans."""
        found = fill.copy()
        if self.vans:
            load = self.supply.asked[:, self.vans] * (self.supply.lead_time[:, self.vans] + wait[:, self.homes])
            found[:, self.vans] = 1.0 - lost_share(levels[:, self.vans], load)
        return found

    def _missed(self, fill: Array) -> Array:
        """Chance that the own van lacks the part, need by need."""
        needs = self.needs
        return np.where(needs.asked == needs.home, 1.0, 1.0 - fill[needs.part, needs.asked])

    def _hours(self, fill: Array, wait: Array) -> Array:
        """Mean hours of waiting, need by need."""
        needs = self.needs
        fetched, later = self._cascade(fill, wait)
        at_home = needs.part, needs.home
        found: Array = np.where(
            needs.set_aside, wait[at_home], self._missed(fill) * (fetched[at_home] * needs.drive + later[at_home])
        )
        return found

    def at_vans(self, levels: Array) -> tuple[Array, Array]:
        """(mean units on the way to each van, mean hours that a part costs which it lacks), as the locations hold these levels."""
        supply = self.supply
        _, fill, wait = self.locations(levels)
        fetched, later = self._cascade(fill, wait)
        load = supply.asked[:, self.vans] * (supply.lead_time[:, self.vans] + wait[:, self.homes])
        return load, fetched[:, self.homes] * self.drives + later[:, self.homes]

    def _drive(self, crew: str) -> float:
        """Mean hours of a crew's drive home and back for a part, in one visit or between two."""
        jobs = [job for job in self.supply.jobs if job.crew == crew and job.needs]
        visits = sum(job.rate for job in jobs)
        return sum(job.rate * job.fetch for job in jobs) / visits if visits else 0.0

    def service(self, levels: Array) -> Service:
        """What levels (P, J) do."""
        needs = self.needs
        owed, fill, wait = self.locations(levels)
        fill = self._with_vans(levels, fill, wait)
        hours = self._hours(fill, wait)
        waiting = float((needs.rate * needs.counted)[needs.job] @ (needs.probability * hours))
        lacking = np.where(needs.set_aside, 0.0, self._missed(fill) * (1.0 - self._taken_along(fill[needs.part, needs.home])))
        held = np.ones(len(needs.rate))
        np.multiply.at(held, needs.job, 1.0 - needs.probability * lacking)
        visits = float(needs.rate.sum())
        return Service(
            waiting=waiting,
            availability=max(0.0, 1.0 - waiting / max(self.machines, 1)),
            fix_rate=float(needs.rate @ held) / visits if visits else 1.0,
            backorders=owed,
            fill_rates=fill,
        )

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


def lost_share(stock: Array, load: Array) -> Array:
    """Erlang's loss formula, element by element: the share that finds all of `stock` units on the way, `load` being the mean on the way.

    B(0) = 1, B(s) = load B(s − 1) / (s + load B(s − 1)).
    """
    lost = np.ones(np.shape(load))
    for units in range(1, int(np.max(stock, initial=0)) + 1):
        lost = np.where(units <= stock, load * lost / (units + load * lost), lost)
    return np.where(load > 0, lost, np.where(stock > 0, 0.0, 1.0))
