"""Shelves that help each other: lateral supply, direct deliveries from a centre, complete pooling.

Units: rates in units per time, times in the same unit of time, stock in parts. Locations are numbered from 1 in the order of
the lists. Replenishment is one for one, by the location that gave the unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sim.theory import stock
from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.chains import average, stationary

_States = dict[tuple[int, ...], float]


@dataclass(frozen=True, slots=True)
class LateralSupply:
    """Where the demands of each location are met from: shares of its demands."""

    own: tuple[float, ...]
    lateral: tuple[float, ...]
    emergency: tuple[float, ...]
    mean_on_hand: tuple[float, ...]
    demand_rates: tuple[float, ...]

    @property
    def emergency_share(self) -> float:
        """Share of all demands, over all locations, met by emergency supply."""
        return _weighted(self.demand_rates, self.emergency) / math.fsum(self.demand_rates)


def lateral(
    *,
    demand_rates: Sequence[float],
    base_stocks: Sequence[int],
    lead_times: Sequence[float],
    preferences: Sequence[Sequence[int]],
    held_back: Sequence[int] | None = None,
) -> LateralSupply:
    """Locations that ask each other before they turn to emergency supply from outside.

    A Poisson demand is met from its own shelf, else by the first location in its list of `preferences` with more on hand than
    it holds back (`held_back`, none by default), else by an emergency shipment that leaves all stock as it is. Exponential
    lead times with the given means, ample supply. A continuous-time Markov chain of the units on hand, solved exactly; with
    equal lead times and everybody helping everybody the emergency share is Erlang's loss formula with all the stock.

    Source: Kukreja, Schmidt & Miller (2001), Management Science 47; Kranenburg & van Houtum (2009), European Journal of
    Operational Research. Raises ValueError for lists of unequal length or values out of range.
    """
    held = [0] * len(demand_rates) if held_back is None else held_back
    _check(demand_rates, base_stocks, lead_times, preferences)
    need_count(0, **{f"held_back[{i}]": units for i, units in enumerate(held)})
    if len(held) != len(demand_rates):
        raise ValueError("held_back must name the same locations as demand_rates")

    def giver(on_hand: tuple[int, ...], place: int) -> int | None:
        return _giver(on_hand, place, preferences[place], held)

    def moves(on_hand: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], float]]:
        for place, rate in enumerate(demand_rates):
            if (source := giver(on_hand, place)) is not None:
                yield _changed(on_hand, source, -1), rate
            yield _changed(on_hand, place, +1), (base_stocks[place] - on_hand[place]) / lead_times[place]

    def source(on_hand: tuple[int, ...], place: int) -> int:
        found = giver(on_hand, place)
        return 2 if found is None else int(found != place)

    shares = stationary(tuple(base_stocks), moves)
    met = [_split(shares, place, source, 3) for place in range(len(demand_rates))]
    return LateralSupply(
        own=tuple(row[0] for row in met),
        lateral=tuple(row[1] for row in met),
        emergency=tuple(row[2] for row in met),
        mean_on_hand=_on_hand(shares, len(demand_rates)),
        demand_rates=tuple(demand_rates),
    )


@dataclass(frozen=True, slots=True)
class CentralSupply:
    """Where the demands of each local warehouse are met from (shares of its demands), and the central warehouse."""

    own: tuple[float, ...]
    lateral: tuple[float, ...]
    central: tuple[float, ...]
    """Direct deliveries from the central warehouse."""
    supplier: tuple[float, ...]
    """Direct deliveries from the supplier."""
    mean_on_hand: tuple[float, ...]
    central_on_hand: float
    central_backorders: float
    """Mean number of units that the centre owes the locals."""
    mean_delivery: tuple[float, ...]
    """Mean time from demand to delivery, per local warehouse (own stock delivers at once)."""


def lateral_and_central(
    *,
    demand_rates: Sequence[float],
    base_stocks: Sequence[int],
    central_stock: int,
    supplier_time: float,
    transport_times: Sequence[float],
    preferences: Sequence[Sequence[int]],
    delivery_times: Sequence[float] = (0.0, 0.0, 0.0),
) -> CentralSupply:
    """Local warehouses with lateral supply below a central one, with direct deliveries from the centre and the supplier.

    A Poisson demand is met from its own shelf, else from the first location in its list of `preferences` with stock, else by
    a direct delivery from central stock, else by one from the supplier that touches no stock. The local that gave a unit
    orders one from the centre (first come first served); each unit that leaves the centre or is owed by it is ordered
    from the supplier at that moment. Exponential times: `supplier_time` per unit to the centre (ample), `transport_times` from the centre
    to each local. `delivery_times` are the times of a lateral, a central and a supplier delivery to the customer; they are
    counted but delay no stock. A continuous-time Markov chain of the units on hand and the centre's queue, solved exactly.

    Source: Alfredsson & Verrijdt (1999), Management Science 45(10). Raises ValueError for lists of unequal length or values
    out of range.
    """
    _check(demand_rates, base_stocks, transport_times, preferences)
    need_count(0, central_stock=central_stock)
    need_positive(supplier_time=supplier_time)
    if len(delivery_times) != 3:
        raise ValueError("delivery_times must be three: lateral, central, supplier")
    need_not_negative(**{f"delivery_times[{i}]": time for i, time in enumerate(delivery_times)})
    count = len(demand_rates)
    keep = [0] * count

    def moves(state: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], float]]:
        """Units on hand at the locals, at the centre, then the locals that the centre owes a unit, oldest first."""
        on_hand, centre, queue = state[:count], state[count], state[count + 1 :]
        for place, rate in enumerate(demand_rates):
            source = _giver(on_hand, place, preferences[place], keep)
            if source is not None:
                left = _changed(on_hand, source, -1)
                yield ((*left, centre - 1) if centre else (*left, 0, *queue, source)), rate
            elif centre:
                yield (*on_hand, centre - 1), rate
            in_transit = base_stocks[place] - on_hand[place] - queue.count(place)
            yield (*_changed(on_hand, place, +1), centre, *queue), in_transit / transport_times[place]
        arrived = (*on_hand, 0, *queue[1:]) if queue else (*on_hand, centre + 1)
        yield arrived, (central_stock - centre + len(queue)) / supplier_time

    def source(state: tuple[int, ...], place: int) -> int:
        found = _giver(state, place, preferences[place], keep)
        if found is None:
            return 2 if state[count] else 3
        return int(found != place)

    shares = stationary((*base_stocks, central_stock), moves)
    met = [_split(shares, place, source, 4) for place in range(count)]
    return CentralSupply(
        own=tuple(row[0] for row in met),
        lateral=tuple(row[1] for row in met),
        central=tuple(row[2] for row in met),
        supplier=tuple(row[3] for row in met),
        mean_on_hand=_on_hand(shares, count),
        central_on_hand=average(shares, lambda state: float(state[count])),
        central_backorders=average(shares, lambda state: float(len(state) - count - 1)),
        mean_delivery=tuple(_weighted(row[1:], delivery_times) for row in met),
    )


@dataclass(frozen=True, slots=True)
class Pooled:
    """Locations that share all their stock, against each on its own."""

    mean_backorders: float
    """Of the whole group."""
    wait_probability: float
    """Share of demands that find nothing on hand in the whole group."""
    mean_wait: float
    """Over all demands."""
    separate_backorders: float
    """Mean backorders of all locations together if none helped another."""


def pooled(*, demand_rates: Sequence[float], base_stocks: Sequence[int], lead_time: float) -> Pooled:
    """Complete pooling with backorders: stock anywhere serves a demand anywhere at once; else it waits for the next unit.

    Independent lead times of any law with the same mean, first come first served over the group: one shelf with all the
    demand and all the stock. Source: Palm (1938) for the group; the setting of Lee (1987), Management Science 33. Raises
    ValueError for lists of unequal length or values out of range.
    """
    if not demand_rates or len(demand_rates) != len(base_stocks):
        raise ValueError("demand_rates and base_stocks must name the same locations, one or more")
    pairs = list(zip(demand_rates, base_stocks, strict=True))
    alone = [stock.base_stock(demand_rate=rate, lead_time=lead_time, base_stock=units) for rate, units in pairs]
    group = stock.base_stock(demand_rate=math.fsum(demand_rates), lead_time=lead_time, base_stock=sum(base_stocks))
    return Pooled(
        mean_backorders=group.mean_backorders,
        wait_probability=1 - group.fill_rate,
        mean_wait=group.mean_wait,
        separate_backorders=math.fsum(each.mean_backorders for each in alone),
    )


def _check(
    demand_rates: Sequence[float], base_stocks: Sequence[int], times: Sequence[float], preferences: Sequence[Sequence[int]]
) -> None:
    count = len(demand_rates)
    if not count or {len(each) for each in (base_stocks, times, preferences)} != {count}:
        raise ValueError("the lists must name the same locations, one or more")
    need_positive(**{f"demand_rates[{i}]": rate for i, rate in enumerate(demand_rates)})
    need_positive(**{f"times[{i}]": time for i, time in enumerate(times)})
    need_count(0, **{f"base_stocks[{i}]": units for i, units in enumerate(base_stocks)})
    for place, others in enumerate(preferences, start=1):
        if not set(others) <= set(range(1, count + 1)) - {place} or len(set(others)) < len(others):
            raise ValueError(
                f"preferences of location {place} must be other locations from 1 to {count}, each once, not {list(others)}"
            )


def _giver(on_hand: Sequence[int], place: int, preference: Sequence[int], held_back: Sequence[int]) -> int | None:
    """Who meets a demand at a place: itself, the first in its list that can spare a unit, or nobody."""
    if on_hand[place]:
        return place
    return next((other - 1 for other in preference if on_hand[other - 1] > held_back[other - 1]), None)


def _changed(on_hand: tuple[int, ...], place: int, by: int) -> tuple[int, ...]:
    return (*on_hand[:place], on_hand[place] + by, *on_hand[place + 1 :])


def _split(shares: _States, place: int, source: Callable[[tuple[int, ...], int], int], kinds: int) -> list[float]:
    """Shares of a place's demands by the kind of source (a number below `kinds`) that meets them."""
    met = [0.0] * kinds
    for state, share in shares.items():
        met[source(state, place)] += share
    return met


def _on_hand(shares: _States, count: int) -> tuple[float, ...]:
    """Mean units on hand at each of the first `count` places of the state."""
    return tuple(math.fsum(share * state[place] for state, share in shares.items()) for place in range(count))


def _weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(weight * value for weight, value in zip(weights, values, strict=True))
