"""Stock levels of many parts over a supply tree: what levels do, and levels that give every shelf the same fill rate.

Base stock everywhere, one for one: each demand for a unit is passed up at once, first come first served, backorders at every
level. Units: rates in unit demands per time (a demand for two units is two demands), times in the same unit of time, stock in
parts, prices in money per unit. Arrays have a row per part (P) and a column per place (J). `sim.theory.marginal` finds
the levels that buy most; `sim.theory.echelons` has one part's tree exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.theory import two_moments
from sim.theory.arguments import need_count, need_not_negative
from sim.theory.two_moments import Array

Counts = NDArray[np.int64]
Moments = tuple[Array, Array]
"""Mean and variance of units on order or owed, a row per part."""

METHODS = ("vari-metric", "metric")
MEASURES = ("fill rate", "ready rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """Places that all send each other parts before a customer waits for the next supply; they stand below the same place and feed none."""

    places: tuple[int, ...]
    """Their numbers, from 0."""
    time: float
    """Mean time of a shipment between them."""

    def backorders(self, alone: Array, waiting: Array, units: Array, pool: Moments, rate: Array) -> Array:
        """Mean backorders of the group's customers together, arrays that broadcast against each other: an approximation.

        What the group's pooled stock cannot meet waits for the next supply (`pool`: the moments of all its units on order); of the
        demands `waiting` (per time) that find their own shelf empty all others wait for a shipment (Little's law). Never more than
        what the shelves would owe `alone`.

        Exact for shipments that take no time (case E07), good for those that are fast beside the supply: how many travel is told from
        shelves that do not help (in case E01, with emergency supply, 0.040 a day instead of 0.047).

        Source: Lee (1987), Management Science 33(10), for complete pooling; Axsäter (1990), Management Science 36(11).
        """
        owed, _ = two_moments.backorders(units, mean=pool[0], variance=pool[1])
        shipped = np.maximum(0.0, waiting - rate * two_moments.at_least(units, mean=pool[0], variance=pool[1]))
        return np.minimum(alone, owed + self.time * shipped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Parts over a supply tree; `parent` says which place feeds each (its number from 0), or -1 for the supplier outside.

    At a place with own customers and places below, all wait in one line. What is repaired on the spot never goes up the tree.
    """

    parent: Counts
    """(J,) number of the place that feeds each, -1: the supplier, who is ample. A supply tree of any depth, or several."""
    price: Array
    """(P,) money per unit."""
    demand: Array
    """(P, J) Poisson unit demands per time of each place's own customers."""
    lead_time: Array
    """(P, J) mean time from the feeding place's door (or from the order to the supplier) to the place; a warehouse that is fed by
    a shop and by purchases has the mean over its units."""
    fixed: Counts = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    """(P, J) levels that are not to be changed, -1 where the level is free; all are free when it is left out."""
    repaired_share: Array = field(default_factory=lambda: np.zeros((0, 0)))
    """(P, J) share of the demands at a place whose failed unit is repaired there; none when it is left out."""
    repair_time: Array = field(default_factory=lambda: np.zeros((0, 0)))
    """(P, J) mean time of that repair."""
    helping: tuple[Helping, ...] = ()
    """Groups of places that help each other; none when it is left out."""
    rate: Array = field(init=False)
    """(P, J) demands at each place: its own and what the places below pass up."""
    own_share: Array = field(init=False)
    """(P, J) share of them that comes from the place's own customers."""
    share_above: Array = field(init=False)
    """(P, J) share that a place has of the demands at the place above it."""
    local: Array = field(init=False)
    """(P, J) mean units on the way to a place whatever the place above has: in transport, and in repair on the spot."""

    def __post_init__(self) -> None:
        shape = (np.size(self.price), np.size(self.parent))
        blank = {"fixed": np.full(shape, -1), "repaired_share": np.zeros(shape), "repair_time": np.zeros(shape)}
        for name, kind in (
            ("parent", np.int64), ("price", float), ("demand", float), ("lead_time", float), ("fixed", np.int64),
            ("repaired_share", float), ("repair_time", float),
        ):  # fmt: skip
            given = np.asarray(getattr(self, name), kind)
            object.__setattr__(self, name, blank[name] if given.size == 0 and name in blank else given)
        self._check(shape)
        rate = self.demand.copy()
        for place in reversed(self.downwards()):
            if self.parent[place] >= 0:
                rate[:, self.parent[place]] += rate[:, place] * (1 - self.repaired_share[:, place])
        passed_up = rate * (1 - self.repaired_share)
        object.__setattr__(self, "rate", rate)
        object.__setattr__(self, "own_share", _ratio(self.demand, rate))
        object.__setattr__(self, "share_above", _ratio(passed_up, rate[:, self.parent]) * (self.parent >= 0))
        object.__setattr__(self, "local", passed_up * self.lead_time + rate * self.repaired_share * self.repair_time)

    def _check(self, shape: tuple[int, int]) -> None:
        if self.price.ndim != 1 or self.parent.ndim != 1 or not all(shape):
            raise ValueError("price must name one part or more, parent one place or more")
        for name in ("demand", "lead_time", "fixed", "repaired_share", "repair_time"):
            if getattr(self, name).shape != shape:
                raise ValueError(
                    f"{name} must have a row per part and a column per place {shape}, not {getattr(self, name).shape}"
                )
        for name in ("demand", "lead_time", "repaired_share", "repair_time"):
            if not np.all(np.isfinite(getattr(self, name)) & (getattr(self, name) >= 0)):
                raise ValueError(f"{name} must be numbers that are not negative")
        if not np.all(np.isfinite(self.price) & (self.price > 0)):
            raise ValueError("price must be numbers above zero")
        if np.any(self.repaired_share > 1) or np.any(self.fixed < -1):
            raise ValueError("repaired_share must be at most 1, and fixed a level, or -1 where it is free")
        if np.any(self.parent < -1) or np.any(self.parent >= shape[1]) or len(self.downwards()) < shape[1]:
            raise ValueError("parent must make a tree: the number of another place, or -1 for the supplier, and no circles")
        members = [member for group in self.helping for member in group.places]
        if len(set(members)) < len(members) or not set(members) <= set(range(shape[1])) or any(map(self.below, members)):
            raise ValueError("helping must name places that feed no other, each once")
        for group in self.helping:
            need_not_negative(time=group.time)
            above = set(self.parent[list(group.places)].tolist())
            if len(group.places) < 2 or len(above) > 1 or above == {-1}:
                raise ValueError(
                    "places that help each other must be two or more, below the same place "
                    "(the supplier can be one, with lead time 0 and a fixed level of 0)"
                )

    def below(self, place: int) -> list[int]:
        """The places that a place feeds; -1 stands for the supplier."""
        return [int(each) for each in np.flatnonzero(self.parent == place)]

    def downwards(self) -> list[int]:
        """All places, each after the one that feeds it; places of a circle are left out."""
        order = self.below(-1)
        for place in order:
            order.extend(self.below(place))
        return order

    def rows(self, chosen: NDArray[np.int64]) -> Network:
        """The same places for some of the parts."""
        arrays = ("demand", "lead_time", "fixed", "repaired_share", "repair_time")
        some = {name: getattr(self, name)[chosen] for name in arrays}
        return Network(parent=self.parent, price=self.price[chosen], helping=self.helping, **some)

    def pipelines(self, places: list[int], owed: Moments | None, method: str) -> Moments:
        """Mean and variance (P, places) of the units on order at places below one other, from those that it owes (None: the supplier).

        Each backorder above belongs to a place with its share f of the demands there, independently: mean f m, variance
        f (1 - f) m + f^2 v. METRIC (`method` 'metric') sets the variance to the mean.
        """
        above = None if owed is None else (owed[0][:, None], owed[1][:, None])
        return _moments(self.local[:, places], self.share_above[:, places], above, method)

    def pipeline(self, place: int, owed: Moments | None, method: str) -> Moments:
        """Mean and variance (P,) of the units on order at one place."""
        return _moments(self.local[:, place], self.share_above[:, place], owed, method)

    def pooled_pipeline(self, places: list[int], owed: Moments | None, method: str) -> Moments:
        """Mean and variance (P,) of the units on order at several places together."""
        return _moments(self.local[:, places].sum(axis=1), self.share_above[:, places].sum(axis=1), owed, method)


@dataclass(frozen=True, slots=True)
class Levels:
    """Base stock levels and what they do."""

    units: Counts
    """(P, J) base stock levels."""
    cost: float
    """Money in all levels."""
    on_order_mean: Array
    """(P, J) mean units on the way to each place (in transport, in repair, owed above)."""
    on_order_variance: Array
    """(P, J) their variance."""
    all_backorders: Array
    """(P, J) mean backorders of each place, its own customers' and those of places below."""
    backorders: Array
    """(P, J) mean backorders of each place's own customers."""
    fill_rates: Array
    """(P, J) share of the demands met from the place's own shelf at once, P(X < S)."""
    rate: Array
    """(P, J) demands at each place."""

    @property
    def total_backorders(self) -> float:
        """Mean backorders of all customers."""
        return float(self.backorders.sum())

    @property
    def on_hand(self) -> Array:
        """(P, J) mean units on hand, S - E[X] + backorders."""
        return np.asarray(self.units - self.on_order_mean + self.all_backorders)


def levels(network: Network, units: Counts, *, method: str = "vari-metric") -> Levels:
    """What given base stock levels do, from the top of the tree down.

    METRIC takes every pipeline as Poisson with its right mean (given Poisson pipelines above); VARI-METRIC as negative binomial
    with its mean and variance, passed down the tree; the means and variances of the first two echelons are exact then. Supply from
    outside and repair on the spot are ample, with any law of their times. On 60 random trees of three echelons VARI-METRIC's backorders of
    all customers were within 3.4 % of `echelons.tree` (0.5 % on average), METRIC's too low by 13 % on average.

    Source: Sherbrooke (1968), Operations Research 16 (METRIC); Graves (1985), Management Science 31; Sherbrooke (1986), Operations
    Research 34 (VARI-METRIC); Muckstadt (2005), Analysis and Algorithms for Service Parts Supply Chains. Raises ValueError for an
    unknown method or levels of another shape.
    """
    need_method(method)
    units = np.asarray(units, np.int64)
    if units.shape != network.rate.shape:
        raise ValueError(f"units must have a row per part and a column per place {network.rate.shape}, not {units.shape}")
    need_count(0, least_level=int(units.min()))
    mean, variance, short, owed, spread = (np.zeros(units.shape) for _ in range(5))
    for place in network.downwards():
        above = int(network.parent[place])
        given = (owed[:, above], spread[:, above]) if above >= 0 else None
        mean[:, place], variance[:, place] = m, v = network.pipeline(place, given, method)
        short[:, place], owed[:, place], spread[:, place] = two_moments.shelf(units[:, place], mean=m, variance=v)
    for group in network.helping:
        places = list(group.places)
        above = int(network.parent[places[0]])
        given = (owed[:, above], spread[:, above]) if above >= 0 else None
        rate, alone = network.rate[:, places], owed[:, places].sum(axis=1)
        waiting = (rate * short[:, places]).sum(axis=1)
        pool = network.pooled_pipeline(places, given, method)
        left = group.backorders(alone, waiting, units[:, places].sum(axis=1), pool, rate.sum(axis=1))
        owed[:, places] *= _ratio(left, alone)[:, None]
    return Levels(
        units=units,
        cost=float(network.price @ units.sum(axis=1)),
        on_order_mean=mean,
        on_order_variance=variance,
        all_backorders=owed,
        backorders=owed * network.own_share,
        fill_rates=1 - short,
        rate=network.rate,
    )


def item_levels(network: Network, *, fill_rate: float, measure: str = "fill rate", method: str = "vari-metric") -> Levels:
    """The item approach: every part has at every place the least level with the same service, whatever it costs.

    With `measure` 'fill rate' that is the share of demands met at once, P(X < S), which takes a unit of every part at every place with
    demand for it; with 'ready rate' the share of time without backorders, P(X <= S), which does without where little is on order.
    A place without demand for a part holds none; `fixed` levels stay. Levels are set from the top down, so that those below know
    how long they wait for the place above.

    In ten random catalogues (200 parts at a depot and eight bases, prices and rates over three decades and more) the system approach
    reached the same availability of 0.95 with 0.58 to 0.73 of the money that one ready rate for all takes, and with 0.16 to 0.43 of that
    of one fill rate. Source: Sherbrooke (2004), Optimal Inventory Modeling of Systems, chapter 1, who saves about half in his examples.
    Raises ValueError unless the fill rate is at least 0 and below 1, and for an unknown method or measure.
    """
    return levels(network, item_units(network, service=fill_rate, measure=measure, method=method), method=method)


def item_units(network: Network, *, service: float, measure: str = "fill rate", method: str = "vari-metric") -> Counts:
    """(P, J) the levels of `item_levels` alone."""
    need_method(method)
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}")
    spare = MEASURES.index(measure)
    units = np.zeros(network.rate.shape, np.int64)
    owed: dict[int, Moments | None] = {-1: None}
    for place in network.downwards():
        mean, variance = network.pipeline(place, owed[int(network.parent[place])], method)
        free = network.fixed[:, place] < 0
        least = np.maximum(0, two_moments.least_stock(mean=mean, variance=variance, fill_rate=service) - spare)
        units[:, place] = np.where(free, least, network.fixed[:, place])
        if network.below(place):
            owed[place] = two_moments.backorders(units[:, place], mean=mean, variance=variance)
    return units


