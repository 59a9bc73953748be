"""What the company knows of its parts."""

from __future__ import annotations

from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.parts import Part


def add_parts(scenario: Scenario) -> list[Part]:
    """All parts, in the order of their codes."""
    halves = None if scenario.returns is None else scenario.returns.deposit_halves
    return [
        Part(
            name=name,
            key=name_key("part", name),
            price=spec.price,
            weight=spec.weight,
            repairable=spec.repairable,
            healthy_cores=spec.no_fault_found,
            missing=spec.missing if halves is None else spec.missing * 0.5 ** (spec.deposit / halves),
            deposit=spec.deposit,
            condemned=spec.condemned,
            repaired_locally=spec.repaired_locally,
        )
        for name, spec in scenario.parts.items()
    ]
