"""Partners, and who decides whether they are sent."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from sim.build.names import Names, sampler
from sim.flows.lend import visit_with_tool
from sim.flows.partner import visit_by
from sim.flows.visit import visit
from sim.scenario.spec import Scenario
from sim.system.partners import Partner


def add_partners(scenario: Scenario, names: Names) -> list[Partner]:
    """The partners, none of them busy."""
    return [
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


def visits(scenario: Scenario) -> Callable[..., Generator[Any, Any, int]]:
    """How whoever is sent sees to a call."""
    if scenario.partners:
        return visit_by
    return visit_with_tool if scenario.tools else visit
