"""What was open at the start: its calls, and nobody else's, began before the run."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.results import Array, Tables


def ages(tables: Tables) -> Array:
    """How old each call was at the start: 0 for those that began later; use `tables.once(ages)`."""
    calls, backlog = tables.raw("calls"), tables.raw("backlog")
    found = np.zeros(len(calls))
    order = np.argsort(calls["call"])
    at = np.minimum(np.searchsorted(calls["call"], backlog["call"], sorter=order), max(len(calls) - 1, 0))
    rows = order[at] if len(calls) else at[:0]
    known = calls["call"][rows] == backlog["call"][: len(rows)]
    found[rows[known]] = backlog["age"][: len(rows)][known]
    return found


def check(tables: Tables) -> list[str]:
    """All findings about work that was open at the start."""
    calls, backlog = tables.raw("calls"), tables.raw("backlog")
    age = tables.once(ages)

    def show(row: int) -> str:
        return f"call {calls['call'][row]}"

    waited = np.isin(calls["call"], backlog["call"])
    other = waited & ((calls["fault"] != -age) | (calls["reported"] != -age) | (calls["fault_number"] != 0))
    answered = waited & (~np.isnan(calls["answered"]) | calls["remote"] | calls["lost"] | (calls["contacts"] > 0))
    return [
        *say(other, "a call that was open at the start is not as old as the backlog says", show),
        *say(answered, "a call that was open at the start rang, or was solved without a visit", show),
        *say(
            waited & (calls["technician"] < age), "a call that was open at the start has not waited since it was reported", show
        ),
        *say(~np.isin(backlog["call"], calls["call"]), "backlog without its call", lambda row: f"call {backlog['call'][row]}"),
        *say((calls["fault"] < 0) & ~waited, "a call began before the start, and was not open then", show),
        *say(
            backlog["age"] < 0,
            "work that was open at the start was reported after it",
            lambda row: f"call {backlog['call'][row]}",
        ),
    ]
