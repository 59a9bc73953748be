"""Do the skills that are learnt and taught belong to work and people?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario


def check_skills(scenario: Scenario) -> Iterator[Finding]:
    """Faults of skills and of experience."""
    wanted = _wanted(scenario)
    for name, skill in scenario.skills.items():
        fault = dangling(("skills", name), "work that wants skill", name, wanted)
        if fault:
            yield fault
        if skill.learning is None and skill.forgetting is not None:
            yield Finding(("skills", name, "forgetting"), "what is not learnt by doing is not forgotten; add 'learning'")
    yield from _experience(scenario)


def _wanted(scenario: Scenario) -> list[str]:
    """Skills that some work wants."""
    found: dict[str, None] = {}
    for kind in scenario.asset_types.values():
        skills = [mode.skill for mode in kind.failures.values()]
        if kind.maintenance is not None:
            skills.append(kind.maintenance.skill)
        found.update(dict.fromkeys(skill for skill in skills if skill is not None))
    return list(found)


def _experience(scenario: Scenario) -> Iterator[Finding]:
    """Experience is of skills that are learnt by doing."""
    learnt = [name for name, skill in scenario.skills.items() if skill.learning is not None]
    for name, technician in scenario.technicians.items():
        for skill in technician.experience:
            fault = dangling(("technicians", name, "experience", skill), "learning curve of skill", skill, learnt)
            if fault:
                yield fault
