"""The hours that work is bound to, as columns."""

from __future__ import annotations

from typing import Any

from sim.nature.calendars import OpeningHours
from sim.scenario.spec import Scenario


def _bound(scenario: Scenario) -> list[OpeningHours]:
    """The hours that sites and planned work are bound to, each once."""
    planned = [kind.maintenance.hours for kind in scenario.asset_types.values() if kind.maintenance is not None]
    stated = [*(site.access for site in scenario.sites.values()), *planned]
    return [hours for hours in dict.fromkeys(stated) if not hours.always]


def bound_hours(scenario: Scenario) -> dict[str, list[Any]]:
    """The stretches of these hours within the run."""
    rows: list[tuple[Any, ...]] = []
    for hours in _bound(scenario):
        spans = scenario.calendar(hours).spans
        rows.extend((hours.text, begin, min(end, scenario.horizon)) for begin, end in spans if begin < scenario.horizon)
    return {name: [row[i] for row in rows] for i, name in enumerate(("hours", "begin", "end"))}


def has_doors(scenario: Scenario) -> bool:
    """Whether a visit may find a closed door, or come at the wrong time."""
    return (
        bool(_bound(scenario))
        or any(site.no_access for site in scenario.sites.values())
        or any(offer.appointments is not None for offer in scenario.offers.values())
    )
