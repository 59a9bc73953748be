"""Van stock for first-time fix: units bought where they make most visits find all their parts, for the money.

A visit is fixed by parts if every part that it turns out to need is in the van. Shelves are replenished one for one; the units
on order of a shelf follow from its mean and variance (say, those of `stocking.levels` at the van). Units: rates per time, stock
in parts, prices in money per unit. Parts and vans are numbered from 0.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.theory import two_moments
from sim.theory.arguments import need_count, need_positive, need_share
from sim.theory.stocking import Counts
from sim.theory.two_moments import Array

_ALMOST_ALWAYS = 1 - 1e-9
"""Fill rate beyond which no more units of a part are looked at."""
_REACHES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Chances to find each of its parts that a job's purchase of all of them may aim at; 0: just enough units for one job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One kind of visit: how often, and what it needs."""

    rate: float
    """Visits per time."""
    needs: Mapping[int, float]
    """Part -> probability that the visit needs it, each independently."""
    units: Mapping[int, int] = field(default_factory=dict)
    """Part -> units that it takes then; 1 when left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Van:
    """A van's visits and the supply of its shelves."""

    jobs: Sequence[Job]
    """Kinds of visits, one or more."""
    price: Array
    """(P,) money per unit."""
    mean: Array
    """(P,) mean units on order."""
    variance: Array
    """(P,) their variance."""
    fixed: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    """(P,) levels that are not to be changed, -1 where the level is free; all are free when it is left out."""

    def __post_init__(self) -> None:
        for name in ("price", "mean", "variance"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), float))
        count = len(self.price)
        object.__setattr__(self, "fixed", np.asarray(self.fixed if np.size(self.fixed) else np.full(count, -1), np.int64))
        if not {self.mean.shape, self.variance.shape, self.fixed.shape} == {(count,)} or not self.jobs:
            raise ValueError("price, mean, variance and fixed must name the same parts, and jobs one job or more")
        if np.any(self.price <= 0) or np.any(self.mean < 0) or np.any(self.variance < self.mean * (1 - 1e-9)):
            raise ValueError("price must be above zero, mean not negative, and variance not below the mean")
        for job in self.jobs:
            need_positive(rate=job.rate)
            need_share(**{f"chance of part {part}": chance for part, chance in job.needs.items()})
            need_count(**{f"units of part {part}": units for part, units in job.units.items()})
            if not set(job.units) <= set(job.needs) <= set(range(count)):
                raise ValueError(f"a job must need parts from 0 to {count - 1}, not {sorted(job.needs)}")


def fix_rates(van: Van, units: Sequence[int] | Counts) -> tuple[float, ...]:
    """Share of the visits of each job that find all their parts with so many units of each part, shelves independent.

    Part i is there for a job that takes q with P(X_i <= S_i - q); the job with the product over its parts of
    1 - chance (1 - P(X_i <= S_i - q)). Exact where the van is restocked after each visit (nothing on order; `kits.kit`) or
    a visit takes one unit of one part. Parts that the same visits take are missing together more often than shelves on their own, so
    that the figure is a lower bound there: in 60 random vans with three parts and three jobs of one to three certain parts, fix rates
    between 0.3 and 0.99 were low by 0.006 on average (0.07 at most) against `kits.jobs_filled` with exponential lead times, and
    by 0.014 (0.14) with constant ones.

    Source: Song (1998), Operations Research 46(6), for the bound. Raises ValueError unless `units` names each part of the van.
    """
    found = _Shelves(van)
    levels = np.asarray(units, np.int64)
    if levels.shape != van.price.shape or np.any(levels < 0):
        raise ValueError(f"units must name {len(van.price)} levels, none negative")
    return tuple(found.filled(levels).tolist())


