"""The hotline, and the way back of cores."""

from __future__ import annotations

from sim.build.names import Names, calendar, sampler
from sim.scenario.describe import desk_shifts
from sim.scenario.spec import Scenario
from sim.system.desk import Desk
from sim.system.shop import Shop
from sim.system.world import ReturnsLoop, World


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


def add_returns(scenario: Scenario, names: Names, world: World) -> None:
    """The way back of cores, if there is one."""
    spec = scenario.returns
    if spec is not None:
        world.returns = ReturnsLoop(
            at_diagnosis=spec.removal == "diagnosis",
            transit=sampler(spec.transit),
            inspection=sampler(spec.inspection),
            inspectors=None if spec.inspectors is None else Shop(spec.inspectors),
            detection=spec.detection,
            disposition=spec.disposition,
            repair=sampler(spec.shop.repair),
            repair_success=spec.shop.repair_success,
            repair_cost=spec.shop.cost,
            shop=Shop(spec.shop.benches),
            test=sampler(spec.shop.test),
            test_benches=None if spec.shop.test_benches is None else Shop(spec.shop.test_benches),
            rework=spec.shop.rework,
            location=names.location[spec.shop.location],
            local_repair=sampler(spec.local_repair),
        )
