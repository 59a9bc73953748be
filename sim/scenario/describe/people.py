"""Technicians, what they can, and what they can learn, and partners, as columns."""

from __future__ import annotations

from typing import Any

from sim.scenario.describe.columns import Columns, columns_of
from sim.scenario.skills import Skill
from sim.scenario.spec import Scenario


def technicians(scenario: Scenario) -> Columns:
    """Technicians: their homes and what they cost."""
    return columns_of(
        (
            "technician",
            "home",
            "cost",
            "overtime_cost",
            "on_call_cost",
            "regions",
            "helps",
            "helps_from",
            "call_out_cost",
            "on_call_priority",
            "overtime_limit",
        ),
        [
            (
                name,
                spec.home,
                spec.cost,
                spec.cost if spec.overtime_cost is None else spec.overtime_cost,
                spec.on_call_cost,
                ", ".join(spec.regions),
                *((None, None) if spec.helps is None else (", ".join(spec.helps.regions), spec.helps.at_least)),
                spec.call_out_cost,
                None if spec.on_call is None else spec.on_call_priority,
                spec.overtime_limit,
            )
            for name, spec in scenario.each_technician()
        ],
    )


def skills(scenario: Scenario) -> Columns:
    """What is learnt by doing, and how."""
    rows: list[tuple[Any, ...]] = []
    for name in scenario.every_skill():
        spec = scenario.skills.get(name, Skill())
        learning = (1.0, 0.0) if spec.learning is None else (spec.learning.rate, spec.learning.floor)
        rows.append((name, *learning, None if spec.forgetting is None else spec.forgetting.half_life, spec.certificate))
    return columns_of(("skill", "learning_rate", "learning_floor", "half_life", "certificate"), rows)


def tools(scenario: Scenario) -> Columns:
    """Scarce tools: how many of each are kept where."""
    rows = [(name, home, count, tool.cost) for name, tool in scenario.tools.items() for home, count in tool.at.items()]
    return columns_of(("tool", "home", "count", "cost"), rows)


def courses(scenario: Scenario) -> Columns:
    """Courses: what they teach and cost."""
    return columns_of(
        ("course", "skill", "lasts", "level", "experience", "cost"),
        [(name, each.skill, each.lasts, each.level, each.experience, each.cost) for name, each in scenario.courses.items()],
    )


def partners(scenario: Scenario) -> Columns:
    """Partners: what they ask, how many jobs they take at a time, whether they hand back, and how long orders wait for ours first."""
    asks = ("visit_cost", "hourly_cost", "parts_price", "retainer", "capacity", "hands_back", "after")
    rows = [(name, *(getattr(each, key) for key in asks)) for name, each in scenario.partners.items()]
    return columns_of(("partner", *asks), rows)
