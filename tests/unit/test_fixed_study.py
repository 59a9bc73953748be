"""A fixed number of replications of everything: which differences to the first way to run are told, and in which words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from made_study import study_of
from studies import drive

from sim.experiment.procedure import Point
from sim.experiment.procedures.fixed import fixed
from sim.experiment.words import Said
from sim.kpi.words import prose


def luck(point: Point, replication: int) -> dict[str, float]:
    """A cost with much common luck, 20,000 less at 'lean'; a response time that differs by luck only."""
    common = np.random.default_rng([1, replication]).normal()
    own = np.random.default_rng([2, replication, len(point.name)]).normal()
    cost = 1e6 + 1e5 * common + 1e4 * own - 20_000.0 * (point.name == "lean")
    return {"cost": cost, "availability": 0.97, "response_time": 4.0 + own}


def test_what_can_be_told_from_luck_is_told_with_its_interval() -> None:
    study = study_of("today", "lean", figures=["cost", "response_time", "availability"], replications=30)
    findings, asked = drive(fixed(study), luck)
    assert set(asked.values()) == {30}
    assert findings.kind == "comparison"
    cost, response, availability = findings.says
    row = findings.tables["comparison"].set_index(["figure", "policy"]).loc[("cost", "lean")]
    assert cost.startswith("Cost: 'lean' is better than 'today': −")
    assert "EUR a year (−" in cost
    assert row["verdict"] == "better"
    assert response.startswith("Response time: no detectable difference between 'lean' and 'today' (")
    assert availability == "Availability: the same at 'lean' as at 'today' in every replication."


def test_many_ways_are_counted_and_the_furthest_is_named() -> None:
    study = study_of("today", "lean", *(f"number {'i' * at}" for at in range(1, 6)), figures=["cost"], replications=30)
    findings, _ = drive(fixed(study), luck)
    assert len(findings.says) == 1
    assert findings.says[0].startswith("Cost: 1 of 6 ways to run differs detectably from 'today': 'lean' is better, −")
    assert any("99.17 % each the 6 of a figure" in note for note in findings.notes)


def test_points_of_a_sample_are_held_against_none_of_them() -> None:
    says: dict[str, Any] = {"factors": {"load": {"uniform": {"low": 1, "high": 2}}}, "design": {"latin_hypercube": {"points": 4}}}
    study = study_of("today", figures=["cost"], replications=5, **says)
    study.points = [study.point({"load": load}, "today") for load in (1.1, 1.9, 1.4, 1.6)]

    def rising(point: Point, replication: int) -> dict[str, float]:
        return {"cost": 1e6 * point.value("load") + 1e3 * replication}

    findings, _ = drive(fixed(study), rising)
    assert findings.kind == "sample"
    [said] = findings.says
    assert said.startswith(
        "Cost: means from 1,102,000 EUR a year ('today: load=1.1') to 1,902,000 EUR a year ('today: load=1.9') over 4 ways"
    )
    assert said.endswith("half of them within 1,330,000 to 1,680,000 EUR a year.")
    assert not any("paired" in note for note in findings.notes)
    asked = study_of("today", figures=["cost"], replications=5, compare="first", **says)
    asked.points = study.points
    assert drive(fixed(asked), rising)[0].kind == "comparison"


def test_rules_that_are_compared_are_called_as_in_the_names_of_their_points() -> None:
    kanban, stock = '{"rule": "kanban", "cards": 2}', '{"rule": "base_stock", "level": 4}'
    study = study_of(
        "today",
        figures=["cost"],
        replications=30,
        factors={"shelf": {"values": ["a", "b"]}, "load": {"values": [1, 2]}},
        compare="shelf",
    )
    study.points = [study.point({"shelf": rule, "load": load}, "today") for load in (1, 2) for rule in (stock, kanban)]

    def draw(point: Point, replication: int) -> dict[str, float]:
        return {"cost": luck(point, replication)["cost"] - 90_000.0 * (point.value("shelf") == kanban)}

    findings, _ = drive(fixed(study), draw)
    assert findings.says[0].startswith(
        "Cost: 'kanban cards 2' is better than 'base_stock level 4' everywhere. Most of all at load "
    )


def test_goals_are_judged_and_the_best_of_those_that_keep_them_comes_first() -> None:
    """Lean costs 20,000 less; idle, no cheaper than lean but for luck, breaks the limit; nobody can tell of the last one."""

    def draw(point: Point, replication: int) -> dict[str, float]:
        level = {"today": 0.98, "lean": 0.98, "idle": 0.90, "on the edge": 0.97}[point.name]
        wobble = np.random.default_rng([3, replication]).normal()
        return luck(point, replication) | {"availability": level + 0.01 * wobble}

    goals = {"minimise": "cost", "at_least": {"availability": "97 %"}}
    study = study_of("today", "lean", "idle", "on the edge", figures=["cost"], replications=40, goals=goals)
    findings, _ = drive(fixed(study), draw)
    assert findings.says[0].startswith(
        "Of the 2 of 4 ways to run that keep availability at least 97 %, 'lean' has the lowest cost: "
    )
    assert findings.says[1] == "'idle' does not keep the limit."
    assert findings.says[2].startswith("Of 'on the edge' it cannot be told")
    table = findings.tables["goals"].set_index("point")
    assert table["place"].to_dict() == {"lean": "best", "today": "behind", "idle": "", "on the edge": ""}
    assert findings.tables["goals_limits"].set_index("point").loc["idle", "verdict"] == "does not meet"
    assert "comparison" in findings.tables
    assert any("one-sided bounds" in note for note in findings.notes)
    nobody = study_of("today", "idle", figures=["cost"], replications=40, goals={"at_least": {"availability": "99.9 %"}})
    findings, _ = drive(fixed(nobody), draw)
    assert findings.says[0] == "None of 2 ways to run keeps availability at least 99.9 % for sure."
    only = study_of("today", "idle", figures=["cost"], replications=40, goals=goals)
    findings, _ = drive(fixed(only), draw)
    assert findings.says[0].startswith("Only 'today' of 2 ways to run keeps availability at least 97 %. It has cost ")
    alone, _ = drive(fixed(study_of("today", figures=["cost"], replications=40, goals=goals)), draw)
    assert alone.says[0] == "'today' keeps availability at least 97 %."
    idle, _ = drive(fixed(study_of("idle", figures=["cost"], replications=40, goals=goals)), draw)
    assert idle.says[0] == "'idle' does not keep availability at least 97 %."
    nothing = study_of("today", "idle", figures=["cost"], replications=40, goals={"minimise": "mean_time_to_restoration"})
    assert not any("keep" in said for said in drive(fixed(nothing), draw)[0].says), "a figure without data says nothing"


def test_one_way_to_run_has_means_and_one_replication_no_interval() -> None:
    findings, _ = drive(fixed(study_of("today", figures=["response_time"], replications=1)), luck)
    assert findings.says == [f"Response time: {Said('h').amount(luck(Point('today', 'today'), 0)['response_time'])}."]
    assert "one replication has none" in findings.notes[0]
    findings, asked = drive(fixed(study_of("today")), luck)
    assert set(asked.values()) == {20}, "the scenario's own number"
    assert " ± " in findings.says[0]


def test_what_is_missing_is_said() -> None:
    study = study_of("today", "lean", figures=["cost", "time_to_restoration"], replications=10)
    findings, _ = drive(fixed(study), luck, lambda point, number: point.name == "lean" and number < 3)
    assert any("'time_to_restoration' has no data anywhere" in note for note in findings.notes)
    assert any("'cost' has data in 7 of 10 replications at 'lean'" in note for note in findings.notes)


@pytest.mark.parametrize(
    ("unit", "number", "half", "text"),
    [
        ("money/y", 994_270.3, 12_743.5, "994,000 ± 13,000 EUR a year"),
        ("share", 0.96950, 0.00126, "96.95 % ± 0.13 points"),
        ("h", 3.456, 0.123, "3.46 ± 0.12 h"),
        ("count", 12.0, math.nan, "12.0"),
        ("money/call", 301.2, 0.0, "301 ± 0 EUR a call"),
        ("h", math.nan, 1.0, "no data"),
    ],
)
def test_numbers_are_rounded_to_what_the_interval_can_tell(unit: str, number: float, half: float, text: str) -> None:
    assert Said(unit).give_or_take(number, half) == text


def test_differences_have_their_sign_and_figures_their_words() -> None:
    assert Said("share").difference(-0.0213, 0.004) == "−2.13 points"
    assert Said("money", "CHF").difference(12_345.0, 400.0) == "+12,340 CHF"
    assert Said("h").between(-0.17, 0.731) == "−0.17 to +0.73"
    assert Said("h").between(math.nan, 1.0) == ""
    assert prose("time_to_restoration.p95") == "time to restoration (p95)"