@dataclass(frozen=True, slots=True)
class FixCurve:
    """Cost against fix rate: each step is the purchase, for one van, that fixes most visits for the money."""

    vans: Sequence[Van]
    cost: Array
    """(K + 1,) money in the stock of all vans after each step."""
    fix_rate: Array
    """(K + 1,) share of all visits that find all their parts."""
    step: Counts
    """(A,) for every purchase of units of a part: the step (from 1) in which they are bought,"""
    van: Counts
    """(A,) the van they are for,"""
    part: Counts
    """(A,) the part,"""
    units: Counts
    """(A,) and how many."""

    def levels_at(self, step: int) -> Counts:
        """(P, vans) levels after so many steps (0 … K)."""
        if not 0 <= step < len(self.cost):
            raise ValueError(f"step must be from 0 to {len(self.cost) - 1}, not {step!r}")
        levels = np.stack([np.maximum(each.fixed, 0) for each in self.vans], axis=1)
        bought = self.step <= step
        np.add.at(levels, (self.part[bought], self.van[bought]), self.units[bought])
        return levels

    def first_with(self, fix_rate: float) -> int | None:
        """The first step with at least this fix rate; None if none has it."""
        enough = np.flatnonzero(self.fix_rate >= fix_rate)
        return int(enough[0]) if len(enough) else None

    def within(self, budget: float) -> int | None:
        """The last step that a budget pays for, None if not even the first; a curve made with that budget uses more of it."""
        step = int(np.searchsorted(self.cost, budget * (1 + 1e-12), side="right")) - 1
        return step if step >= 0 else None


def fix_curve(vans: Sequence[Van], *, budget: float = math.inf, least_gain: float = 1e-6) -> FixCurve:
    """The curve of cost against the fix rate of all vans together, by marginal analysis.

    The chance that all parts are there is no sum over parts: the second part of a job is worth nothing without the first, and the
    first units of a busy part little. Each step therefore buys, for one van, whichever adds most fixed visits per money: any
    number of units of one part, or all parts of one job up to the same chance of being there. With a `budget` the last steps are
    the best among those that what is left still pays for. The curve ends where no purchase adds `least_gain` of its van's visits.

    Greedy, not optimal. Against enumeration in 200 random vans (three parts, three jobs of one to three parts, prices over two decades) more
    than 95 % of the steps were the cheapest way to their fix rate; the worst cost 12 % more, all together 0.01 %. A random budget,
    which is a knapsack problem, lost 0.005 of fix rate on average.

    Source: Fox (1966), Management Science 13, for marginal analysis; Graves (1982), Management Science 28, and Brumelle & Granot (1993),
    Operations Research 41, for sets of parts that are worth more together. Raises ValueError for no vans, vans with different numbers
    of parts, or a least gain that is not between 0 and 1.
    """
    if not vans or len({len(each.price) for each in vans}) > 1:
        raise ValueError("vans must be one or more, with the same parts")
    if not 0 < least_gain < 1:
        raise ValueError(f"least_gain must be between 0 and 1, not {least_gain!r}")
    shelves = [_Shelves(van) for van in vans]
    levels = [np.maximum(van.fixed, 0) for van in vans]
    visits = [float(each.rate.sum()) for each in shelves]
    fixed = [float(each.rate @ each.filled(level)) for each, level in zip(shelves, levels, strict=True)]
    cost, rates = [math.fsum(float(van.price @ level) for van, level in zip(vans, levels, strict=True))], [math.fsum(fixed)]
    bought: list[tuple[int, int, int, int]] = []
    queue: list[tuple[float, int, Counts]] = []

    def offer(number: int) -> None:
        """Queue a van's best next purchase; it has one there at a time, so that ties end at its number."""
        found = shelves[number].best(levels[number], least_gain * visits[number], budget - cost[-1])
        if found is not None:
            heapq.heappush(queue, (-found[0], number, found[1]))

    for number in range(len(vans)):
        offer(number)
    while queue:
        _, number, added = heapq.heappop(queue)
        price = float(vans[number].price @ added)
        if price <= budget - cost[-1]:
            levels[number] = levels[number] + added
            fixed[number] = float(shelves[number].rate @ shelves[number].filled(levels[number]))
            cost.append(cost[-1] + price)
            rates.append(math.fsum(fixed))
            bought.extend((len(rates) - 1, number, int(part), int(added[part])) for part in np.flatnonzero(added))
        offer(number)
    step, van, part, units = np.array(bought, np.int64).reshape(-1, 4).T
    share = np.array(rates) / math.fsum(visits)
    return FixCurve(vans=vans, cost=np.array(cost), fix_rate=share, step=step, van=van, part=part, units=units)


