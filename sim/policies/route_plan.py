"""Dispatch by planned routes: who goes where after what, made at set times by insertion and 2-opt and mended when something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.policies.dispatch import DispatchRule, OrderView
from sim.registry import register
from sim.units import Hours, PositiveHours

URGENT = 1
NO_WAY = float("inf")
_BETTER = 1e-9
"""Hours by which a route must get better to be turned round; less is rounding."""


@dataclass(slots=True, eq=False)
class Route:
    """The orders that one technician is to visit, in turn."""

    begin: Any
    """where he will be when he is free"""
    free: float
    """when that will be"""
    until: float
    """visits begin before this"""
    may_do: Callable[[Any], bool]
    drive: Callable[[Any, Any], float]
    """mean hours from one place to another"""
    done_by: Callable[[Any], float] | None = None
    """when a visit to an order should be done; None: whenever"""
    stops: list[Any] = field(default_factory=list)


MOST_STOPS = 40
"""Of a route: more than anybody makes in a day, so that a long backlog does not make plans slow."""


@register("dispatch", "route_plan")
class RoutePlan(DispatchRule):
    """Plan a route for everybody at set times; orders in between, and visits that end late, are worked into the routes as they come.

    Orders are put one after the other, the first due first, where they add least to the cost; each route is then turned round piece by
    piece (2-opt) as long as that helps. A route costs its hours of travel, and what waiting and lateness are worth besides. Orders of
    priority 1 go to the head of a route, and never wait for the next plan. No route has more than 40 stops; what finds no place waits.
    """

    leads: ClassVar[Literal["urgency", "fit", "joint", "plan"]] = "plan"
    uses_fit: ClassVar[bool] = True

    at: Hours = Field(6.0, description="time of day of the first plan")
    every: PositiveHours = Field(24.0, description="time between two plans")
    replan: Literal["on_event", "never"] = Field(
        "on_event", description="work new orders and late visits into the routes at once, or leave all that to the next plan"
    )
    tolerance: Hours = Field(
        0.5, description="a visit that ends later than planned by more than this makes a new plan for everybody"
    )
    late: float = Field(2.0, ge=0, le=1000, description="hours of travel that one hour beyond a promise is worth")
    waiting: float = Field(0.1, ge=0, le=1000, description="hours of travel that one hour of waiting is worth")

    def cost(self, route: Route, stops: Sequence[OrderView]) -> float:
        """Hours of travel, and what waiting and lateness are worth; infinite where somebody would come after the end."""
        now, place, total = route.free, route.begin, 0.0
        for order in stops:
            hours = route.drive(place, order.spot)
            now += hours
            if now >= route.until:
                return NO_WAY
            total += hours + self.waiting * (now - order.created) + self.late * max(0.0, now - order.due)
            now += order.expected_work
            if route.done_by is not None and now > route.done_by(order):
                return NO_WAY
            place = order.spot
        return total

    def insert(self, order: OrderView, routes: Iterable[Route]) -> Route | None:
        """Put an order where it adds least to the cost; None where nobody can get there."""
        best: tuple[float, Route, int] | None = None
        for route in routes:
            full = len(route.stops) >= MOST_STOPS and order.priority > URGENT
            if full or not route.may_do(order):
                continue
            before = self.cost(route, route.stops)
            urgent = urgent_stops(route.stops)
            first, last = (0, urgent) if order.priority <= URGENT else (urgent, len(route.stops))
            for place in range(first, last + 1):
                more = self.cost(route, [*route.stops[:place], order, *route.stops[place:]]) - before
                if more < NO_WAY and (best is None or more < best[0]):
                    best = (more, route, place)
        if best is None:
            return None
        best[1].stops.insert(best[2], order)
        return best[1]

    def improve(self, route: Route) -> None:
        """2-opt: turn pieces of a route round as long as that makes it better; what is urgent stays ahead."""
        cost, stops = self.cost(route, route.stops), route.stops
        better = True
        while better:
            better = False
            for i in range(urgent_stops(stops), len(stops) - 1):
                for j in range(i + 2, len(stops) + 1):
                    turned = [*stops[:i], *reversed(stops[i:j]), *stops[j:]]
                    least = self.cost(route, turned)
                    if least < cost - _BETTER:
                        stops, cost, better = turned, least, True
        route.stops = stops

    def plan(self, orders: Iterable[OrderView], routes: Sequence[Route]) -> None:
        """Put orders into routes, the first due first; who finds no place waits for the next plan."""
        for order in sorted(orders, key=lambda each: (each.priority > URGENT, each.due, each.created)):
            self.insert(order, routes)
        for route in routes:
            self.improve(route)


def urgent_stops(stops: Sequence[OrderView]) -> int:
    """How many urgent orders stand at the head of a route."""
    return next((number for number, order in enumerate(stops) if order.priority > URGENT), len(stops))
