"""Does mobility make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.nature.travel import Matrix
from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario


def check_mobility(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about visit reports."""
    mobility = scenario.mobility
    if mobility.report == "shift_end" and all(each.hours.always for each in scenario.technicians.values()):
        yield Finding(("mobility", "report"), "nobody's shift ever ends; give technicians 'hours', or state a 'delay' instead")
    if mobility.reroute is not None and isinstance(scenario.travel, Matrix):
        yield Finding(
            ("mobility", "reroute"), "a matrix does not say how far it is from somewhere on the way; choose another law of travel"
        )
    if mobility.van_stock == "reported" and mobility.at_once:
        yield Finding(
            ("mobility", "van_stock"),
            "reports are in at once and tell what is there; state how they come in late, or leave this out",
        )
    billing = scenario.billing
    if billing is not None and billing.leakage_at_once is not None and billing.leakage == billing.leakage_at_once:
        yield Finding(("billing", "leakage_at_once"), "this is what 'leakage' says; leave it out")
