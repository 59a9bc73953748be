"""The generated JSON Schema accepts what the language accepts, and marks what it does not know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from json_schema import faults
from trees import values

from sim.registry import families
from sim.scenario.read import read_text
from sim.scenario.schema import json_schema
from sim.scenario.shape import section_keys
from sim.scenario.spec import Scenario

SCHEMA = json_schema()
SHIPPED = Path(__file__).parents[2] / "scenarios"
RICH = """
extends: base.yaml
levels: levels.csv
start: 2026-01-05
horizon: 1 y
parts: {table: parts.csv, key: '{part}'}
locations:
  factory: {supplier: true, lead_time: {lognormal: {median: 5 d, p90: 9 d}}}
  depot: {at: [50.11, 8.68], source: factory, stock: {seal: {rule: kanban, cards: 2, container: 3}, bolt: {rule: periodic, every: 1 w, level: 3}}}
asset_types:
  pump:
    failures:
      leak: {law: {exponential: 90 d}, parts: [seal], repair: 2 h, remote: 0.3}
      wear: {law: {weibull: {mean: 1 y, shape: 2}}, parts: {seal: {probability: 50 %}}, repair: {mixture: {of: [{share: 1, law: {exponential: 1 h}}]}}}
    maintenance: {every: 1 y, parts: [seal], duration: {triangular: {low: 1 h, mode: 2 h, high: 4 h}}}
    revisions: {A: 60 %, B: {share: 40 %, failures: {leak: {parts: [bolt]}}}}
sites: {plant: {at: [50.0, 8.5], region: north, offer: gold, assets: {pump: 12}}}
offers: {gold: {hours: [mon-fri 08:00-17:00, 'sat 08:00-12:00'], response: 4 h, response_penalty: 100 EUR, price: 1200 EUR/y}}
desk: {agents: 2, patience: {exponential: 5 min}, cost: 30 EUR/h}
technicians: {anna: {home: depot, skills: [welding], regions: [north], van: {seal: {rule: two_bin, bin: 1}}}}
skill_levels: {1: {repair_time: 1.5}}
travel: {matrix: {rows: {table: legs.csv}}}
dispatch: nearest
sourcing: {wait_limit: 2 h, steps: [{from: depot}, {from: emergency, time: 4 h, cost: 60 EUR}]}
returns: {transit: 5 d, shop: {location: depot, repair: 1 d}}
policies: {levels: {levels: levels.csv}, roomy: {technicians.*.van.seal: {rule: base_stock, level: 3}}, none: null}
headline: [availability]
"""


def plain(text: str) -> Any:
    return values(read_text(text, "s.yaml", []))


def check(text: str) -> list[str]:
    return list(faults(plain(text), SCHEMA, SCHEMA))


def test_accepts_a_scenario_with_everything_in_it() -> None:
    assert check(RICH) == []


def test_accepts_the_scenarios_that_ship() -> None:
    assert {path.name: check(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.yaml")} == {
        path.name: [] for path in SHIPPED.glob("*.yaml")
    }


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("horizon: 1 y", "horizon: 1"),
        ("horizon: 1 y", "horizn: 1 y"),
        ("rule: two_bin", "rule: twobin"),
        ("bin: 1", "bin: none"),
        ("exponential: 90 d", "exponential: 90"),
        ("repair: 2 h", "repair: 2"),
        ("dispatch: nearest", "dispatch: {nearest: {}}"),
        ("1200 EUR/y", "1200 EUR"),
        ("remote: 0.3", "remote: 3"),
        ("agents: 2", "agents: -1"),
        ("{from: depot}", "{from: moon}"),
        ("of: [{share: 1, ", "of: [{"),
        ("{table: legs.csv}", "{table: legs.csv, rows: x}"),
    ],
)
def test_refuses(good: str, bad: str) -> None:
    assert good in RICH
    assert check(RICH.replace(good, bad, 1))


def test_has_every_family_and_member() -> None:
    for family in families():
        text = json.dumps(SCHEMA["$defs"][f"family_{family.name}"])
        assert [word for word in family.members if f'"{word}"' not in text] == []


def test_has_every_key_with_its_meaning() -> None:
    assert set(SCHEMA["properties"]) == {"extends", "levels", *section_keys(Scenario)}
    for name, definition in [("Scenario", SCHEMA), *SCHEMA["$defs"].items()]:
        for key, schema in definition.get("properties", {}).items():
            assert schema.get("description"), f"{name}.{key} has no description"


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(SCHEMA)
    for reference in {piece.split('"')[0] for piece in text.split('"$ref": "')[1:]}:
        assert reference.removeprefix("#/$defs/") in SCHEMA["$defs"], reference
    assert "x-family" not in text
