"""Paths, wildcards and merging: what a policy or an extending file changes, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from trees import values

from sim.scenario.overlay import Draft, PathError, Segment, merge, parse_path, write_segments
from sim.scenario.read import read_text
from sim.scenario.shape import shape_of
from sim.scenario.spec import Scenario
from sim.scenario.tree import Mark, Node

SCENARIO = shape_of(Scenario)
BASE = """
locations: {factory: {supplier: true}, depot_a: {source: factory}, depot_b: {source: factory, stock: {seal: {rule: two_bin, bin: 1}}}}
technicians: {anna: {home: depot_a}, "b.o'b": {home: depot_b}}
sourcing: {steps: [{from: depot}, {from: emergency, time: 1 d}]}
"""


def tree(text: str) -> Node:
    return read_text(text, "s.yaml", [])


def assigned(path: str, value: str, base: str = BASE) -> Any:
    draft = Draft(tree(base), SCENARIO)
    draft.assign(parse_path(path), tree(value), Mark("p"))
    return values(draft.root)


def refusal(path: str, value: str = "1") -> str:
    with pytest.raises(PathError) as caught:
        assigned(path, value)
    hint = caught.value.suggestion
    return caught.value.message + (f" ({hint}?)" if hint else "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("horizon", ["horizon"]),
        ("technicians.anna.van", ["technicians", "anna", "van"]),
        ('locations."St. Gallen".stock', ["locations", "St. Gallen", "stock"]),
        ("locations.'12\" pipes'.stock", ["locations", '12" pipes', "stock"]),
        ("locations . depot a . stock", ["locations", "depot a", "stock"]),
        ('x."*"', ["x", "*"]),
    ],
)
def test_paths_read_and_write(text: str, names: list[str]) -> None:
    path = parse_path(text)
    assert path == [Segment(name) for name in names]
    assert parse_path(write_segments(path)) == path


def test_an_unquoted_star_is_a_wildcard() -> None:
    path = parse_path("technicians.*.van")
    assert path[1] == Segment("*", wild=True)
    assert parse_path(write_segments(path)) == path


@pytest.mark.parametrize("text", ["", ".", "a..b", "a.", ".a", 'a."b', 'a."b"c'])
def test_broken_paths(text: str) -> None:
    with pytest.raises(PathError):
        parse_path(text)


def test_a_value_replaces_wholly_and_leaves_the_rest() -> None:
    found = assigned("locations.depot_b.stock.seal", "{rule: base_stock, level: 2}")
    assert found["locations"]["depot_b"] == {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 2}}}
    assert found["technicians"] == values(tree(BASE))["technicians"]


def test_the_original_is_not_changed() -> None:
    root = tree(BASE)
    draft = Draft(root, SCENARIO)
    for level in (1, 2):
        draft.assign(parse_path("technicians.*.van.seal"), tree(str(level)), Mark("p"))
    draft.assign(parse_path("technicians.anna.van.seal"), tree("3"), Mark("p"))
    assert values(root) == values(tree(BASE))
    assert [each["van"] for each in values(draft.root)["technicians"].values()] == [{"seal": 3}, {"seal": 2}]


def test_known_sections_on_the_way_are_made() -> None:
    assert assigned("technicians.anna.van.seal", "x")["technicians"]["anna"]["van"] == {"seal": "x"}
    assert assigned("desk.agents", "3")["desk"] == {"agents": 3}


def test_wildcards() -> None:
    found = assigned("locations.depot_*.stock", "{}")["locations"]
    assert [each.get("stock") for each in found.values()] == [None, {}, {}]
    assert assigned("locations.*.stock.seal.bin", "5")["locations"]["depot_b"]["stock"]["seal"]["bin"] == 5
    assert assigned("sourcing.steps.*.cost", "1 EUR")["sourcing"]["steps"][1]["cost"] == "1 EUR"


def test_a_wildcard_skips_what_does_not_lead_on() -> None:
    found = assigned("locations.*.stock.seal.bin", "5")["locations"]
    assert "stock" not in found["depot_a"]


def test_null_takes_away() -> None:
    assert "stock" not in assigned("locations.depot_b.stock", "null")["locations"]["depot_b"]
    assert assigned("sourcing.steps.0", "null")["sourcing"]["steps"] == [{"from": "emergency", "time": "1 d"}]
    assert "technicians" not in assigned("technicians", "null")


def test_numbers_lead_into_lists() -> None:
    assert assigned("sourcing.steps.1.time", "2 d")["sourcing"]["steps"][1]["time"] == "2 d"


def test_paths_that_lead_nowhere_say_so() -> None:
    assert refusal("technicians.ana.van") == "there is no 'ana' in 'technicians' (anna?)"
    assert refusal("tecnicians.anna.van") == "there is no 'tecnicians' in the scenario (technicians?)"
    assert refusal("technicians.anna.vann.seal") == "there is no 'vann' in 'technicians.anna' (van?)"
    assert refusal("technicians.x*.van") == "nothing matches 'x*' in 'technicians'"
    assert refusal("technicians.anna.home.x") == "'technicians.anna.home' is 'depot_a'; there is nothing below it"
    assert refusal("sourcing.steps.2") == "'sourcing.steps' is a list: expected a number from 0 to 1, found '2'"
    assert refusal("locations.*.stock.bolt.level") == "there is no 'bolt' in 'locations.factory.stock'"
    assert refusal("technicians.bob", "null") == "there is no 'bob' in 'technicians' (b.o'b?)"


def merged(base: str, over: str) -> Any:
    return values(merge(tree(base), tree(over), SCENARIO))


def test_sections_merge() -> None:
    assert merged("{horizon: 1 y, parts: {a: {price: 1 EUR}}}", "{horizon: 2 y, parts: {a: {holding: 5 %/y}, b: {}}}") == {
        "horizon": "2 y",
        "parts": {"a": {"price": "1 EUR", "holding": "5 %/y"}, "b": {}},
    }


def test_laws_rules_and_lists_are_replaced_wholly() -> None:
    rule = "{locations: {d: {at: [1, 2], stock: {a: {rule: base_stock, level: 2}}}}}"
    assert merged(rule, "{locations: {d: {at: [3, 4], stock: {a: {rule: two_bin, bin: 1}}}}}") == {
        "locations": {"d": {"at": [3, 4], "stock": {"a": {"rule": "two_bin", "bin": 1}}}}
    }
    law = "{asset_types: {p: {failures: {f: {law: {exponential: {mtbf: 1 d}}}}}}}"
    assert merged(law, "{asset_types: {p: {failures: {f: {law: {weibull: {}}}}}}}")["asset_types"]["p"]["failures"]["f"] == {
        "law": {"weibull": {}}
    }


def test_null_takes_away_what_the_base_says() -> None:
    assert merged("{desk: {agents: 1}, horizon: 1 y}", "{desk: null}") == {"horizon": "1 y"}
    assert merged("{policies: {a: {x: 1}, b: {}}}", "{policies: {a: null}}") == {"policies": {"b": {}}}
