"""Do warranties and claims make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.warranty import Warranty


def check_warranty(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about who pays."""
    for kind, spec in scenario.asset_types.items():
        if spec.warranty is not None:
            yield from _warranty(scenario, kind, spec.warranty)
    for name, offer in scenario.offers.items():
        covered = {kind for site in scenario.sites.values() if site.offer == name for kind in site.assets}
        if offer.extends_warranty and not any(
            scenario.asset_types[kind].warranty for kind in covered & set(scenario.asset_types)
        ):
            yield Finding(
                ("offers", name, "extends_warranty"),
                "there is no warranty to extend: no asset under this offer has one; add 'warranty' to its type",
            )
    for name, part in scenario.parts.items():
        terms = part.supplier_warranty
        if terms is not None and terms.proof != "none" and not (part.repairable and scenario.returns is not None):
            path = ("parts", name, "supplier_warranty", "proof")
            missing = "a section 'returns'" if part.repairable else "'repairable: true'"
            yield Finding(path, f"no defective unit of it ever comes back; add {missing}, or claim without proof")


def _warranty(scenario: Scenario, kind: str, warranty: Warranty) -> Iterator[Finding]:
    path = ("asset_types", kind, "warranty")
    failures = scenario.asset_types[kind].failures
    needed = {part: None for failure in failures.values() for part in failure.parts}
    for place, each in enumerate(warranty.excludes):
        fault = dangling((*path, "excludes", place), "failure mode or part", each, {**failures, **needed})
        if fault:
            yield fault
    if warranty.refund and warranty.kind == "renewing":
        yield Finding((*path, "refund"), "a refund ends the warranty, which 'renewing' starts again; choose one of the two")
    if warranty.claims is not None and warranty.claims.proof == "received" and scenario.returns is None:
        yield Finding(
            (*path, "claims", "proof"), "no defective unit ever comes back; add a section 'returns', or claim without proof"
        )
