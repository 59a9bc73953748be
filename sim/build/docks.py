"""Docks, the carriers that call there, and who passes them."""

from __future__ import annotations

from sim.build.names import Names, calendar, sampler
from sim.scenario.spec import Scenario
from sim.system.dock import Carrier, Dock


def add_docks(scenario: Scenario) -> dict[str, Dock]:
    """The docks of those locations whose door is not always open, or where picking takes time."""
    docks = {}
    for name, spec in scenario.locations.items():
        picking = sampler(spec.picking)
        if picking is not None or not spec.hours.always:
            docks[name] = Dock(calendar(scenario, spec.hours), picking, spec.pickers)
    return docks


def add_carriers(scenario: Scenario, names: Names) -> dict[str, Carrier]:
    """All carriers with their plans."""
    holidays = frozenset(scenario.holidays)
    return {
        name: Carrier(
            names.carrier[name],
            spec.freight,
            spec.per_kg,
            None if spec.departures is None else spec.departures.plan(scenario.start, scenario.horizon, holidays),
            spec.cut_off,
        )
        for name, spec in scenario.carriers.items()
    }
