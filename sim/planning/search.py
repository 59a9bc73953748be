"""Where the next unit of stock does most: levels by the system approach and by the item approach, vans included.

System approach: one price of waiting for all. At each price the locations hold what the theory of supply trees finds worth it
(`sim.theory.marginal`), and each van every unit that spares its jobs more waiting than it costs: a part that the van lacks costs the hours
that the sourcing cascade takes. The more the vans hold, the fewer jobs come to the locations at all; so what is owed there counts by
the share of its part's units that jobs and not vans ask for.

Item approach: the same ready rate of every part at every location (the share of time in which it owes nothing), and the same number as the fill rate of
every part in the vans (at which nothing is ever owed), whatever it costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Literal

import numpy as np

from sim.planning.places import Array
from sim.planning.scan import Score, dearer, first_good
from sim.planning.service import Theory
from sim.theory import marginal, stocking
from sim.theory.stocking import Network

Measure = Literal["ready rate", "fill rate"]
_LEAST_GAIN = 1e-5
"""No unit is offered where fewer of the demands would wait for it."""
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
_MOST_NINES = 6
"""Of the dearest item approach."""
_STEPS_PER_NINE = 10_000


class Search:
    """Levels (P, J) of the parts and places of one scenario; a place without a rule for a part passes its orders through."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self.supply = supply = theory.supply
        self.count = supply.locations
        self.weight = np.ones(len(supply.parts))
        self.vans = theory.vans
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
        _, harm = self.theory.at_vans(self.reference)
        return float((self.vans.asking * harm / self.vans.price).max())

    def system_at(self, offer: int) -> Array:
        """The levels of one of the offers."""
        step, worth = self.offers[offer]
        levels = np.zeros(self.supply.asked.shape, dtype=np.int64)
        levels[:, : self.count] = self.curve.units_at(step)
        self._stock_vans(levels, worth)
        return levels

    def _stock_vans(self, levels: Array, worth: float) -> None:
        """Give each van every unit that is worth it."""
        if self.vans:
            hours, harm = self.theory.at_vans(self.reference)
            self.vans.spread(levels, self.vans.worth_carrying(hours, harm, worth))
            np.maximum(levels, self.least, out=levels)

    def vans_first(self, levels: Array, wanted: Score, *, alike: bool) -> Array | None:
        """The same levels at the locations, and vans that spoil the fewest visits for their money (`alike`: with one fill rate) and are good.

        A part is worth nothing to a visit that lacks another one; so a miss counts by the share of visits that find all else, as of the levels
        found before. None if no vans are good.
        """
        hours, _ = self.theory.at_vans(levels)
        found = self._vans_first(levels, hours, 1.0, wanted, alike=alike)
        for _ in range(0 if alike or not self.vans else _ROUNDS):
            again = (
                None if found is None else self._vans_first(levels, hours, self.theory.others_there(found), wanted, alike=False)
            )
            if found is None or again is None or self.supply.cost(again) >= self.supply.cost(found):
                break
            found = again
        return found

    def _vans_first(self, levels: Array, hours: Array, harm: Array | float, wanted: Score, *, alike: bool) -> Array | None:
        def tried(place: int) -> tuple[Array, float]:
            found = levels.copy()
            share = 10.0 ** (-place / _STEPS_PER_DECADE)
            if alike:
                self.vans.spread(found, self.vans.alike(hours, 1.0 - share))
            else:
                self._stock_for_visits(found, hours, harm, share)
            return self._scored(found, wanted)

        return first_good((_MOST_NINES if alike else _DECADES) * _STEPS_PER_DECADE, tried)[1]

    def vans_most(self, levels: Array) -> Array:
        """The same levels at the locations, and in the vans all that helps at all."""
        found = levels.copy()
        self._stock_for_visits(found, self.theory.at_vans(levels)[0], 1.0, 10.0**-_DECADES)
        return found

    def _stock_for_visits(self, levels: Array, hours: Array, harm: Array | float, share: float) -> None:
        """Give each van the units that are worth such a share of the best one for the visits that lack nothing else."""
        if self.vans:
            best = float((self.vans.asking / self.vans.price).max())
            self.vans.spread(levels, self.vans.worth_carrying(hours, harm, 2.0 * share * best))

    def system_within(self, budget: float) -> Array | None:
        """The levels of the system approach that a budget pays for."""
        return self._system(dearer(budget, self.supply.cost))[0]

    def system_first(self, wanted: Score) -> Array | None:
        """The first levels of the system approach that are good; None if none are."""
        return self._system(wanted)[1]

    def _system(self, wanted: Score) -> tuple[Array | None, Array | None]:
        """The last levels that are not good yet and the first that are, offer by offer."""
        return first_good(len(self.offers) - 1, lambda offer: self._scored(self.system_at(offer), wanted))

    def _scored(self, levels: Array, wanted: Score) -> tuple[Array, float]:
        return levels, wanted(levels, self.theory)

    def tuned(self, wanted: Callable[[Search], Array | None], vans: Callable[[Search, Array | None], Array]) -> Search:
        """The same search with weights, least vans and a reference that fit the levels wanted of it.

        Weights are each part's share of units that jobs and not vans ask of the locations; `vans` says the least vans, given levels of
        the locations (None: before there are any).
        """
        search = self
        search.least = self._only_vans(vans(self, None))
        for _ in range(_ROUNDS if self.vans or self.supply.modules else 0):
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
        """(P,) share of a part's units that keep a machine waiting when they are owed: asked by jobs of the locations themselves, not by vans or repairs."""
        supply = self.supply
        asked = supply.asked * supply.counts
        missed = asked.copy()
        if self.vans:
            here = self.vans.part, self.vans.place
            lacking = self.vans.lacking(levels[here], self.theory.at_vans(levels)[0])
            missed[here] *= (self.vans.visits * lacking).sum(axis=1) / self.vans.asking
        total = asked.sum(axis=1)
        share: Array = np.divide(missed.sum(axis=1), total, out=np.ones_like(total), where=total > 0)
        _, fill, _ = self.theory.locations(levels)
        for each in supply.modules:  # units before what is in them: a unit in repair matters as far as its shelf is empty
            matters = share[each.unit] * (1.0 - fill[each.unit, each.shelf])
            share[each.module] -= (1.0 - matters) * each.asked / total[each.module] if total[each.module] else 0.0
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

    def item_at(self, rate: float, measure: Measure = "ready rate") -> Array:
        """The least levels with which every part has that rate at every place that may hold it; in vans always of the fill rate."""
        levels = np.zeros(self.supply.asked.shape, dtype=np.int64)
        levels[:, : self.count] = stocking.item_units(self._plain, service=rate, measure=measure, method=self.theory.method)
        if self.vans:
            self.vans.spread(levels, self.vans.alike(self.theory.at_vans(levels)[0], rate))
        return levels

    def item_within(self, budget: float) -> Array | None:
        """The item approach with the highest rate that a budget pays for; None if it pays for none."""
        found = self._item(dearer(budget, self.supply.cost))[0]
        return found if found is not None and found.any() else None

    def item_first(self, wanted: Score, measure: Measure = "ready rate") -> Array | None:
        """The item approach with the least rate that is good; None if none is."""
        return self._item(wanted, measure)[1]

    def _item(self, wanted: Score, measure: Measure = "ready rate") -> tuple[Array | None, Array | None]:
        """The last levels that are not good yet and the first that are, on the scale of rates from 0 up, nines counting alike."""

        def tried(place: int) -> tuple[Array, float]:
            return self._scored(self.item_at(1.0 - 10.0 ** (-place / _STEPS_PER_NINE), measure), wanted)

        return first_good(_MOST_NINES * _STEPS_PER_NINE, tried)
