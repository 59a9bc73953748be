"""A small scenario in which every key of the language has something to bite on, and ways to change it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sim.scenario.load import from_mapping
from sim.scenario.spec import Scenario

GONE = object()
"""Value of an overlay that takes a key away."""

_LITTLE = {"rule": "base_stock", "level": 1}
_SOME = {"rule": "base_stock", "level": 2}

RICH: dict[str, Any] = {
    "name": "Rich",
    "horizon": "100 d",
    "warm_up": "4 d",
    "parts": {
        "seal": {"price": "120 EUR", "holding": "20 %/y"},
        "board": {
            "price": "900 EUR",
            "holding": "25 %/y",
            "repairable": True,
            "no_fault_found": "30 %",
            "lead_time": "9 d",
            "repair_parts": {"nut": {"probability": "1 %"}},
        },
        "nut": {"price": "1 EUR"},
    },
    "locations": {
        "factory": {"supplier": True, "lead_time": {"exponential": "4 d"}},
        "central": {
            "at": [50.1, 8.7],
            "source": "factory",
            "lead_time": "1 d",
            "order_cost": "40 EUR",
            "stock": {"seal": {"rule": "base_stock", "level": 5}, "board": _SOME, "nut": _SOME},
        },
        "hub": {"source": "factory", "lead_time": "1 d"},
        "north": {
            "at": [50.4, 8.5],
            "source": "central",
            "freight": "12 EUR",
            "laterals": ["south"],
            "stock": {"seal": _LITTLE, "board": {"rule": "base_stock", "level": 0}, "nut": _LITTLE},
        },
        "south": {
            "at": [49.8, 8.6],
            "source": "hub",
            "transit": "2 d",
            "laterals": ["north"],
            "stock": {"seal": _SOME, "board": _SOME, "nut": _SOME},
            "reserve": {"nut": {"units": 1}},
        },
    },
    "asset_types": {
        "pump": {
            "failures": {
                "leak": {
                    "law": {"exponential": "14 d"},
                    "reporting_delay": {"exponential": "1 h"},
                    "skill": "water",
                    "parts": {"seal": {"probability": "80 %", "quantity": 1}, "nut": {"probability": "10 %"}},
                    "diagnosis": {"exponential": "30 min"},
                    "diagnosis_accuracy": "80 %",
                    "repair": {"lognormal": {"mean": "2 h", "cv": 0.5}},
                    "repair_success": "90 %",
                },
                "fuse": {
                    "law": {"weibull": {"mean": "20 d", "shape": 2}},
                    "effect": "degraded",
                    "remote": "50 %",
                    "remote_time": "20 min",
                    "skill": "electronics",
                    "level": 2,
                    "priority": 2,
                    "parts": ["board"],
                    "repair": "1 h",
                },
                "noise": {"law": {"exponential": "40 d"}, "effect": "cosmetic"},
            },
            "maintenance": {"every": "30 d", "duration": "90 min", "skill": "water", "due_within": "5 d"},
        },
        "fan": {"failures": {"stop": {"law": {"exponential": "25 d"}, "repair": "3 h", "parts": ["seal"]}}},
    },
    "sites": {
        "hill": {"at": [50.5, 8.4], "region": "up", "offer": "gold", "assets": {"pump": 9}},
        "mill": {"at": [49.7, 8.7], "offer": "basic", "assets": {"pump": 6, "fan": 4}},
        "farm": {"at": [50.0, 9.0], "assets": {"fan": 2}},
    },
    "offers": {
        "gold": {
            "hours": "daily 06:00-22:00",
            "response": "4 h",
            "restoration": "20 h",
            "response_penalty": "50 EUR",
            "restoration_penalty": "80 EUR",
            "price": "400 EUR/y",
            "priority": 2,
        },
        "basic": {"response": "3 d"},
    },
    "desk": {
        "agents": 1,
        "hours": "mon-sat 06:00-20:00",
        "handling": {"exponential": "30 min"},
        "patience": {"exponential": "20 min"},
        "redial": {"exponential": "30 min"},
        "triage_accuracy": "70 %",
        "remote_success": "90 %",
        "cost": "30 EUR/h",
    },
    "technicians": {
        "anna": {
            "home": "north",
            "skills": {"water": 2, "electronics": 3},
            "regions": ["up"],
            "hours": "mon-fri 07:00-16:00",
            "on_call": "daily 16:00-22:00",
            "on_call_priority": 2,
            "cost": "50 EUR/h",
            "overtime_cost": "70 EUR/h",
            "on_call_cost": "5 EUR/h",
            "van": {"seal": {"rule": "base_stock", "level": 1}},
            "refill": "1 d",
        },
        "bert": {
            "home": "south",
            "skills": {"water": 1, "electronics": 2},
            "hours": "mon-fri 08:00-16:00",
            "at_shift_end": "stop",
        },
        "cleo": {"home": "central", "skills": {"water": 3, "electronics": 3}},
    },
    "skill_levels": {1: {"diagnosis": "70 %", "repair_time": 1.5}, 2: {}, 3: {"repair_time": 0.8}},
    "travel": {"straight_line": {"speed": "60 km/h"}},
    "travel_cost": "0.40 EUR/km",
    "emissions": "180 g/km",
    "dispatch": "earliest_due",
    "sourcing": {
        "wait_limit": "2 h",
        "steps": [
            {"from": "depot"},
            {"from": "lateral", "time": "90 min", "cost": "60 EUR"},
            {"from": "upstream", "time": "20 h"},
        ],
    },
    "returns": {
        "transit": {"exponential": "2 d"},
        "freight": "14 EUR",
        "inspection": "5 h",
        "inspection_cost": "20 EUR",
        "detection": "80 %",
        "grades": {"A": {"share": "60 %"}, "B": {"share": "40 %"}},
        "disposition": "repair_all",
        "shop": {
            "location": "central",
            "benches": 1,
            "repair": {"exponential": "5 d"},
            "repair_success": "80 %",
            "cost": "200 EUR",
        },
    },
}


def changed(tree: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The tree with 'path.to.key' -> value laid over it; `GONE` takes a key away, a step into a list is its number."""
    copied = copy.deepcopy(dict(tree))
    for path, value in overlay.items():
        *way, last = path.split(".")
        place: Any = copied
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        key: Any = int(last) if last.isdigit() else last
        if value is GONE:
            place.pop(key, None)
        else:
            place[key] = copy.deepcopy(value)
    return copied


def rich(overlay: Mapping[str, Any] | None = None) -> Scenario:
    """The rich scenario with an overlay, read and checked as a file would be."""
    return from_mapping(changed(RICH, overlay or {})).scenario()
