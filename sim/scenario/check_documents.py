"""Does what is said of technical documentation make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.documents import Document
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario


def check_documents(scenario: Scenario) -> Iterator[Finding]:
    """Faults of documents: what they are about, and that no two answer the same."""
    answered: dict[tuple[str, str], str] = {}
    for name, document in scenario.documents.items():
        fault = dangling(("documents", name, "asset_type"), "asset type", document.asset_type, scenario.asset_types)
        if fault:
            yield fault
            continue
        for mode in document.coverage:
            path = ("documents", name, "coverage", mode)
            fault = dangling(path, "failure mode", mode, scenario.asset_types[document.asset_type].failures)
            if fault:
                yield fault
            other = answered.setdefault((document.asset_type, mode), name)
            if other != name:
                yield Finding(path, f"'{other}' answers the same faults; one document says all there is about a failure mode")
        yield from _self_service(scenario, name, document)


def _self_service(scenario: Scenario, name: str, document: Document) -> Iterator[Finding]:
    """Customers can only solve what a failure mode lets them."""
    failures = scenario.asset_types[document.asset_type].failures
    if document.self_service and not any(failures[mode].self_service for mode in document.coverage if mode in failures):
        yield Finding(
            ("documents", name, "self_service"),
            "customers cannot solve any of its faults; say which share they can: 'self_service' of a failure mode",
        )
