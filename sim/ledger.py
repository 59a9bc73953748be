"""Money as a ledger: every cost and every revenue is one line that points to the record it comes from.

Costs are positive, revenues negative. A line that accrues over time (presence, desk hours, stock on the shelf, contracts) is booked
at the beginning of its stretch, and cut in two at the end of the warm-up, so that the lines at or after the warm-up are exactly the
money of the window that figures are about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.promises import excess_downtime, judge
from sim.records import DISPOSITIONS, DUTIES, SCHEMA, SUPPLY_SOURCES
from sim.results import SUPPLIER, Array, Tables, coverage_clocks, named, read_clocks, shelves
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

CATEGORIES: dict[str, str] = {
    "labour": "paid hours on shift x hourly cost",
    "on_call": "hours on call x on-call cost, worked or not (hours worked are overtime besides)",
    "overtime": "hours worked outside shifts, on call or not, x overtime cost",
    "travel": "kilometres x cost per kilometre",
    "desk": "agents on duty x hours x hourly cost",
    "purchase": "units received from suppliers, in an emergency too, x price",
    "ordering": "replenishment orders placed x order cost of the ordering location",
    "freight": "replenishment shipments x freight of the ordering location",
    "expediting": "cost of depot, lateral, upstream and emergency supplies to jobs",
    "core_freight": "defective parts sent back x freight (local repairs are not sent)",
    "inspection": "cores inspected x cost",
    "repair": "repairs in the shop x cost, good or not, reworks too, and local repairs x cost",
    "holding": "stock on hand x price x holding rate x time",
    "response_penalty": "late responses x penalty of the offer, and hours late x penalty per hour",
    "restoration_penalty": "late restorations x penalty of the offer, and hours late x penalty per hour",
    "uptime_penalty": "hours of downtime beyond the guaranteed uptime of a contract year x penalty of the offer",
    "contract": "revenue: price of the offer x assets x time",
}
"""Category -> what it counts."""

TABLES = (*SCHEMA, "sites", "desk_hours")
"""Tables that a ledger line can point to."""

_NAMES = list(CATEGORIES)
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
            chosen &= self.category == _NAMES.index(category)
        return float(self.amount[chosen].sum())

    def by_category(self, begin: float = 0.0) -> dict[str, float]:
        """Sum of the lines at or after `begin` for every category."""
        chosen = self.time >= begin
        sums = np.bincount(self.category[chosen], weights=self.amount[chosen], minlength=len(_NAMES))
        return dict(zip(_NAMES, sums.tolist(), strict=True))


class _Book:
    """Collects lines, leaving out those of no amount."""

    def __init__(self, tables: Tables) -> None:
        self.warm_up, self.horizon = tables.window
        self._pieces: list[tuple[Array, Array, Array, Array, Array]] = []

    def add(self, category: str, table: str, row: Array, time: Array, amount: Array) -> None:
        """Book amounts that fall due at one moment; lines without a moment have not happened."""
        chosen = ~np.isnan(time) & (time <= self.horizon) & (amount != 0.0)
        count = int(chosen.sum())
        codes = (np.full(count, _NAMES.index(category)), np.full(count, TABLES.index(table)))
        self._pieces.append((time[chosen], codes[0], amount[chosen], codes[1], row[chosen]))

    def spread(
        self, category: str, table: str, row: Array, begin: Array, end: Array, rate: Array, clock: Clock = lambda times: times
    ) -> None:
        """Book rates per hour of a clock over stretches, cut at the warm-up and at the horizon."""
        end = np.minimum(np.where(np.isnan(end), self.horizon, end), self.horizon)
        before = np.maximum(clock(np.minimum(end, self.warm_up)) - clock(begin), 0.0)
        after = np.maximum(clock(end) - clock(np.maximum(begin, self.warm_up)), 0.0)
        if self.warm_up > 0:
            self.add(category, table, row, begin, before * rate)
        self.add(category, table, row, np.maximum(begin, self.warm_up), after * rate)

    def lines(self) -> Lines:
        """All lines, category by category."""
        columns = [np.concatenate(column) for column in zip(*self._pieces, strict=True)]
        return Lines(time=columns[0], category=columns[1], amount=columns[2], table=columns[3], row=columns[4])


def lines(tables: Tables) -> Lines:
    """The ledger of a run as columns; use `tables.once(lines)`."""
    book = _Book(tables)
    _people(tables, book)
    _supply(tables, book)
    _returns(tables, book)
    _stock(tables, book)
    _promises(tables, book)
    return book.lines()


def ledger(tables: Tables) -> pd.DataFrame:
    """The ledger as a frame: time (h), category, amount (money; revenue below zero), table and row of the record behind it."""
    import pandas as pd

    book = tables.once(lines)
    return pd.DataFrame(
        {
            "time": book.time,
            "category": named(book.category, _NAMES),
            "amount": book.amount,
            "table": named(book.table, TABLES),
            "row": book.row,
        }
    )


def _people(tables: Tables, book: _Book) -> None:
    """Presence, overtime, kilometres and the desk."""
    attendance = tables.raw("attendance")
    who, rows = attendance["technician"], np.arange(len(attendance))
    on_shift, on_call = (attendance["duty"] == DUTIES.index(duty) for duty in ("shift", "on call"))
    cost = tables.by_code("technician", "cost", 0.0)
    on_call_cost = tables.by_code("technician", "on_call_cost", 0.0)
    begin, end = attendance["begin"], attendance["end"]
    book.spread("labour", "attendance", rows, begin, end, np.where(on_shift, cost[who], 0.0))
    book.spread("on_call", "attendance", rows, begin, end, np.where(on_call, on_call_cost[who], 0.0))

    visits = tables.raw("visits")
    rows = np.arange(len(visits))
    extra = tables.by_code("technician", "overtime_cost")
    extra = np.where(np.isnan(extra), cost, extra)
    book.add("overtime", "visits", rows, visits["dispatched"], visits["overtime"] * extra[visits["technician"]])
    per_km = float(tables.facts.get("travel_cost", 0.0))
    book.add("travel", "visits", rows, visits["dispatched"], visits["km"] * per_km)
    trips = tables.raw("trips")
    book.add("travel", "trips", np.arange(len(trips)), trips["begin"], trips["km"] * per_km)

    desk = {name: np.array(values, dtype=float) for name, values in tables.dimension("desk_hours").items()}
    if desk:
        rate = desk["agents"] * desk["cost"]
        book.spread("desk", "desk_hours", np.arange(len(rate)), desk["begin"], desk["end"], rate)


def _supply(tables: Tables, book: _Book) -> None:
    """Purchases, replenishment and what jobs had fetched for them."""
    orders = tables.raw("orders")
    rows = np.arange(len(orders))
    price = tables.by_code("part", "price", 0.0)
    outside = np.array([kind == SUPPLIER for kind in tables.labels_by_code("location", "kind")] + [False])
    value = outside[orders["source"]] * orders["quantity"] * price[orders["part"]]
    book.add("purchase", "orders", rows, orders["received"], value)
    book.add("ordering", "orders", rows, orders["ordered"], tables.by_code("location", "order_cost", 0.0)[orders["location"]])
    book.add("freight", "orders", rows, orders["shipped"], tables.by_code("location", "freight", 0.0)[orders["location"]])

    demands = tables.raw("demands")
    rows = np.arange(len(demands))
    bought = outside[demands["source"]] | (demands["supply"] == SUPPLY_SOURCES.index("emergency"))
    book.add("purchase", "demands", rows, demands["filled"], bought * demands["quantity"] * price[demands["part"]])
    book.add("expediting", "demands", rows, demands["asked"], demands["freight"].astype(float))


def _returns(tables: Tables, book: _Book) -> None:
    """The way back of defective parts."""
    cores = tables.raw("cores")
    rows = np.arange(len(cores))
    local = cores["disposition"] == DISPOSITIONS.index("local repair")
    for category, moment, fact, times in (
        ("core_freight", "removed", "core_freight", ~local),
        ("inspection", "inspected", "inspection_cost", ~local),
        ("repair", "shop_end", "shop_repair_cost", cores["repairs"]),
        ("repair", "ended", "local_repair_cost", local),
    ):
        book.add(category, "cores", rows, cores[moment], times * float(tables.facts.get(fact) or 0.0))


def _stock(tables: Tables, book: _Book) -> None:
    """Money tied up on the shelves."""
    shelf = tables.once(shelves)
    yearly = tables.by_code("part", "price", 0.0) * tables.by_code("part", "holding", 0.0)
    book.spread("holding", "movements", shelf.row, shelf.begin, shelf.end, shelf.on_hand * yearly[shelf.part] / HOURS_PER_YEAR)


def _promises(tables: Tables, book: _Book) -> None:
    """Contracts and the penalties of broken promises."""
    sites = tables.dimension("sites")
    if sites:
        known = dict(zip(tables.dimension("offers").get("offer", []), tables.dimension("offers").get("price", []), strict=True))
        price = np.array([float(known.get(offer) or 0.0) for offer in sites["offer"]])
        count = np.array(sites["assets"], dtype=float)
        begin = np.zeros(len(price))
        book.spread("contract", "sites", np.arange(len(price)), begin, begin + tables.horizon, -price * count / HOURS_PER_YEAR)
    offer = tables.raw("calls")["offer"]
    for promise in ("response", "restoration"):
        category, judged = f"{promise}_penalty", judge(tables, promise)
        row, due, until = (column[judged.late] for column in (judged.row, judged.due, judged.until))
        book.add(category, "calls", row, due, tables.by_code("offer", category, 0.0)[offer[row]])
        hourly = tables.by_code("offer", f"{category}_per_hour", 0.0)[offer[row]]
        if hourly.any():
            clock = partial(read_clocks, tables.once(coverage_clocks), offer[row])
            book.spread(category, "calls", row, due, until, hourly, clock)
    beyond = tables.once(excess_downtime)
    rate = tables.by_code("offer", "uptime_penalty", 0.0)[offer[beyond.row]]
    book.spread("uptime_penalty", "calls", beyond.row, beyond.begin, beyond.end, rate)
