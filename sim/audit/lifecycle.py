"""Phase-in and phase-out: nothing happens to a machine that is not there."""

from __future__ import annotations

from sim.audit.findings import say
from sim.results import Tables, stays


def check(tables: Tables) -> list[str]:
    """All findings about machines and parts that come and go."""
    return _stays(tables)


def _stays(tables: Tables) -> list[str]:
    """Every fault and every task falls into the stay of its machine."""
    if not tables.facts.get("fleet_changes"):
        return []
    calls = tables.raw("calls")
    entered, left = (each[calls["asset"]] for each in tables.once(stays))
    absent = (calls["fault"] < entered) | (calls["fault"] >= left)
    return say(absent, "something happened to an asset that is not in the field", lambda row: f"call {calls['call'][row]}")
