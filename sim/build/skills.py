"""What each technician can do at the start, how he learns, and when courses, certificates and turnover change it."""

from __future__ import annotations

import math

from sim.build.names import Names
from sim.build.training import Plans
from sim.flows.qualify import course_ends, course_shows, newcomer, start_certificates
from sim.flows.study import begin_studies, drop_out
from sim.scenario.people import Technician as Person
from sim.scenario.skills import Skill
from sim.scenario.spec import Scenario
from sim.system.skills import Curve, Lesson, Newcomer, Practice
from sim.system.study import Learner
from sim.system.workforce import Technician
from sim.system.world import World
from sim.units import to_tick


def add_skills(scenario: Scenario, names: Names, world: World, plans: dict[str, Plans]) -> None:
    """Give the technicians their experience and certificates, and set the clock for what changes either."""
    curves = {
        name: curve(names.skill[name], spec)
        for name, spec in scenario.skills.items()
        if (spec.learning is not None and spec.learning.rate < 1) or spec.level_after
    }
    world.certificates = {
        name: to_tick(spec.certificate) for name, spec in scenario.skills.items() if spec.certificate is not None
    }
    world.skill_codes = names.skill
    changes = bool(plans or world.certificates or any(spec.level_after for spec in scenario.skills.values()))
    for technician in world.technicians:
        spec = names.technicians[technician.name]
        if curves:
            technician.practice = {skill: Practice(each, spec.experience.get(skill, 0.0)) for skill, each in curves.items()}
        if changes:
            start_certificates(world, technician, {name: to_tick(left) for name, left in spec.certificates.items()})
        if technician.name in plans:
            set_clock(scenario, world, technician, spec, plans[technician.name])


def set_clock(scenario: Scenario, world: World, technician: Technician, spec: Person, plans: Plans) -> None:
    """Courses that end, and newcomers."""
    at, horizon = world.kernel.at, scenario.horizon
    for each in plans.attended:
        stated = scenario.courses[each.course]
        lesson = Lesson(technician, each.begin, each.end, stated.skill, stated.level or 0, stated.experience)
        if each.end <= horizon:
            at(each.end, lambda lesson: course_ends(world, lesson), lesson)
        if each.shows <= horizon:
            at(each.shows, lambda lesson: course_shows(world, lesson), lesson)
    if isinstance(technician, Learner):
        for _, joined in plans.vacant:
            if joined <= horizon:
                at(joined, lambda learner: drop_out(world, learner), technician)
        begin_studies(world, technician, plans.online)
    replaced = spec.replaced
    for _, joined in plans.vacant:
        if replaced is not None and joined <= horizon:
            skills = spec.skills if replaced.skills is None else replaced.skills
            at(joined, lambda who: newcomer(world, who), Newcomer(technician, skills, replaced.experience))


def curve(code: int, spec: Skill) -> Curve:
    """The curve of a skill."""
    rate, floor = (1.0, 0.0) if spec.learning is None else (spec.learning.rate, spec.learning.floor)
    half_life, keeps = (math.inf, 0.0) if spec.forgetting is None else (spec.forgetting.half_life, spec.forgetting.keeps)
    return Curve(code, rate, floor, half_life, keeps, sorted((jobs, level) for level, jobs in spec.level_after.items()))
