"""Invoices: what is billed of each work order, when it leaves, and what becomes of it; whatever lies beyond the horizon is open."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.records import ITEMS, NEVER, Log
from sim.scenario.billing import Billing
from sim.scenario.spec import Scenario
from sim.settlement.machines import Machines, modes
from sim.settlement.payers import LABOUR, PARTS, REFUND
from sim.settlement.verdicts import draw
from sim.streams import DISPUTE_LASTS, DISPUTED, INVOICE, LAG, LEAKS, PAID_LATE, UNPAID, Fate, Luck, name_key, unit
from sim.units import to_tick


@dataclass(slots=True)
class Invoice:
    """What a work order comes to."""

    call: int
    closed: float
    billed: list[float] = field(default_factory=lambda: [0.0] * len(ITEMS))
    """labour, travel and parts"""
    flat: float = 0.0
    included: float = 0.0
    leaked: float = 0.0


def write_invoices(scenario: Scenario, luck: Luck, log: Log, field: Machines) -> None:
    """One row for each work order settled, in the order in which they were closed."""
    billing = scenario.billing
    assert billing is not None
    office = Office(billing, scenario.horizon)
    known = reported(log)
    for number, (invoice, fate) in enumerate(work_orders(scenario, luck, log, field, billing)):
        labour, travel, parts, _ = invoice.billed
        amount = labour + travel + parts + invoice.flat
        log.invoices.write(
            number,
            invoice.call,
            invoice.closed,
            labour,
            travel,
            parts,
            invoice.flat,
            amount,
            invoice.included,
            invoice.leaked,
            *office.follow(known.get(invoice.call, invoice.closed), amount, fate),
        )


def reported(log: Log) -> dict[int, float]:
    """When the last report of each call's visits is in the office, where reports take time; infinite: after the horizon."""
    reports = log.reports.rows()
    last: dict[int, float] = {}
    for call, moment in zip(reports["call"].tolist(), reports["received"].tolist(), strict=True):
        last[call] = max(last.get(call, 0.0), math.inf if math.isnan(moment) else moment)
    return last


def work_orders(scenario: Scenario, luck: Luck, log: Log, field: Machines, billing: Billing) -> Iterator[tuple[Invoice, Fate]]:
    """What is billed, included and leaks of each, with the luck of its fault."""
    calls, rows = log.calls.rows(), log.settlements.rows()
    rows = rows[rows["item"] != REFUND]
    faults = [name_key("mode", mode or "") for _, mode in modes(scenario)]
    parts = [name_key("part", each) for each in scenario.parts]
    rates = [each.flat_rate for each in scenario.offers.values()] + [0.0]
    row_of = dict(zip(calls["call"].tolist(), range(len(calls)), strict=True))
    columns = [rows[name].tolist() for name in ("call", "item", "part", "at", "value", "customer", "billed")]
    at_once = billing.leakage_at_once if scenario.mobility.at_once else None
    leakage = billing.leakage if at_once is None else at_once
    invoice: Invoice | None = None
    fate, key, nth, rate = b"", 0, 0, 0.0
    lines: Counter[int] = Counter()
    for number, item, part, at, value, share, billed in zip(*columns, strict=True):
        if invoice is None or invoice.call != number:
            if invoice is not None:
                yield invoice, fate
            call = calls[row_of[number]]
            invoice = Invoice(number, at)
            key, nth = int(field.keys[call["asset"]]) ^ faults[call["mode"]], int(call["fault_number"])
            fate, rate = luck.fate(key, nth, INVOICE), rates[call["offer"]]
            lines.clear()
        invoice.included += value - billed
        money = billed
        if item == LABOUR:
            invoice.flat = share * rate
            money -= invoice.flat
            lost = leakage.labour > 0.0 and unit(fate, LEAKS) < leakage.labour
        elif item == PARTS and leakage.parts:
            line = lines[part]
            lines[part] += 1
            lost = luck.draw(key ^ parts[part], nth, INVOICE + line // 8, line % 8) < leakage.parts
        else:
            lost = False
        if lost:
            invoice.leaked += money
        else:
            invoice.billed[item] += money
    if invoice is not None:
        yield invoice, fate


class Office:
    """Sends invoices, and books what becomes of them."""

    def __init__(self, billing: Billing, horizon: float) -> None:
        self.billing = billing
        self.horizon = horizon
        self.lag, self.late, self.dispute = draw(billing.lag), draw(billing.late), draw(billing.dispute)
        self.every = None if billing.every is None else to_tick(billing.every)

    def follow(self, reported: float, amount: float, fate: Fate) -> tuple[float, float, float, float, float]:
        """(sent, disputed, credited, paid, written off) as far as it has come by the horizon; nothing happens to one about no money."""
        billing = self.billing
        if reported > self.horizon:
            return NEVER, NEVER, 0.0, NEVER, NEVER
        sent = reported + self.lag(unit(fate, LAG))
        if self.every is not None:
            sent = -(-sent // self.every) * self.every
        if not amount or sent > self.horizon:
            return NEVER, NEVER, 0.0, NEVER, NEVER
        due = sent + to_tick(billing.terms)
        if unit(fate, UNPAID) < billing.written_off:
            return sent, NEVER, 0.0, NEVER, self.by_horizon(due + to_tick(billing.written_off_after))
        paid = due + self.late(unit(fate, PAID_LATE))
        if unit(fate, DISPUTED) >= billing.disputed:
            return sent, NEVER, 0.0, self.by_horizon(paid), NEVER
        paid += self.dispute(unit(fate, DISPUTE_LASTS))
        credited = billing.conceded * amount if paid <= self.horizon else 0.0
        return sent, self.by_horizon(due), credited, self.by_horizon(paid), NEVER

    def by_horizon(self, moment: float) -> float:
        """The moment, or never in this run."""
        return moment if moment <= self.horizon else NEVER
