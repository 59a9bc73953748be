"""What the checks let pass: sense that only looks like nonsense. (What they refuse is in tests/contract/bad_scenarios.txt.)"""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.check import check, policy_name
from sim.scenario.load import from_text

BASE = """\
parts: {seal: {}}
locations: {factory: {supplier: true}, depot: {source: factory, stock: {seal: {rule: base_stock, level: 4}}}}
asset_types: {pump: {failures: {leak: {law: {exponential: 90 d}, parts: [seal]}}}}
sites: {plant: {assets: {pump: 12}}}
technicians: {anna: {home: depot}}
"""


def load(*edits: tuple[str, str], base: str = BASE) -> None:
    for old, new in edits:
        assert old in base
        base = base.replace(old, new, 1)
    assert check(from_text(base).scenario()) == []


def refused(*edits: tuple[str, str]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(*edits)
    return [problem.message for problem in caught.value.problems]


def test_a_desk_that_solves_everything_needs_no_technicians() -> None:
    alone = ("technicians: {anna: {home: depot}}\n", "desk: {agents: 1}\n")
    load(("parts: [seal]}", "parts: [seal], remote: 100 %}"), alone)
    assert refused(("parts: [seal]}", "parts: [seal], remote: 90 %}"), alone)
    assert refused(("parts: [seal]}", "parts: [seal], remote: 100 %}"), ("technicians: {anna: {home: depot}}\n", ""))


def test_a_part_that_is_never_needed_needs_no_stock() -> None:
    no_rule = (", stock: {seal: {rule: base_stock, level: 4}}", "")
    assert refused(no_rule)
    load(no_rule, ("[seal]", "{seal: {probability: 0}}"))


@pytest.mark.parametrize("step", ["{from: upstream, time: 1 d}", "{from: emergency, time: 4 h}"])
def test_upstream_and_emergency_supply_reach_everywhere(step: str) -> None:
    load((", stock: {seal: {rule: base_stock, level: 4}}", ""), ("sites:", f"sourcing: {{steps: [{step}]}}\nsites:"))


def test_a_van_rule_or_a_level_of_zero_is_enough() -> None:
    load(
        (", stock: {seal: {rule: base_stock, level: 4}}", ""),
        ("home: depot", "home: depot, van: {seal: {rule: two_bin, bin: 1}}"),
    )
    load(("level: 4", "level: 0"))


def test_who_is_never_sent_needs_no_part() -> None:
    stranger = ("{anna: {home: depot}}", "{anna: {home: depot, skills: [pumps]}, bob: {home: hut}}")
    hut = ("sites:", "offers: {}\nsites:")
    hut_location = ("depot: {source", "hut: {source: factory}, depot: {source")
    assert refused(stranger, hut, hut_location)
    load(stranger, hut, hut_location, ("parts: [seal]}", "parts: [seal], skill: pumps}"))


def test_a_pass_through_location_and_a_long_chain() -> None:
    load(("depot: {source: factory", "hub: {source: factory}, depot: {source: hub"))


def test_regions_bind_only_those_who_name_them() -> None:
    load(("{assets: {pump: 12}}", "{region: north, assets: {pump: 12}}"))
    load(("{assets: {pump: 12}}", "{region: north, assets: {pump: 12}}"), ("home: depot", "home: depot, regions: [north]"))


def test_a_type_that_stands_nowhere_needs_nobody() -> None:
    load(("asset_types: {", "asset_types: {crane: {failures: {jam: {law: {exponential: 1 y}, skill: climbing}}}, "))


def test_on_call_alone_is_duty() -> None:
    assert refused(("home: depot", "home: depot, hours: never"))
    load(("home: depot", "home: depot, hours: never, on_call: always"))


def test_coordinates_only_where_somebody_drives() -> None:
    travel = ("sites: {plant: {", "travel: straight_line\nsites: {plant: {at: [50, 8], ")
    assert refused(travel) == ["'depot' has no coordinates, and technicians travel there"]
    load(travel, ("depot: {", "depot: {at: [50, 8], "))


def test_a_matrix_holds_both_ways() -> None:
    load(("sites:", "travel: {matrix: {rows: [{from: plant, to: depot, time: 1 h}]}}\nsites:"))


@pytest.mark.parametrize("name", ["lean", "two bins", "S+1", "v1.2", "Köln-Süd", "_x"])
def test_names_of_policies(name: str) -> None:
    assert policy_name(name, ["baseline"]) is None


@pytest.mark.parametrize("name", ["", " lean", "lean ", "lean.", "../x", "a,b", "a:b", "Baseline", ".x", "x" * 101, "a\nb"])
def test_names_that_no_policy_may_have(name: str) -> None:
    assert policy_name(name, ["baseline"]) is not None
