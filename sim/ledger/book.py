"""The book that collects the lines of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.records import SCHEMA
from sim.results import Array, Tables

CATEGORIES: dict[str, str] = {
    "labour": "paid hours on shift x hourly cost",
    "on_call": "hours on call x on-call cost, worked or not (hours worked are overtime besides)",
    "call_outs": "visits to which somebody was sent while on call x his cost of one",
    "overtime": "hours worked outside shifts, on call or not, x overtime cost",
    "training": "paid hours in courses and e-learning x hourly cost, and courses begun x fee",
    "travel": "kilometres x cost per kilometre",
    "tools": "scarce tools x yearly cost of each x time",
    "desk": "agents on duty x hours x hourly cost, of both lines",
    "maintenance": "planned tasks done, and defects removed, x material of one that no part stands for",
    "monitoring": "assets in the field x yearly cost of watching each failure mode from afar x time",
    "portal": "price of the portal x time",
    "partners": "visits of partners x price of a visit, their hours at the site x hourly price, their parts x price x factor, and retainers",
    "remote_tests": "tests from afar x cost of one, when they end",
    "documentation": "authors' hours, of revisions and of faults written up, x cost of an author's hour",
    "purchase": "units received from suppliers x unit price of the order; in an emergency x price of the part (of a discontinued one, afterwards)",
    "ordering": "replenishment orders placed x order cost of the ordering location",
    "freight": "replenishment shipments x freight of the ordering location, or by the price of their carrier",
    "express": "replenishment shipments by express, because calls waited, by the price of their carrier",
    "expediting": "cost of depot, lateral, van, upstream and emergency supplies to jobs",
    "core_freight": "defective parts sent back x freight, or shipments of them x freight where they leave together (local repairs are not sent)",
    "sales_freight": "parcels of parts to customers who ordered them x freight, or by the price of their carrier",
    "inspection": "cores inspected x cost",
    "repair": "repairs in the shop x cost, good or not, reworks too, cores taken apart x cost, and local repairs x cost",
    "holding": "stock on hand x price x holding rate x time",
    "core_holding": "cores between receipt and shelf or scrap x price x value of a core x holding rate x time (modules: from when they are taken out)",
    "obsolescence": "units written off x price, less what scrap brings there",
    "shrinkage": "units that went missing x price",
    "counting": "stock counts x cost of a count at the location",
    "warranty_refunds": "refunds to customers whose warranty gives one, when the call is closed",
    "claim_filing": "claims filed x cost of filing one",
    "credit_notes": "what is credited of disputed invoices, when they are paid",
    "bad_debt": "invoices written off",
    "receivables": "what customers owe for closed work orders x interest x time until it is paid or written off",
    "response_penalty": "late responses x penalty of the offer, and hours late x penalty per hour",
    "restoration_penalty": "late restorations x penalty of the offer, and hours late x penalty per hour",
    "uptime_penalty": "hours of downtime beyond the guaranteed uptime of a contract year x penalty of the offer",
    "acquisition": "prospects asked x cost of one, and sign-ups x cost of one",
    "commissions": "contracts of customers who signed up x commission of their channel",
    "complaints": "complaints answered x cost of an answer",
    "corrective_actions": "corrective actions decided x cost of each",
    "asset_renewal": "machines replaced x price of a new one, and machines refurbished x cost of that, when it is done",
    "configuration_audit": "machines whose revision an audit of the base finds out x cost of one",
    "billed_labour": "revenue: the customer's share of labour x price of an hour, and of flat rates, when the call is closed, or its invoice leaves",
    "billed_travel": "revenue: the customer's share of call-outs, at the same moment",
    "billed_parts": "revenue: the customer's share of parts x price with markup, at the same moment",
    "maker_claims": "revenue: claims that the maker has paid",
    "supplier_claims": "revenue: claims that suppliers have paid",
    "part_sales": "revenue: parts that customers ordered x price with markup, when they leave",
    "contract": "revenue: price of the offer x assets in the field x time",
    "salvage": "revenue: cores sold as they are x what they earn at their grade",
    "supplier_credit": "revenue: cores returned to the supplier x his credit",
    "refurbished_sales": "revenue: surplus units sold x what one is sold for",
    "forfeited_deposits": "revenue: deposits of defective parts that were not received in their window",
}
"""Category -> what it counts."""

REVENUE = (
    "contract",
    "billed_labour",
    "billed_travel",
    "billed_parts",
    "part_sales",
    "maker_claims",
    "supplier_claims",
    "forfeited_deposits",
    "refurbished_sales",
    "salvage",
    "supplier_credit",
)
"""Categories of money that comes in; all others are costs."""

NAMES = list(CATEGORIES)
"""Category by code."""

TABLES = (*SCHEMA, "sites", "desk_hours", "second_line_hours", "portals", "assets", "partners", "tools")
"""Tables that a ledger line can point to."""

Clock = Callable[[Array], Array]
"""Times -> hours that have passed on a clock."""


@dataclass(frozen=True)
class Lines:
    """The ledger as columns: `category` counts in CATEGORIES, `table` in TABLES, `row` in that table."""

    time: Array
    category: Array
    amount: Array
    table: Array
    row: Array

    def total(self, begin: float = 0.0, category: str | None = None) -> float:
        """Sum of the lines at or after `begin`, of one category or of all."""
        chosen = self.time >= begin
        if category is not None:
            chosen &= self.category == NAMES.index(category)
        return float(self.amount[chosen].sum())

    def by_category(self, begin: float = 0.0) -> dict[str, float]:
        """Sum of the lines at or after `begin` for every category."""
        chosen = self.time >= begin
        sums = np.bincount(self.category[chosen], weights=self.amount[chosen], minlength=len(NAMES))
        return dict(zip(NAMES, sums.tolist(), strict=True))


class Book:
    """Collects lines, leaving out those of no amount."""

    def __init__(self, tables: Tables) -> None:
        self.warm_up, self.horizon = tables.window
        self._pieces: list[tuple[Array, Array, Array, Array, Array]] = []

    def add(self, category: str, table: str, row: Array, time: Array, amount: Array) -> None:
        """Book amounts that fall due at one moment; lines without a moment have not happened, those before the start are not the run's."""
        chosen = (time >= 0.0) & (time <= self.horizon) & (amount != 0.0)
        count = int(chosen.sum())
        codes = (np.full(count, NAMES.index(category)), np.full(count, TABLES.index(table)))
        self._pieces.append((time[chosen], codes[0], amount[chosen], codes[1], row[chosen]))

    def spread(
        self, category: str, table: str, row: Array, begin: Array, end: Array, rate: Array, clock: Clock = lambda times: times
    ) -> None:
        """Book rates per hour of a clock over stretches, cut at the warm-up and at the horizon."""
        begin, end = np.maximum(begin, 0.0), np.minimum(np.where(np.isnan(end), self.horizon, end), self.horizon)
        before = np.maximum(clock(np.minimum(end, self.warm_up)) - clock(begin), 0.0)
        after = np.maximum(clock(end) - clock(np.maximum(begin, self.warm_up)), 0.0)
        if self.warm_up > 0:
            self.add(category, table, row, begin, before * rate)
        self.add(category, table, row, np.maximum(begin, self.warm_up), after * rate)

    def lines(self) -> Lines:
        """All lines, category by category."""
        columns = [np.concatenate(column) for column in zip(*self._pieces, strict=True)]
        return Lines(time=columns[0], category=columns[1], amount=columns[2], table=columns[3], row=columns[4])
