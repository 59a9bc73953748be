"""Whatever stands in a file, the reader answers with a scenario or with its faults, never with a crash."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hunting import examples
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.load import ScenarioFile, from_text, load

GOOD = """\
name: Pumps
horizon: 1 y
levels: levels.csv
parts: {seal: {price: 120 EUR}, bolt: &b {price: 1 EUR, holding: 20 %/y}, nut: *b}
locations:
  factory: {supplier: true, lead_time: 10 d}
  depot: {at: [50.11, 8.68], source: factory, stock: {seal: {rule: base_stock, level: 4}, bolt: {rule: two_bin, bin: 2}}}
asset_types:
  pump:
    failures:
      leak: {law: {exponential: {mtbf: 90 d}}, parts: {seal: {probability: 50 %}}, repair: {lognormal: {mean: 2 h, cv: 0.5}}}
      wear: {law: {weibull: {mean: 1 y, shape: 2}}, parts: [bolt], skill: welding, repair: {mixture: {of: [{share: 1, law: 1 h}]}}}
sites: {table: towns.csv, key: '{town}', row: {at: ['{lat}', '{lon}'], assets: {pump: '{pumps}'}, region: '{region?}'}}
technicians:
  anna: {home: depot, skills: {welding: 2}, van: {seal: {rule: two_bin, bin: 1}}, hours: mon-fri 08:00-17:00}
travel: straight_line
sourcing: {steps: [{from: depot}, {from: emergency, time: 4 h}]}
policies:
  roomy: {technicians.*.van.seal: {rule: base_stock, level: 3}}
  spare: {levels: levels.csv, locations."depot".stock.bolt: null}
"""
TOWNS = "town,lat,lon,pumps,region\nMainz,50.0,8.3,3,north\nWorms,49.6,8.4,2,\n"
LEVELS = "location,part,rule,level,bin\ndepot,seal,base_stock,3,\nvan:anna,seal,two_bin,,2\n"
ODD = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "- ",
    "'",
    '"',
    "#",
    "&b ",
    "*b",
    "!x ",
    "|",
    ">",
    "%",
    "@",
    "\n",
    "\n  ",
    "\t",
    "~",
    "1e999",
]
ODD += [
    "null",
    ".nan",
    "0x1F",
    "9" * 30,
    "<<: ",
    "---\n",
    "...",
    "\ufeff",
    "\u2028",
    "*",
    "..",
    "é",
    "-1",
    "4 h",
    "{town}",
    ";",
    "\x00",
    "\x1b",
]


def pieces(text: str) -> list[str]:
    """The words, signs and blanks of a text."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text with a few pieces left out, doubled, moved or replaced."""
    found = pieces(text)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(found) - 1))
        with_what = draw(st.sampled_from(["", found[at] * 2, *ODD]) | st.integers(0, len(found) - 1).map(found.__getitem__))
        found[at] = with_what
    return "".join(found)


def write(folder: Path, scenario: str, towns: str = TOWNS, levels: str = LEVELS) -> Path:
    for name, text in (("s.yaml", scenario), ("towns.csv", towns), ("levels.csv", levels)):
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    return folder / "s.yaml"


def read(path: Path) -> bool:
    """True when the scenario is good; its resolved text must then say the same."""
    try:
        file = load(path)
    except ScenarioError as error:
        refused = error
    else:
        return says_the_same(file, path.parent)
    assert refused.problems
    assert all(each.file and each.message and each.line >= 0 for each in refused.problems)
    assert str(refused).replace("\n", "").isprintable()
    return False


def says_the_same(file: ScenarioFile, folder: Path) -> bool:
    """True when the resolved text loads again to the same scenarios."""
    again = from_text(file.resolved_text(), folder=folder)
    assert again.hash == file.hash
    assert [again.scenario(policy) for policy in again.policies] == [file.scenario(policy) for policy in file.policies]
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all examples write into."""
    return tmp_path_factory.mktemp("scenarios")


def test_the_scenario_to_be_mutated_is_good(tmp_path: Path) -> None:
    assert read(write(tmp_path, GOOD))


@given(text=mutated(GOOD))
@examples(400)
def test_mutated_scenarios(folder: Path, text: str) -> None:
    read(write(folder, text))


@given(towns=mutated(TOWNS), levels=mutated(LEVELS))
@examples(150)
def test_mutated_tables(folder: Path, towns: str, levels: str) -> None:
    read(write(folder, GOOD, towns, levels))


@given(text=st.text(max_size=200) | st.text(alphabet="ab{}[]:,-\n '\"&*!|>%#", max_size=60))
@examples(400)
def test_any_text(folder: Path, text: str) -> None:
    read(write(folder, text))


@given(content=st.binary(max_size=100))
@examples(100)
def test_any_bytes(folder: Path, content: bytes) -> None:
    path = write(folder, "")
    path.write_bytes(content)
    read(path)


@given(
    overrides=st.lists(
        st.text(alphabet="ab.*\"'=[]{}:1 \n", max_size=30) | mutated("technicians.anna.van.seal={rule: two_bin, bin: 1}"),
        max_size=3,
    )
)
@examples(200)
def test_any_overrides(folder: Path, overrides: list[str]) -> None:
    with contextlib.suppress(ScenarioError):
        assert load(write(folder, GOOD), overrides=overrides).policies
