"""From files to validated scenarios: extends, policies, levels, overrides, and what is kept of them."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError, UsageError
from sim.nature.durations import Lognormal
from sim.nature.failures import ExponentialLife
from sim.policies.replenishment import BaseStock, MinMax, TwoBin
from sim.scenario.load import from_mapping, from_text, load

TINY = """
name: Pumps
horizon: 1 y
parts:
  seal: {price: 120 EUR}
  0815: {price: 5 EUR}
locations:
  factory: {supplier: true, lead_time: 10 d}
  depot: {at: [50.11, 8.68], source: factory, stock: {seal: {rule: base_stock, level: 4}}}
asset_types:
  pump: {failures: {leak: {law: {exponential: 90 d}, parts: [seal], repair: {lognormal: {mean: 2 h, cv: 0.5}}}}}
sites:
  plant: {at: [50.0, 8.5], assets: {pump: 12}}
technicians:
  anna: {home: depot, van: {seal: {rule: two_bin, bin: 1}}}
policies:
  roomy_van: {technicians.anna.van.seal: {rule: base_stock, level: 3}}
  no_van: {technicians.*.van: null}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return folder


def test_policies_are_laid_over_the_baseline() -> None:
    file = from_text(TINY)
    assert file.policies == ["baseline", "roomy_van", "no_van"]
    vans = {policy: file.scenario(policy).technicians["anna"].van for policy in file.policies}
    assert vans == {"baseline": {"seal": TwoBin(bin=1)}, "roomy_van": {"seal": BaseStock(level=3)}, "no_van": {}}
    assert file.scenario() is file.scenario("baseline")
    assert file.scenario("no_van").sites is not None


def test_what_a_policy_leaves_alone_is_shared() -> None:
    file = from_text(TINY)
    assert file.scenario("roomy_van").sites["plant"] is file.scenario().sites["plant"]


def test_an_unknown_policy() -> None:
    with pytest.raises(
        UsageError, match=r"there is no policy 'roomy'; known: baseline, roomy_van, no_van \(did you mean 'roomy_van'\?\)"
    ):
        from_text(TINY).scenario("roomy")


def test_the_baseline_may_have_a_name() -> None:
    assert from_text("baseline: today\n" + TINY).policies[0] == "today"


def test_numbers_are_names_where_names_are_wanted() -> None:
    text = TINY.replace("[seal]", "[seal, 0815]").replace("stock: {", "stock: {0815: {rule: base_stock, level: 0}, ")
    failure = (
        from_text(text.replace("home: depot", "home: depot, skills: [4711]")).scenario().asset_types["pump"].failures["leak"]
    )
    assert list(failure.parts) == ["seal", "0815"]


def test_words_of_yaml_1_1_stay_words() -> None:
    text = TINY.replace("anna", "no").replace("name: Pumps", "name: on")
    assert from_text(text).scenario().name == "on"
    assert list(from_text(text).scenario().technicians) == ["no"]


def test_resolved_loads_again_to_the_same() -> None:
    file = from_text(TINY)
    again = from_text(file.resolved_text())
    assert again.resolved() == file.resolved()
    assert again.hash == file.hash
    assert again.policies == file.policies
    assert from_text(file.resolved_text("roomy_van")).scenario().technicians == file.scenario("roomy_van").technicians
    assert "policies" not in file.resolved("roomy_van")


def test_the_hash_knows_content_only() -> None:
    lines = TINY.strip().splitlines()
    reordered = "# a comment\n" + "\n".join([*lines[2:], *lines[:2]]) + "  # and another\n"
    assert from_text(reordered).hash == from_text(TINY).hash
    assert from_text(TINY.replace("level: 3", "level: 4")).hash != from_text(TINY).hash
    assert from_text(TINY, overrides=["seed=2"]).hash != from_text(TINY).hash


def test_overrides_apply_before_policies() -> None:
    file = from_text(TINY, overrides=["technicians.anna.van.seal={rule: two_bin, bin: 7}", "horizon=2 y", "desk.agents=2"])
    assert file.scenario().technicians["anna"].van["seal"] == TwoBin(bin=7)
    assert file.scenario("roomy_van").technicians["anna"].van["seal"] == BaseStock(level=3)
    assert file.scenario("roomy_van").horizon == 2 * 8760
    desk = file.scenario().desk
    assert desk is not None
    assert desk.agents == 2


def test_an_override_may_reach_into_a_policy() -> None:
    file = from_text(TINY, overrides=['policies.roomy_van."technicians.anna.van.seal".level=9'])
    assert file.scenario("roomy_van").technicians["anna"].van["seal"] == BaseStock(level=9)


