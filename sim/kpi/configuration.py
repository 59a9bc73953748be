"""Revisions of machines: what the office knows of them, what it costs not to know, and how far retrofits have come."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, ratio, since
from sim.kpi.service import first_time_fix
from sim.records import KNOWN_BY, MISS_CAUSES
from sim.results import Array, Rows, Tables, stays

NO_PARTS, NOT_KNOWN = MISS_CAUSES.index("part not on hand"), KNOWN_BY.index("not known")


def at_the_end(tables: Tables) -> Rows:
    """What each machine with a revision is at the horizon, of those that stand in the field; use `tables.once(at_the_end)`."""
    rows = tables.raw("configurations")
    _, last = np.unique(rows["asset"][::-1], return_index=True)
    rows = rows[::-1][last]
    entered, left = tables.once(stays)
    chosen: Rows = rows[(entered[rows["asset"]] <= tables.horizon) & (left[rows["asset"]] > tables.horizon)]
    return chosen


@kpi(
    unit="share",
    better="up",
    formula="machines whose revision the office knows ÷ machines, at the horizon",
    clock="a reading at the horizon",
    denominator="machines in the field of types with revisions; no data without any",
)
def configuration_known(tables: Tables) -> float:
    """Share of the machines whose revision the office knows."""
    rows = tables.once(at_the_end)
    return ratio((rows["known_by"] != NOT_KNOWN).sum(), len(rows))


@kpi(
    unit="share",
    better="down",
    formula="first visits that ended without the part needed because parts for another revision had been packed ÷ visited calls judged: that part of "
    "first_time_fix_misses.part not on hand",
    clock="as first_time_fix_misses",
    denominator="as first_time_fix_rate; no data where no type has revisions",
)
def wrong_revision_misses(tables: Tables) -> float:
    """Share of visited calls whose first visit came to nothing because the machine was of another revision than the office believed."""
    if not tables.facts.get("revisions"):
        return NO_DATA
    fix, wrong = tables.once(first_time_fix), tables.raw("wrong_revisions")
    calls = tables.raw("calls")["call"][fix.row]
    missed = np.isin(calls, wrong["call"][wrong["missed"]]) & (fix.cause == NO_PARTS)
    return ratio(missed.sum(), fix.judged.sum())


@kpi(
    unit="share",
    formula="machines of a revision ÷ machines of its type, at the horizon",
    clock="a reading at the horizon",
    denominator="machines in the field of the type; no figure where no type has revisions",
)
def revision_share(tables: Tables) -> dict[str, float]:
    """Share of the machines of a type that are of a revision, by 'asset_type.revision'."""
    rows, names = tables.once(at_the_end), tables.names("revision")
    counts = np.bincount(rows["revision"], minlength=len(names))
    kinds = [tables.facts["revisions"][name] for name in names]
    total: dict[str, int] = {}
    for kind, count in zip(kinds, counts.tolist(), strict=True):
        total[kind] = total.get(kind, 0) + count
    return {name: ratio(count, total[kind]) for name, kind, count in zip(names, kinds, counts.tolist(), strict=True)}


@kpi(
    unit="share",
    better="up",
    formula="machines retrofitted by the horizon ÷ machines that had the revision that it is meant for at the start; those that come to that revision "
    "later are not counted",
    clock="from the start to the horizon",
    denominator="machines of that revision at the start; no figure without retrofits",
)
def retrofit_progress(tables: Tables) -> dict[str, float]:
    """Share of the machines that needed a retrofit and have it, by 'asset_type.retrofit'."""
    found: dict[str, float] = {}
    rows, done = tables.raw("configurations"), tables.raw("retrofits")
    first = rows[np.sort(np.unique(rows["asset"], return_index=True)[1])]
    for name, source in (tables.facts.get("retrofits") or {}).items():
        meant: Array = first["asset"][first["revision"] == tables.code("revision", source)]
        changed = done["asset"][(done["retrofit"] == tables.code("mode", name)) & done["done"]]
        found[name] = ratio(np.isin(meant, changed).sum(), len(meant))
    return found


@kpi(
    unit="share",
    better="down",
    formula="visits of campaigns to machines that turned out to have another revision ÷ visits of campaigns that are over",
    clock="retrofits closed in the window",
    denominator="visits of campaigns; no data without any",
)
def retrofits_in_vain(tables: Tables) -> float:
    """Share of the visits of retrofit campaigns that were made in vain."""
    rows = since(tables.raw("retrofits"), "at", tables.warm_up)
    rows = rows[rows["own_visit"]]
    return ratio((~rows["done"]).sum(), len(rows))
