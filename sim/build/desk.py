"""The hotline."""

from __future__ import annotations

from sim.build.names import calendar, sampler
from sim.scenario.describe import desk_shifts
from sim.scenario.spec import Scenario
from sim.system.desk import Desk
from sim.system.world import World


def add_desk(scenario: Scenario, world: World) -> None:
    """The hotline, if there is one."""
    spec = scenario.desk
    if spec is not None:
        world.desk = Desk(
            kernel=world.kernel,
            agents=spec.agents,
            shifts=desk_shifts(scenario),
            hours=calendar(scenario, spec.hours),
            handling=sampler(spec.handling),
            patience=sampler(spec.patience) if spec.patience is not None else None,
            lines=spec.lines,
            redial=sampler(spec.redial),
            redial_share=spec.redial_share,
            accuracy=spec.triage_accuracy,
            remote_success=spec.remote_success,
        )
