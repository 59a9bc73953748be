"""Keys of technical documentation: two values of each that must differ in what comes of them, and the neutral one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Overlay = Mapping[str, Any]

PUMP = "asset_types.pump.failures"
MANUAL: dict[str, Any] = {
    "asset_type": "pump",
    "coverage": {"leak": "50 %", "fuse": "50 %"},
    "author_cost": "60 EUR/h",
    "authoring": {"coverage": "80 %", "at": "30 d", "lasts": "9 d", "every": "40 d", "hours": "20 h"},
}
WRITTEN: Overlay = {"documents": {"manual": MANUAL}}
ALONE: Overlay = {
    "documents": {"manual": {**MANUAL, "self_service": "80 %"}},
    f"{PUMP}.leak.self_service": "80 %",
    f"{PUMP}.leak.self_service_time": "30 min",
}


def manual(key: str, value: Any, **others: Any) -> tuple[Overlay, Overlay]:
    """A document with one key changed."""
    written = {**MANUAL, **others}
    return {"documents": {"manual": written}}, {"documents": {"manual": {**written, key: value}}}


def revised(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """A document with one key of its revisions changed."""
    return WRITTEN, {"documents": {"manual": {**MANUAL, "authoring": {**MANUAL["authoring"], key: value}}}}


_LEAKING_FAN: Overlay = {"asset_types.fan.failures.leak": {"law": {"exponential": "25 d"}}}
BITES: dict[str, tuple[Overlay, Overlay]] = {
    "Scenario.documents": ({}, WRITTEN),
    "Document.asset_type": (
        {**_LEAKING_FAN, "documents": {"manual": {**MANUAL, "coverage": {"leak": "50 %"}}}},
        {**_LEAKING_FAN, "documents": {"manual": {**MANUAL, "coverage": {"leak": "50 %"}, "asset_type": "fan"}}},
    ),
    "Document.coverage": manual("coverage", {"leak": "20 %", "fuse": "50 %"}),
    "Document.decay": manual("decay", "90 %/y"),
    "Document.authoring": manual("authoring", None),
    "Document.feedback": manual("feedback", "3 %"),
    "Document.feedback_hours": manual("feedback_hours", "2 h", feedback="3 %"),
    "Document.author_cost": manual("author_cost", "70 EUR/h"),
    "Document.triage_accuracy": manual("triage_accuracy", "95 %"),
    "Document.remote_success": manual("remote_success", "100 %"),
    "Document.diagnosis_time": manual("diagnosis_time", "50 %"),
    "Document.diagnosis_accuracy": manual("diagnosis_accuracy", "95 %"),
    "Document.self_service": (ALONE, {**ALONE, "documents": {"manual": {**MANUAL, "self_service": "20 %"}}}),
    "Authoring.coverage": revised("coverage", "100 %"),
    "Authoring.at": revised("at", "9 d"),
    "Authoring.lasts": revised("lasts", "30 d"),
    "Authoring.every": revised("every", "30 d"),
    "Authoring.hours": revised("hours", "10 h"),
    "FailureMode.self_service": (ALONE, {**ALONE, f"{PUMP}.leak.self_service": "40 %"}),
    "FailureMode.self_service_time": (ALONE, {**ALONE, f"{PUMP}.leak.self_service_time": "2 h"}),
}

_ONE = "documents.manual"
NEUTRAL: dict[str, tuple[str, Any]] = {
    "Scenario.documents": ("documents", {}),
    "Document.decay": (f"{_ONE}.decay", "0 %/y"),
    "Document.authoring": (f"{_ONE}.authoring", None),
    "Document.feedback": (f"{_ONE}.feedback", "0 %"),
    "Document.feedback_hours": (f"{_ONE}.feedback_hours", "0 h"),
    "Document.author_cost": (f"{_ONE}.author_cost", "0 EUR/h"),
    "Document.triage_accuracy": (f"{_ONE}.triage_accuracy", "0 %"),
    "Document.remote_success": (f"{_ONE}.remote_success", "0 %"),
    "Document.diagnosis_time": (f"{_ONE}.diagnosis_time", "100 %"),
    "Document.diagnosis_accuracy": (f"{_ONE}.diagnosis_accuracy", "0 %"),
    "Document.self_service": (f"{_ONE}.self_service", "0 %"),
    "Authoring.at": (f"{_ONE}.authoring.at", "0 h"),
    "Authoring.lasts": (f"{_ONE}.authoring.lasts", "0 h"),
    "Authoring.every": (f"{_ONE}.authoring.every", None),
    "Authoring.hours": (f"{_ONE}.authoring.hours", "0 h"),
    "FailureMode.self_service": (f"{PUMP}.leak.self_service", "0 %"),
    "FailureMode.self_service_time": (f"{PUMP}.leak.self_service_time", "0 h"),
}

INSIDE: dict[str, Overlay] = {"Document": WRITTEN, "Authoring": WRITTEN}
"""What must be stated before the keys of a section can be."""
