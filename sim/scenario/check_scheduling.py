"""Is there a moment at which work that is bound to hours can be done?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sim.nature.calendars import OpeningHours
from sim.scenario.assets import planned_at
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario

_MINUTES = [(day, minute) for day in range(7) for minute in range(24 * 60)]


def check_scheduling(scenario: Scenario) -> Iterator[Finding]:
    """Faults of hours of access, of planned maintenance and of appointments."""
    yield from _windows(scenario)
    yield from _helps(scenario)
    for name, site in scenario.sites.items():
        path = ("sites", name)
        if not site.access.weekly_hours:
            yield Finding((*path, "access"), f"nobody is ever let in at '{name}'")
        if site.no_access == 1:
            yield Finding((*path, "no_access"), f"nobody is ever let in at '{name}'; expected less than 100 %")
        for kind in site.assets:
            planned = scenario.asset_types[kind].scheduled() if kind in scenario.asset_types else {}
            for task, spec in planned.items():
                if site.access.always or spec.hours.always or not spec.hours.weekly_hours:
                    continue
                if not _overlap(site.access, spec.hours):
                    yield Finding((*path, "access"), f"nobody is let in at '{name}' in the hours of {task} of '{kind}'")
        promised = scenario.offers[site.offer].appointments if site.offer in scenario.offers else None
        if promised is not None and not all(_within(window, site.access) for window in promised.windows):
            yield Finding((*path, "access"), f"nobody is let in at '{name}' for all of the windows of '{site.offer}'")
    for kind, each in scenario.asset_types.items():
        for task, spec in each.scheduled().items():
            if not spec.hours.weekly_hours:
                where = ("asset_types", kind, *planned_at(task), "hours")
                yield Finding(where, f"it may never be done; leave out '{task}' instead")


def _helps(scenario: Scenario) -> Iterator[Finding]:
    """Who helps in other territories has some of his own, and a dispatcher who sends him."""
    regions = {site.region for site in scenario.sites.values() if site.region is not None}
    for name, technician in scenario.technicians.items():
        path = ("technicians", name, "helps")
        if technician.helps is None:
            continue
        if not technician.regions:
            yield Finding(path, f"'{name}' serves all territories already; state 'regions' that he serves first")
        if scenario.dispatch.leads == "plan":
            yield Finding(path, "nobody is sent to help where routes are planned; take another dispatch rule, or leave it out")
        for index, region in enumerate(technician.helps.regions):
            fault = dangling((*path, "regions", index), "site in region", region, regions)
            if fault:
                yield fault
            elif region in technician.regions:
                yield Finding((*path, "regions", index), f"'{name}' serves '{region}' already")


def _windows(scenario: Scenario) -> Iterator[Finding]:
    """Every window begins and ends."""
    for name, offer in scenario.offers.items():
        path = ("offers", name, "appointments")
        if offer.appointments is None:
            continue
        for index, window in enumerate(offer.appointments.windows):
            if not window.weekly_hours:
                yield Finding((*path, "windows", index), "there is no such window")
            elif window.weekly_hours == 168.0:
                yield Finding((*path, "windows", index), "this window never ends; write each window as an entry of its own")
        if offer.appointments.no_access == 1:
            yield Finding((*path, "no_access"), "nobody would ever be there; expected less than 100 %")


@lru_cache(maxsize=4096)
def _overlap(one: OpeningHours, other: OpeningHours) -> bool:
    return any(one.includes(*moment) and other.includes(*moment) for moment in _MINUTES)


@lru_cache(maxsize=4096)
def _within(window: OpeningHours, access: OpeningHours) -> bool:
    return access.always or all(access.includes(*moment) for moment in _MINUTES if window.includes(*moment))
