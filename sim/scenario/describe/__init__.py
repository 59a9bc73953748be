"""What the facts of a run are about: assets, sites, parts, ... as plain columns, read off the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.describe import desk, fleet, people, promises, supply
from sim.scenario.describe.columns import Columns
from sim.scenario.describe.facts import facts
from sim.scenario.describe.fleet import Stays
from sim.scenario.spec import Scenario


def describe(
    scenario: Scenario, van_owner: Mapping[str, str], policy: str, replication: int, stays: Stays, reaches_back: float = 0.0
) -> tuple[dict[str, Columns], dict[str, Any]]:
    """Return (tables of things, single facts) of a run; `stays` is when each asset comes and goes, `reaches_back` how long before the start
    the oldest work was reported.
    """
    things = {
        "assets": fleet.assets(scenario, stays),
        "sites": fleet.sites(scenario),
        "modes": fleet.modes(scenario),
        "parts": supply.parts(scenario),
        "terms": supply.terms(scenario),
        "kits": supply.kits(scenario),
        "modules": supply.modules(scenario),
        "locations": supply.locations(scenario, van_owner),
        "hours": promises.bound_hours(scenario),
        "opening": supply.opening(scenario),
        "carriers": supply.carriers(scenario),
        "departures": supply.departures(scenario),
        "technicians": people.technicians(scenario),
        "partners": people.partners(scenario),
        "skills": people.skills(scenario),
        "tools": people.tools(scenario),
        "courses": people.courses(scenario),
        "offers": promises.offers(scenario),
        "channels": promises.channels(scenario),
        "corrective_actions": promises.corrective_actions(scenario),
        "warranties": promises.warranties(scenario),
        "shops": supply.shops(scenario),
        "part_orders": supply.part_orders(scenario),
        "documents": desk.documents(scenario),
        "coverage": promises.coverage(scenario, reaches_back),
        "desk_hours": desk.desk_hours(scenario),
        "second_line_hours": desk.second_line_hours(scenario),
        "portals": desk.portals(scenario),
    }
    return things, facts(scenario, policy, replication, len(things["assets"]["asset"]))