def test_extends(folder: Path) -> None:
    (folder / "more.yaml").write_text(
        "extends: tiny.yaml\nhorizon: 3 y\nsites: {quay: {at: [1, 2], assets: {pump: 1}}}\npolicies: {no_van: null}\n"
        "asset_types: {pump: {failures: {leak: {law: never}}}}\n",
        encoding="utf-8",
    )
    file = load(folder / "more.yaml")
    scenario = file.scenario()
    assert (scenario.name, scenario.horizon, list(scenario.sites)) == ("Pumps", 3 * 8760, ["plant", "quay"])
    assert file.policies == ["baseline", "roomy_van"]
    assert scenario.asset_types["pump"].failures["leak"].law.word == "never"
    assert file.text.startswith("extends: tiny.yaml")


def test_extends_from_the_folder_above_with_its_own_table(folder: Path) -> None:
    shared = folder.parent / "common"
    shared.mkdir()
    (shared / "towns.csv").write_text("town,n\nMainz,3\n", encoding="utf-8")
    (shared / "base.yaml").write_text(TINY, encoding="utf-8")
    (shared / "towns.yaml").write_text(
        "extends: base.yaml\nsites: {table: towns.csv, key: '{town}', row: {assets: {pump: '{n}'}}}\n", encoding="utf-8"
    )
    (folder / "s.yaml").write_text("extends: ../common/towns.yaml\n", encoding="utf-8")
    assert load(folder / "s.yaml").scenario().sites["Mainz"].assets == {"pump": 3}


def test_levels_for_all_policies_or_for_one(folder: Path) -> None:
    (folder / "levels.csv").write_text(
        "location;part;rule;level;min;max\ndepot;seal;;7;;\nvan:anna;seal;min_max;;1;3\n", encoding="utf-8"
    )
    everywhere = load(folder / "tiny.yaml", overrides=["levels=levels.csv"]).scenario()
    assert everywhere.locations["depot"].stock["seal"] == BaseStock(level=7)
    assert everywhere.technicians["anna"].van["seal"] == MinMax(min=1, max=3)

    (folder / "one.yaml").write_text(TINY + "  optimised: {levels: levels.csv, horizon: 2 y}\n", encoding="utf-8")
    file = load(folder / "one.yaml")
    assert file.scenario().locations["depot"].stock["seal"] == BaseStock(level=4)
    assert file.scenario("optimised").locations["depot"].stock["seal"] == BaseStock(level=7)
    assert from_text(file.resolved_text()).scenario("optimised") == file.scenario("optimised")


def test_from_mapping_takes_words_or_ready_members() -> None:
    tree: dict[str, Any] = {
        "name": "Pumps",
        "currency": "CHF",
        "parts": {"seal": {"price": "120 CHF"}},
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory", "stock": {"seal": BaseStock(level=2)}}},
        "asset_types": {
            "pump": {
                "failures": {
                    "leak": {"law": ExponentialLife(mtbf=100.0), "parts": ["seal"], "repair": Lognormal(mean=2.0, cv=0.5)}
                }
            }
        },
        "sites": {"plant": {"assets": {"pump": 3}}},
        "technicians": {"anna": {"home": "depot"}},
    }
    file = from_mapping(tree)
    failure = file.scenario().asset_types["pump"].failures["leak"]
    assert failure.law == ExponentialLife(mtbf=100.0)
    assert failure.repair == Lognormal(mean=2.0, cv=0.5)
    assert from_text(file.resolved_text()).hash == file.hash
    with pytest.raises(ScenarioError, match="<mapping>: horizon: expected a time above zero like '4 h' or '3 days', found 12"):
        from_mapping({**tree, "horizon": 12})


def test_a_scenario_file_travels_to_workers() -> None:
    file = from_text(TINY)
    again = pickle.loads(pickle.dumps(file))
    assert again.hash == file.hash
    assert again.scenario("roomy_van") == file.scenario("roomy_van")


def test_many_sites_and_policies_load_fast(folder: Path) -> None:
    """In time of this process alone, whatever else the computer does; the sites are read once, not once for every policy."""
    towns = "town,lat,lon,n\n" + "".join(f"T{i},{50 + i / 1000},{8 + i / 1000},{i % 7 + 1}\n" for i in range(640))
    (folder / "towns.csv").write_text(towns, encoding="utf-8")
    sites = "sites: {table: towns.csv, key: '{town}', row: {at: ['{lat}', '{lon}'], assets: {pump: '{n}'}}}"
    text = TINY.replace("sites:\n  plant: {at: [50.0, 8.5], assets: {pump: 12}}", sites)
    seconds = {}
    for count in (1, 7):
        policies = "".join(f"  p{i}: {{technicians.anna.count: {i}}}\n" for i in range(1, count + 1))
        (folder / "many.yaml").write_text(text + policies, encoding="utf-8")
        taken = []
        for _ in range(3):
            begin = time.process_time()
            file = load(folder / "many.yaml")
            taken.append(time.process_time() - begin)
        assert len(file.scenario(f"p{count}").sites) == 640
        seconds[count] = min(taken)
    assert seconds[7] < 0.5
    assert seconds[7] < 3 * seconds[1], "baseline and seven policies, each from scratch, are four times baseline and one"
