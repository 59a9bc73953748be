"""Keys of revisions and retrofits: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

PUMP = "asset_types.pump"
AHEAD: dict[str, Any] = {"sourcing.predicted_parts": "take_along"}
REVISED: dict[str, Any] = {"law": {"exponential": "9 d"}, "parts": ["nut"], "repair": "4 h"}
BUILT: dict[str, Any] = {
    **AHEAD,
    "configuration": {"known": "30 %", "audited": "40 %", "audit_at": "6 d", "audit_cost": "15 EUR"},
    f"{PUMP}.revisions": {"A": {"share": "60 %"}, "B": {"share": "40 %", "failures": {"leak": REVISED}}},
}
B = f"{PUMP}.revisions.B"
RETROFIT = f"{PUMP}.retrofits.upgrade"
CAMPAIGN: dict[str, Any] = {
    **BUILT,
    f"{PUMP}.retrofits": {
        "upgrade": {"from": "A", "to": "B", "kit": {"nut": 1}, "duration": "2 h", "when": "campaign", "per_month": 5}
    },
}
WITH_VISIT: dict[str, Any] = {
    **BUILT,
    f"{PUMP}.retrofits": {"upgrade": {"from": "A", "to": "B", "kit": {"nut": 1}, "duration": "2 h", "begins": "5 d"}},
}


def built(path: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Machines of two revisions, with one key changed."""
    return BUILT, {**BUILT, path: value}


def retrofitted(key: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A campaign, with one key changed."""
    return CAMPAIGN, {**CAMPAIGN, f"{RETROFIT}.{key}": value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "AssetType.revisions": ({}, {f"{PUMP}.revisions": {"A": "60 %", "B": {"share": "40 %", "failures": {"leak": REVISED}}}}),
    "Revision.share": (BUILT, {**BUILT, f"{PUMP}.revisions.A.share": "20 %", f"{B}.share": "80 %"}),
    "Revision.installed_from": (
        {**BUILT, f"{PUMP}.enters": {"uniform": {"low": "0 d", "high": "30 d"}}},
        {**BUILT, f"{PUMP}.enters": {"uniform": {"low": "0 d", "high": "30 d"}}, f"{B}.installed_from": "10 d"},
    ),
    "Revision.failures": built(f"{B}.failures", {}),
    "RevisedMode.law": built(f"{B}.failures.leak.law", {"exponential": "20 d"}),
    "RevisedMode.parts": built(f"{B}.failures.leak.parts", ["seal"]),
    "RevisedMode.repair": built(f"{B}.failures.leak.repair", "1 h"),
    "Part.fits": built("parts.nut.fits", ["A"]),
    "Scenario.configuration": built("configuration", {}),
    "Configuration.known": built("configuration.known", "90 %"),
    "Configuration.audited": built("configuration.audited", "90 %"),
    "Configuration.audit_cost": built("configuration.audit_cost", "50 EUR"),
    "Configuration.audit_at": built("configuration.audit_at", "30 d"),
    "AssetType.retrofits": (BUILT, CAMPAIGN),
    "Retrofit.from": (
        CAMPAIGN,
        {**CAMPAIGN, f"{RETROFIT}.from": "B", f"{RETROFIT}.to": "A"},
    ),
    "Retrofit.to": (
        {**CAMPAIGN, f"{PUMP}.revisions.C": {"share": "0 %"}},
        {**CAMPAIGN, f"{PUMP}.revisions.C": {"share": "0 %"}, f"{RETROFIT}.to": "C"},
    ),
    "Retrofit.kit": retrofitted("kit", {"seal": 1}),
    "Retrofit.duration": retrofitted("duration", "4 h"),
    "Retrofit.when": (CAMPAIGN, WITH_VISIT),
    "Retrofit.per_month": retrofitted("per_month", 2),
    "Retrofit.begins": retrofitted("begins", "20 d"),
    "Retrofit.until": retrofitted("until", "30 d"),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "AssetType.revisions": (f"{PUMP}.revisions", {}),
    "AssetType.retrofits": (f"{PUMP}.retrofits", {}),
    "Revision.share": (f"{B}.share", "0 %"),
    "Revision.installed_from": (f"{B}.installed_from", None),
    "Revision.failures": (f"{B}.failures", {}),
    "RevisedMode.law": (f"{B}.failures.leak.law", None),
    "RevisedMode.parts": (f"{B}.failures.leak.parts", None),
    "RevisedMode.repair": (f"{B}.failures.leak.repair", None),
    "Part.fits": ("parts.nut.fits", []),
    "Scenario.configuration": ("configuration", {}),
    "Configuration.known": ("configuration.known", "100 %"),
    "Configuration.audited": ("configuration.audited", "0 %"),
    "Configuration.audit_cost": ("configuration.audit_cost", "0 EUR"),
    "Configuration.audit_at": ("configuration.audit_at", "0 h"),
    "Retrofit.kit": (f"{RETROFIT}.kit", {}),
    "Retrofit.duration": (f"{RETROFIT}.duration", "0 h"),
    "Retrofit.when": (f"{RETROFIT}.when", "with_next_visit"),
    "Retrofit.per_month": (f"{RETROFIT}.per_month", None),
    "Retrofit.begins": (f"{RETROFIT}.begins", "0 h"),
    "Retrofit.until": (f"{RETROFIT}.until", None),
}

_TWO: dict[str, Any] = {f"{PUMP}.revisions": {"A": {"share": "100 %"}, "B": {"failures": {"leak": {}}}}}
INSIDE: dict[str, dict[str, Any]] = {
    "Revision": _TWO,
    "RevisedMode": _TWO,
    "Configuration": {f"{PUMP}.revisions": {"A": "60 %", "B": "40 %"}, "configuration": {}},
    "Retrofit": {**_TWO, f"{PUMP}.retrofits": {"upgrade": {"from": "A", "to": "B"}}},
}
"""What must be stated before the keys of a section can be."""
