"""Can customers do what they are said to do?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.nature.travel import Matrix
from sim.scenario.customers import Renewal
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING


def check_customers(scenario: Scenario) -> Iterator[Finding]:
    """Faults of contracts: a term that never ends, offers that are not there, customers whom others cannot tell apart."""
    for name, offer in scenario.offers.items():
        for key, other in (("labour_intensity", "customisation"), ("customisation", "labour_intensity")):
            if getattr(offer, key) is not None and getattr(offer, other) is None:
                yield Finding(("offers", name, key), f"half a place on the map of offers: add '{other}'")
        path = ("offers", name, "renewal")
        if offer.term is None and offer.renewal != Renewal():
            yield Finding(path, "there is nothing to renew: add 'term', the time for which a contract is signed")
        for other in offer.renewal.changes:
            fault = dangling((*path, "changes", other), "offer", other, scenario.offers)
            if fault:
                yield fault
            elif other == name:
                yield Finding((*path, "changes", other), f"who stays with '{name}' renews it; state only changes to other offers")
        if sum(offer.renewal.changes.values()) > 1 + 1e-9:
            yield Finding((*path, "changes"), "the chances to change add up to more than 1")
    orders = {row.site for row in scenario.backlog}
    for name, site in scenario.sites.items():
        if site.signed_before != NOTHING and site.offer is None:
            yield Finding(("sites", name, "signed_before"), "nothing was signed here: add 'offer'")
        if site.customers > 1:
            yield from _several(scenario, name, site.customers, orders)


def _several(scenario: Scenario, name: str, customers: int, orders: set[str]) -> Iterator[Finding]:
    path = ("sites", name, "customers")
    if name in orders:
        yield Finding(
            path,
            f"the backlog does not say at which of these it is open; state a site of its own for it, or leave '{name}' at one",
        )
    if isinstance(scenario.travel, Matrix):
        yield Finding(
            path,
            f"a matrix says how far it is to '{name}', not to each of {customers}; state their place and another law of travel",
        )
    taken = [f"{name}-{i + 1}" for i in range(customers) if f"{name}-{i + 1}" in scenario.sites]
    if taken:
        yield Finding(path, f"the customers of '{name}' are numbered, and '{taken[0]}' is also the name of a site")
