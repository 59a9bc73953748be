"""Is there a moment at which work that is bound to hours can be done?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario

_WEEK = 7 * 24 * 60


def check_scheduling(scenario: Scenario) -> Iterator[Finding]:
    """Faults of hours of access and of planned maintenance."""
    for name, site in scenario.sites.items():
        path = ("sites", name)
        if not site.access.weekly_hours:
            yield Finding((*path, "access"), f"nobody is ever let in at '{name}'")
        if site.no_access == 1:
            yield Finding((*path, "no_access"), f"nobody is ever let in at '{name}'; expected less than 100 %")
        for kind in site.assets:
            planned = scenario.asset_types[kind].maintenance if kind in scenario.asset_types else None
            if planned is None or site.access.always or planned.hours.always or not planned.hours.weekly_hours:
                continue
            if not any(_both(scenario, name, kind)):
                yield Finding((*path, "access"), f"nobody is let in at '{name}' in the hours of maintenance of '{kind}'")
    for kind, spec in scenario.asset_types.items():
        if spec.maintenance is not None and not spec.maintenance.hours.weekly_hours:
            yield Finding(("asset_types", kind, "maintenance", "hours"), "it may never be done; leave out 'maintenance' instead")


def _both(scenario: Scenario, site: str, kind: str) -> Iterator[bool]:
    """For each minute of the week whether it lies in the hours of access and in those of maintenance."""
    planned = scenario.asset_types[kind].maintenance
    assert planned is not None
    for minute in range(_WEEK):
        day, at = divmod(minute, 24 * 60)
        yield scenario.sites[site].access.includes(day, at) and planned.hours.includes(day, at)
