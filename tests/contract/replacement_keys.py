"""Keys of the end of machines' lives: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

END = "asset_types.pump.replacement"
TERMS: dict[str, Any] = {
    "at_age": "40 d",
    "price": "5000 EUR",
    "lead_time": "2 d",
    "duration": "5 h",
    "refurbish": {"cost": "900 EUR", "leaves": "40 %", "duration": "3 h"},
}
ENDS: dict[str, Any] = {END: TERMS}


def ended(path: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Machines that are replaced, with one key changed."""
    return ENDS, {END: TERMS, f"{END}.{path}": value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "AssetType.replacement": ({}, ENDS),
    "AssetType.downtime_cost": ({}, {"asset_types.pump.downtime_cost": "30 EUR/h"}),
    "EndOfLife.at_age": ended("at_age", "30 d"),
    "EndOfLife.after_cost": ended("after_cost", "700 EUR"),
    "EndOfLife.after_faults": ended("after_faults", 3),
    "EndOfLife.below": ended("below", "99 %"),
    "EndOfLife.price": ({END: {**TERMS, "refurbish": None}}, {END: {**TERMS, "refurbish": None, "price": "100 EUR"}}),
    "EndOfLife.lead_time": ended("lead_time", "9 d"),
    "EndOfLife.duration": ({END: {**TERMS, "refurbish": None}}, {END: {**TERMS, "refurbish": None, "duration": "9 h"}}),
    "EndOfLife.refurbish": (ENDS, {END: {**TERMS, "refurbish": None}}),
    "Refurbishment.cost": ended("refurbish.cost", "90 EUR"),
    "Refurbishment.leaves": ended("refurbish.leaves", "70 %"),
    "Refurbishment.duration": ended("refurbish.duration", "7 h"),
    "Refurbishment.times": ended("refurbish.times", 2),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "AssetType.replacement": (END, None),
    "AssetType.downtime_cost": ("asset_types.pump.downtime_cost", "0 EUR/h"),
    "EndOfLife.at_age": (f"{END}.at_age", None),
    "EndOfLife.after_cost": (f"{END}.after_cost", None),
    "EndOfLife.after_faults": (f"{END}.after_faults", None),
    "EndOfLife.below": (f"{END}.below", None),
    "EndOfLife.price": (f"{END}.price", "0 EUR"),
    "EndOfLife.lead_time": (f"{END}.lead_time", "0 h"),
    "EndOfLife.duration": (f"{END}.duration", "0 h"),
    "EndOfLife.refurbish": (f"{END}.refurbish", None),
    "Refurbishment.leaves": (f"{END}.refurbish.leaves", "0 %"),
    "Refurbishment.duration": (f"{END}.refurbish.duration", "0 h"),
    "Refurbishment.times": (f"{END}.refurbish.times", 1),
}

INSIDE: dict[str, dict[str, Any]] = {
    "EndOfLife": {END: {"after_faults": 4, "below": "95 %"}},
    "Refurbishment": {END: {"after_faults": 4, "refurbish": {"cost": "900 EUR"}}},
}
"""What must be stated before the keys of a section can be."""
