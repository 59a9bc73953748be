"""How long refills take on their way, on average: suppliers, transit, carriers and their departures, picking.

Orders do not overtake each other unless the scenario lets them: who is quick waits behind who is slow, so that a lane of spread-out times takes longer on
average the more orders are on it. Opening hours, queues for pickers and suppliers' capacity, and express shipments are left out.
"""

from __future__ import annotations

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


class Lane(NamedTuple):
    """A way from one source."""

    share: float
    """Of what is ordered."""
    hours: float
    """What passes whatever the orders, on average."""
    in_order: tuple[DurationLaw, ...]
    """Times of legs on which nobody overtakes."""

    def mean(self, orders: float) -> float:
        """Mean hours of a refill, with so many orders per hour at all sources together."""
        return self.hours + sum(mean_in_order(law, orders * self.share) for law in self.in_order)


def mean_hours(lanes: list[Lane], orders: float) -> float:
    """Mean hours of a refill by several ways."""
    return sum(lane.share * lane.mean(orders) for lane in lanes)


def lanes_to(scenario: Scenario, place: Place, part: str) -> list[Lane]:
    """The ways of a part to a place, from the source's door, the supplier's lead time included."""
    if place.van:
        technician = scenario.technicians[place.name]
        by = technician.refill_by
        law = technician.refill if by is None else scenario.carriers[by].time
        waits = 0.0 if by is None else departure_hours(scenario.carriers[by])
        return [_lane(1.0, waits + float(scenario.locations[technician.home].picking.mean), [(law, True)])]
    shares = shares_of_sellers(scenario, place.name, part)
    return [_from(scenario, place.name, part, source, share) for source, share in shares.items()]


def same_for_all_parts(scenario: Scenario, place: Place) -> bool:
    """Whether every part comes to a place in the same way."""
    return place.van or not scenario.locations[scenario.locations[place.name].source or ""].supplier


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
            chosen = min(sellers, key=lambda seller: _from(scenario, name, part, seller, 1.0).mean(0.0))
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


def _from(scenario: Scenario, name: str, part: str, source: str, share: float) -> Lane:
    """The way from one source to a location: a supplier's work, picking, the wait for a carrier, transit."""
    location, giver, spec = scenario.locations[name], scenario.locations[source], scenario.parts[part]
    by = None if location.carrier is None else scenario.carriers[location.carrier]
    terms = spec.suppliers.get(source, Terms())
    lead_time = (terms.lead_time or spec.lead_time or giver.lead_time) if giver.supplier else giver.lead_time
    carried = by.time if by is not None else location.transit if source == location.source else None
    made_first = giver.capacity is not None or (giver.supplier and by is not None)
    legs = [lead_time] if made_first or carried is None else []
    legs += [carried] if carried is not None else []
    waits = float(giver.picking.mean) + (0.0 if by is None else departure_hours(by))
    return _lane(share, waits, [(law, not location.orders_may_cross) for law in legs])


def _lane(share: float, hours: float, legs: list[tuple[DurationLaw, bool]]) -> Lane:
    """A lane of these legs, each with whether orders keep their order on it."""
    held_up = tuple(law for law, in_order in legs if in_order and not isinstance(law, Constant))
    return Lane(share, hours + sum(float(law.mean) for law, _ in legs if law not in held_up), held_up)


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
