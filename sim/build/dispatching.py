"""The dispatcher that a scenario wants: with tools to lend, with partners, with people who help in other territories or who may be turned round, or without."""

from __future__ import annotations

from typing import Any

from sim.build.names import Names
from sim.build.partners import add_partners
from sim.kernel import Kernel
from sim.records import Log
from sim.scenario.spec import Scenario
from sim.system.dispatcher import Dispatcher
from sim.system.first_free import FirstFreeDispatcher, will_do
from sim.system.helping import Help, HelpingDispatcher
from sim.system.partners import DispatcherWithPartners
from sim.system.rerouting import ReroutingDispatcher
from sim.system.routing import RoutingDispatcher
from sim.system.tools import ToolDispatcher
from sim.system.workforce import Technician


def make_dispatcher(scenario: Scenario, names: Names, kernel: Kernel, technicians: list[Technician], log: Log) -> Dispatcher:
    """The dispatcher, who turns people round first, then asks for help, and then gives work to partners, as far as he may."""
    about: tuple[Any, ...] = (kernel, scenario.dispatch, technicians, scenario.travel.least_hours())
    kinds: list[type[Dispatcher]] = [ToolDispatcher] if scenario.tools else []
    if scenario.partners:
        kinds.append(DispatcherWithPartners)
        about = (add_partners(scenario, names), *about)
    helpers = {
        technician: Help(frozenset(spec.helps.regions), spec.helps.at_least)
        for technician, spec in zip(technicians, names.technicians.values(), strict=True)
        if spec.helps is not None
    }
    if helpers:
        kinds.append(HelpingDispatcher)
    if scenario.mobility.reroute is not None:
        kinds.append(ReroutingDispatcher)
    if scenario.dispatch.leads == "plan":
        kinds.append(RoutingDispatcher)
    if not kinds:
        kinds.append(FirstFreeDispatcher if will_do(scenario.dispatch, technicians) else Dispatcher)
    kind = type("DispatcherOfAll", tuple(kinds), {}) if len(kinds) > 1 else kinds[0]
    dispatcher: Dispatcher = kind(*about)
    if isinstance(dispatcher, HelpingDispatcher):
        dispatcher.know(helpers, names.site, log)
    if isinstance(dispatcher, ToolDispatcher):
        kept = scenario.tools.items()
        dispatcher.stock({(names.tool[name], names.location[home]): n for name, tool in kept for home, n in tool.at.items()}, log)
    return dispatcher