class _Shelves:
    """A van's jobs as flat pairs of job and part, with the law of what is on order."""

    def __init__(self, van: Van) -> None:
        self.price = van.price
        self.rate = np.array([each.rate for each in van.jobs])
        rows = [
            (number, part, chance, job.units.get(part, 1))
            for number, job in enumerate(van.jobs)
            for part, chance in job.needs.items()
            if chance > 0
        ]
        job, part, self.chance, takes = np.array(rows, float).reshape(-1, 4).T
        self.job, self.part, self.takes = job.astype(np.int64), part.astype(np.int64), takes.astype(np.int64)
        self.needy, self.begin = np.unique(self.job, return_index=True)
        self.free = van.fixed < 0
        self.zero = int(self.takes.max(initial=1))  # the column of no units in `at_most`
        top = two_moments.least_stock(mean=van.mean, variance=van.variance, fill_rate=_ALMOST_ALWAYS).max(initial=1)
        units = np.arange(-self.zero, int(top) + self.zero + 1)
        self.at_most = 1 - two_moments.at_least(units + 1, mean=van.mean[:, None], variance=van.variance[:, None])
        self.at_most[:, : self.zero] = 0.0
        self.sets = self.sets_of_parts()

    def sets_of_parts(self) -> Counts:
        """(C, P) levels that give all parts of one job the same chance to be there, for the jobs with several parts."""
        sets = []
        for job in np.flatnonzero(np.bincount(self.job, minlength=len(self.rate)) > 1):
            pairs = np.flatnonzero(self.job == job)
            for reach in _REACHES:
                levels = np.zeros(len(self.price), np.int64)
                enough = np.argmax(self.at_most[self.part[pairs], self.zero :] >= reach, axis=1)
                levels[self.part[pairs]] = enough + self.takes[pairs]
                sets.append(np.where(self.free, levels, 0))
        return np.unique(np.array(sets, np.int64).reshape(-1, len(self.price)), axis=0)

    def there(self, units: Counts) -> Array:
        """Chance that each pair's part is there for its job, with so many units of it (..., pairs)."""
        column = np.clip(self.zero + units - self.takes, 0, self.at_most.shape[1] - 1)
        return np.asarray(self.at_most[self.part, column])

    def factors(self, levels: Counts) -> Array:
        """Chance that each pair's part does not spoil its job, with these levels (..., P)."""
        return np.asarray(1 - self.chance * (1 - self.there(levels[..., self.part])))

    def products(self, factors: Array) -> Array:
        """Product over each job's pairs, (..., pairs) to (..., jobs)."""
        result = np.ones((*factors.shape[:-1], len(self.rate)))
        if len(self.needy):
            result[..., self.needy] = np.multiply.reduceat(factors, self.begin, axis=-1)
        return result

    def filled(self, levels: Counts) -> Array:
        """Share of each job's visits that find all parts."""
        return self.products(self.factors(levels))

    def best(self, levels: Counts, least: float, money: float) -> tuple[float, Counts] | None:
        """The affordable purchase that fixes most visits per money, with the units it adds; None if none fixes `least` per time."""
        part, units = self.of_one_part(levels, money)
        one = np.zeros((1, len(levels)), np.int64)
        one[0, part] = units
        added = np.concatenate([one, np.maximum(self.sets - levels, 0)])
        gain = (self.filled(levels + added) - self.filled(levels)) @ self.rate
        cost = added @ self.price
        worth = (gain >= least) & (cost > 0) & (cost <= money)
        if not worth.any():
            return None
        value = np.where(worth, gain / np.where(cost > 0, cost, 1.0), -1.0)
        winner = int(np.argmax(value))
        return float(value[winner]), added[winner]

    def of_one_part(self, levels: Counts, money: float) -> tuple[int, int]:
        """The part, and the units of it, that fix most visits per money; no units where nothing helps or is affordable."""
        factors = self.factors(levels)
        zero = factors == 0
        zeros = np.bincount(self.job[zero], minlength=len(self.rate))
        positive = np.where(zero, 1.0, factors)
        others = np.where(zeros[self.job] - zero > 0, 0.0, self.products(positive)[self.job] / positive)
        more = np.arange(1, self.at_most.shape[1] - self.zero)
        later = self.there(levels[self.part] + more[:, None]).T
        rise = self.rate[self.job, None] * others[:, None] * (self.chance[:, None] * later + (1 - self.chance - factors)[:, None])
        gain = np.zeros((len(levels), len(more)))
        np.add.at(gain, self.part, rise)
        cost = self.price[:, None] * more
        value = np.where(self.free[:, None] & (cost <= money), gain / cost, 0.0)
        part, at = np.unravel_index(np.argmax(value), value.shape)
        return int(part), int(more[at]) if value[part, at] > 0 else 0
