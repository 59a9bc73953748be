"""Where technicians look for a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.build.names import Names
from sim.nature.durations import Constant
from sim.records import NONE, SUPPLY_SOURCES
from sim.scenario.sourcing import SourcingStep
from sim.scenario.spec import Scenario
from sim.system.dock import Carrier
from sim.system.world import Step


def cascade(scenario: Scenario, names: Names, carriers: Mapping[str, Carrier], home: str) -> list[Step]:
    """The steps after the own van for technicians of a home; where none is stated they fetch from the depot."""
    steps = sourcing_steps(scenario)
    return [sourcing_step(scenario, carriers, step, tuple(places_to_ask(scenario, names, home, step))) for step in steps]


def sourcing_steps(scenario: Scenario) -> list[SourcingStep]:
    """The steps stated, or the depot alone."""
    return scenario.sourcing.steps or [SourcingStep(source="depot")]


def places_to_ask(scenario: Scenario, names: Names, home: str, step: SourcingStep) -> Iterator[int]:
    """The locations that a step asks, in order; outside supply is none of them, unless it names a supplier."""
    source = step.source
    if source == "depot":
        yield names.location[home]
    elif source == "lateral":
        yield from (names.location[neighbour] for neighbour in scenario.locations[home].laterals)
    elif source == "vans":
        crew = (name for name, spec in names.technicians.items() if spec.home == home and spec.van)
        yield from (names.location[f"van:{name}"] for name in crew)
    elif source == "upstream":
        above = scenario.locations[home].source
        while above is not None and not scenario.locations[above].supplier:
            yield names.location[above]
            above = scenario.locations[above].source
    else:
        yield NONE if step.supplier is None else names.location[step.supplier]


def sourcing_step(scenario: Scenario, carriers: Mapping[str, Carrier], spec: SourcingStep, places: tuple[int, ...]) -> Step:
    """A step with its time fixed, drawn, or (a depot or a van without time) driven."""
    supply = SUPPLY_SOURCES.index(spec.source)
    hours = draw = None
    carrier = None if spec.carrier is None else carriers[spec.carrier]
    time = spec.time if spec.carrier is None else scenario.carriers[spec.carrier].time
    if time is not None:
        draw = time.sampler()
        if isinstance(time, Constant):
            hours, draw = draw(0.5), None
    return Step(supply, hours, draw, spec.cost, carrier, places, spec.chance, spec.repair_factor, spec.hold_back)
