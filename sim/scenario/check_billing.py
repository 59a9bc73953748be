"""Does billing make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.scenario.warranty import Includes


def check_billing(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about invoices."""
    billing = scenario.billing
    if billing is None:
        return
    if all(offer.includes == Includes() for offer in scenario.offers.values()):
        yield Finding(
            ("billing",), "there is nothing to bill: no offer leaves anything to the customer; see 'includes' of an offer"
        )
    if not billing.disputed and (billing.dispute != NOTHING or billing.conceded):
        key = "dispute" if billing.dispute != NOTHING else "conceded"
        yield Finding(("billing", key), "no invoice is disputed; add 'disputed', or leave this out")
    if not billing.written_off and billing.written_off_after:
        yield Finding(("billing", "written_off_after"), "no invoice is written off; add 'written_off', or leave this out")
