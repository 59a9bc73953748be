"""Which calls come within a warranty, and how old that was: it may start again, and a refund ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.records import REASONS, Log
from sim.scenario.spec import Scenario
from sim.scenario.warranty import Warranty
from sim.settlement.machines import Array, Machines, modes


@dataclass(frozen=True)
class Cover:
    """Columns by row of the calls table, open calls included."""

    row: Array
    """row in the calls table of each call by its number"""
    closed: Array
    breakdown: Array
    kind: Array
    """index of the asset's type"""
    age: Array
    """of the warranty at the fault; empty where the type has none"""
    own: Array
    """length that the type states; 0 where it has none"""
    length: Array
    """that and what the offer adds"""
    may: Array
    """a fault of a kind that the warranty covers"""
    over: Array
    """a refund has ended the warranty before"""
    refunded: Array
    """the first failure that it covers, which ends it by a refund"""
    fading: Array
    """pro rata: what it covers falls to nothing"""

    def within(self, length: Array) -> Array:
        """Share of each call that a warranty of that length bears of what it covers at all."""
        inside = self.may & ~self.over & (self.age < length)
        left = np.where(self.fading, 1.0 - self.age / np.where(length > 0, length, 1.0), 1.0)
        share: Array = np.where(inside, left, 0.0)
        return share


def covered_calls(scenario: Scenario, log: Log, field: Machines) -> Cover:
    """The cover of every call."""
    calls = log.calls.rows()
    warranties = [scenario.asset_types[name].warranty for name in field.kinds]
    offers = list(scenario.offers.values())
    extra = np.array([offer.extends_warranty for offer in offers] + [0.0])
    kind = field.kind[calls["asset"]]
    stated = np.array([0.0 if each is None else each.length for each in warranties])
    own = stated[kind]
    row = np.full(len(calls), -1)
    row[calls["call"]] = np.arange(len(calls))
    breakdown = calls["reason"] == REASONS.index("breakdown")
    out = [mode is None or terms is None or mode in terms.excludes for terms, mode in terms_of_modes(scenario)]
    cover = Cover(
        row=row,
        closed=~np.isnan(calls["restored"]),
        breakdown=breakdown,
        kind=kind,
        age=np.where(own > 0, calls["fault"] - field.sold_by(calls["asset"], calls["fault"]), np.nan),
        own=own,
        length=np.where(own > 0, own + extra[calls["offer"]], 0.0),
        may=breakdown & (own > 0) & ~np.array(out, dtype=bool)[calls["mode"]],
        over=np.zeros(len(calls), dtype=bool),
        refunded=np.zeros(len(calls), dtype=bool),
        fading=np.array([each is not None and each.kind == "pro_rata" for each in warranties])[kind],
    )
    for number, warranty in enumerate(warranties):
        if warranty is not None and (warranty.kind == "renewing" or warranty.refund):
            for machine in histories(calls, kind == number):
                follow(warranty, cover, calls["fault"], calls["restored"], machine)
    return cover


def terms_of_modes(scenario: Scenario) -> Iterator[tuple[Warranty | None, str | None]]:
    """The warranty of its type and the name of each mode, by code; no name for planned maintenance."""
    for kind, mode in modes(scenario):
        yield scenario.asset_types[kind].warranty, mode


def histories(calls: Array, chosen: Array) -> Iterator[Array]:
    """Rows of the calls of each machine, in the order of their faults."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.lexsort((calls["call"][rows], calls["fault"][rows], calls["asset"][rows]))]
    yield from np.split(rows, np.flatnonzero(np.diff(calls["asset"][rows])) + 1) if len(rows) else ()


def follow(warranty: Warranty, cover: Cover, fault: Array, restored: Array, machine: Array) -> None:
    """The warranty of one machine from call to call: when it starts again, and when it is bought off."""
    sold = begun = fault[machine[0]] - cover.age[machine[0]]
    renewals: list[float] = []
    over = False
    for row in machine:
        if fault[row] - cover.age[row] > sold:  # a new machine stands there, with a warranty of its own
            sold = begun = fault[row] - cover.age[row]
            renewals, over = [], False
        begun = max([begun, *(each for each in renewals if each <= fault[row])])
        renewals = [each for each in renewals if each > fault[row]]
        cover.age[row] = fault[row] - begun
        cover.over[row] = over
        if not over and cover.may[row] and cover.age[row] < cover.length[row]:
            if warranty.refund:
                cover.refunded[row] = over = True
            elif cover.closed[row]:
                renewals.append(restored[row])
