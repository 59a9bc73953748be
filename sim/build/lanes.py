"""Lanes: who refills which shelf, on what terms, and how long that takes."""

from __future__ import annotations

from collections.abc import Mapping

from sim.build.names import Names
from sim.nature.durations import Constant, DurationLaw
from sim.scenario.spec import Scenario
from sim.scenario.suppliers import Terms
from sim.scenario.values import NOTHING
from sim.streams import Luck, name_key
from sim.system.dock import UNLIMITED, Carrier, Dock
from sim.system.lanes import Lane, Making
from sim.system.shop import Shop
from sim.system.stock import Shelf
from sim.system.suppliers import Market, Offer

AMPLE = 1_000_000_000
"""Places of a supplier whose capacity is not limited."""


class Ways:
    """Lays the lanes of a scenario between its shelves."""

    def __init__(
        self,
        scenario: Scenario,
        names: Names,
        luck: Luck,
        shelves: Mapping[tuple[int, int], Shelf],
        docks: Mapping[str, Dock],
        carriers: Mapping[str, Carrier],
    ) -> None:
        self.scenario = scenario
        self.names = names
        self.luck = luck
        self.shelves = shelves
        self.docks = docks
        self.carriers = carriers
        self.makers = {name: Shop(spec.capacity) for name, spec in scenario.locations.items() if spec.capacity is not None}
        """suppliers of limited capacity"""

    def to_van(self, name: str, part: str) -> Lane:
        """From the technician's home to his van."""
        owner = self.names.technicians[self.names.van_owner[name]]
        lane, carrier = self._lane(name, owner.home, part), owner.refill_by
        law = owner.refill if carrier is None else self.scenario.carriers[carrier].time
        set_transit(lane, law)
        lane.mean_hours = law.mean
        self._hand_over(lane, owner.home, carrier)
        return lane

    def to_location(self, name: str, part: str) -> tuple[Lane, Market | None]:
        """From a location's source to its shelf of a part; with a market where suppliers have terms, or there are several."""
        location = self.scenario.locations[name]
        sellers = self.scenario.sellers(name, part)
        if not sellers:
            lane = self._lane(name, location.source, part)
            if location.source is not None:
                self._connect(lane, name, location.source, self.scenario.locations[location.source].lead_time)
            return lane, None
        offers = [self._offer(name, seller, part) for seller in sellers]
        terms = self.scenario.parts[part].suppliers
        return offers[0].lane, Market(location.purchase, offers) if len(offers) > 1 or terms else None

    def _offer(self, name: str, seller: str, part: str) -> Offer:
        """What a supplier offers a location, with the lane that its orders would take."""
        spec, supplier = self.scenario.parts[part], self.scenario.locations[seller]
        terms = spec.suppliers.get(seller, Terms())
        lane = self._lane(name, seller, part)
        lane.unit_price = spec.price if terms.price is None else terms.price
        lead_time = self._connect(lane, name, seller, terms.lead_time or spec.lead_time or supplier.lead_time)
        return Offer(seller, lane, lead_time, terms.minimum, terms.multiple, sorted(terms.price_breaks.items()))

    def _lane(self, name: str, source: str | None, part: str) -> Lane:
        """A lane that knows where it begins."""
        lane = Lane(self.luck, name_key("order", name, part))
        if source is not None:
            lane.source_code = self.names.location[source]
            lane.source = self.shelves.get((lane.source_code, self.names.part[part]))
        return lane

    def _connect(self, lane: Lane, name: str, source: str, lead_time: DurationLaw) -> float:
        """Tell a lane how long orders take, at a supplier and on the way, and who brings them; returns the mean hours of both."""
        location, supplier = self.scenario.locations[name], self.scenario.locations[source]
        by = None if location.carrier is None else self.scenario.carriers[location.carrier]
        made_first = supplier.capacity is not None or (supplier.supplier and by is not None)
        transit = location.transit if source == location.source else None
        law = (by and by.time) or transit or (NOTHING if made_first else lead_time)
        set_transit(lane, law)
        drawn = [law]
        if made_first:
            lane.making = Making(self.makers.get(source) or Shop(AMPLE), lead_time.sampler(), supplier.works_while_below)
            drawn.append(lead_time)
        lane.may_cross = location.orders_may_cross and not all(isinstance(each, Constant) for each in drawn)
        lane.freight = location.freight
        self._hand_over(lane, source, location.carrier)
        if location.express is not None:
            lane.express = express = lane.twin()
            express.carrier = self.carriers[location.express]
            set_transit(express, self.scenario.carriers[location.express].time)
        lane.can_hurry = lane.express is not None or (lane.dock is not None and lane.dock.free != UNLIMITED)
        lane.mean_hours = sum(each.mean for each in drawn)
        return lane.mean_hours

    def _hand_over(self, lane: Lane, source: str, carrier: str | None) -> None:
        """Tell a lane which dock its orders leave from, and with which carrier."""
        lane.dock = self.docks.get(source)
        lane.carrier = None if carrier is None else self.carriers[carrier]
        lane.straight = lane.dock is None and lane.carrier is None


def set_transit(lane: Lane, law: DurationLaw) -> None:
    """Tell a lane how long it takes; a constant spends no luck."""
    draw = law.sampler()
    if isinstance(law, Constant):
        lane.takes(draw(0.5))
    else:
        lane.takes(None, draw)
