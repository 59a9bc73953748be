"""Can orders leave and arrive: carriers that exist, doors that open, one way to say what a shipment takes."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.locations import Location
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path
from sim.scenario.values import NOTHING


def check_fulfilment(scenario: Scenario) -> Iterator[Finding]:
    """Faults of carriers, of docks, and of who is served by them."""
    for name, carrier in scenario.carriers.items():
        if carrier.cut_off and carrier.departures is None:
            yield Finding(("carriers", name, "cut_off"), f"'{name}' leaves whenever something is there; add 'departures'")
    for name, location in scenario.locations.items():
        yield from _dock(("locations", name), location)
        yield from _carriers(scenario, ("locations", name), location)
    for name, technician in scenario.technicians.items():
        path = ("technicians", name, "refill_by")
        yield from one_way(scenario, path, technician.refill_by, "'refill'" if "refill" in technician.model_fields_set else "")
    for index, step in enumerate(scenario.sourcing.steps):
        said = [f"'{key}'" for key in ("time", "cost") if key in step.model_fields_set]
        yield from one_way(scenario, ("sourcing", "steps", index, "carrier"), step.carrier, " and ".join(said))


def _dock(path: Path, location: Location) -> Iterator[Finding]:
    if location.hours.weekly_hours == 0:
        yield Finding((*path, "hours"), f"'{path[-1]}' never opens, so that nothing leaves and nothing comes in")
    if location.pickers is not None and location.picking == NOTHING:
        yield Finding((*path, "pickers"), "picking takes no time, so that nobody queues; add 'picking'")


def _carriers(scenario: Scenario, path: Path, location: Location) -> Iterator[Finding]:
    """A location is served by carriers or says itself what a shipment takes, not both."""
    if location.supplier:
        for key in ("carrier", "express"):
            if getattr(location, key) is not None:
                yield Finding((*path, key), f"nothing is shipped to a supplier; say '{key}' at the locations that it supplies")
        return
    said = [f"'{key}'" for key, value in (("transit", location.transit), ("freight", location.freight)) if value]
    yield from one_way(scenario, (*path, "carrier"), location.carrier, " and ".join(said))
    if location.express is None:
        return
    yield from one_way(scenario, (*path, "express"), location.express, "")
    if location.carrier is None:
        yield Finding((*path, "express"), "say by which 'carrier' shipments come in the ordinary way")
    elif location.carrier == location.express:
        yield Finding((*path, "express"), f"'{location.express}' is the ordinary carrier, too")


def one_way(scenario: Scenario, path: Path, carrier: str | None, said: str) -> Iterator[Finding]:
    """A carrier must exist, and its time and price go for what else is said."""
    if carrier is None:
        return
    fault = dangling(path, "carrier", carrier, scenario.carriers)
    if fault:
        yield fault
    elif said:
        yield Finding(path, f"carrier '{carrier}' has a time and a price; leave out {said}")
