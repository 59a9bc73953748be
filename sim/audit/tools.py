"""Scarce tools: never more are out than there are, and nobody does work that wants one without it."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import NONE, OUTCOMES
from sim.results import Array, Tables


def check(tables: Tables) -> list[str]:
    """All findings about tools."""
    return [*_kept(tables), *_loans(tables), *_equipped(tables)]


def _kept(tables: Tables) -> list[str]:
    """Of each tool no more is out than its home has; who was back at a moment has handed it in before the next one leaves."""
    rows, kept = tables.raw("loans"), tables.dimension("tools")
    if not len(rows):
        return []
    places, tools = list(tables.names("location")), list(tables.names("tool"))
    there = {
        (tools.index(tool), places.index(home)): count
        for tool, home, count in zip(kept["tool"], kept["home"], kept["count"], strict=True)
    }
    findings: list[str] = []
    for tool, home in dict.fromkeys(zip(rows["tool"].tolist(), rows["home"].tolist(), strict=True)):
        mine = rows[(rows["tool"] == tool) & (rows["home"] == home)]
        times = np.concatenate([mine["begin"], mine["end"][~np.isnan(mine["end"])]])
        step = np.concatenate([np.ones(len(mine)), -np.ones(len(times) - len(mine))])
        out = np.cumsum(step[np.lexsort((step, times))])
        if out.max() > there.get((tool, home), 0):
            findings.append(f"more tools are out than there are: {tools[tool]} at {places[home]}")
    return findings


def _loans(tables: Tables) -> list[str]:
    """A loan is that of a visit, from its beginning until after its end, to somebody at home where the tool is."""
    rows, visits = tables.raw("loans"), np.sort(tables.raw("visits"), order="visit")
    if not len(rows):
        return []
    if not len(visits):
        return ["loans without visits"]
    found = visits[np.minimum(np.searchsorted(visits["visit"], rows["visit"]), len(visits) - 1)]
    strange = (found["visit"] != rows["visit"]) | (found["technician"] != rows["technician"])
    strange |= found["dispatched"] != rows["begin"]
    early = ~np.isnan(rows["end"]) & ~(rows["end"] >= found["left"] - CLOSE)
    places = list(tables.names("location"))
    homes = np.array([places.index(home) for home in tables.labels_by_code("technician", "home")])

    def show(row: int) -> str:
        return f"visit {rows['visit'][row]}"

    return [
        *say(strange, "a tool was lent for no such visit", show),
        *say(early, "a tool is back before the visit has ended", show),
        *say(out_of_order(rows["asked"], rows["begin"], rows["end"]), "moments of a loan are not in order", show),
        *say(homes[rows["technician"]] != rows["home"], "a tool was lent to somebody from elsewhere", show),
    ]


def _equipped(tables: Tables) -> list[str]:
    """Who completes work that wants a tool had it with him."""
    tools, calls, visits = list(tables.names("tool")), np.sort(tables.raw("calls"), order="call"), tables.raw("visits")
    if not tools or not len(calls):
        return []
    wanted = np.array([tools.index(each) if each in tools else NONE for each in tables.labels_by_code("mode", "tool")] + [NONE])
    rows = np.flatnonzero(visits["outcome"] == OUTCOMES.index("fixed"))
    tool: Array = wanted[calls["mode"][np.minimum(np.searchsorted(calls["call"], visits["call"][rows]), len(calls) - 1)]]
    lent = {(each["visit"], each["tool"]) for each in tables.raw("loans")}
    bare = np.zeros(len(visits), dtype=bool)
    bare[rows] = [which != NONE and (visit, which) not in lent for visit, which in zip(visits["visit"][rows], tool, strict=True)]
    return say(bare, "work that wants a tool was done without it", lambda row: f"visit {visits['visit'][row]}")