def item_first(
    network: Network, good: Callable[[Levels], bool], *, measure: str = "fill rate", method: str = "vari-metric"
) -> Levels | None:
    """The item approach with the least service that makes the levels good: `good` says whether they meet the target.

    None if even a service of 0.999999 does not. A budget is the other way round: see `item_within`.
    """
    return _least(network, good, measure, method)[1]


def item_within(network: Network, budget: float, *, measure: str = "fill rate", method: str = "vari-metric") -> Levels | None:
    """The item approach with the best service that a budget pays for; None if it does not pay for the fixed levels."""
    return _least(network, lambda found: found.cost > budget, measure, method)[0]


def _least(network: Network, good: Callable[[Levels], bool], measure: str, method: str) -> tuple[Levels | None, Levels | None]:
    """The last levels that are not good yet and the first that are, on the scale of services from 0 to 0.999999."""

    def with_nines(nines: float) -> Levels:
        return item_levels(network, fill_rate=1 - 10**-nines, measure=measure, method=method)

    low, high = 0.0, 6.0
    last, first = with_nines(low), with_nines(high)
    if good(last):
        return None, last
    if not good(first):
        return first, None
    while high - low > 1e-6:
        middle = (low + high) / 2
        found = with_nines(middle)
        if good(found):
            high, first = middle, found
        else:
            low, last = middle, found
    return last, first


def _moments(local: Array, share: Array, owed: Moments | None, method: str) -> Moments:
    """Mean and variance of units on order: local ones, and a share of those owed above."""
    if owed is None:
        return local, local
    above = share * owed[0]
    mean = above + local
    return mean, mean if method == "metric" else (1 - share) * above + share**2 * owed[1] + local


def _ratio(over: Array, under: Array) -> Array:
    """Quotients, and zero where both numbers are."""
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def need_method(method: str) -> None:
    """Raise ValueError unless the method is known."""
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
