"""Are scarce tools where somebody can fetch them, for work that wants them?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import planned_at
from sim.scenario.finding import Finding, dangling
from sim.scenario.people import Technician
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path


def check_tools(scenario: Scenario) -> Iterator[Finding]:
    """Faults of tools and of the work that wants them."""
    homes = dict.fromkeys(each.home for each in scenario.technicians.values())
    wanting = list(_wanting(scenario))
    for name, tool in scenario.tools.items():
        for home in tool.at:
            fault = dangling(("tools", name, "at", home), "technician whose home is", home, homes)
            if fault:
                yield fault
        fault = dangling(("tools", name), "work that wants tool", name, [wanted for _, _, wanted, _ in wanting])
        if fault:
            yield fault
    for path, kind, wanted, skill in wanting:
        fault = dangling((*path, "tool"), "tool", wanted, scenario.tools)
        if fault:
            yield fault
            continue
        for site, spec in scenario.sites.items():
            crew = [each for each in scenario.technicians.values() if not each.regions or spec.region in each.regions]
            helped = any(not each.regions or spec.region in each.regions for each in scenario.partners.values())
            if not spec.assets.get(kind) or not crew or helped:  # partners have tools of their own
                continue
            bringing = [each for each in crew if each.home in scenario.tools[wanted].at]
            if not bringing:
                yield Finding((*path, "tool"), f"nobody who serves '{site}' has a home where '{wanted}' is kept")
                break
            if not any(_may_have(scenario, each, skill) for each in bringing):
                yield Finding(
                    (*path, "tool"), f"nobody with skill '{skill}' who serves '{site}' has a home where '{wanted}' is kept"
                )
                break


def _wanting(scenario: Scenario) -> Iterator[tuple[Path, str, str, str | None]]:
    """(path, asset type, tool, skill) of work that wants a tool."""
    for kind, spec in scenario.asset_types.items():
        for name, mode in spec.failures.items():
            if mode.tool is not None:
                yield ("asset_types", kind, "failures", name), kind, mode.tool, mode.skill
        for name, task in spec.scheduled().items():
            if task.tool is not None:
                yield ("asset_types", kind, *planned_at(name)), kind, task.tool, task.skill


def _may_have(scenario: Scenario, technician: Technician, skill: str | None) -> bool:
    """Whether he has the skill, or somebody in his post may come to have it."""
    return skill is None or skill in technician.skills or bool(scenario.courses) or technician.replaced is not None
