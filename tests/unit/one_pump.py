"""One pump whose seal fails after every 100 hours of operation and takes one hour to replace: a small scenario for tests of who pays."""

from __future__ import annotations

from typing import Any

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(
    kind: dict[str, Any] | None = None, offer: dict[str, Any] | None = None, part: dict[str, Any] | None = None, **keys: Any
) -> Tables:
    """Faults at 100, 201, 302, ... hours, closed an hour later; visits cost 60 an hour, the seal 120."""
    tree = {
        "horizon": "700 h",
        "parts": {"seal": {"price": "120 EUR", **(part or {})}, "nut": {"price": "5 EUR"}},
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "sourcing": {"steps": [{"from": "emergency", "time": "0 h", "cost": "10 EUR"}]},
        "asset_types": {
            "pump": {
                "failures": {"leak": {"law": {"empirical": {"times": ["100 h"]}}, "parts": ["seal"], "repair": "1 h"}},
                **(kind or {}),
            }
        },
        "offers": {"gold": offer or {}},
        "sites": {"plant": {"assets": {"pump": 1}, "offer": "gold"}},
        "technicians": {"anna": {"home": "depot", "cost": "60 EUR/h"}},
        **keys,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def column(tables: Tables, table: str, name: str, **where: Any) -> list[Any]:
    """Values of a column, of the rows that have some values in others."""
    frame = tables[table]
    for key, value in where.items():
        frame = frame[frame[key] == value]
    return list(frame[name])
