"""Small aggregates behind the report's pictures; a study averages them over replications, key by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.kpi.assets import downtimes
from sim.kpi.money import window_totals
from sim.kpi.portfolio import contribution_by_offer, labour_of_offers, revenue_by_offer
from sim.kpi.selections import BREAKDOWN, closed, echelon_labels, echelons
from sim.kpi.service import first_time_fix
from sim.kpi.stock import WEEK
from sim.records import MISS_CAUSES, STAGES
from sim.results import Tables, shelves
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd


def stock_over_time(tables: Tables) -> pd.DataFrame:
    """Mean value on hand per echelon and week of the whole run: echelon, week (hours at its start), value (money)."""
    import pandas as pd

    shelf = tables.once(shelves)
    names, of_location = echelons(tables)
    edges = np.append(np.arange(0.0, tables.horizon, WEEK), tables.horizon)
    rate = shelf.on_hand * tables.by_code("part", "price", 0.0)[shelf.part]
    change = np.diff(rate, prepend=0.0)
    first = np.diff(shelf.pair, prepend=-1) > 0
    change[first] = rate[first]
    pieces = []
    for i, name in enumerate(names):
        own = of_location[shelf.location] == i
        time, step = shelf.begin[own], change[own]
        order = np.argsort(time, kind="stable")
        time, level = time[order], np.cumsum(step[order])
        knots = np.concatenate([[0.0], time, [max(tables.horizon, time[-1] if len(time) else 0.0)]])
        held = np.concatenate([[0.0], np.cumsum(np.diff(knots) * np.concatenate([[0.0], level]))])
        value = np.diff(np.interp(edges, knots, held)) / np.diff(edges)
        pieces.append(pd.DataFrame({"echelon": name, "week": edges[:-1], "value": value}))
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame({"echelon": [], "week": [], "value": []})


def sites(tables: Tables) -> pd.DataFrame:
    """One row per site: where it is, and its breakdown calls of the window.

    Columns: site, latitude, longitude, region, assets; calls; visited and fixed_first (calls judged on first-time fix, and those of
    them that passed); closed and restoration_hours (their sum); downtime (asset-hours).
    """
    import pandas as pd

    frame = pd.DataFrame(
        {name: tables.dimension("sites").get(name, []) for name in ("site", "latitude", "longitude", "region", "assets")}
    )
    calls = tables.raw("calls")
    count = len(tables.names("site"))
    fix, down, done = tables.once(first_time_fix), tables.once(downtimes), tables.once(closed)
    raised = calls["site"][(calls["reason"] == BREAKDOWN) & (calls["fault"] >= tables.warm_up)]
    sums = {
        "calls": np.bincount(raised, minlength=count),
        "visited": np.bincount(calls["site"][fix.row[fix.judged]], minlength=count),
        "fixed_first": np.bincount(calls["site"][fix.row[fix.fixed]], minlength=count),
        "closed": np.bincount(done["site"], minlength=count),
        "restoration_hours": np.bincount(done["site"], weights=done["restored"] - done["fault"], minlength=count),
        "downtime": np.bincount(calls["site"][down.row], weights=down.end - down.begin, minlength=count),
    }
    place = {name: code for code, name in enumerate(tables.names("site"))}
    at = np.array([place[name] for name in frame["site"]], dtype=np.int64)
    for name, values in sums.items():
        frame[name] = values[at].astype(float)
    return frame


def network(tables: Tables) -> pd.DataFrame:
    """Stocking locations: location, kind, echelon (label), source, latitude, longitude; vans stand at their technician's home."""
    import pandas as pd

    table = tables.dimension("locations")
    frame = pd.DataFrame({name: table.get(name, []) for name in ("location", "kind", "source", "latitude", "longitude")})
    labels = dict(zip(tables.names("location"), echelon_labels(tables), strict=True))
    frame.insert(2, "echelon", [labels.get(name, "") for name in frame["location"]])
    return frame


def misses(tables: Tables) -> pd.DataFrame:
    """First-time fix misses of the window: cause, calls; the first row counts the calls that were fixed first time."""
    import pandas as pd

    fix = tables.once(first_time_fix)
    counts = np.bincount(fix.cause[fix.cause >= 0], minlength=len(MISS_CAUSES)).astype(float)
    return pd.DataFrame({"cause": ["fixed first time", *MISS_CAUSES], "calls": [float(fix.fixed.sum()), *counts]})


def stages(tables: Tables) -> pd.DataFrame:
    """Hours that the closed breakdown calls of the window spent in each stage: stage, hours, calls (how many there are)."""
    import pandas as pd

    calls = tables.once(closed)
    return pd.DataFrame({"stage": STAGES, "hours": [float(calls[stage].sum()) for stage in STAGES], "calls": float(len(calls))})


def costs(tables: Tables) -> pd.DataFrame:
    """Ledger per year by category, revenue below zero: category, amount (money/y)."""
    import pandas as pd

    totals = tables.once(window_totals)
    years = (tables.horizon - tables.warm_up) / HOURS_PER_YEAR
    return pd.DataFrame({"category": list(totals), "amount": [amount / years for amount in totals.values()]})


def offers(tables: Tables) -> pd.DataFrame:
    """Offers on the map: offer, labour_intensity and customisation as stated; revenue and contribution (money/y), labour (money/y)."""
    import pandas as pd

    places, names = tables.facts.get("map_of_offers") or {}, list(tables.names("offer"))
    frame = pd.DataFrame(
        [(name, *place) for name, place in places.items()], columns=["offer", "labour_intensity", "customisation"]
    )
    if not places:
        return frame.reindex(columns=[*frame, "revenue", "contribution", "labour"])
    earned, contributed, labour = revenue_by_offer(tables), contribution_by_offer(tables), tables.once(labour_of_offers)
    frame["revenue"], frame["contribution"] = ([each[name] for name in places] for each in (earned, contributed))
    frame["labour"] = [labour[names.index(name)] for name in places]
    return frame


PROFILES: dict[str, tuple[Callable[[Tables], pd.DataFrame], tuple[str, ...]]] = {
    "stock": (stock_over_time, ("echelon", "week")),
    "sites": (sites, ("site", "latitude", "longitude", "region", "assets")),
    "network": (network, ("location", "kind", "echelon", "source", "latitude", "longitude")),
    "misses": (misses, ("cause",)),
    "stages": (stages, ("stage",)),
    "costs": (costs, ("category",)),
    "offers": (offers, ("offer", "labour_intensity", "customisation")),
}
"""Name -> (function, key columns); the other columns are numbers to be averaged over replications."""


def profiles(tables: Tables) -> dict[str, pd.DataFrame]:
    """All profiles of a run."""
    return {name: compute(tables) for name, (compute, _) in PROFILES.items()}
