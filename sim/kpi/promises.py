"""Promises kept."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import ratio
from sim.promises import excess_downtime, judge
from sim.results import Tables, hours_in_field, site_of_assets, spells
from sim.units import HOURS_PER_YEAR

_CLOCK = "coverage hours of the call's offer, from reported; breakdown calls whose fault falls in the window"
_DUE = (
    "breakdown calls of the window under an offer with this promise that are done or have used up the promise by the horizon; "
    "open calls whose promise still runs are left out, and so are lost calls"
)


def _kept(tables: Tables, promise: str) -> tuple[float, dict[str, float]]:
    """Share kept, over all calls and by offer."""
    judged = judge(tables, promise)
    calls = tables.raw("calls")
    chosen = calls["fault"][judged.row] >= tables.warm_up
    late, offer = judged.late[chosen], calls["offer"][judged.row[chosen]]
    targets = tables.by_code("offer", promise)
    by_offer = {
        name: ratio((~late[offer == code]).sum(), (offer == code).sum())
        for code, name in enumerate(tables.names("offer"))
        if targets[code] == targets[code]  # an offer without this promise has NaN
    }
    return ratio((~late).sum(), len(late)), by_offer


@kpi(
    unit="share",
    better="up",
    formula="calls reached (remote: answered) within the promised response ÷ calls due",
    clock=_CLOCK,
    denominator=_DUE,
)
def response_compliance(tables: Tables) -> float:
    """Share of calls responded to in the promised time."""
    return _kept(tables, "response")[0]


@kpi(unit="share", better="up", formula="as response_compliance, by offer", clock=_CLOCK, denominator=_DUE)
def response_compliance_by_offer(tables: Tables) -> dict[str, float]:
    """Share of calls responded to in the promised time, by offer."""
    return _kept(tables, "response")[1]


@kpi(
    unit="share",
    better="up",
    formula="calls restored within the promised restoration ÷ calls due",
    clock=_CLOCK,
    denominator=_DUE,
)
def restoration_compliance(tables: Tables) -> float:
    """Share of calls restored in the promised time."""
    return _kept(tables, "restoration")[0]


@kpi(unit="share", better="up", formula="as restoration_compliance, by offer", clock=_CLOCK, denominator=_DUE)
def restoration_compliance_by_offer(tables: Tables) -> dict[str, float]:
    """Share of calls restored in the promised time, by offer."""
    return _kept(tables, "restoration")[1]


_YEARS = "contract years of 8,760 h from the start of the run that end behind the warm-up and by the horizon; downtime in calendar hours"
_ASSET_YEARS = "assets under an offer with a guaranteed uptime × such contract years in which they stood in the field"


def _up(tables: Tables) -> tuple[float, dict[str, float]]:
    """Share of the contract years of assets in which they were up as guaranteed, over all and by offer."""
    names, calls, beyond = tables.names("offer"), tables.raw("calls"), tables.once(excess_downtime)
    passed, ended = (math.floor(time / HOURS_PER_YEAR) for time in tables.window)
    offer, asset = calls["offer"][beyond.row], calls["asset"][beyond.row]
    settled = (beyond.year >= passed) & (beyond.year < ended)
    broken = np.unique(np.column_stack([offer, asset, beyond.year])[settled], axis=0)
    missed = np.bincount(broken[:, 0], minlength=len(names))
    uptime = tables.by_code("offer", "uptime")
    due = {name: 0 for code, name in enumerate(names) if uptime[code] == uptime[code]}
    for name, years in _contract_years(tables, passed, ended):
        if name in due:
            due[name] += years
    kept = {name: count - int(missed[list(names).index(name)]) for name, count in due.items()}
    return ratio(sum(kept.values()), sum(due.values())), {name: ratio(kept[name], count) for name, count in due.items()}


def _contract_years(tables: Tables, first: int, end: int) -> Iterator[tuple[str, int]]:
    """(offer, contract years of assets) site by site; a year counts for an asset that stood in the field in some of it."""
    sites = tables.dimension("sites")
    counts = np.array(sites.get("assets", []), dtype=np.int64) * (end - first)
    if tables.facts.get("has_contracts"):
        yield from _years_under_contract(tables, first, end)
        return
    if tables.facts.get("fleet_changes"):
        there = [hours_in_field(tables, year * HOURS_PER_YEAR, (year + 1) * HOURS_PER_YEAR) > 0 for year in range(first, end)]
        site = site_of_assets(tables)
        counts = sum((np.bincount(site[each], minlength=len(counts)) for each in there), np.zeros_like(counts))
    yield from zip(sites.get("offer", []), counts.tolist(), strict=True)


def _years_under_contract(tables: Tables, first: int, end: int) -> Iterator[tuple[str, int]]:
    """The same, contract by contract: a year counts for every offer that an asset stood under in some of it."""
    signed, names = tables.once(spells), tables.names("offer")
    for year in range(first, end):
        within = (signed.begin < (year + 1) * HOURS_PER_YEAR) & (signed.end > year * HOURS_PER_YEAR)
        pairs = np.unique(np.column_stack([signed.offer, signed.asset])[within], axis=0)
        yield from (
            (names[int(offer)], int(count)) for offer, count in zip(*np.unique(pairs[:, 0], return_counts=True), strict=True)
        )


@kpi(
    unit="share",
    better="up",
    formula="asset-years within the guaranteed uptime ÷ asset-years due",
    clock=_YEARS,
    denominator=_ASSET_YEARS,
)
def uptime_compliance(tables: Tables) -> float:
    """Share of contract years in which an asset was up as guaranteed."""
    return _up(tables)[0]


@kpi(unit="share", better="up", formula="as uptime_compliance, by offer", clock=_YEARS, denominator=_ASSET_YEARS)
def uptime_compliance_by_offer(tables: Tables) -> dict[str, float]:
    """Share of contract years in which an asset was up as guaranteed, by offer."""
    return _up(tables)[1]
