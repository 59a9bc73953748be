"""Keys of customers and contracts: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

TERM: dict[str, Any] = {"offers.gold.term": "20 d", "offers.gold.renewal": {"leaves": "5 %"}}

GUIDE: dict[str, Any] = {
    "cause": "repeat visit",
    "failures": ["pump.leak"],
    "lead_time": "3 d",
    "cost": "500 EUR",
    "avoids": "20 %",
    "repair_success": 1,
}
ASKED: dict[str, Any] = {
    "customers": {
        "start": 70,
        "neutral": 60,
        "half_life": "60 d",
        "late_response": 5,
        "late_restoration": 6,
        "repeat_visit": 9,
        "downtime": 0.1,
        "as_expected": 2,
        "dissatisfied_below": 60,
        "complaint_share": "50 %",
        "answer": {"time": "1 d", "cost": "90 EUR", "restores": 10},
        "review_every": "9 d",
        "corrective_actions": {"guide": GUIDE},
    }
}


def asked(path: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Customers who are asked, with one key changed."""
    return ASKED, {**ASKED, f"customers.{path}": value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Offer.term": (TERM, {**TERM, "offers.gold.term": "60 d"}),
    "Offer.renewal": ({**TERM, "offers.gold.renewal": {}}, {**TERM, "offers.gold.renewal": {"leaves": "100 %"}}),
    "Renewal.leaves": (TERM, {**TERM, "offers.gold.renewal": {"leaves": "100 %"}}),
    "Renewal.changes": (TERM, {**TERM, "offers.gold.renewal": {"leaves": "5 %", "changes": {"basic": "100 %"}}}),
    "Renewal.dissatisfied": (
        {**TERM, **ASKED, "customers.dissatisfied_below": 100},
        {**TERM, **ASKED, "customers.dissatisfied_below": 100, "offers.gold.renewal.dissatisfied": "100 %"},
    ),
    "Scenario.customers": ({}, ASKED),
    "Insight.start": asked("start", 80),
    "Insight.neutral": asked("neutral", 90),
    "Insight.half_life": asked("half_life", "9 d"),
    "Insight.late_response": asked("late_response", 7),
    "Insight.late_restoration": asked("late_restoration", 9),
    "Insight.repeat_visit": asked("repeat_visit", 5),
    "Insight.downtime": asked("downtime", 0.3),
    "Insight.as_expected": asked("as_expected", 4),
    "Insight.dissatisfied_below": asked("dissatisfied_below", 30),
    "Insight.complaint_share": asked("complaint_share", "5 %"),
    "Insight.answer": asked("answer", {}),
    "Insight.review_every": asked("review_every", "40 d"),
    "Insight.corrective_actions": asked("corrective_actions", {}),
    "Answer.time": asked("answer.time", "4 d"),
    "Answer.cost": asked("answer.cost", "50 EUR"),
    "Answer.restores": asked("answer.restores", 30),
    "CorrectiveAction.cause": asked("corrective_actions.guide.cause", "downtime"),
    "CorrectiveAction.failures": asked("corrective_actions.guide.failures", ["pump.noise"]),
    "CorrectiveAction.complaints": asked("corrective_actions.guide.complaints", 9),
    "CorrectiveAction.lead_time": asked("corrective_actions.guide.lead_time", "30 d"),
    "CorrectiveAction.cost": asked("corrective_actions.guide.cost", "50 EUR"),
    "CorrectiveAction.avoids": asked("corrective_actions.guide.avoids", "90 %"),
    "CorrectiveAction.diagnosis_accuracy": asked("corrective_actions.guide.diagnosis_accuracy", "10 %"),
    "CorrectiveAction.repair_success": asked("corrective_actions.guide.repair_success", "20 %"),
    "Site.customers": ({}, {"sites.farm.customers": 3}),
    "Site.signed_before": (TERM, {**TERM, "sites.hill.signed_before": "15 d"}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Offer.term": ("offers.gold.term", None),
    "Offer.renewal": ("offers.gold.renewal", {}),
    "Renewal.leaves": ("offers.gold.renewal.leaves", "0 %"),
    "Renewal.changes": ("offers.gold.renewal.changes", {}),
    "Renewal.dissatisfied": ("offers.gold.renewal.dissatisfied", None),
    "Scenario.customers": ("customers", None),
    "Insight.start": ("customers.start", 100),
    "Insight.neutral": ("customers.neutral", 100),
    "Insight.half_life": ("customers.half_life", None),
    "Insight.late_response": ("customers.late_response", 0),
    "Insight.late_restoration": ("customers.late_restoration", 0),
    "Insight.repeat_visit": ("customers.repeat_visit", 0),
    "Insight.downtime": ("customers.downtime", 0),
    "Insight.as_expected": ("customers.as_expected", 0),
    "Insight.dissatisfied_below": ("customers.dissatisfied_below", 50),
    "Insight.complaint_share": ("customers.complaint_share", "4 %"),
    "Insight.answer": ("customers.answer", {}),
    "Insight.review_every": ("customers.review_every", None),
    "Insight.corrective_actions": ("customers.corrective_actions", {}),
    "Answer.time": ("customers.answer.time", "0 h"),
    "Answer.cost": ("customers.answer.cost", "0 EUR"),
    "Answer.restores": ("customers.answer.restores", 0),
    "CorrectiveAction.complaints": ("customers.corrective_actions.guide.complaints", 1),
    "CorrectiveAction.lead_time": ("customers.corrective_actions.guide.lead_time", "0 h"),
    "CorrectiveAction.cost": ("customers.corrective_actions.guide.cost", "0 EUR"),
    "CorrectiveAction.avoids": ("customers.corrective_actions.guide.avoids", "0 %"),
    "CorrectiveAction.diagnosis_accuracy": ("customers.corrective_actions.guide.diagnosis_accuracy", None),
    "CorrectiveAction.repair_success": ("customers.corrective_actions.guide.repair_success", None),
    "Site.customers": ("sites.farm.customers", 1),
    "Site.signed_before": ("sites.hill.signed_before", "0 h"),
}

_LITTLE = {key: ASKED["customers"][key] for key in ("late_restoration", "repeat_visit", "downtime", "dissatisfied_below")}
INSIDE: dict[str, dict[str, Any]] = {
    "Renewal": {"offers.gold.term": "20 d", "offers.gold.renewal": {}},
    "Insight": {"customers": _LITTLE},
    "Answer": {"customers": {**_LITTLE, "complaint_share": "50 %", "answer": {}}},
    "CorrectiveAction": ASKED,
}
"""What must be stated before the keys of a section can be."""
