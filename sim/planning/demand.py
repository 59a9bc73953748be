"""What a scenario asks of its stock: which jobs need parts, how often, and who does them.

Rates are long-run means. Machines are taken as up all the time (as long as they stand in the field, on average over the window), every job as asking for
its parts once, calls that the desk loses as work all the same, and work as shared alike among all who have the skill and serve the territory.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.nature.durations import Constant, DurationLaw
from sim.nature.travel import Spot
from sim.planning.needs import Need, Needs, sizes_of
from sim.units import FOREVER

if TYPE_CHECKING:
    import datetime as dt

    from sim.nature.failures import FailureLaw
    from sim.scenario.assets import FailureMode, Site
    from sim.scenario.spec import Scenario

_LIVES = 400
"""Machines whose lives are followed where a law states no long-run rate."""
_MOST_FAULTS = 200_000
"""Faults of all these machines together after which no more lives are followed."""
_MOMENTS = 501
"""Of the window, at which machines are counted that come and go."""
_AT_DEPOT = "wait_for"


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of visit that one crew makes."""

    mode: str
    """`asset type.mode`"""
    home: str
    """Location that the crew's vans are refilled from, or at which parts are set aside."""
    crew: str | None
    """The technicians, by the name under which they are declared; None where parts are set aside at the depot before anybody is sent."""
    rate: float
    """Visits per hour, all members of the crew together."""
    down: bool
    """The fault takes the asset down."""
    fetch: float
    """Mean hours of a drive from the site to the home and back."""
    fetch_waited: float
    """The same, counted only where he would do it and come back in one visit; else it is the way to a second visit."""
    needs: tuple[Need, ...]


def jobs_of(scenario: Scenario) -> list[Job]:
    """Every kind of visit to a breakdown or a request, those that need no part included."""
    rates: defaultdict[tuple[str, str, str | None, str], float] = defaultdict(float)
    drives: defaultdict[tuple[str, str, str | None, str], float] = defaultdict(float)
    waits: defaultdict[tuple[str, str, str | None, str], float] = defaultdict(float)
    known = {
        (kind, name): faults_per_hour(mode.law, scenario.start, scenario.horizon)
        for kind, spec in scenario.asset_types.items()
        for name, mode in spec.failures.items()
    }
    roads, needs = _Roads(scenario), Needs(scenario)
    sent: dict[tuple[str | None, str | None, str | None, int], list[tuple[str | None, str, float]]] = {}
    for site_name, site in scenario.sites.items():
        for kind, count in site.assets.items():
            machines = count * share_in_field(scenario, site, kind)
            for name, mode in scenario.asset_types[kind].failures.items():
                visits = machines * known[kind, name] * (1.0 - solved_remotely(scenario, mode))
                if visits <= 0.0:
                    continue
                kind_of_work = site.region, site.depot, mode.skill, mode.level
                if kind_of_work not in sent:
                    sent[kind_of_work] = list(_shared(scenario, site, mode))
                for crew, home, share in sent[kind_of_work]:
                    key = (kind, name, crew, home)
                    rates[key] += visits * share
                    drive = roads.there_and_back(site_name, home)
                    drives[key] += visits * share * drive
                    waits[key] += visits * share * drive * (drive <= scenario.sourcing.wait_limit)
    return [
        Job(
            mode=f"{kind}.{name}",
            home=home,
            crew=crew,
            rate=rate,
            down=scenario.asset_types[kind].failures[name].effect == "down",
            fetch=drives[kind, name, crew, home] / rate,
            fetch_waited=waits[kind, name, crew, home] / rate,
            needs=needs.of(scenario.asset_types[kind].failures[name], crew, home),
        )
        for (kind, name, crew, home), rate in rates.items()
    ]


def sold_per_hour(scenario: Scenario) -> Iterator[tuple[str, str, float]]:
    """(location, part, units per hour) that customers order beside their calls."""
    needs = Needs(scenario)
    for stream in scenario.part_orders.values():
        orders = faults_per_hour(stream.law, scenario.start, scenario.horizon)
        for part, line in stream.parts.items():
            if line.probability > 0.0:
                for need in needs.serving(Need(part, float(line.probability), sizes_of(line.quantity))):
                    yield stream.at, need.part, orders * need.probability * line.quantity.mean


