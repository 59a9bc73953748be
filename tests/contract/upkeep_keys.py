"""Keys of planned work: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

PLANNED = "asset_types.pump.maintenance"
TASKS = "asset_types.pump.tasks"
SWAP: dict[str, Any] = {"every": "12 d", "duration": "2 h", "skill": "electronics", "renews": {"fuse": "100 %"}}
SWAPPED: dict[str, Any] = {TASKS: {"swap": SWAP}}

BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "AssetType.tasks": ({}, SWAPPED),
    "Maintenance.by": (SWAPPED, {**SWAPPED, f"{TASKS}.swap.by": "age"}),
    "Maintenance.renews": ({}, {f"{PLANNED}.renews": {"fuse": "50 %"}}),
    "Maintenance.down": ({}, {f"{PLANNED}.down": True}),
    "Maintenance.parts": ({}, {f"{PLANNED}.parts": ["seal"]}),
    "Maintenance.cost": ({}, {f"{PLANNED}.cost": "15 EUR"}),
    "AssetType.age": ({}, {"asset_types.pump.age": "12 d"}),
    "Site.age": ({"asset_types.pump.age": "12 d"}, {"asset_types.pump.age": "12 d", "sites.hill.age": "3 d"}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "AssetType.tasks": (TASKS, {}),
    "Maintenance.by": (f"{PLANNED}.by", "calendar"),
    "Maintenance.renews": (f"{PLANNED}.renews", {"fuse": "0 %"}),
    "Maintenance.down": (f"{PLANNED}.down", False),
    "Maintenance.parts": (f"{PLANNED}.parts", {}),
    "Maintenance.cost": (f"{PLANNED}.cost", "0 EUR"),
    "AssetType.age": ("asset_types.pump.age", "0 h"),
    "Site.age": ("sites.hill.age", "0 h"),
}
