"""What each technician has done before the run, and how he learns."""

from __future__ import annotations

import math

from sim.build.names import Names
from sim.scenario.skills import Forgetting, Learning
from sim.scenario.spec import Scenario
from sim.system.skills import Curve, Practice
from sim.system.world import World


def add_skills(scenario: Scenario, names: Names, world: World) -> None:
    """Give the technicians their experience of skills that are learnt by doing."""
    curves = {
        name: curve(names.skill[name], spec.learning, spec.forgetting)
        for name, spec in scenario.skills.items()
        if spec.learning is not None and spec.learning.rate < 1
    }
    if not curves:
        return
    for technician in world.technicians:
        before = names.technicians[technician.name].experience
        technician.practice = {skill: Practice(each, before.get(skill, 0.0)) for skill, each in curves.items()}


def curve(code: int, learning: Learning, forgetting: Forgetting | None) -> Curve:
    """The curve of a skill."""
    half_life, keeps = (math.inf, 0.0) if forgetting is None else (forgetting.half_life, forgetting.keeps)
    return Curve(code, learning.rate, learning.floor, half_life, keeps)
