"""A visit for which a scarce tool is fetched at home, and brought back there."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.flows.visit import visit
from sim.system.calls import ServiceCall
from sim.system.tools import ToolDispatcher
from sim.system.workforce import Technician
from sim.system.world import World

if TYPE_CHECKING:
    from sim.system.work_orders import WorkOrder


def visit_with_tool(world: World, call: ServiceCall, order: WorkOrder, technician: Technician) -> Generator[Any, Any, int]:
    """As every visit; who needs a tool calls at home on his way, and drives home afterwards, where both are free again."""
    if order.wanted.tool is None:
        return (yield from visit(world, call, order, technician))
    assert isinstance(world.dispatcher, ToolDispatcher)
    world.dispatcher.lend(technician, order, world.visits_begun)
    if call.pick_up is None and technician.place is not technician.home:
        call.pick_up = technician.home
    goes_home, technician.goes_home = technician.goes_home, True
    outcome = yield from visit(world, call, order, technician)
    technician.goes_home = goes_home
    return outcome
