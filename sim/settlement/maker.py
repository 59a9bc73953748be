"""Claims on the maker: what he reimburses of the calls that his warranty covers."""

from __future__ import annotations

import numpy as np

from sim.records import DENIALS, DISPOSITIONS, NONE, PAYERS, Log
from sim.scenario.spec import Scenario
from sim.settlement.cover import Cover
from sim.settlement.machines import Array, Machines
from sim.settlement.payers import LABOUR, PARTS, REFUND, TRAVEL, Things
from sim.settlement.verdicts import NOT_YET, Claim

MAKER = PAYERS.index("maker")
OUT, EXCLUDED = DENIALS.index("out of warranty"), DENIALS.index("excluded")


def maker_claims(scenario: Scenario, log: Log, field: Machines, cover: Cover, things: Things) -> list[Claim]:
    """One claim for each closed call that costs something which the maker's warranty covers, or would cover if it came within it."""
    calls = log.calls.rows()
    terms = [None if each is None else each.claims for each in (scenario.asset_types[name].warranty for name in field.kinds)]
    if not any(terms):
        return []
    rates = np.zeros((len(terms), 4))
    for number, each in enumerate(terms):
        if each is not None:
            rates[number, [LABOUR, TRAVEL, PARTS, REFUND]] = each.labour_price, each.call_out, 1.0 + each.parts_markup, 1.0
    theirs = np.array([each is not None for each in terms])[cover.kind] & cover.closed & cover.breakdown
    worth = things.amount * rates[cover.kind[things.row], things.item] * things.covered
    everything = np.bincount(things.row, weights=worth, minlength=len(calls))
    share = cover.within(cover.own)
    received = proofs(log, cover)
    claims = []
    for row in np.flatnonzero(theirs & (everything > 0)):
        own = terms[cover.kind[row]]
        assert own is not None
        entitled = share[row] > 0
        if entitled or not own.checked:
            call = calls[row]
            claims.append(
                Claim(
                    terms=own,
                    call=int(call["call"]),
                    asset=int(call["asset"]),
                    mode=int(call["mode"]),
                    fault_number=int(call["fault_number"]),
                    payer=MAKER,
                    amount=float(everything[row] * (share[row] if entitled else 1.0)),
                    arose=float(call["restored"]),
                    ready=max(float(call["restored"]), float(received[row]))
                    if own.proof == "received"
                    else float(call["restored"]),
                    flaw=NONE if entitled else OUT if cover.may[row] else EXCLUDED,
                )
            )
    return claims


def proofs(log: Log, cover: Cover) -> Array:
    """When the last of the defective units that each call owes was received (of a local repair: removed), by row of the calls table."""
    cores = log.cores.rows()
    local = np.isin(cores["disposition"], [DISPOSITIONS.index(each) for each in ("local repair", "module")])
    came = np.where(local, cores["removed"], cores["received"])
    last = np.zeros(len(cover.row))
    np.maximum.at(last, cover.row[cores["call"]], np.where(np.isnan(came), NOT_YET, came))
    return last
