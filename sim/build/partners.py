"""Partners, and who decides whether they are sent."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from sim.build.names import Names, sampler
from sim.flows.partner import visit_by
from sim.flows.visit import visit
from sim.kernel import Kernel
from sim.scenario.spec import Scenario
from sim.system.dispatcher import Dispatcher
from sim.system.partners import DispatcherWithPartners, Partner
from sim.system.rerouting import ReroutingDispatcher
from sim.system.workforce import Technician


class ReroutingWithPartners(DispatcherWithPartners, ReroutingDispatcher):  # type: ignore[misc]
    """A dispatcher who turns people round before he asks a partner."""


def dispatcher(scenario: Scenario, names: Names, kernel: Kernel, technicians: list[Technician]) -> Dispatcher:
    """The dispatcher, who knows the partners if there are any."""
    about = (kernel, scenario.dispatch, technicians, scenario.travel.least_hours())
    reroutes = scenario.mobility.reroute is not None
    if not scenario.partners:
        return ReroutingDispatcher(*about) if reroutes else Dispatcher(*about)
    partners = [
        Partner(
            code=names.partner[name],
            takes=each.takes,
            after=each.after,
            least_urgent=each.least_urgent,
            can_do=each.may_do,
            capacity=float("inf") if each.capacity is None else each.capacity,
            response=sampler(each.response),
            work=each.work.sampler() if each.work is not None else None,
            diagnosis=each.diagnosis,
            repair_success=each.repair_success,
            hands_back=each.hands_back,
            parts_on_hand=each.parts_on_hand,
            parts_delay=sampler(each.parts_delay),
        )
        for name, each in scenario.partners.items()
    ]
    return ReroutingWithPartners(partners, *about) if reroutes else DispatcherWithPartners(partners, *about)


def visits(scenario: Scenario) -> Callable[..., Generator[Any, Any, int]]:
    """How whoever is sent sees to a call."""
    return visit_by if scenario.partners else visit
