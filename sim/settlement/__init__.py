"""Who pays for what: settled from what a run has left, once it is over.

Who pays changes no machine, no stock and nobody's day. So nothing of it happens during the run: warranties, bills and claims are read off the
calls, parts and cores that are in the log, and what takes its time after the horizon is in the records as open.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.records import Log
from sim.scenario.spec import Scenario
from sim.scenario.warranty import Includes
from sim.settlement.cover import covered_calls
from sim.settlement.invoices import write_invoices
from sim.settlement.machines import machines
from sim.settlement.maker import maker_claims
from sim.settlement.payers import billed_things, write_settlements
from sim.settlement.supplier import supplier_claims
from sim.settlement.verdicts import write_claims
from sim.streams import Luck


def settle(scenario: Scenario, luck: Luck, log: Log, entered: Sequence[float]) -> None:
    """Write settlements, invoices and claims, where anything is stated about them; `entered` is when each asset was installed."""
    warranties = any(each.warranty is not None for each in scenario.asset_types.values())
    suppliers = any(each.supplier_warranty is not None for each in scenario.parts.values())
    billing = scenario.billing is not None or any(each.includes != Includes() for each in scenario.offers.values())
    if not (warranties or suppliers or billing):
        return
    field = machines(scenario, luck, log, entered)
    found = []
    if warranties or billing:
        cover = covered_calls(scenario, log, field)
        things = billed_things(scenario, log, field, cover)
        write_settlements(scenario, log, cover, things)
        if scenario.billing is not None:
            write_invoices(scenario, luck, log, field)
        found += maker_claims(scenario, log, field, cover, things)
    if suppliers:
        found += supplier_claims(scenario, log, field)
    write_claims(scenario, luck, log, field, found)


__all__ = ["settle"]
