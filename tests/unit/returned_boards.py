"""A base and a depot with boards that come back: a small scenario for tests of the way back."""

from __future__ import annotations

from typing import Any

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(
    part: dict[str, Any], returns: dict[str, Any], technician: dict[str, Any] | None = None, level: int = 2, **keys: Any
) -> Tables:
    """A depot that feeds a base; the technician starts from the base, and each job takes one board there."""
    stock = {"board": {"rule": "base_stock", "level": level}}
    tree = {
        "horizon": "1000 h",
        "parts": {"board": {"repairable": True, "price": "100 EUR", **part}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "9 h"},
            "depot": {"source": "factory", "stock": stock},
            "base": {"source": "depot", "transit": "7 h", "stock": stock},
        },
        "asset_types": {"pump": {"failures": {"dark": {"law": {"poisson": "0.05/h"}, "parts": ["board"], "repair": "1 h"}}}},
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "base", "count": 5, **(technician or {})}},
        "returns": {"shop": {"location": "depot", "benches": 99, "repair": "4 h"}, **returns},
        **keys,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables
