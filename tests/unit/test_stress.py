"""The STRESS-DES report: whole for every shipped scenario, and about nothing that the scenario does not use."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from sim.app.stress import content_of, rules, write_stress
from sim.errors import UsageError
from sim.registry import families
from sim.report.stress import BLANK, Content, Rule, logic, markdown
from sim.report.stress.parameters import MOST_VALUES, parameter_tables
from sim.report.stress.write import blanks, html, sections
from sim.scenario.load import from_mapping, load
from sim.scenario.shape import Shape, section_keys, shape_of
from sim.scenario.spec import Scenario
from sim.scenario.stated import in_words, stated

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path for folder in ("scenarios", "scenarios/stories", "scenarios/drivers") for path in (ROOT / folder).glob("*.yaml")
)
ITEMS = [f"{section}.{item}" for section, items in enumerate((3, 5, 4, 3, 4, 1), start=1) for item in range(1, items + 1)]
QUICK = {"imaging", "tiny", "monitoring", "routes"}
FEW_QUICKLY = [each if each.stem in QUICK else pytest.param(each, marks=pytest.mark.slow) for each in SHIPPED]


@cache
def report_of(path: Path) -> tuple[Content, str]:
    content = content_of(load(path))
    return content, markdown(content)


def facts_of_all(content: Content) -> Iterator[frozenset[str]]:
    yield content.facts
    for policy in content.policies.values():
        yield frozenset(fact for each in policy.entries for fact in each.facts())


def sections_of_language() -> dict[type[BaseModel], dict[str, Shape]]:
    found: dict[type[BaseModel], dict[str, Shape]] = {}

    def look(model: type[BaseModel]) -> None:
        if model not in found:
            found[model] = section_keys(model)
            for shape in found[model].values():
                below = innermost(shape)
                if below.model is not None:
                    look(below.model)

    look(Scenario)
    return found


def innermost(shape: Shape) -> Shape:
    while shape.entry is not None:
        shape = shape.entry
    return shape


def tokens(conditions: list[str], *, positive: bool = False) -> set[str]:
    each = [word for condition in conditions for word in condition.split() if not (positive and word.startswith("!"))]
    return {token for word in each for token in word.removeprefix("!").split("|")}


# ---------------------------------------------------------------------- the sentences against the language
def test_every_section_of_the_language_has_a_sentence() -> None:
    told = {token.partition("=")[0] for token in tokens(logic.conditions(), positive=True)}
    holders: dict[str, set[str]] = {}
    for model, keys in sections_of_language().items():
        for key, shape in keys.items():
            below = innermost(shape)
            if below.model is not None:
                holders.setdefault(below.model.__name__, {below.model.__name__}).add(f"{model.__name__}.{key}")
    silent = {
        name for name, places in holders.items() if not places & told and not any(token.startswith(f"{name}.") for token in told)
    }
    assert silent == set(), "say in sim/report/stress/logic.yaml what the model does with these sections"


def test_conditions_name_only_what_the_language_knows() -> None:
    language = sections_of_language()
    keys = {f"{model.__name__}.{key}" for model, each in language.items() for key in each}
    members = {f"{family.name}:{word}" for family in families() for word in family.members}
    known = keys | members | {model.__name__ for model in language}
    assert {token for token in tokens(logic.every_condition()) if token.partition("=")[0] not in known} == set()


def test_every_rule_and_law_can_be_told() -> None:
    assert all(rule.meaning for rule in rules().values())


def places_of(path: str) -> set[str]:
    """'Class.key' of the last two sections on the way to a key of the scenario language, the class that has it, and 'Class.' of what stands under it."""
    shape: Shape | None = shape_of(Scenario)
    found: list[str] = []
    for step in path.split("."):
        if shape is None or shape.kind == "member":
            break
        if shape.kind == "section" and shape.model is not None:
            found.append(f"{shape.model.__name__}.{step}")
            shape = section_keys(shape.model).get(step)
        else:
            shape = shape.entry
    below = innermost(shape) if shape is not None else None
    inner = {f"{below.model.__name__}."} if below is not None and below.model is not None else set()
    named = {f"Scenario.{each}" for each in ("offers", "technicians", "locations", "parts", "asset_types", "sites")}
    return ({*found[-2:], found[-1].partition(".")[0]} - named) | inner


def is_about(condition: str, places: set[str]) -> bool:
    """Whether a sentence stands there because of one of these places."""
    told = {token.partition("=")[0] for token in tokens([condition], positive=True)}
    return bool(told & places) or any(f"{token.partition('.')[0]}." in places for token in told)


CAPABILITIES = [
    (row["number"], row["scenario_key"], row["story"])
    for row in csv.DictReader((ROOT / "tests/capabilities.csv").read_text(encoding="utf-8").splitlines())
    if row["scenario_key"] and row["story"].endswith(tuple("abcdefghijklmnopqrstuvwxyz_0123456789"))
]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "key", "story"), CAPABILITIES, ids=[each[0] for each in CAPABILITIES])
def test_every_capability_that_a_story_uses_is_told(number: str, key: str, story: str) -> None:
    content, text = report_of(ROOT / story.partition("#")[0])
    places = places_of(key)
    told = [
        each["text"]
        for facts in facts_of_all(content)
        for topic in logic._read("logic")
        for each in topic["says"]
        if logic.holds(each["when"], facts) and is_about(each["when"], places)
    ]
    ruled = [
        content.rules[member].meaning
        for policy in [content.entries, *(each.entries for each in content.policies.values())]
        for each in policy
        for member in each.members
        if each.pattern.startswith(key) or key.startswith(each.pattern)
    ]
    said = " ".join(text.split())
    assert any(" ".join(each.split()) in said for each in [*told, *ruled]), (number, key)


# ---------------------------------------------------------------------- whole, and nothing else
@pytest.mark.parametrize("path", FEW_QUICKLY, ids=lambda each: each.stem)
def test_the_report_of_every_shipped_scenario_is_whole(path: Path) -> None:
    content, text = report_of(path)
    report = sections(content)
    items = {item.number: item for section in report for item in section.items}
    assert list(items) == ITEMS
    only_blank = {number for number, item in items.items() if {type(each).__name__ for each in item.blocks} == {"Blank"}}
    asked = {"1.1"} if not content.description else set()
    assert only_blank <= {"4.3"} | asked | ({"1.2"} if not content.figures else set()) | (
        {"1.3"} if not content.policies else set()
    )
    assert not re.search(r"\b(None|nan|Undefined)\b(?!\.)|\{|\bsim\.", text.partition("## 3 Data")[0].replace("None.", ""))
    assert text.count(f"> **{BLANK}:**") == len(blanks(report))
    assert {number for number, _ in blanks(report)} >= {"1.1", "3.1", "3.2", "3.4", "4.3", "5.3", "5.4", "6.1"}


WORDS = {
    "portal": "Desk.portal",
    "second line": "Desk.second_line",
    "lines are taken": "Desk.lines",
    "partner": "Scenario.partners",
    "warranty": "AssetType.warranty|Offer.extends_warranty",
    "cores": "Scenario.returns",
    "retrofit": "AssetType.retrofits",
    "revision": "AssetType.revisions",
    "sensors": "FailureMode.monitoring",
    "alarm": "FailureMode.monitoring",
    "backlog": "Scenario.backlog",
    "courses": "Scenario.courses",
    "kanban": "stock:kanban|stock:two_bin",
    "forecast": "stock:forecast|Discontinued.last_time_buy",
    "prospect": "Scenario.channels",
    "complain": "Scenario.customers",
    "invoice": "Scenario.billing|Mobility.report|Mobility.delay",
    "carrier": "Scenario.carriers",
    "disruption": "Location.disruptions",
    "appointment": "Offer.appointments|dispatch:route_plan",
    "holidays": "Scenario.holidays",
    "absent": "Technician.absence",
    "on-call": "Technician.on_call",
    "emergency": "SourcingStep.from=emergency",
    "lateral": "SourcingStep.from=lateral|Sourcing.owed_by|Location.laterals",
    "refurbished": "EndOfLife.refurbish|Part.refurbished",
    "planned work": "AssetType.maintenance|AssetType.tasks|AssetType.replacement",
    "kit": "Part.contains|Retrofit.kit",
}
"""Word -> facts of which one must hold where the report of the base model says it."""


@pytest.mark.parametrize("path", FEW_QUICKLY, ids=lambda each: each.stem)
def test_nothing_is_claimed_that_the_scenario_does_not_use(path: Path) -> None:
    content, _ = report_of(path)
    told = [*logic.sentences(content.facts), *logic.assumptions(content.facts)]
    told += [
        each
        for kind in ("entities", "activities", "resources", "queues", "entry")
        for each in logic.components(kind, content.facts)
    ]
    said = " ".join(each for each in told).lower()
    wrong = [word for word, fact in WORDS.items() if re.search(rf"\b{word}", said) and not logic.holds(fact, content.facts)]
    assert wrong == []


def tree(**changes: object) -> dict[str, object]:
    """A small scenario."""
    parts = {"seal": {"price": "20 EUR"}}
    mode = {"law": {"exponential": "90 d"}, "parts": ["seal"], "repair": "2 h"}
    return {
        "name": "Small",
        "parts": parts,
        "locations": {"maker": {"supplier": True, "lead_time": "3 d"}, "depot": {"source": "maker", "stock": {"seal": {"rule": "base_stock", "level": 2}}}},
        "asset_types": {"pump": {"failures": {"leak": mode}}},
        "sites": {"plant": {"assets": {"pump": 3}}},
        "technicians": {"Kim": {"home": "depot"}},
        **changes,
    }  # fmt: skip


def test_a_neutral_value_that_is_stated_is_not_told() -> None:
    plain = stated(from_mapping(tree()).scenario())
    said = tree(parts={"seal": {"price": "20 EUR", "no_fault_found": "0 %", "shrinkage": "0 %/y"}}, holidays=[], warm_up="0 h")
    assert stated(from_mapping(said).scenario()) == plain


def test_what_is_switched_off_is_told() -> None:
    file = from_mapping(tree(scheduling={"access_known": False}))
    assert [each.value for each in stated(file.scenario()) if each.pattern == "scheduling.access_known"] == ["no"]


def test_laws_and_amounts_in_words() -> None:
    at = [50.0, 7.0]
    places = {
        "maker": {"supplier": True, "lead_time": "3 d"},
        "depot": {"source": "maker", "at": at, "stock": {"seal": {"rule": "base_stock", "level": 2}}},
    }
    scenario = from_mapping(
        tree(
            locations=places,
            sites={"plant": {"at": at, "assets": {"pump": 3}}},
            travel={"straight_line": {"speed": "60 km/h", "road_factor": 1.3}}, desk={"agents": 2, "handling": {"lognormal": {"mean": "12 min", "cv": 0.7}}})
    ).scenario()  # fmt: skip
    values = {each.pattern: each.value for each in stated(scenario)}
    assert values["travel"].startswith("straight line (speed 60 km/h, road factor 1.3")
    assert values["desk.handling"] == "lognormal (mean 12 min, coefficient of variation 0.7)"
    assert values["parts.*.price"] == "20 EUR"
    assert values["locations.*.lead_time"] == "3 d"
    assert in_words(0.975, "share") == "97.5 %"
    assert in_words([1, 2], "") == "1, 2"


def test_what_the_desk_does_goes_with_the_desk() -> None:
    without, with_desk = (content_of(from_mapping(tree(**more))) for more in ({}, {"desk": {"agents": 2}}))
    assert "There is no service desk" in markdown(without)
    assert "There is no service desk" not in markdown(with_desk)
    assert "Callers take a free agent" in markdown(with_desk)


def test_a_policy_says_what_comes_into_force_with_it() -> None:
    text = markdown(content_of(from_mapping(tree(policies={"hotline": {"desk.agents": 2}}))))
    policy = text.partition("#### Policy: hotline")[2].partition("### 2.4")[0]
    assert "| desk.agents | 2 |" in policy
    assert "come into force: Callers take a free agent" in policy
    assert "no longer apply: There is no service desk" in policy


def test_long_lists_are_counted() -> None:
    parts = {f"part {i}": {"price": f"{i + 1} EUR"} for i in range(500)} | {"seal": {"price": "20 EUR"}}
    tables = {table.title: table for table in parameter_tables(stated(from_mapping(tree(parts=parts)).scenario()))}
    (row,) = (row for row in tables["Parts"].rows if row[0] == "price")
    assert row[1:3] == ("500 values, 1 EUR to 500 EUR", "501 entries; all in the scenario file")
    few = {f"part {i}": {"price": f"{i + 1} EUR"} for i in range(MOST_VALUES - 1)} | {"seal": {"price": "20 EUR"}}
    tables = {table.title: table for table in parameter_tables(stated(from_mapping(tree(parts=few)).scenario()))}
    assert len(tables["Parts"].rows) == MOST_VALUES


def test_an_algorithm_of_the_authors_own_is_a_blank() -> None:
    content = content_of(from_mapping(tree()))
    key = ("dispatch", "first_come_first_served")
    own = dataclasses.replace(
        content, rules={**content.rules, key: Rule("dispatch rule", key[1], "Mine.", decides=True, ours=False)}
    )
    asked = [text for number, text in blanks(sections(own)) if number in {"2.4", "6.1"}]
    assert len(asked) == 3
    assert sum("first come first served" in text for text in asked) == 2


# ---------------------------------------------------------------------- with a study
STUDY = {
    "name": "Depots",
    "question": "Does a desk pay?",
    "scenario": "../scenarios/small.yaml",
    "scenario_hash": "abc",
    "kind": "comparison",
    "points": [
        {"name": "as is", "policy": "baseline", "factors": {}, "replications": 12},
        {"name": "n=3", "policy": "baseline", "factors": {"n": 3}, "replications": 9},
    ],
    "figures": ["availability"],
    "confidence": 0.9,
    "seed": 77,
    "start": "2026-01-05",
    "horizon_hours": 17520.0,
    "warm_up_hours": 240.0,
    "failed": 1,
    "failures": [{"point": "n=3", "replication": 4, "error": "out of luck"}],
    "complete": False,
    "says": ["It pays."],
    "notes": ["Means have t intervals."],
    "versions": {"firstfix": "9.9", "system": "Plan 9"},
    "command": "firstfix study depots.yaml",
    "elapsed": 61.0,
    "computing": 120.0,
}  # fmt: skip


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "study.json").write_text(json.dumps(STUDY), encoding="utf-8")
    (tmp_path / "experiment.yaml").write_text("scenario: small.yaml\n# mine\n", encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(from_mapping(tree()).resolved_text(), encoding="utf-8")
    return tmp_path


def test_a_study_fills_its_items(directory: Path) -> None:
    text, page = write_stress(directory)
    said = text.read_text(encoding="utf-8")
    for words in (
        "# STRESS-DES report: Depots",
        "The study asks: Does a desk pay?",
        "| n=3 | baseline | n = 3 |",
        "| n=3 | 9 |",
        "# mine",
        "confidence 90 %",
        "The seed is 77",
        "simulates 2 y from 2026-01-05",
        "the first 10 d of each run",
        "n=3, replication 4: out of luck",
        "- It pays.",
        "- Means have t intervals.",
        "firstfix 9.9",
        "Plan 9",
        "firstfix study depots.yaml",
        "took 61 s, 120 s of computing",
        "`small.yaml`",
        "`abc`",
    ):
        assert words in said, words
    asked = [
        re.sub(r"^#+ (\S+).*", r"\1", part.splitlines()[0])
        for part in re.split(r"(?m)^(?=### )", said)
        if BLANK in part and part.startswith("###")
    ]
    assert asked == ["1.1", "3.1", "3.2", "3.4", "4.1", "5.4", "6.1"]
    assert f"{BLANK}:" in page.read_text(encoding="utf-8")
    assert (directory / "charts" / "stress_overview.png").exists()


def test_a_question_is_not_invented(directory: Path) -> None:
    (directory / "study.json").write_text(json.dumps(STUDY | {"question": ""}), encoding="utf-8")
    said = write_stress(directory)[0].read_text(encoding="utf-8")
    assert "The study asks" not in said
    assert f"{BLANK}:** the question" in said


def test_any_other_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not the directory of a study"):
        write_stress(tmp_path)


def test_the_page_escapes_what_a_scenario_says() -> None:
    page = html(content_of(from_mapping(tree(name="<script>alert(1)</script>", description="a `<b>` c"))), "data:,")
    assert "<script" not in page
    assert "<code>&lt;b&gt;</code>" in page
