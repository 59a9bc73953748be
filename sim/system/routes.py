"""Routes in the making: the dispatcher's plan of who goes where, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.policies.route_plan import URGENT, Route
from sim.system.workforce import ON_CALL, Technician

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.route_plan import RoutePlan
    from sim.system.work_orders import WorkOrder


class Routes:
    """The stops that are planned for each technician; all other orders that wait have no place in a route yet."""

    def __init__(self, kernel: Kernel, rule: RoutePlan, technicians: list[Technician]) -> None:
        self._kernel = kernel
        self._rule = rule
        self._mends = rule.replan == "on_event"
        """what happens is worked into the routes at once"""
        self._technicians = technicians
        self._stops: dict[Technician, list[WorkOrder]] = {each: [] for each in technicians}
        self._ends: dict[Technician, float] = {}
        """when the visit that a technician is on was to end"""

    def set_off(self, technician: Technician, order: WorkOrder) -> None:
        """A technician is sent to an order."""
        self._ends[technician] = self._kernel._now + technician.hours_to(order) + order.expected_work
        if order in self._stops[technician]:
            self._stops[technician].remove(order)

    def forget(self, order: WorkOrder) -> None:
        """An order does not wait any longer, though nobody is sent."""
        for stops in self._stops.values():
            if order in stops:
                stops.remove(order)

    def place(self, order: WorkOrder) -> Technician | None:
        """Work a new order into the routes, unless it has to wait for the next plan; who is to go there, if he is free now."""
        if not self._mends and order.priority > URGENT:
            return None
        routes = self._routes(self._on_duty(order))
        chosen = self._rule.insert(order, routes.values())
        for technician, route in routes.items():
            if route is chosen:
                self._stops[technician] = route.stops
                return technician if technician.order is None else None
        return None

    def needs_plan(self, technician: Technician) -> bool:
        """Whether his visit has ended late, or work that he may do waits while nothing is planned for him."""
        late = self._kernel._now > self._ends.pop(technician, self._kernel._now) + self._rule.tolerance
        idle = not self._stops[technician] and any(lane.pool for lane in technician.open_lanes)
        return self._mends and (late or idle)

    def mend(self, waiting: Iterable[WorkOrder]) -> None:
        """Plan anew for everybody who is on duty."""
        self.plan(waiting, [each for each in self._technicians if each.open_lanes])

    def give_up(self, technician: Technician) -> None:
        """He goes off duty: what was planned for him waits for others."""
        self._stops[technician] = []

    def plan_day(self, waiting: list[WorkOrder]) -> float:
        """Plan for everybody who is on shift before the next plan; returns when that will be."""
        now = self._kernel._now
        next_plan = now + float(self._rule.every)
        self.plan(waiting, [each for each in self._technicians if each.open_lanes or each.planned.next_open(now) < next_plan])
        return next_plan

    def plan(self, waiting: Iterable[WorkOrder], technicians: list[Technician]) -> None:
        """Make all routes anew."""
        self._stops = {each: [] for each in self._technicians}
        routes = self._routes(technicians)
        self._rule.plan(waiting, list(routes.values()))
        for technician, route in routes.items():
            self._stops[technician] = route.stops

    def next_stop(self, technician: Technician) -> WorkOrder | None:
        """The first order of a route that can be reached in time."""
        now = self._kernel._now
        lanes = technician.open_lanes
        return next((each for each in self._stops[technician] if each.lane in lanes and technician.can_reach(each, now)), None)

    def _on_duty(self, order: WorkOrder) -> list[Technician]:
        return [each for each in self._technicians if order.lane in each.open_lanes]

    def _routes(self, technicians: list[Technician]) -> dict[Technician, Route]:
        return {each: self._route(each) for each in technicians}

    def _route(self, technician: Technician) -> Route:
        """What is planned for a technician, from when and where he will be free; who is off duty begins at home with his shift."""
        now = self._kernel._now
        lanes, free, place = technician.open_lanes, now, technician.place
        if not lanes:
            lanes, free, place = technician.lanes, technician.planned.next_open(now), technician.home
        elif technician.order is not None:
            free, place = max(now, self._ends.get(technician, now)), technician.order.spot
            if technician.goes_home:
                free, place = free + technician.trip(place, technician.home, 0.5)[0], technician.home
        return Route(
            begin=place,
            free=free,
            until=technician.planned.open_until(free) if technician.stops and technician.duty != ON_CALL else float("inf"),
            done_by=None if technician.overtime_limit is None else lambda order: technician.must_be_done_by(order.priority, free),
            may_do=lambda order: order.lane in lanes,
            drive=(lambda _a, _b: 0.0) if technician.trip_by_chance else (lambda a, b: technician.trip(a, b, 0.5)[0]),
            stops=list(self._stops[technician]),
        )
