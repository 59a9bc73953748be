"""Territories that help each other: whose own territory has no work for him goes where enough orders wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.records import Log
from sim.system.dispatcher import URGENT, Dispatcher
from sim.system.work_orders import Kind, Lane, WorkOrder
from sim.system.workforce import SHIFT, Technician


@dataclass(slots=True)
class Help:
    """Where a technician helps, and from how many waiting orders on."""

    regions: frozenset[str]
    """empty: everywhere"""
    at_least: int
    lanes: dict[str | None, list[Lane]] = field(default_factory=dict)
    """territory -> kinds of work there that he may do"""

    def crowded(self) -> Iterator[tuple[int, list[Lane]]]:
        """Where he is wanted: (orders of his kinds of work that wait in a territory, their lanes)."""
        for lanes in self.lanes.values():
            waiting = sum(len(lane.waiting) + len(lane.pool) for lane in lanes)
            if waiting >= self.at_least:
                yield waiting, lanes


class HelpingDispatcher(Dispatcher):
    """A dispatcher who sends technicians into other territories when their own has no work for them."""

    def know(self, helpers: Mapping[Technician, Help], sites: Mapping[str, int], log: Log) -> None:
        """Who helps where, before anything happens."""
        self._helpers = helpers
        self._helpers_of: dict[Lane, list[Technician]] = {}
        self._sites = sites
        self._log = log
        self._free_since: dict[Technician, int] = {}
        """the turn in which each one last became free"""

    # ------------------------------------------------------------------ lanes
    def lane(self, kind: Kind) -> Lane:
        """The lane of such work, and who helps with it."""
        new = kind not in self._lanes
        lane = super().lane(kind)
        if new:
            for technician in self._helpers:
                self._join(technician, lane, kind)
        return lane

    def requalify(self, technician: Technician) -> None:
        """What a technician may do has changed, elsewhere too."""
        if technician in self._helpers:
            self._helpers[technician].lanes.clear()
            for kind, lane in self._lanes.items():
                if technician in self._helpers_of.get(lane, ()):
                    self._helpers_of[lane].remove(technician)
                self._join(technician, lane, kind)
        super().requalify(technician)

    def _join(self, technician: Technician, lane: Lane, kind: Kind) -> None:
        """Note a technician as a helper for a kind of work, if he is one; nobody fetches a scarce tool for a territory that is not his."""
        helps, region = self._helpers[technician], kind.region
        skilled = kind.tool is None and (kind.skill is None or technician.masters(kind.skill, kind.level))
        if skilled and region not in technician.regions and (not helps.regions or region in helps.regions):
            helps.lanes.setdefault(region, []).append(lane)
            self._helpers_of.setdefault(lane, []).append(technician)

    # ------------------------------------------------------------------ who helps
    def request(self, order: WorkOrder, broken_off: bool = False) -> Technician | None:
        """As ever; where nobody of the territory is free and enough orders wait there now, somebody comes and takes the next one."""
        technician = super().request(order, broken_off)
        if technician is not None or (self._joint and order.priority > URGENT):
            return technician
        for helper in self._free_helpers(order):
            waiting, chosen = self._elsewhere(helper)
            if chosen is not None:
                self._send_to_help(helper, chosen, waiting)
                if chosen is order:
                    return helper
                chosen.granted.happen(helper)
                return None
        return None

    def release(self, technician: Technician) -> None:
        """A technician has ended a visit; there may be work for him elsewhere, though there never was any in his territory."""
        super().release(technician)
        if technician.order is None and technician in self._helpers and not technician.open_lanes:
            self._offer(technician)

    def _offer(self, technician: Technician) -> None:
        super()._offer(technician)
        if technician.order is not None or not self._may_help(technician):
            return
        waiting, order = self._elsewhere(technician)
        if order is not None:
            self._send_to_help(technician, order, waiting)
            order.granted.happen(technician)

    def _take_turn(self, technician: Technician, lanes: list[Lane]) -> None:
        super()._take_turn(technician, lanes)
        self._free_since[technician] = self._turn

    def _may_help(self, technician: Technician) -> bool:
        """On shift, free, and not wanted in the next round of his own territory."""
        free = technician in self._helpers and technician.order is None and technician.duty == SHIFT
        return free and not (self._joint and any(lane.pool for lane in technician.open_lanes))

    def _free_helpers(self, order: WorkOrder) -> list[Technician]:
        """Who might help with an order: the best fit first, then who has been free longest."""
        found = [each for each in self._helpers_of.get(order.lane, ()) if self._may_help(each)]
        uses_fit = self._rule.uses_fit
        return sorted(
            found, key=lambda each: (self._fit(order, each) if uses_fit else 0.0, self._free_since.get(each, 0), each.code)
        )

    def _elsewhere(self, technician: Technician) -> tuple[int, WorkOrder | None]:
        """What he goes to in other territories, out of its queue, and how many orders wait there."""
        crowded = list(self._helpers[technician].crowded())
        lanes = [lane for _, its_lanes in crowded for lane in its_lanes]
        order = self._next_order(lanes, technician)
        waiting = [number for number, its_lanes in crowded if order is None or order.lane in its_lanes]
        return max(waiting, default=0), order

    def _send_to_help(self, technician: Technician, order: WorkOrder, waiting: int) -> None:
        self._send(technician, order)
        self._log.helped.write(technician.code, self._sites[order.spot.name], self._kernel._now, waiting)

    # ------------------------------------------------------------------ joint assignment
    def _round(self, _: object) -> None:
        """Those who help are guests of the round where they are wanted."""
        guests: dict[tuple[Technician, Lane], int] = {}
        for technician, helps in self._helpers.items():
            if self._may_help(technician):
                guests.update({(technician, lane): waiting for waiting, lanes in helps.crowded() for lane in lanes})
        for technician, lane in guests:
            lane.idle[technician] = self._free_since.get(technician, 0)
        super()._round(_)
        for (technician, lane), waiting in guests.items():
            lane.idle.pop(technician, None)
            order = technician.order
            if order is not None and order.lane is lane:
                self._log.helped.write(technician.code, self._sites[order.spot.name], self._kernel._now, waiting)
