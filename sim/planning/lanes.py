"""How long refills take on their way, on average: suppliers, transit, carriers and their departures, picking.

Orders do not overtake each other unless the scenario lets them: who is quick waits behind who is slow, so that a lane of spread-out times takes longer on
average the more orders are on it. Opening hours, queues for pickers and suppliers' capacity, and express shipments are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.nature.durations import Constant, DurationLaw
from sim.policies.purchase import Cheapest, Quickest, Shares, Urgent
from sim.policies.replenishment import StockRule
from sim.scenario.suppliers import Terms

if TYPE_CHECKING:
    from sim.planning.places import Array, Place
    from sim.scenario.carriers import Carrier
    from sim.scenario.parts import Part
    from sim.scenario.spec import Scenario

_WEEK = 168.0
_POINTS = 1_000
_RATES = 10.0 ** np.linspace(-3.0, 6.0, 181)
"""Orders per mean time, by which the delay of who may not overtake is tabulated."""


class Stage(NamedTuple):
    """One leg of a lane."""

    law: DurationLaw
    in_order: bool


def hours_on_the_way(scenario: Scenario, place: Place, part: str, orders: float) -> float:
    """Mean hours of a refill from the source's door, the supplier's lead time included, where so many orders per hour are placed."""
    if place.van:
        technician = scenario.technicians[place.name]
        source, by = technician.home, technician.refill_by
        law = technician.refill if by is None else scenario.carriers[by].time
        waits = 0.0 if by is None else departure_hours(scenario.carriers[by])
        return waits + float(scenario.locations[source].picking.mean) + mean_in_order(law, orders)
    shares = shares_of_sellers(scenario, place.name, part)
    return sum(share * _hours_from(scenario, place.name, part, source, orders * share) for source, share in shares.items())


def shares_of_sellers(scenario: Scenario, name: str, part: str) -> dict[str, float]:
    """Source -> share of the units that a location orders there, disruptions and stocks that run low aside."""
    sellers = scenario.sellers(name, part)
    location, spec = scenario.locations[name], scenario.parts[part]
    if len(sellers) < 2:
        return {(sellers or [location.source or ""])[0]: 1.0}
    chosen = sellers[0]
    match location.purchase:
        case Shares(shares=stated):
            known = {seller: stated.get(seller, 0.0) for seller in sellers}
            whole = sum(known.values())
            if whole:
                return {seller: share / whole for seller, share in known.items() if share}
        case Quickest():
            chosen = min(sellers, key=lambda seller: _hours_from(scenario, name, part, seller, 0.0))
        case Cheapest() | Urgent():
            chosen = min(sellers, key=lambda seller: price_at(spec, seller, location.stock.get(part)))
    return {chosen: 1.0}


def price_at(spec: Part, seller: str, rule: StockRule | None) -> float:
    """What one unit costs at a supplier in the orders of a rule."""
    from sim.planning.rules import held

    terms = spec.suppliers.get(seller, Terms())
    lot = max(1 if rule is None else held(rule).lot, terms.minimum)
    price = spec.price if terms.price is None else terms.price
    return float(next((terms.price_breaks[least] for least in sorted(terms.price_breaks, reverse=True) if least <= lot), price))


def _hours_from(scenario: Scenario, name: str, part: str, source: str, orders: float) -> float:
    """Mean hours of an order from a source to a location."""
    by = scenario.locations[name].carrier
    waits = 0.0 if by is None else departure_hours(scenario.carriers[by])
    stages = list(_stages(scenario, name, part, source))
    return (
        waits
        + float(scenario.locations[source].picking.mean)
        + sum(mean_in_order(stage.law, orders) if stage.in_order else float(stage.law.mean) for stage in stages)
    )


def _stages(scenario: Scenario, name: str, part: str, source: str) -> Iterator[Stage]:
    """A supplier's work and the way."""
    location, giver, spec = scenario.locations[name], scenario.locations[source], scenario.parts[part]
    by = None if location.carrier is None else scenario.carriers[location.carrier]
    terms = spec.suppliers.get(source, Terms())
    lead_time = (terms.lead_time or spec.lead_time or giver.lead_time) if giver.supplier else giver.lead_time
    transit = location.transit if source == location.source else None
    made_first = giver.capacity is not None or (giver.supplier and by is not None)
    carried = by.time if by is not None else transit
    if made_first or carried is None:
        yield Stage(lead_time, not location.orders_may_cross)
    if carried is not None:
        yield Stage(carried, not location.orders_may_cross)


def mean_in_order(law: DurationLaw, orders: float) -> float:
    """Mean time of orders, placed at random moments, that arrive in the order in which they were placed.

    Who was placed a time t before and takes longer than t more holds this one up, so that P(W <= x) = F(x) exp(-orders x integral of 1 - F
    beyond x).
    """
    mean = float(law.mean)
    if isinstance(law, Constant) or mean <= 0.0 or orders <= 0.0:
        return mean
    return mean * float(np.interp(orders * mean, _RATES, _table(law), left=1.0))


@cache
def _table(law: DurationLaw) -> Array:
    """Mean time in order over the law's own mean, at each of the tabulated rates."""
    times = np.sort([law.quantile((each + 0.5) / _POINTS) for each in range(_POINTS)])
    mean = times.mean()
    steps = np.diff(times, prepend=0.0)
    below = np.arange(_POINTS) / _POINTS  # F on the step that ends at each time
    beyond = np.cumsum(((1.0 - below) * steps)[::-1])[::-1]  # integral of 1 - F from the beginning of each step
    here = beyond - (1.0 - below) * steps / 2
    held_up = below * np.exp(-_RATES[:, None] / mean * here)
    found: Array = ((1.0 - held_up) * steps).sum(axis=1) / mean
    return np.maximum(found, 1.0)


def carrier_hours(carrier: Carrier) -> float:
    """Mean hours with a carrier: the wait for its departure and the way."""
    return departure_hours(carrier) + float(carrier.time.mean)


def departure_hours(carrier: Carrier) -> float:
    """Mean wait for a carrier's departure, from any moment of the week alike."""
    if carrier.departures is None:
        return 0.0
    leaves = [24.0 * day + minutes / 60.0 for day, minutes in carrier.departures.times]
    gaps = [later - earlier for earlier, later in pairwise([*leaves, leaves[0] + _WEEK])]
    return sum(gap * gap for gap in gaps) / (2.0 * _WEEK) + float(carrier.cut_off)
