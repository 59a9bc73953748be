"""Where the next unit of stock does most: levels by the system approach and by the item approach, vans included.

System approach: one price of waiting for all. At each price the locations hold what the theory of supply trees finds worth it
(`sim.theory.marginal`), and each van every unit that spares its jobs more waiting than it costs: a part that the van lacks costs the hours
that the sourcing cascade takes. The more the vans hold, the fewer jobs come to the locations at all; so what is owed there counts by
the share of its part's units that jobs and not vans ask for.

Item approach: the same fill rate of every part at every place, whatever it costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.planning.service import Service, Theory, lost_share
from sim.planning.supply import Array
from sim.theory import marginal, stocking
from sim.theory.stocking import Network

Good = Callable[[Array, Service], bool]
_LEAST_GAIN = 1e-5
"""No unit is offered where fewer of the demands would wait for it; no van is stocked beyond this share of misses."""
_LEAST_WEIGHT = 0.25
"""Of a part that the vans nearly always hold: what is owed to them makes them miss, too."""
_LEAST_WORTH = 1e-12
_LAST = 1e-6
"""How far below the last step of the locations, or the first offer if there is none, the vans are offered units."""
_FINE = 1.25
"""Ratio of the worths of two offers to the vans, at most."""
_ROUNDS = 3
_STEPS_PER_DECADE = 500
_DECADES = 15
"""Between the first unit that a van is given for the fix rate and the last one."""
_HIGHEST_FILL = 1e-6
"""Share of demands not met at once in the dearest item approach."""


class Search:
    """Levels (P, J) of the parts and places of one scenario; a place without a rule for a part passes its orders through."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self.supply = supply = theory.supply
        self.count = supply.locations
        self.weight = np.ones(len(supply.parts))
        self.vans = [at for at, place in enumerate(supply.places) if place.van]
        self.least = np.zeros(supply.asked.shape, dtype=np.int64)
        """levels of vans that the system approach does not go below"""
        self.reference = supply.present
        """levels of the locations for which the vans are planned, so that more money never means fewer units in a van"""

    # ------------------------------------------------------------------ the system approach
    @cached_property
    def curve(self) -> marginal.Curve:
        """What the system approach can buy for the locations, the best first; money counted by the weight of the part."""
        return marginal.system_curve(self._network(self.weight), method=self.theory.method, least_gain=_LEAST_GAIN)

    @cached_property
    def offers(self) -> list[tuple[int, float]]:
        """What the system approach holds from least to most money: (steps of the curve taken, worth that a unit in a van must have).

        Worth is less waiting (jobs that wait, at a moment) per money. Between steps of very different worth stand more offers for the vans.
        """
        worths = (-np.diff(self.curve.backorders) / np.diff(self.curve.cost)).tolist()
        now = 2 * max([self._most_in_vans(), *worths[:1], _LEAST_WORTH])
        found = [(0, now)]
        for step, worth in [*enumerate(worths, 1), (len(worths), min([now, *worths[-1:]]) * _LAST)]:
            lower = min(worth, now)
            while self.vans and now > lower * _FINE:
                now /= _FINE
                found.append((found[-1][0], now))
            now = lower
            found.append((step, now))
        return found

    def _most_in_vans(self) -> float:
        """More than the first unit in any van can be worth."""
        if not self.vans:
            return 0.0
        _, hours = self.theory.at_vans(self.reference)
        return float((self.supply.asked[:, self.vans] * hours / self.supply.price[:, None]).max(initial=0.0))

    def system_at(self, offer: int) -> Array:
        """The levels of one of the offers."""
        step, worth = self.offers[offer]
        levels = np.zeros(self.supply.asked.shape, dtype=np.int64)
        levels[:, : self.count] = self.curve.levels_at(step).units
        self._stock_vans(levels, worth)
        return levels

    def _stock_vans(self, levels: Array, worth: float) -> None:
        """Give each van every unit that is worth it."""
        if self.vans:
            load, hours = self.theory.at_vans(self.reference)
            levels[:, self.vans] = np.maximum(self._worth_carrying(load, hours, worth), self.least[:, self.vans])

    def _worth_carrying(self, load: Array, harm: Array | float, worth: float) -> Array:
        """Units in each van of which the last still takes off at least so much harm per money; `harm` is that of one miss."""
        asked = self.supply.asked[:, self.vans]
        lost, units = np.ones(load.shape), np.zeros(load.shape, dtype=np.int64)
        wanted = self.supply.stocked[:, self.vans] & (asked > 0)
        while wanted.any():
            fewer = load * lost / (units + 1 + load * lost)
            gain = asked * (lost - fewer) * harm
            wanted &= (gain >= worth * self.supply.price[:, None]) & (gain > 0) & (lost > _LEAST_GAIN)
            units, lost = units + wanted, np.where(wanted, fewer, lost)
        return units

    def vans_first(self, levels: Array, good: Good, *, alike: bool) -> Array | None:
        """The same levels at the locations, and vans with the fewest misses for their money (`alike`: with one fill rate) that are good.

        None if none are.
        """
        load, _ = self.theory.at_vans(levels)

        def tried(place: int) -> tuple[Array, bool]:
            found = levels.copy()
            found[:, self.vans] = self._vans_at(load, 10.0 ** (-place / _STEPS_PER_DECADE), alike=alike)
            return found, good(found, self.theory.service(found))

        low, high = 0, (6 if alike else _DECADES) * _STEPS_PER_DECADE
        first, enough = tried(high)
        nothing, already = tried(low)
        if already or not enough:
            return nothing if already else None
        while high - low > 1:
            middle = (low + high) // 2
            found, enough = tried(middle)
            if enough:
                high, first = middle, found
            else:
                low = middle
        return first

    def vans_most(self, levels: Array) -> Array:
        """The same levels at the locations, and in the vans all that helps at all."""
        load, _ = self.theory.at_vans(levels)
        found = levels.copy()
        found[:, self.vans] = self._vans_at(load, 10.0**-_DECADES, alike=False)
        return found

    def _vans_at(self, load: Array, share: float, *, alike: bool) -> Array:
        """Vans that miss such a share of the demands, all parts alike, or that hold each unit worth such a share of the best one."""
        if alike:
            return least_without_loss(load, 1.0 - share, self.supply.stocked[:, self.vans])
        asked = self.supply.asked[:, self.vans] / self.supply.price[:, None]
        return self._worth_carrying(load, 1.0, 2.0 * share * float(asked.max(initial=_LEAST_WORTH)))

    def system_within(self, budget: float) -> Array | None:
        """The levels of the system approach that a budget pays for."""
        return self._cheapest(lambda levels, _: self.supply.cost(levels) > budget)[0]

    def system_first(self, good: Good) -> Array | None:
        """The first levels of the system approach that are good; None if none are."""
        return self._cheapest(good)[1]

    def _cheapest(self, good: Good) -> tuple[Array | None, Array | None]:
        """The last levels that are not good yet and the first that are, offer by offer."""
        low, high = 0, len(self.offers) - 1
        last, first = self.system_at(low), self.system_at(high)
        if good(last, self.theory.service(last)):
            return None, last
        if not good(first, self.theory.service(first)):
            return first, None
        while high - low > 1:
            middle = (low + high) // 2
            found = self.system_at(middle)
            if good(found, self.theory.service(found)):
                high, first = middle, found
            else:
                low, last = middle, found
        return last, first

    def tuned(self, wanted: Callable[[Search], Array | None], vans: Callable[[Search, Array | None], Array]) -> Search:
        """The same search with weights, least vans and a reference that fit the levels wanted of it.

        Weights are each part's share of units that jobs and not vans ask of the locations; `vans` says the least vans, given levels of
        the locations (None: before there are any).
        """
        search = self
        search.least = self._only_vans(vans(self, None))
        for _ in range(_ROUNDS if self.vans else 0):
            levels = wanted(search)
            if levels is None and search.least.any():  # too little money even for them
                search.least = np.zeros_like(search.least)
                levels = wanted(search)
            if levels is None:
                break
            weight, least = search.direct_share(levels), self._only_vans(vans(search, levels)) * bool(search.least.any())
            if np.allclose(weight, search.weight, rtol=0.05) and np.array_equal(least, search.least):
                break
            search = Search(self.theory)
            search.weight, search.least, search.reference = weight, least, levels
        return search

    def _only_vans(self, levels: Array) -> Array:
        return np.where(np.arange(levels.shape[1]) < self.count, 0, levels)

    def direct_share(self, levels: Array) -> Array:
        """(P,) share of a part's units that jobs ask of the locations themselves, their vans having none."""
        supply = self.supply
        load, _ = self.theory.at_vans(levels)
        asked = supply.asked * supply.counts
        missed = asked.copy()
        missed[:, self.vans] *= lost_share(levels[:, self.vans], load)
        total = asked.sum(axis=1)
        share: Array = np.divide(missed.sum(axis=1), total, out=np.ones_like(total), where=total > 0)
        return np.maximum(share, _LEAST_WEIGHT)

    def _network(self, weight: Array) -> Network:
        """The locations; what their vans ask counts as theirs."""
        supply, here = self.supply, slice(0, self.count)
        return Network(
            parent=supply.parents[here],
            price=supply.price / weight,
            demand=supply.asked_of_locations,
            lead_time=supply.lead_time[:, here],
            fixed=supply.fixed,
            repaired_share=supply.repaired[:, here],
            repair_time=supply.repair_time[:, here],
        )

    # ------------------------------------------------------------------ the item approach
    @cached_property
    def _plain(self) -> Network:
        return self._network(np.ones(len(self.supply.parts)))

    def item_at(self, fill_rate: float) -> Array:
        """The least levels with which every part has that fill rate at every place that may hold it."""
        supply = self.supply
        levels = np.zeros(supply.asked.shape, dtype=np.int64)
        levels[:, : self.count] = stocking.item_levels(self._plain, fill_rate=fill_rate, method=self.theory.method).units
        if self.vans:
            load, _ = self.theory.at_vans(levels)
            levels[:, self.vans] = least_without_loss(load, fill_rate, supply.stocked[:, self.vans])
        return levels

    def item_within(self, budget: float) -> Array | None:
        """The item approach with the highest fill rate that a budget pays for; None if it pays for none."""
        found = self._alike(lambda levels, _: self.supply.cost(levels) > budget)[0]
        return found if found is not None and found.any() else None

    def item_first(self, good: Good) -> Array | None:
        """The item approach with the least fill rate that is good; None if none is."""
        return self._alike(good)[1]

    def _alike(self, good: Good) -> tuple[Array | None, Array | None]:
        """The last levels that are not good yet and the first that are, on the scale of fill rates from 0 up, nines counting alike."""
        low, high = 0.0, float(-np.log(_HIGHEST_FILL))
        last, first = self.item_at(0.0), self.item_at(1.0 - _HIGHEST_FILL)
        if good(last, self.theory.service(last)):
            return None, last
        if not good(first, self.theory.service(first)):
            return first, None
        while high - low > 1e-5:
            middle = (low + high) / 2
            found = self.item_at(float(-np.expm1(-middle)))
            if good(found, self.theory.service(found)):
                high, first = middle, found
            else:
                low, last = middle, found
        return last, first


def least_without_loss(load: Array, fill_rate: float, stocked: Array) -> Array:
    """The least stock of vans of which a share `fill_rate` of the demands find a unit."""
    lost, units = np.ones(load.shape), np.zeros(load.shape, dtype=np.int64)
    short = stocked & (load > 0) & (lost > 1.0 - fill_rate)
    while short.any():
        units = units + short
        lost = np.where(short, load * lost / (np.maximum(units, 1) + load * lost), lost)
        short = short & (lost > 1.0 - fill_rate)
    return units
