"""Keys of skills, courses and turnover: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

ANNA = "technicians.anna"
CURVE: dict[str, Any] = {"skills": {"water": {"learning": {"rate": "85 %"}}}}
FADING: dict[str, Any] = {"skills": {"water": {"learning": {"rate": "85 %"}, "forgetting": {"half_life": "9 d"}}}}

BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Scenario.skills": ({}, CURVE),
    "Skill.learning": ({"skills": {"water": {}}}, CURVE),
    "Skill.forgetting": (CURVE, FADING),
    "Learning.rate": (CURVE, {"skills": {"water": {"learning": {"rate": "90 %"}}}}),
    "Learning.floor": (CURVE, {"skills": {"water": {"learning": {"rate": "85 %", "floor": "80 %"}}}}),
    "Forgetting.half_life": (FADING, {**FADING, "skills.water.forgetting.half_life": "20 d"}),
    "Forgetting.keeps": (FADING, {**FADING, "skills.water.forgetting.keeps": "90 %"}),
    "Technician.experience": (CURVE, {**CURVE, f"{ANNA}.experience": {"water": 20}}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Scenario.skills": ("skills", {}),
    "Skill.learning": ("skills.water.learning", None),
    "Skill.forgetting": ("skills.water.forgetting", None),
    "Learning.floor": ("skills.water.learning.floor", "0 %"),
    "Forgetting.keeps": ("skills.water.forgetting.keeps", "0 %"),
    "Technician.experience": (f"{ANNA}.experience", {}),
}

INSIDE: dict[str, dict[str, Any]] = {"Skill": {"skills": {"water": {}}}, "Learning": CURVE, "Forgetting": FADING}
"""What must be stated before the keys of a section can be."""

FEATURES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a learning curve on which nothing is learnt": ({}, {"skills": {"water": {"learning": {"rate": "100 %"}}}}),
}
