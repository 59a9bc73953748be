"""Keys of skills, courses and turnover: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

ANNA = "technicians.anna"
CURVE: dict[str, Any] = {"skills": {"water": {"learning": {"rate": "85 %"}}}}
FADING: dict[str, Any] = {"skills": {"water": {"learning": {"rate": "85 %"}, "forgetting": {"half_life": "9 d"}}}}

COURSE: dict[str, Any] = {
    "courses": {"pumps": {"skill": "water", "who": ["anna", "bert"], "lasts": "20 h", "level": 3, "experience": 9, "at": "5 d"}},
    **CURVE,
}
CERTIFIED: dict[str, Any] = {**COURSE, "skills": {"water": {"certificate": "30 d"}}, "courses.pumps.experience": 0}
LEAVING: dict[str, Any] = {
    **CURVE,
    f"{ANNA}.leaves": {"exponential": "20 d"},
    f"{ANNA}.replaced": {"after": "3 d", "skills": {"water": 1, "electronics": 1}, "experience": {"water": 2}},
}


def course(key: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A course with one key changed."""
    return COURSE, {**COURSE, f"courses.pumps.{key}": value}


def leaving(key: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A replacement with one key changed."""
    return LEAVING, {**LEAVING, f"{ANNA}.{key}": value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Scenario.skills": ({}, CURVE),
    "Skill.learning": ({"skills": {"water": {}}}, CURVE),
    "Skill.forgetting": (CURVE, FADING),
    "Learning.rate": (CURVE, {"skills": {"water": {"learning": {"rate": "90 %"}}}}),
    "Learning.floor": (CURVE, {"skills": {"water": {"learning": {"rate": "85 %", "floor": "80 %"}}}}),
    "Forgetting.half_life": (FADING, {**FADING, "skills.water.forgetting.half_life": "20 d"}),
    "Forgetting.keeps": (FADING, {**FADING, "skills.water.forgetting.keeps": "90 %"}),
    "Technician.experience": (CURVE, {**CURVE, f"{ANNA}.experience": {"water": 20}}),
    "Skill.level_after": (CURVE, {**CURVE, "skills.water.level_after": {3: 5}}),
    "Skill.certificate": (COURSE, {**COURSE, "skills.water.certificate": "30 d"}),
    "Technician.certificates": (CERTIFIED, {**CERTIFIED, f"{ANNA}.certificates": {"water": "2 d"}}),
    "Scenario.courses": ({}, {"courses": {"pumps": {"skill": "water", "who": ["anna"], "lasts": "20 h", "level": 3}}}),
    "Course.skill": (
        {**COURSE, "courses.pumps.experience": 0},
        {**COURSE, "courses.pumps.experience": 0, "courses.pumps.skill": "electronics"},
    ),
    "Course.who": course("who", ["bert", "anna", "cleo"]),
    "Course.lasts": course("lasts", "30 h"),
    "Course.level": course("level", 2),
    "Course.experience": course("experience", 20),
    "Course.delay": course("delay", "20 d"),
    "Course.hours": course("hours", "fri 12:00-16:00"),
    "Course.at": course("at", "9 d"),
    "Course.apart": course("apart", "7 d"),
    "Course.every": course("every", "30 d"),
    "Course.cost": course("cost", "500 EUR"),
    "Course.kind": course("kind", "e_learning"),
    "Technician.leaves": ({}, {f"{ANNA}.leaves": {"exponential": "20 d"}}),
    "Technician.replaced": leaving("replaced", None),
    "Replacement.after": leaving("replaced.after", "5 d"),
    "Replacement.skills": leaving("replaced.skills", {"water": 2, "electronics": 1}),
    "Replacement.experience": leaving("replaced.experience", {"water": 30}),
    "Replacement.induction": (
        {**LEAVING, **COURSE},
        {**LEAVING, **COURSE, f"{ANNA}.replaced.induction": ["pumps"]},
    ),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Scenario.skills": ("skills", {}),
    "Skill.learning": ("skills.water.learning", None),
    "Skill.forgetting": ("skills.water.forgetting", None),
    "Learning.floor": ("skills.water.learning.floor", "0 %"),
    "Forgetting.keeps": ("skills.water.forgetting.keeps", "0 %"),
    "Technician.experience": (f"{ANNA}.experience", {}),
    "Skill.level_after": ("skills.water.level_after", {}),
    "Skill.certificate": ("skills.water.certificate", None),
    "Technician.certificates": (f"{ANNA}.certificates", {}),
    "Scenario.courses": ("courses", {}),
    "Course.level": ("courses.pumps.level", None),
    "Course.experience": ("courses.pumps.experience", 0),
    "Course.delay": ("courses.pumps.delay", "0 h"),
    "Course.hours": ("courses.pumps.hours", "always"),
    "Course.at": ("courses.pumps.at", "0 h"),
    "Course.apart": ("courses.pumps.apart", "0 h"),
    "Course.every": ("courses.pumps.every", None),
    "Course.cost": ("courses.pumps.cost", "0 EUR"),
    "Course.kind": ("courses.pumps.kind", "course"),
    "Course.who": ("courses.pumps.who", []),
    "Technician.leaves": (f"{ANNA}.leaves", None),
    "Technician.replaced": (f"{ANNA}.replaced", None),
    "Replacement.after": (f"{ANNA}.replaced.after", "0 h"),
    "Replacement.skills": (f"{ANNA}.replaced.skills", {"water": 2, "electronics": 3}),
    "Replacement.experience": (f"{ANNA}.replaced.experience", {}),
    "Replacement.induction": (f"{ANNA}.replaced.induction", []),
}

INSIDE: dict[str, dict[str, Any]] = {
    "Skill": {"skills": {"water": {}}},
    "Learning": CURVE,
    "Forgetting": FADING,
    "Course": {**LEAVING, **COURSE, f"{ANNA}.replaced.induction": ["pumps"]},
    "Replacement": LEAVING,
}
"""What must be stated before the keys of a section can be."""

FEATURES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a learning curve on which nothing is learnt": ({}, {"skills": {"water": {"learning": {"rate": "100 %"}}}}),
}
