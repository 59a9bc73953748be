"""Which unit failed, and how long it had been in its machine: read off the parts that calls have put in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.records import Log
from sim.scenario.parts import Part
from sim.scenario.spec import Scenario
from sim.settlement.machines import Array, Machines, modes
from sim.settlement.payers import NOT_NEEDED, lent


class Failed(NamedTuple):
    """A unit (or several alike) that a call took out because it had failed."""

    row: int
    """of the call, in the calls table"""
    part: int
    quantity: int
    arose: float
    """when it was out, or where no core comes back, when the call was closed"""
    age: float
    """hours since such a part was put into the machine, at the fault"""
    core: int | None
    """row in the cores table"""


@dataclass
class Fittings:
    """What was put into machines, and when, by calls that are closed."""

    when: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    """(asset, part) -> times"""
    there: dict[tuple[int, int, int], list[tuple[float, int]]] = field(default_factory=dict)
    """(asset, mode, part wanted) -> (time, part put in)"""

    def age(self, asset: int, part: int, fault: float, sold: float) -> float:
        """How long the last such part had been in the machine, or the machine had been sold."""
        times = self.when.get((asset, part), [])
        before = bisect_right(times, fault)
        return fault - (max(times[before - 1], sold) if before else sold)

    def came_out(self, asset: int, mode: int, wanted: int, fault: float) -> int:
        """The part that sat where a failure mode wants one: what was put in last, or what the machine was built with."""
        line = self.there.get((asset, mode, wanted), [])
        before = bisect_right(line, fault, key=lambda each: each[0])
        return line[before - 1][1] if before else wanted


def failed_units(scenario: Scenario, log: Log, machines: Machines, calls: Array, row: Array) -> Iterator[Failed]:
    """Every unit that failed, in the order of the cores, then of the parts that do not come back."""
    wishes = Wishes(scenario)
    closing = np.where(np.isnan(calls["restored"]), np.inf, calls["restored"])
    asked = sorted(wants(log, calls, row), key=lambda want: (closing[want.row], want.row))
    fittings = put_in(asked, calls, wishes)
    repairable = [scenario.returns is not None and each.repairable for each in scenario.parts.values()]
    due: dict[tuple[int, int], int] = {}
    rest: list[Failed] = []

    sold = machines.sold_by(calls["asset"], calls["fault"])

    def age(row: int, part: int) -> float:
        return fittings.age(int(calls["asset"][row]), part, float(calls["fault"][row]), float(sold[row]))

    for want in asked:
        mode = int(calls["mode"][want.row])
        wanted = wishes.wanted(mode, want.part)
        if want.units and wishes.leaves_core(mode, wanted):
            part = fittings.came_out(int(calls["asset"][want.row]), mode, wanted, float(calls["fault"][want.row]))
            if repairable[part]:
                due[want.row, part] = due.get((want.row, part), 0) + want.units
            elif want.used:
                rest.append(Failed(want.row, part, want.units, float(calls["restored"][want.row]), age(want.row, part), None))
    cores = log.cores.rows()
    for number in np.argsort(cores["core"]).tolist():
        at, part = int(row[cores["call"][number]]), int(cores["part"][number])
        if due.get((at, part), 0):
            due[at, part] -= 1
            yield Failed(at, part, 1, float(cores["removed"][number]), age(at, part), number)
    yield from rest


class Want(NamedTuple):
    """A part that a call asked for and needed."""

    row: int
    """of the call, in the calls table"""
    part: int
    units: int
    """that replace a failed one: neither a unit that was defective when it was put in, nor one that another machine was given"""
    used: bool
    """the call is closed, and got it"""


def wants(log: Log, calls: Array, row: Array) -> Iterator[Want]:
    """All parts asked for, but for those that were not needed in the end."""
    again: dict[tuple[int, int], int] = {}
    for bad in log.dead_on_arrival.rows():
        key = (int(row[bad["call"]]), int(bad["part"]))
        again[key] = again.get(key, 0) + int(bad["quantity"])
    demands = log.demands.rows()
    demands = demands[demands["supply"] != NOT_NEEDED]
    at = row[demands["call"]]
    given = lent(demands, calls["site"][at])
    used = ~np.isnan(calls["restored"][at]) & ~np.isnan(demands["filled"])
    columns = (at, demands["part"], np.where(given, 0, demands["quantity"]), used)
    for each, part, units, got in reversed(list(zip(*(column.tolist() for column in columns), strict=True))):
        twice = min(units, again.get((each, part), 0))
        if twice:
            again[each, part] -= twice
        yield Want(each, part, units - twice, got)
    theirs = log.partner_parts.rows()
    for each, part in zip(row[theirs["call"]].tolist(), theirs["part"].tolist(), strict=True):
        yield Want(each, part, 0, not np.isnan(calls["restored"][each]))  # partners keep what they take out


def put_in(asked: Iterable[Want], calls: Array, wishes: Wishes) -> Fittings:
    """What closed calls have put in, in the order in which they were closed."""
    fittings = Fittings()
    for want in asked:
        if want.used:
            restored, asset, mode = (calls[name][want.row].item() for name in ("restored", "asset", "mode"))
            fittings.when.setdefault((asset, want.part), []).append(restored)
            place = (asset, mode, wishes.wanted(mode, want.part))
            fittings.there.setdefault(place, []).append((restored, want.part))
    return fittings


def instead_of(part: Part, codes: Mapping[str, int]) -> list[int]:
    """Parts that may be put in instead of this one: its successor, and what its units are refurbished to."""
    successor = [] if part.superseded_by is None else [codes[part.superseded_by.part]]
    return successor + ([] if part.refurbished is None else [codes[part.refurbished.part]])


class Wishes:
    """Which part a failure mode wants where another one was put in, and whether a defective one is left over."""

    def __init__(self, scenario: Scenario) -> None:
        codes = {name: code for code, name in enumerate(scenario.parts)}
        self._instead = [instead_of(spec, codes) for spec in scenario.parts.values()]
        self._needs: list[dict[int, bool]] = []
        for kind, mode in modes(scenario):
            built = [] if mode is None else [scenario.asset_types[kind], *scenario.built(kind).values()]
            needs = {part: need for each in built for part, need in each.failures[mode or ""].parts.items()}
            self._needs.append({codes[part]: need.core for part, need in needs.items()})

    def wanted(self, mode: int, part: int) -> int:
        """The part needed, in whose place this one may be put in."""
        needs = self._needs[mode]
        if part in needs:
            return part
        for each in needs:
            others = [each]
            for other in others:
                others += [follower for follower in self._instead[other] if follower not in others]
            if part in others:
                return each
        return part

    def leaves_core(self, mode: int, wanted: int) -> bool:
        """Whether the failure leaves a defective unit of it."""
        return self._needs[mode].get(wanted, True)
