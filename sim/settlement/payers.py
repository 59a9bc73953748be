"""What a call costs, what it would be billed at, and who bears it: the warranty, the offer, or the customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.records import ITEMS, NONE, SUPPLY_SOURCES, Log
from sim.scenario.spec import Scenario
from sim.settlement.cover import Cover
from sim.settlement.machines import Array, Machines

LABOUR, TRAVEL, PARTS, REFUND = range(len(ITEMS))
NOT_NEEDED, CANNIBALISE = (SUPPLY_SOURCES.index(each) for each in ("not needed", "cannibalise"))


@dataclass(frozen=True)
class Things:
    """What is paid for at closed calls, column by column."""

    row: Array
    """of the call, in the calls table"""
    item: Array
    part: Array
    amount: Array
    """hours of diagnosis and repair, call-outs, parts at their price, or money refunded"""
    cost: Array
    covered: Array
    """share that the warranty states for it, whatever its age"""

    @staticmethod
    def joined(pieces: Sequence[Things]) -> Things:
        """All of them as one."""
        names = ("row", "item", "part", "amount", "cost", "covered")
        return Things(*(np.concatenate([getattr(piece, name) for piece in pieces]) for name in names))


def billed_things(scenario: Scenario, log: Log, field: Machines, cover: Cover) -> Things:
    """Labour, travel, parts and refunds of every closed call."""
    calls = log.calls.rows()
    warranties = [scenario.asset_types[name].warranty for name in field.kinds]
    shares = np.array([[0.0] * 3 if each is None else [each.labour, each.travel, each.parts] for each in warranties])
    hours, km = work(scenario, log, cover)
    visited = np.flatnonzero(cover.closed & (calls["visits"] > 0))
    nothing = np.full(len(visited), NONE)
    of = shares.reshape(-1, 3)[cover.kind[visited]]
    pieces = [
        Things(
            visited, nothing * 0 + LABOUR, nothing, (calls["diagnosis"] + calls["repair"])[visited], hours[visited], of[:, LABOUR]
        ),
        Things(visited, nothing * 0 + TRAVEL, nothing, np.ones(len(visited)), km[visited], of[:, TRAVEL]),
        parts_used(scenario, log, field, cover, shares.reshape(-1, 3)[:, PARTS]),
    ]
    refunded = np.flatnonzero(cover.refunded & cover.closed)
    money = np.array([0.0 if each is None else each.refund for each in warranties])[cover.kind[refunded]]
    money = money * cover.within(cover.length)[refunded]
    ones = np.ones(len(refunded))
    pieces.append(Things(refunded, np.full(len(refunded), REFUND), np.full(len(refunded), NONE), money, money, ones))
    return Things.joined(pieces)


def work(scenario: Scenario, log: Log, cover: Cover) -> tuple[Array, Array]:
    """(money for technicians' hours, money for their kilometres) by row of the calls table, all visits together."""
    visits = log.visits.rows()
    people = [each for _, each in scenario.each_technician()]
    paid = np.array([each.cost for each in people] + [0.0])
    extra = np.array([each.cost if each.overtime_cost is None else each.overtime_cost for each in people] + [0.0])
    who, row = visits["technician"], cover.row[visits["call"]]
    hours = visits["travel"] + visits["waiting"] + visits["work"]
    late = np.minimum(visits["overtime"], hours)
    money = (hours - late) * paid[who] + late * extra[who]
    size = len(cover.row)
    theirs = log.partner_visits.rows()
    asks = list(scenario.partners.values())
    per_visit, per_hour = (np.array([getattr(each, key) for each in asks] + [0.0]) for key in ("visit_cost", "hourly_cost"))
    at_site = np.nan_to_num(theirs["left"] - theirs["arrived"])
    paid_out = per_visit[theirs["partner"]] + at_site * per_hour[theirs["partner"]]
    return (
        np.bincount(row, weights=money, minlength=size)
        + np.bincount(cover.row[theirs["call"]], weights=paid_out, minlength=size),
        np.bincount(row, weights=visits["km"] * scenario.travel_cost, minlength=size),
    )


def parts_used(scenario: Scenario, log: Log, field: Machines, cover: Cover, share: Array) -> Things:
    """Parts that closed calls got; what was defective when it was put in is not counted twice, and what a machine had given once in all."""
    demands = log.demands.rows()
    demands = demands[~lent(demands, log.calls.rows()["site"][cover.row[demands["call"]]])]
    used = ~np.isnan(demands["filled"]) & (demands["supply"] != NOT_NEEDED)
    used &= cover.closed[cover.row[demands["call"]]]
    demands = demands[used]
    row, part = cover.row[demands["call"]], demands["part"]
    units = demands["quantity"].astype(float)
    found = log.dead_on_arrival.rows()
    if len(found):
        again: dict[tuple[int, int], list[int]] = {}
        for place, key in enumerate(zip(demands["call"].tolist(), part.tolist(), strict=True)):
            again.setdefault(key, []).append(place)
        for bad in found:
            lines = again.get((int(bad["call"]), int(bad["part"])))
            if lines:
                place = lines.pop()
                units[place] = max(units[place] - bad["quantity"], 0.0)
    freight, ours = demands["freight"], len(demands)
    theirs = log.partner_parts.rows()
    theirs = theirs[cover.closed[cover.row[theirs["call"]]]]
    row, part = np.append(row, cover.row[theirs["call"]]), np.append(part, theirs["part"])
    worth = np.array([each.price for each in scenario.parts.values()])[part] * np.append(units, theirs["quantity"])
    cost = worth.copy()
    cost[:ours] += freight
    cost[ours:] *= asked_for_parts(scenario, log, theirs)
    names = list(scenario.parts)
    left_out = np.zeros((len(field.kinds), len(names)), dtype=bool)
    for number, name in enumerate(field.kinds):
        warranty = scenario.asset_types[name].warranty
        for each in warranty.excludes if warranty is not None else ():
            if each in scenario.parts:
                left_out[number, names.index(each)] = True
    kind = cover.kind[row]
    covered = np.where(left_out[kind, part], 0.0, share[kind])
    return Things(row, np.full(len(row), PARTS), part, worth, cost, covered)


def asked_for_parts(scenario: Scenario, log: Log, rows: Array) -> Array:
    """What partners ask for these parts of theirs, as factors on the prices."""
    visits = log.partner_visits.rows()
    factor = np.array([each.parts_price for each in scenario.partners.values()])
    whose = dict(zip(visits["visit"].tolist(), visits["partner"].tolist(), strict=True))
    return factor[[whose[visit] for visit in rows["visit"].tolist()]] if len(rows) else np.zeros(0)


def lent(demands: Array, site: Array) -> Array:
    """Which demands are for what a machine gave to another one at its site, at the same moment."""
    taken = demands["supply"] == CANNIBALISE
    found = np.zeros(len(demands), dtype=bool)
    if taken.any():
        columns = (demands["asked"], demands["part"], demands["quantity"], site)
        deals = list(zip(*(column.tolist() for column in columns), strict=True))
        open_deals = Counter(deals[place] for place in np.flatnonzero(taken))
        for place in np.flatnonzero((demands["visit"] == NONE) & ~taken):
            if open_deals[deals[place]] > 0:
                open_deals[deals[place]] -= 1
                found[place] = True
    return found


def write_settlements(scenario: Scenario, log: Log, cover: Cover, things: Things) -> None:
    """One row for each, in the order in which the calls were closed."""
    calls, row, item = log.calls.rows(), things.row, things.item
    offer, planned = calls["offer"][row], ~cover.breakdown[row]
    offers = list(scenario.offers.values())
    includes = np.array([[each.includes.labour, each.includes.travel, each.includes.parts, 1.0] for each in offers] + [[1.0] * 4])
    upkeep = np.array([each.includes.maintenance for each in offers] + [1.0])
    prices = np.array([[each.labour_price, each.call_out, 1.0 + each.parts_markup, 0.0] for each in offers] + [[0.0] * 4])
    prices[-1, PARTS] = 1.0
    warranty = cover.within(cover.length)[row] * things.covered
    warranty[item == REFUND] = 1.0
    included = np.where(planned, upkeep[offer], includes[offer, item])
    flat = np.array([each.flat_rate for each in offers] + [0.0])
    value = things.amount * prices[offer, item] + np.where(item == LABOUR, flat[offer], 0.0)
    rows = np.zeros(len(row), dtype=log.settlements.dtype)
    for name, values in {
        "call": calls["call"][row],
        "item": item,
        "part": things.part,
        "at": calls["restored"][row],
        "age": cover.age[row],
        "cost": things.cost,
        "value": value,
        "warranty": warranty,
        "contract": (1.0 - warranty) * included,
        "customer": (1.0 - warranty) * (1.0 - included),
        "billed": (1.0 - warranty) * (1.0 - included) * value,
    }.items():
        rows[name] = values
    order = np.lexsort((rows["part"], rows["item"], rows["call"], rows["at"]))
    log.settlements.keep(rows[order].tobytes())
