"""The hotline, with what stands before it and behind it."""

from __future__ import annotations

import math

from sim.build.names import calendar, sampler
from sim.scenario.describe.desk import agent_shifts
from sim.scenario.desk import SecondLine
from sim.scenario.spec import Scenario
from sim.system.desk import CallBack, Desk, Portal
from sim.system.world import World
from sim.units import to_tick


def add_desk(scenario: Scenario, world: World) -> None:
    """The hotline, if there is one."""
    spec = scenario.desk
    if spec is not None:
        desk = world.desk = Desk(
            kernel=world.kernel,
            agents=spec.agents,
            shifts=agent_shifts(scenario, spec),
            hours=calendar(scenario, spec.hours),
            handling=sampler(spec.handling),
            patience=sampler(spec.patience) if spec.patience is not None else None,
            lines=spec.lines,
            redial=sampler(spec.redial),
            redial_share=spec.redial_share,
            accuracy=spec.triage_accuracy,
            remote_success=spec.remote_success,
        )
        if spec.second_line is not None:
            desk.second_line = _second_line(scenario, world, spec.second_line)
        if spec.call_back is not None:
            after = math.inf if spec.call_back.after is None else to_tick(spec.call_back.after)
            desk.call_back = CallBack(after, spec.call_back.outside_hours, spec.call_back.share)
        if spec.portal is not None:
            desk.portal = Portal(spec.portal.share, sampler(spec.portal.time))


def _second_line(scenario: Scenario, world: World, spec: SecondLine) -> Desk:
    """Agents whom nobody rings, so that nobody gives up or is blocked there."""
    return Desk(
        kernel=world.kernel,
        agents=spec.agents,
        shifts=agent_shifts(scenario, spec),
        hours=calendar(scenario, spec.hours),
        handling=sampler(spec.handling),
        patience=None,
        lines=None,
        redial=None,
        redial_share=1.0,
        accuracy=spec.triage_accuracy,
        remote_success=spec.remote_success,
    )
