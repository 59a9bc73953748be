"""A dispatcher who plans routes: people go where their plan says, and free people wait for it."""

from __future__ import annotations

from typing import Any

from sim.system.dispatcher import Dispatcher
from sim.system.routes import Routes
from sim.system.work_orders import WorkOrder
from sim.system.workforce import Technician


class RoutingDispatcher(Dispatcher):
    """Sends technicians along routes planned at set times and mended when something happens."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self._routes = Routes(self._kernel, self._rule, self._technicians)  # type: ignore[arg-type]
        self._kernel.at(self._rule.at, self._plan)  # type: ignore[attr-defined]

    def _free_for(self, order: WorkOrder) -> Technician | None:
        """Who is to go there by the routes, if he is free now."""
        return self._routes.place(order)

    def _take_out(self, order: WorkOrder) -> None:
        super()._take_out(order)
        self._routes.forget(order)

    def _send(self, technician: Technician, order: WorkOrder) -> None:
        super()._send(technician, order)
        self._routes.set_off(technician, order)

    def _begin_duty(self, technician: Technician, duty: int) -> None:
        super()._begin_duty(technician, duty)
        if not technician.open_lanes:
            self._routes.give_up(technician)

    def _offer(self, technician: Technician) -> None:
        """Send a technician to his next stop; where that needs a new plan, see who else is sent by it."""
        new_plan = self._routes.needs_plan(technician)
        if new_plan:
            self._routes.mend(self._all_waiting())
        self._take_turn(technician, technician.open_lanes)
        self._send_on_route(technician)
        for each in self._technicians if new_plan else ():
            self._send_on_route(each)

    def _plan(self, _: object) -> None:
        """The routes of the day."""
        self._kernel.at(self._routes.plan_day(self._all_waiting()), self._plan)
        for technician in self._technicians:
            self._send_on_route(technician)

    def _all_waiting(self) -> list[WorkOrder]:
        return [order for lane in self._lanes.values() for order in lane.pool.values()]

    def _send_on_route(self, technician: Technician) -> None:
        order = self._routes.next_stop(technician) if technician.order is None else None
        if order is not None:
            self._take_from_pool(order)
            self._send(technician, order)
            order.granted.happen(technician)
