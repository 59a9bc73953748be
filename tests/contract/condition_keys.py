"""Keys of hidden defects, inspections, sensors and what is done about alarms: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

LEAK = "asset_types.pump.failures.leak"
LOOK = "asset_types.pump.tasks.look"
DEFECT: dict[str, Any] = {f"{LEAK}.condition": {"stages": [{"exponential": "20 d"}, {"exponential": "10 d"}]}}
LOOKED: dict[str, Any] = {
    **DEFECT,
    "asset_types.pump.tasks": {"look": {"every": "9 d", "duration": "1 h", "priority": 2, "inspects": {"leak": {}}}},
}
WATCHED: dict[str, Any] = {**DEFECT, f"{LEAK}.monitoring": {"false_alarms": 20}}
PREVENT, MONITOR = f"{LEAK}.preventive", f"{LEAK}.monitoring"


def more(base: dict[str, Any], key: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same with and without one thing more."""
    return base, {**base, key: value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "FailureMode.condition": ({}, DEFECT),
    "Condition.stages": (DEFECT, {f"{LEAK}.condition": {"stages": ["60 d"]}}),
    "Maintenance.inspects": more(LOOKED, f"{LOOK}.inspects", {}),
    "Inspection.sees": more(LOOKED, f"{LOOK}.inspects.leak", {"sees": "40 %"}),
    "Inspection.act_from": more(LOOKED, f"{LOOK}.inspects.leak", {"act_from": 2}),
    "FailureMode.preventive": more(LOOKED, PREVENT, {"repair": "9 h"}),
    "Preventive.look": more(LOOKED, PREVENT, {"look": "2 h"}),
    "Preventive.repair": more(LOOKED, PREVENT, {"repair": "9 h"}),
    "Preventive.parts": more(LOOKED, PREVENT, {"parts": []}),
    "Preventive.cost": more(LOOKED, PREVENT, {"cost": "40 EUR"}),
    "Preventive.down": more(LOOKED, PREVENT, {"down": True}),
    "Preventive.priority": more(LOOKED, PREVENT, {"priority": 1}),
    "Preventive.due_within": more(WATCHED, PREVENT, {"due_within": "1 h"}),
    "Preventive.same_visit": more(LOOKED, PREVENT, {"same_visit": False}),
    "FailureMode.monitoring": (DEFECT, WATCHED),
    "Monitoring.detects": more(WATCHED, f"{MONITOR}.detects", "30 %"),
    "Monitoring.delay": more(WATCHED, f"{MONITOR}.delay", {"exponential": "5 d"}),
    "Monitoring.repeats": more(WATCHED, f"{MONITOR}.repeats", "1 h"),
    "Monitoring.false_alarms": more(WATCHED, f"{MONITOR}.false_alarms", 5),
    "Monitoring.cost": more(WATCHED, f"{MONITOR}.cost", "90 EUR"),
    "Scenario.events": more(WATCHED, "events", {"act_after": "2 d"}),
    "Events.act_after": more(WATCHED, "events", {"act_after": "2 d"}),
    "Events.filter": more(WATCHED, "events", {"filter": {"count": 2, "within": "30 d"}}),
    "Filter.count": more(
        {**WATCHED, "events": {"filter": {"within": "30 d"}}}, "events", {"filter": {"count": 2, "within": "30 d"}}
    ),
    "Filter.within": (
        {**WATCHED, "events": {"filter": {"count": 2, "within": "90 d"}}},
        {**WATCHED, "events": {"filter": {"count": 2, "within": "9 d"}}},
    ),
    "Events.bundle": more({**LOOKED, **WATCHED}, "events", {"bundle": "9 d"}),
    "Maintenance.with_visit": more(LOOKED, f"{LOOK}.with_visit", "9 d"),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "FailureMode.condition": (f"{LEAK}.condition", None),
    "FailureMode.preventive": (PREVENT, {}),
    "FailureMode.monitoring": (MONITOR, None),
    "Maintenance.inspects": ("asset_types.pump.maintenance.inspects", {}),
    "Maintenance.with_visit": ("asset_types.pump.maintenance.with_visit", None),
    "Scenario.events": ("events", {}),
    "Preventive.look": (f"{PREVENT}.look", "0 h"),
    "Preventive.repair": (f"{PREVENT}.repair", None),
    "Preventive.parts": (f"{PREVENT}.parts", None),
    "Preventive.cost": (f"{PREVENT}.cost", "0 EUR"),
    "Preventive.down": (f"{PREVENT}.down", False),
    "Preventive.priority": (f"{PREVENT}.priority", 5),
    "Preventive.due_within": (f"{PREVENT}.due_within", "720 h"),
    "Preventive.same_visit": (f"{PREVENT}.same_visit", True),
    "Inspection.sees": (f"{LOOK}.inspects.leak.sees", "100 %"),
    "Inspection.act_from": (f"{LOOK}.inspects.leak.act_from", 1),
    "Monitoring.detects": (f"{MONITOR}.detects", "100 %"),
    "Monitoring.delay": (f"{MONITOR}.delay", "0 h"),
    "Monitoring.repeats": (f"{MONITOR}.repeats", None),
    "Monitoring.false_alarms": (f"{MONITOR}.false_alarms", 0),
    "Monitoring.cost": (f"{MONITOR}.cost", "0 EUR"),
    "Filter.count": ("events.filter.count", 1),
    "Filter.within": ("events.filter.within", "24 h"),
    "Events.act_after": ("events.act_after", "0 h"),
    "Events.filter": ("events.filter", {}),
    "Events.bundle": ("events.bundle", "0 h"),
}

INSIDE: dict[str, Any] = {
    "Preventive": {**LOOKED, PREVENT: {}},
    "Inspection": LOOKED,
    "Monitoring": {**DEFECT, MONITOR: {}},
    "Filter": {**WATCHED, "events": {"filter": {}}},
    "Events": {**WATCHED, "events": {}},
}
"""What must be stated before the keys of a section can be."""
