"""Dispatch among thousands: it decides as if it looked at everybody, and does not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.build import simulate
from sim.policies.dispatch import Nearest, OrderView, TechnicianView
from sim.scenario.spec import Scenario

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "dispatching.py"
MEDIAN_MS = 5.0
"""Five times what is promised, since tests run on busy machines; a look at everybody takes longer still."""


def country(dispatch: Any, **more: Any) -> Scenario:
    """Twenty technicians of four kinds, shifts, calls at night and vans, hard pressed by customers in few places."""
    kinds = {
        "anna": {"home": "north", "skills": {"water": 1}, "van": {"seal": {"rule": "base_stock", "level": 1}}},
        "bert": {"home": "south", "skills": {"water": 3}, "at_shift_end": "stop", "hours": "Mon-Fri 07:00-17:00"},
        "cleo": {"home": "south", "skills": {"water": 2}, "hours": "Mon-Sun 06:00-20:00", "on_call": "Mon-Sun 20:00-24:00"},
        "dora": {"home": "north", "skills": {"water": 2}, "van": {"seal": {"rule": "base_stock", "level": 2}}},
    }
    return Scenario.model_validate(
        {
            "horizon": "25 d",
            "parts": {"seal": {}, "board": {}},
            "locations": {
                "north": {"at": [50.0, 8.0], "stock": {"seal": {"rule": "base_stock", "level": 9}}},
                "south": {"at": [49.0, 8.0], "stock": {"board": {"rule": "base_stock", "level": 9}}},
            },
            "asset_types": {
                "pump": {
                    "failures": {
                        "leak": {"law": {"exponential": "4 d"}, "parts": ["seal"], "repair": "9 h", "skill": "water"},
                        "jam": {"law": {"exponential": "9 d"}, "priority": 1, "repair": "5 h"},
                        "dark": {"law": {"exponential": "8 d"}, "parts": ["board"], "repair": "9 h", "skill": "water"},
                    }
                }
            },
            "sites": {
                f"s{i}": {"at": [49.0 + i % 3 / 4, 8.0 + i % 2], "assets": {"pump": 9}, "technicians": ["cleo", "bert"][: i % 3]}
                for i in range(5)
            },
            "technicians": {name: {"count": 5, **each} for name, each in kinds.items()},
            "travel": {"straight_line": {"fixed": "5 min"}},
            "dispatch": dispatch,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("dispatch", "travel"),
    [
        ("nearest", {"straight_line": {"fixed": "5 min"}}),
        ({"rule": "nearest", "priority_first": False}, {"straight_line": {}}),
        ("parts_aware", {"straight_line": {}}),
        ("skill_best", {"straight_line": {}}),
        ({"rule": "skill_best", "prefer": "least"}, {"timed": {"time": "1 h"}}),
        ("nearest", {"timed": {"time": {"exponential": "1 h"}}}),
        ("parts_aware", "instant"),
        ("preferred", {"straight_line": {}}),
    ],
    ids=str,
)
def test_a_search_nearby_finds_whom_a_look_at_everybody_finds(
    dispatch: Any, travel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = country(dispatch, travel=travel)
    everybody = simulate(scenario).log
    monkeypatch.setattr("sim.system.dispatcher.FEW", 1)
    nearby = simulate(scenario).log
    assert len(nearby.visits.rows()) > 200
    assert nearby.digest() == everybody.digest()


def test_a_rule_derived_from_nearest_looks_at_everybody_until_it_says_otherwise() -> None:
    class Farthest(Nearest):
        """The other way round."""

        def fit(self, order: OrderView, technician: TechnicianView) -> float:
            return -technician.hours_to(order)

    class Slower(Farthest):
        """Near again."""

        looks_at = "near"

    assert [rule.may_look_at() for rule in (Nearest(), Farthest(), Slower())] == ["near", "all", "near"]


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["preferred", "nearest", "parts_aware"])
def test_a_decision_among_ten_thousand_is_quick(rule: str) -> None:
    spec = importlib.util.spec_from_file_location("dispatching", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    dispatching = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(dispatching)
    sys.path[:] = path
    found = dispatching.decisions(rule, number=30)
    assert max(found.values()) < MEDIAN_MS
