"""Keys of scarce tools: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

LEAK = "asset_types.pump.failures.leak"
PLANNED = "asset_types.pump.maintenance"
HOMES = {"north": 1, "south": 1, "central": 1}
CRANE: dict[str, Any] = {"tools": {"crane": {"at": HOMES}}, f"{LEAK}.tool": "crane"}
BOTH: dict[str, Any] = {
    "tools": {"crane": {"at": HOMES}, "lift": {"at": HOMES}},
    f"{LEAK}.tool": "crane",
    f"{PLANNED}.tool": "lift",
}

BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Scenario.tools": ({}, CRANE),
    "Tool.at": (CRANE, {**CRANE, "tools.crane.at": {"north": 1, "south": 1}}),
    "Tool.cost": (CRANE, {**CRANE, "tools.crane.cost": "900 EUR/y"}),
    "FailureMode.tool": (BOTH, {**BOTH, f"{LEAK}.tool": "lift", f"{PLANNED}.tool": "crane"}),
    "Maintenance.tool": ({**CRANE, f"{PLANNED}.tool": None}, {**CRANE, f"{PLANNED}.tool": "crane"}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Scenario.tools": ("tools", {}),
    "Tool.cost": ("tools.crane.cost", "0 EUR/y"),
    "FailureMode.tool": (f"{LEAK}.tool", None),
    "Maintenance.tool": (f"{PLANNED}.tool", None),
}

INSIDE: dict[str, dict[str, Any]] = {"Tool": CRANE}
"""What must be stated before the keys of a section can be."""
