"""Technicians who may be turned round on the way: an urgent order takes the nearest from a less urgent one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.kernel import Signal
from sim.nature.travel import Spot
from sim.system.dispatcher import Dispatcher
from sim.system.work_orders import WorkOrder
from sim.system.workforce import SHIFT, Technician


@dataclass(slots=True)
class Drive:
    """Somebody on his way to an order."""

    technician: Technician
    order: WorkOrder
    begun: float
    arrives: float
    origin: Spot
    ends: Signal = field(default_factory=Signal)
    """with True where he is turned round, with False on arrival"""

    def place(self, now: float) -> Spot:
        """Where he is: on the straight line, or where nobody knows that, where he is going."""
        here, there = self.origin.at, self.order.spot.at
        if here is None or there is None:
            return self.order.spot
        share = (now - self.begun) / (self.arrives - self.begun)
        return Spot("on the way", (here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))


class ReroutingDispatcher(Dispatcher):
    """A dispatcher who reaches technicians on the road."""

    urgent = 0
    """least urgent priority that may turn somebody round"""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.on_the_way: dict[Technician, Drive] = {}

    def request(self, order: WorkOrder, broken_off: bool = False) -> Technician | None:
        """Where nobody is free, turn somebody round if the order is so urgent; else as ever."""
        if order.priority <= self.urgent and self.on_the_way and not order.lane.idle:
            drive = self._nearest(order)
            if drive is not None:
                return self._turn_round(drive, order, broken_off)
        return super().request(order, broken_off)

    def _nearest(self, order: WorkOrder) -> Drive | None:
        """Who would be there first of those that may be turned round; in the order in which they set off on a tie."""
        now = self._kernel._now
        best: Drive | None = None
        best_hours = float("inf")
        for technician, drive in self.on_the_way.items():
            here = (
                drive.begun < now < drive.arrives and technician.duty == SHIFT and technician.shift.open_until(drive.begun) > now
            )
            if not here or drive.order.priority <= self.urgent or order.lane not in technician.open_lanes:
                continue
            hours = 0.0 if technician.trip_by_chance else technician.trip(drive.place(now), order.spot, 0.5)[0]
            if hours < best_hours and (not technician.minds_shift_end or technician.can_begin(order, now, now + hours)):
                best, best_hours = drive, hours
        return best

    def _turn_round(self, drive: Drive, order: WorkOrder, broken_off: bool) -> Technician:
        now = self._kernel._now
        technician = drive.technician
        del self.on_the_way[technician]
        technician.place = drive.place(now)
        technician.order = order
        order.asked = now
        if not broken_off:
            order.queued = now
        self._kernel.at(now, drive.ends.happen, True)
        return technician

    def arrive(self, drive: Drive) -> None:
        """He is there, unless he was turned round."""
        if self.on_the_way.get(drive.technician) is drive:
            del self.on_the_way[drive.technician]
            drive.ends.happen(False)
