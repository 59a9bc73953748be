"""Is there time for every piece of work, where overtime is limited?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import planned_at
from sim.scenario.check_work import is_taught, serves
from sim.scenario.finding import Finding
from sim.scenario.people import Technician
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path
from sim.units import describe_hours

Task = tuple[Path, str | None, int, float]
"""(path, skill, level, mean hands-on hours) of work at a machine."""


def check_overtime(scenario: Scenario) -> Iterator[Finding]:
    """Work that everybody who may do it puts off for ever, since it is expected to outlast any of his shifts and his overtime."""
    if scenario.partners or all(each.overtime_limit is None for each in scenario.technicians.values()):
        return
    longest = {name: _longest(scenario, each) for name, each in scenario.technicians.items()}
    for kind in scenario.asset_types:
        regions = dict.fromkeys(site.region for site in scenario.sites.values() if site.assets.get(kind))
        for path, skill, level, hours in _tasks(scenario, kind):
            for region in regions:
                crew = [
                    name
                    for name, each in scenario.technicians.items()
                    if _may_come(each, region) and (skill is None or each.skills.get(skill, 0) >= level)
                ]
                if crew and max(longest[name] for name in crew) < hours and not (skill and is_taught(scenario, skill, level)):
                    best = max(crew, key=lambda name: longest[name])
                    yield Finding(
                        path,
                        f"takes {describe_hours(hours)} of work, and nobody who may do it begins what lasts more than "
                        f"{describe_hours(longest[best])} (the longest shift of '{best}' and his 'overtime_limit')",
                    )
                    break


def _may_come(technician: Technician, region: str | None) -> bool:
    """Serves a territory, or helps in it."""
    helps = technician.helps
    return serves(technician, region) or (helps is not None and (not helps.regions or region in helps.regions))


def _tasks(scenario: Scenario, asset_type: str) -> Iterator[Task]:
    kind = scenario.asset_types[asset_type]
    for name, mode in kind.failures.items():
        yield ("asset_types", asset_type, "failures", name), mode.skill, mode.level, mode.diagnosis.mean + mode.repair.mean
    for name, task in kind.planned().items():
        yield ("asset_types", asset_type, *planned_at(name)), task.skill, task.level, task.duration.mean


def _longest(scenario: Scenario, technician: Technician) -> float:
    """Hours of the longest job that he begins; infinite without a limit, and for whoever may be called out on call."""
    called = technician.on_call is not None and technician.on_call.weekly_hours > 0
    if technician.overtime_limit is None or called or technician.hours.always:
        return float("inf")
    shifts = technician.hours.calendar(scenario.start, 504.0).spans
    longest = max((end - begin for begin, end in shifts), default=0.0)
    return longest + float(technician.overtime_limit)