def solved_remotely(scenario: Scenario, mode: FailureMode) -> float:
    """Share of the faults of a mode that the desk solves without a visit."""
    return scenario.desk.solves(mode) if scenario.desk is not None else 0.0


def _shared(scenario: Scenario, site: Site, mode: FailureMode) -> Iterator[tuple[str | None, str, float]]:
    """(crew, home, share of the work) of those who may be sent; each technician takes as much as any other."""
    crews = [
        (name, spec)
        for name, spec in scenario.technicians.items()
        if (not spec.regions or site.region in spec.regions) and spec.may_repair(mode)
    ]
    heads = sum(spec.count for _, spec in crews)
    if scenario.sourcing.predicted_parts == _AT_DEPOT:
        if heads:
            yield None, scenario.depots(site)[0], 1.0
        return
    for name, spec in crews:
        yield name, spec.home, spec.count / heads


def machines_in_field(scenario: Scenario) -> float:
    """Machines that stand in the field at a moment of the window, on average."""
    return sum(
        count * share_in_field(scenario, site, kind) for site in scenario.sites.values() for kind, count in site.assets.items()
    )


def share_in_field(scenario: Scenario, site: Site, kind: str) -> float:
    """Share of the window in which a machine of a type stands at a site, by when machines come and go."""
    enters, leaves = scenario.stay(site, kind)
    if leaves is None and isinstance(enters, Constant) and enters.time <= scenario.warm_up:
        return 1.0
    moments = np.linspace(scenario.warm_up, scenario.horizon, _MOMENTS)
    here = _come(enters, moments) * (1.0 if leaves is None else 1.0 - _come(leaves, moments))
    return float(here.mean())


def _come(law: DurationLaw, moments: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[Any]]:
    """Shares of machines for which the time has come by these moments."""
    times = np.sort([law.quantile((each + 0.5) / _LIVES) for each in range(_LIVES)])
    found: np.ndarray[Any, np.dtype[Any]] = np.searchsorted(times, moments, side="right") / _LIVES
    return found


class _Roads:
    """Drives from sites to homes and back; trips that are drawn by chance lead nowhere, as in the simulation."""

    def __init__(self, scenario: Scenario) -> None:
        self.trip = None if scenario.travel.uses_luck else scenario.travel.plan()
        self.sites = {name: Spot(name, spec.at) for name, spec in scenario.sites.items()}
        self.homes = {name: Spot(name, spec.at) for name, spec in scenario.locations.items()}

    def there_and_back(self, site: str, home: str) -> float:
        """Hours."""
        return 0.0 if self.trip is None else 2.0 * self.trip(self.sites[site], self.homes[home], 0.5)[0]


def faults_per_hour(law: FailureLaw, start: dt.date, horizon: float) -> float:
    """Mean faults per hour of one machine: the law's own long-run rate, else the mean over the horizon."""
    rate = law.mean_rate
    return mean_over_horizon(law, start, horizon) if rate is None else float(rate)


def mean_over_horizon(law: FailureLaw, start: dt.date, horizon: float) -> float:
    """Faults per hour of a machine that is new at the start, by following the lives of some hundred machines through the law's own sampler.

    The draws are evenly spread over (0, 1) at each fault and shuffled between the machines, always alike, so that the same law gives the
    same rate.
    """
    following = law.sampler_from(start)
    shuffle = random.Random(1).shuffle  # noqa: S311 — no secret, and no luck of a run
    spread = [(each + 0.5) / _LIVES for each in range(_LIVES)]
    own = list(spread)
    ages = [0.0] * _LIVES
    faults = 0
    alive = list(range(_LIVES))
    while alive and faults < _MOST_FAULTS:
        draws = list(spread)
        shuffle(draws)
        for each in alive:
            ages[each] = min(following(ages[each], draws[each], own[each]), FOREVER)
        alive = [each for each in alive if ages[each] < horizon]
        faults += len(alive)
    lived = math.fsum(min(age, horizon) for age in ages)
    return faults / lived if lived > 0.0 else 0.0
