"""Keys of the hotline and of diagnosis."""

from __future__ import annotations

from typing import Any

from key_overlays import _LARGE, ANNA, CONFUSED, LEAK, PUMP, SECOND_LINE, Overlay, at, with_key

CALL_BACK: Overlay = {
    "desk.handling": {"exponential": "5 h"},
    "desk.call_back": {"after": "10 min", "outside_hours": True, "share": "50 %"},
}

PORTAL: Overlay = {
    "desk.portal": {"share": "50 %", "time": "20 min", "cost": "900 EUR/y"},
    f"{LEAK}.self_service": "40 %",
}

BITES: dict[str, tuple[Overlay, Overlay]] = {
    "Desk.second_line": ({}, SECOND_LINE),
    "SecondLine.agents": with_key(SECOND_LINE, "desk.second_line.agents", 2),
    "SecondLine.shifts": with_key(SECOND_LINE, "desk.second_line.shifts", {"mon-fri 08:00-12:00": 1}),
    "SecondLine.hours": with_key(SECOND_LINE, "desk.second_line.hours", "always"),
    "SecondLine.handling": with_key(SECOND_LINE, "desk.second_line.handling", "3 h"),
    "SecondLine.escalation": with_key(SECOND_LINE, "desk.second_line.escalation", "100 %"),
    "SecondLine.triage_accuracy": with_key(SECOND_LINE, "desk.second_line.triage_accuracy", "70 %"),
    "SecondLine.remote_success": (
        {**SECOND_LINE, "desk.remote_success": "10 %"},
        {**SECOND_LINE, "desk.remote_success": "10 %", "desk.second_line.remote_success": "10 %"},
    ),
    "SecondLine.cost": with_key(SECOND_LINE, "desk.second_line.cost", "60 EUR/h"),
    "Desk.call_back": ({}, CALL_BACK),
    "CallBack.after": with_key(CALL_BACK, "desk.call_back.after", "5 min"),
    "CallBack.outside_hours": with_key(CALL_BACK, "desk.call_back.outside_hours", False),
    "CallBack.share": with_key(CALL_BACK, "desk.call_back.share", "90 %"),
    "Desk.portal": ({}, {"desk.portal": PORTAL["desk.portal"]}),
    "Portal.share": with_key(PORTAL, "desk.portal.share", "70 %"),
    "Portal.time": with_key(PORTAL, "desk.portal.time", "40 min"),
    "Portal.cost": with_key(PORTAL, "desk.portal.cost", "950 EUR/y"),
    "Triage.confusion": at(f"{PUMP}.triage", {"confusion": CONFUSED}, {"confusion": {"fuse": {"noise": "50 %"}}}),
    "RemoteTest.time": at(f"{PUMP}.remote_test", {}, {"time": "10 min"}),
    "RemoteTest.cost": at(f"{PUMP}.remote_test", {}, {"cost": "5 EUR"}),
    "RemoteTest.confusion": at(f"{PUMP}.remote_test", {}, {"confusion": CONFUSED}),
    "OnSite.confusion": at(f"{PUMP}.on_site", {"confusion": CONFUSED}, {"confusion": {"fuse": {"noise": "50 %"}}}),
    "OnSite.wrong_parts": (
        {f"{LEAK}.diagnosis_accuracy": "50 %", f"{ANNA}.van.board": _LARGE},
        {f"{LEAK}.diagnosis_accuracy": "50 %", f"{ANNA}.van.board": _LARGE, f"{PUMP}.on_site": {"wrong_parts": 1}},
    ),
    "Desk.agents": at("desk.agents", 1, 2),
    "Desk.shifts": at("desk.shifts", {"daily 08:00-12:00": 1}, {"daily 08:00-12:00": 2}),
    "Desk.hours": at("desk.hours", "mon-sat 06:00-20:00", "always"),
    "Desk.handling": at("desk.handling", "30 min", "20 min"),
    "Desk.patience": at("desk.patience", {"exponential": "20 min"}, {"exponential": "2 min"}),
    "Desk.lines": at("desk.lines", None, 2),
    "Desk.redial": at("desk.redial", "30 min", "2 h"),
    "Desk.redial_share": at("desk.redial_share", "100 %", "50 %"),
    "Desk.triage_accuracy": at("desk.triage_accuracy", "70 %", "30 %"),
    "Desk.remote_success": at("desk.remote_success", "90 %", "50 %"),
    "Desk.cost": at("desk.cost", "30 EUR/h", "31 EUR/h"),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Triage.confusion": (f"{PUMP}.triage.confusion", {}),
    "RemoteTest.time": (f"{PUMP}.remote_test.time", "0 h"),
    "RemoteTest.cost": (f"{PUMP}.remote_test.cost", "0 EUR"),
    "RemoteTest.confusion": (f"{PUMP}.remote_test.confusion", {}),
    "OnSite.wrong_parts": (f"{PUMP}.on_site.wrong_parts", "0 %"),
    "OnSite.confusion": (f"{PUMP}.on_site.confusion", {}),
    "Desk.second_line": ("desk.second_line", None),
    "SecondLine.shifts": ("desk.second_line.shifts", {}),
    "SecondLine.hours": ("desk.second_line.hours", "always"),
    "SecondLine.handling": ("desk.second_line.handling", "0 h"),
    "SecondLine.escalation": ("desk.second_line.escalation", "100 %"),
    "SecondLine.triage_accuracy": ("desk.second_line.triage_accuracy", "100 %"),
    "SecondLine.remote_success": ("desk.second_line.remote_success", "100 %"),
    "SecondLine.cost": ("desk.second_line.cost", "0 EUR/h"),
    "Desk.call_back": ("desk.call_back", None),
    "CallBack.after": ("desk.call_back.after", None),
    "CallBack.outside_hours": ("desk.call_back.outside_hours", False),
    "CallBack.share": ("desk.call_back.share", "100 %"),
    "Desk.portal": ("desk.portal", None),
    "Portal.time": ("desk.portal.time", "0 h"),
    "Portal.cost": ("desk.portal.cost", "0 EUR/y"),
    "Desk.shifts": ("desk.shifts", {}),
    "Desk.hours": ("desk.hours", "always"),
    "Desk.handling": ("desk.handling", "0 h"),
    "Desk.patience": ("desk.patience", "900 y"),
    "Desk.lines": ("desk.lines", None),
    "Desk.redial": ("desk.redial", "1 h"),
    "Desk.redial_share": ("desk.redial_share", "100 %"),
    "Desk.triage_accuracy": ("desk.triage_accuracy", "100 %"),
    "Desk.remote_success": ("desk.remote_success", "100 %"),
    "Desk.cost": ("desk.cost", "0 EUR/h"),
}

INSIDE: dict[str, Overlay] = {
    "Triage": {f"{PUMP}.triage": {}},
    "RemoteTest": {f"{PUMP}.remote_test": {}},
    "OnSite": {f"{PUMP}.on_site": {}},
    "SecondLine": SECOND_LINE,
    "CallBack": CALL_BACK,
    "Portal": PORTAL,
}
