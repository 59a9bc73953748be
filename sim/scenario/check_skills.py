"""Do the skills that are learnt and taught belong to work and people?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path
from sim.units import describe_hours


def check_skills(scenario: Scenario) -> Iterator[Finding]:
    """Faults of skills and of experience."""
    wanted = _wanted(scenario)
    yield from _courses(scenario, wanted)
    yield from _turnover(scenario)
    for name, skill in scenario.skills.items():
        fault = dangling(("skills", name), "work that wants skill", name, wanted)
        if fault:
            yield fault
        if skill.learning is None and not skill.level_after and skill.forgetting is not None:
            yield Finding(("skills", name, "forgetting"), "what is not learnt by doing is not forgotten; add 'learning'")
    yield from _experience(scenario)


def _wanted(scenario: Scenario) -> list[str]:
    """Skills that some work wants."""
    found: dict[str, None] = {}
    for kind in scenario.asset_types.values():
        skills = [mode.skill for mode in kind.failures.values()]
        skills += [task.skill for task in kind.scheduled().values()]
        found.update(dict.fromkeys(skill for skill in skills if skill is not None))
    return list(found)


def _learnt(scenario: Scenario) -> list[str]:
    """Skills in which experience counts."""
    return [name for name, skill in scenario.skills.items() if skill.learning is not None or skill.level_after]


def _experience(scenario: Scenario) -> Iterator[Finding]:
    """Experience is of skills that are learnt by doing, and certificates of skills that want one."""
    learnt = _learnt(scenario)
    certified = [name for name, skill in scenario.skills.items() if skill.certificate is not None]
    for name, technician in scenario.technicians.items():
        told: list[tuple[Path, dict[str, float]]] = [(("technicians", name, "experience"), technician.experience)]
        if technician.replaced is not None:
            told.append((("technicians", name, "replaced", "experience"), technician.replaced.experience))
        for path, experience in told:
            for skill in experience:
                fault = dangling((*path, skill), "learning curve of skill", skill, learnt)
                if fault:
                    yield fault
        for skill in technician.certificates:
            fault = dangling(("technicians", name, "certificates", skill), "certificate of skill", skill, certified)
            if fault:
                yield fault


def _courses(scenario: Scenario, wanted: list[str]) -> Iterator[Finding]:
    """Courses teach skills that work wants to people who are there, and give something."""
    everybody = [*scenario.technicians, *(name for name, _ in scenario.each_technician())]
    inducted = {
        course for each in scenario.technicians.values() if each.replaced is not None for course in each.replaced.induction
    }
    for name, course in scenario.courses.items():
        path = ("courses", name)
        fault = dangling((*path, "skill"), "work that wants skill", course.skill, wanted)
        if fault:
            yield fault
        if not course.who and name not in inducted:
            yield Finding(path, "nobody takes it: add 'who', or name it in the 'induction' of a 'replaced'")
        told: set[str] = set()
        for index, who in enumerate(course.who):
            fault = dangling((*path, "who", index), "technician", who, everybody)
            if fault:
                yield fault
                continue
            members = scenario.members(who) if who in scenario.technicians else [who]
            if told.intersection(members):
                yield Finding((*path, "who", index), f"'{who}' is in the list already")
            told.update(members)
        skill = scenario.skills.get(course.skill)
        if course.level is None and not course.experience and (skill is None or skill.certificate is None):
            yield Finding(path, "it gives nothing: add 'level' or 'experience', or let the skill want a 'certificate'")
        if course.experience:
            fault = dangling((*path, "experience"), "learning curve of skill", course.skill, _learnt(scenario))
            if fault:
                yield fault
        if not course.hours.weekly_hours:
            yield Finding((*path, "hours"), "nobody ever learns; leave out 'hours' for whole shifts")
        if course.every is not None and course.every < course.lasts:
            yield Finding((*path, "every"), f"expected no less than the {describe_hours(course.lasts)} that it lasts")


def _turnover(scenario: Scenario) -> Iterator[Finding]:
    """People stay for some time, and only who leaves is replaced."""
    for name, technician in scenario.technicians.items():
        if technician.leaves is not None and technician.leaves.quantile(0.5) <= 0:
            yield Finding(("technicians", name, "leaves"), "there must be some time until somebody leaves")
        if technician.leaves is None and technician.replaced is not None:
            yield Finding(("technicians", name, "replaced"), "nobody leaves; add 'leaves'")
        induction = technician.replaced.induction if technician.replaced is not None else []
        for index, course in enumerate(induction):
            path = ("technicians", name, "replaced", "induction", index)
            fault = dangling(path, "course", course, scenario.courses)
            if fault:
                yield fault
            elif course in induction[:index]:
                yield Finding(path, f"'{course}' is in the list already")
