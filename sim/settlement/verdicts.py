"""What becomes of claims: filed or lapsed, decided, paid; whatever lies beyond the horizon is open."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sim.nature.durations import Constant, DurationLaw
from sim.records import DENIALS, NEVER, NONE, Log
from sim.scenario.spec import Scenario
from sim.scenario.warranty import Claims
from sim.settlement.machines import Machines, modes
from sim.streams import CLAIM, FILING, PAYMENT, VALIDATION, VERDICT, Fate, Luck, name_key, unit
from sim.units import to_tick

NO_PROOF, LATE, REJECTED = (DENIALS.index(each) for each in ("no proof", "filed late", "rejected"))
NOT_YET = math.inf
Draw = Callable[[float], float]


@dataclass(slots=True)
class Claim:
    """Something to be claimed, before anybody has done anything about it."""

    terms: Claims
    call: int
    asset: int
    mode: int
    fault_number: int
    payer: int
    amount: float
    arose: float
    ready: float
    """when it may be filed; infinite: not by the horizon"""
    hopeless: float = NOT_YET
    """when it is certain that there will be no proof"""
    flaw: int = NONE
    """what is wrong about it, if anything is"""
    core: int = NONE
    part: int = NONE
    nth: int = 0
    """of the claims about this part of the fault"""


@dataclass(slots=True)
class Desk:
    """The office that decides on one kind of claim: its laws, ready to draw."""

    filing: Draw
    validation: Draw
    payment: Draw
    deadline: float


@dataclass(slots=True)
class Verdict:
    """What has become of a claim by the horizon."""

    filed: float = NEVER
    decided: float = NEVER
    accepted: bool = False
    denial: int = NONE
    paid: float = NEVER


@dataclass
class Office:
    """Decides on claims by their terms and luck."""

    horizon: float
    desks: dict[int, Desk] = field(default_factory=dict)

    def desk(self, terms: Claims) -> Desk:
        """The laws of some terms."""
        found = self.desks.get(id(terms))
        if found is None:
            within = NOT_YET if terms.file_within is None else to_tick(terms.file_within)
            found = Desk(draw(terms.filing), draw(terms.validation), draw(terms.payment), within)
            self.desks[id(terms)] = found
        return found

    def decide(self, claim: Claim, fate: Fate) -> Verdict:
        """From the moment from which it may be filed to its end, or to the horizon."""
        terms, desk, verdict = claim.terms, self.desk(claim.terms), Verdict()
        deadline = claim.arose + desk.deadline
        lapses = min(deadline, claim.hopeless)
        if claim.ready > lapses:
            if lapses <= self.horizon:
                verdict.decided, verdict.denial = lapses, NO_PROOF
            return verdict
        filed = claim.ready + desk.filing(unit(fate, FILING))
        if filed > self.horizon:
            return verdict
        verdict.filed = filed
        decided = filed + desk.validation(unit(fate, VALIDATION))
        if decided > self.horizon:
            return verdict
        verdict.decided = decided
        if claim.flaw != NONE:
            verdict.denial = claim.flaw
        elif filed > deadline:
            verdict.denial = LATE
        elif unit(fate, VERDICT) >= terms.accepted:
            verdict.denial = REJECTED
        else:
            verdict.accepted = True
            paid = decided + desk.payment(unit(fate, PAYMENT))
            verdict.paid = paid if paid <= self.horizon else NEVER
        return verdict


def draw(law: DurationLaw) -> Draw:
    """A draw of hours."""
    if isinstance(law, Constant):
        hours = to_tick(law.time)
        return lambda _: hours
    return law.sampler()


def write_claims(scenario: Scenario, luck: Luck, log: Log, field: Machines, claims: Iterable[Claim]) -> None:
    """One row for each claim, in the order in which they arose."""
    office = Office(scenario.horizon)
    faults = [name_key("mode", mode or "") for _, mode in modes(scenario)]
    parts = [name_key("part", each) for each in scenario.parts]
    ordered = sorted(claims, key=lambda each: (each.arose, each.call, each.payer, each.part, each.nth))
    for number, claim in enumerate(ordered):
        key = int(field.keys[claim.asset]) ^ faults[claim.mode]
        if claim.part != NONE:
            key ^= parts[claim.part]
        found = office.decide(claim, luck.fate(key, claim.fault_number, CLAIM + claim.nth))
        log.claims.write(
            number,
            claim.call,
            claim.core,
            claim.part,
            claim.payer,
            claim.amount,
            claim.arose,
            found.filed,
            found.decided,
            found.accepted,
            found.denial,
            found.paid,
            claim.terms.cost if found.filed == found.filed else 0.0,
        )
