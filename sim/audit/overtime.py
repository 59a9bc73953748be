"""Overtime and call-outs: no job was begun on shift beyond what the limit allowed, and who was called out on call is paid for it."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.ledger import CATEGORIES, lines
from sim.records import DUTIES
from sim.results import Array, Tables

SHIFT, ON_CALL = DUTIES.index("shift"), DUTIES.index("on call")


def check(tables: Tables) -> list[str]:
    """All findings about limits on overtime, and call-outs."""
    return [*_within(tables), *_told(tables), *_call_outs(tables)]


def _within(tables: Tables) -> list[str]:
    """What somebody was sent to was expected to end in his shift, or in the overtime allowed."""
    rows = tables.raw("overtime_limits")
    end = _shift_ends(tables, rows["technician"], rows["at"])
    limit = tables.by_code("technician", "overtime_limit")[rows["technician"]]
    late = ~(rows["at"] + rows["work"] <= end + limit + CLOSE) & (end < tables.horizon)
    return say(
        late, "a job was begun that was expected to take more overtime than allowed", lambda row: f"{rows['at'][row]:.2f} h"
    )


def _shift_ends(tables: Tables, who: Array, at: Array) -> Array:
    """When the shift of a technician at a time was to end by plan, whatever he did in it; what is cut off at the horizon ends there."""
    attendance = tables.raw("attendance")
    planned = attendance[attendance["duty"] != ON_CALL]
    ends = at.copy()
    for technician in np.unique(who):
        own = np.sort(planned[planned["technician"] == technician], order="begin")
        rows = np.flatnonzero(who == technician)
        if len(own):
            breaks = np.flatnonzero(own["begin"][1:] > own["end"][:-1] + CLOSE)
            stretch = np.searchsorted(own["begin"][breaks + 1], at[rows], side="right")
            ends[rows] = own["end"][np.append(breaks, len(own) - 1)][stretch]
    return ends


def _told(tables: Tables) -> list[str]:
    """Who has a limit was sent on shift either under it, or to what he takes on call, too, or in a shift that has no end."""
    visits, calls, rows = tables.raw("visits"), tables.raw("calls"), tables.raw("overtime_limits")
    limited = ~np.isnan(tables.by_code("technician", "overtime_limit"))[visits["technician"]] & (visits["duty"] == SHIFT)
    if not limited.any():
        return []
    unended = _shift_ends(tables, visits["technician"], visits["dispatched"]) >= tables.horizon
    priority = dict(zip(calls["call"].tolist(), calls["priority"].tolist(), strict=True))
    called = tables.by_code("technician", "on_call_priority", 0.0)[visits["technician"]]
    known = set(zip(rows["technician"].tolist(), rows["at"].tolist(), strict=True))
    sent = zip(visits["technician"].tolist(), visits["dispatched"].tolist(), strict=True)
    untold = np.array([each not in known for each in sent], dtype=bool)
    urgent = np.array([priority.get(call, 0) for call in visits["call"].tolist()]) <= called
    return say(
        limited & untold & ~urgent & ~unended,
        "a technician was sent as if his overtime had no limit",
        lambda row: f"visit {visits['visit'][row]}",
    )


def _call_outs(tables: Tables) -> list[str]:
    """Each visit on call is paid as a call-out once, and no other visit is."""
    visits, book = tables.raw("visits"), tables.once(lines)
    mine = book.category == list(CATEGORIES).index("call_outs")
    paid = np.bincount(book.row[mine], weights=book.amount[mine], minlength=len(visits))
    price = tables.by_code("technician", "call_out_cost", 0.0)[visits["technician"]]
    wrong = np.abs(np.abs(paid) - np.where(visits["duty"] == ON_CALL, price, 0.0)) > CLOSE
    return say(wrong, "a call-out was not paid as it is priced", lambda row: f"visit {visits['visit'][row]}")
