"""Claims on suppliers: units that failed before their own warranty was over."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.records import DENIALS, DISPOSITIONS, NONE, PAYERS, Log
from sim.scenario.spec import Scenario
from sim.settlement.fittings import Failed, failed_units
from sim.settlement.machines import Array, Machines
from sim.settlement.verdicts import NOT_YET, Claim

SUPPLIER = PAYERS.index("supplier")
OUT, NO_FAULT = DENIALS.index("out of warranty"), DENIALS.index("no fault found")
LOCAL, RETURNED = DISPOSITIONS.index("local repair"), DISPOSITIONS.index("supplier return")


def supplier_claims(scenario: Scenario, log: Log, field: Machines) -> list[Claim]:
    """One claim for each core of a part under warranty, or for all units of a part that a call used, where no cores come back."""
    calls, cores = log.calls.rows(), log.cores.rows()
    row = np.full(len(calls), -1)
    row[calls["call"]] = np.arange(len(calls))
    return list(found_claims(scenario, calls, cores, failed_units(scenario, log, field, calls, row)))


def found_claims(scenario: Scenario, calls: Array, cores: Array, failed: Iterator[Failed]) -> Iterator[Claim]:
    """What is worth a claim of the units that have failed."""
    parts = list(scenario.parts.values())
    counted: dict[tuple[int, int], int] = {}
    for unit in failed:
        part = parts[unit.part]
        terms = part.supplier_warranty
        amount = 0.0 if terms is None else terms.pays * part.price * unit.quantity
        if terms is None or not amount:
            continue
        call = calls[unit.row]
        nth = counted[unit.row, unit.part] = counted.get((unit.row, unit.part), -1) + 1
        ready, hopeless, flaw = unit.arose, NOT_YET, NONE if unit.age < terms.length else OUT
        if terms.proof != "none" and unit.core is not None:
            core = cores[unit.core]
            ready, hopeless = proof(core, terms.proof)
            if flaw == NONE and core["no_fault_found"]:
                flaw = NO_FAULT
        if flaw == NONE or not terms.checked:
            yield Claim(
                terms=terms,
                call=int(call["call"]),
                asset=int(call["asset"]),
                mode=int(call["mode"]),
                fault_number=int(call["fault_number"]),
                payer=SUPPLIER,
                amount=amount,
                arose=unit.arose,
                ready=ready,
                hopeless=hopeless,
                flaw=flaw,
                core=NONE if unit.core is None else int(cores["core"][unit.core]),
                part=unit.part,
                nth=nth,
            )


def proof(core: Array, wanted: str) -> tuple[float, float]:
    """(when the unit is proof, when it is certain that it never will be); infinite: not by the horizon."""
    if core["disposition"] == LOCAL:
        return (float(core["removed"]), NOT_YET) if wanted == "received" else (NOT_YET, float(core["removed"]))
    inspected = float(core["inspected"])
    if np.isnan(inspected):
        return NOT_YET, NOT_YET
    if wanted == "received" or core["disposition"] == RETURNED:
        return inspected, NOT_YET
    return NOT_YET, inspected
