"""Every kind of wrong scenario is told in exact words: where, what was expected, what was found, and the nearest valid word.

The table is bad_scenarios.txt; it says how it is written.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load

INTRODUCTION, *BLOCKS = Path(__file__).with_name("bad_scenarios.txt").read_text(encoding="utf-8").split("\n## ")
TINY = textwrap.dedent(INTRODUCTION[INTRODUCTION.index("    name:") :]).rstrip() + "\n"
"""The good scenario; each case breaks it in one way."""


@dataclass
class Case:
    """One way to be wrong."""

    name: str
    edits: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The good scenario with the edits; each must change something."""
        text = TINY
        for old, new in self.edits:
            assert old in text, f"'{old}' is not in the scenario"
            text = text.replace(old, new, 1)
        return text


def read_case(block: str) -> Case:
    name, *lines = block.splitlines()
    case, old = Case(name), ""
    for line in filter(None, lines):
        sign, words = line[0], line[2:]
        if sign == "!":
            case.faults.append(words)
            continue
        words = words.encode("latin-1").decode("unicode_escape")
        if sign == "@":
            file, _, content = words.partition(": ")
            case.files[file] = content.encode("latin-1")
        elif sign == "+":
            case.edits.append((old, words))
        else:
            assert sign == "-", line
            old = words
    return case


CASES = [read_case(block) for block in BLOCKS]
RAW_CASES: list[tuple[str, bytes, str]] = [
    ("empty file", b"", "s.yaml:1:1: the file is empty"),
    ("comments only", b"# to be written\n", "s.yaml:1:1: the file is empty"),
    ("binary file", b"\x89PNG\r\n\x1a\n\x00\x00", "s.yaml: this is a binary file, not text"),
    ("other encoding", "name: Köln\n".encode("latin-1"), "s.yaml:1:8: this is not UTF-8 text; save the file as UTF-8"),
    ("control character", b"name: \x07\n", "s.yaml:1:7: unexpected control character #x07"),
    ("list at the top", b"- name: x\n", "s.yaml:1:1: a scenario is a mapping of keys to values, found a list"),
    ("text at the top", b"hello\n", "s.yaml:1:1: a scenario is a mapping of keys to values, found 'hello'"),
    ("two documents", b"name: x\n---\nname: y\n", "s.yaml:2:1: a second document begins here; a scenario is one document"),
    (
        "list as a key",
        b"? [a, b]\n: c\n",
        "s.yaml:1:3: a key must be a word or a number, found a list or mapping; put a text that begins with '{' or '[' in quotes",
    ),
    (
        "unquoted placeholder",
        b"sites: {table: x.csv, key: {town}-1}\n",
        "s.yaml:1:34: expected ',' or '}' to end what begins in line 1",
    ),
    ("deep nesting", b"[" * 100_000, "s.yaml:1:51: nested too deeply: more than 50 levels"),
    (
        "deep nesting in blocks",
        "".join("  " * i + "a:\n" for i in range(60)).encode(),
        "s.yaml:51:101: nested too deeply: more than 50 levels",
    ),
    (
        "alias bomb",
        b"a: &a [x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (c, c, b", ".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 107)),
        "s.yaml:6:8: aliases expand to more than 100,000 values",
    ),
    ("alias of itself", b"a: &a [*a]\n", "s.yaml:1:8: '*a' contains itself"),
    ("nothing but braces", b"}{\n", "s.yaml:1:1: expected a key or a list entry; check the indentation, quotes and brackets"),
    ("text that begins with @", b"name: @home\n", "s.yaml:1:7: a text cannot begin with '@'; put it in quotes"),
]
"""(name, the whole file, the one fault)"""
OVERRIDE_CASES = [
    ("override without a value", "horizon", "--set horizon: expected path=value, such as technicians.anna.count=2"),
    ("override of nothing known", "horzon=2 y", "--set horzon=2 y: unknown key 'horzon' (did you mean 'horizon'?)"),
    (
        "override with a bare number",
        "horizon=2",
        "--set horizon=2: horizon: expected a time above zero like '4 h' or '3 days', found 2",
    ),
    (
        "override for nobody",
        "technicians.ana.count=2",
        "--set technicians.ana.count=2: there is no 'ana' in 'technicians' (did you mean 'anna'?)",
    ),
    ("override that is no YAML", "parts.seal=[1", "--set parts.seal=[1: expected ',' or ']' to end what begins in line 1"),
    ("override of extends", "extends=base.yaml", "--set extends=base.yaml: 'extends' cannot be set; write it into the file"),
]
"""(name, override, the one fault)"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with nothing of interest in its parent."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def faults(*overrides: str) -> list[str]:
    """What is told about s.yaml."""
    with pytest.raises(ScenarioError) as caught:
        load("s.yaml", overrides=overrides)
    return [str(problem) for problem in caught.value.problems]


def test_the_scenario_that_the_cases_break_is_good(folder: Path) -> None:
    (folder / "s.yaml").write_text(TINY, encoding="utf-8")
    assert load("s.yaml").policies == ["baseline", "roomy_van"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_told_in_exact_words(case: Case, folder: Path) -> None:
    (folder / "s.yaml").write_text(case.text, encoding="utf-8")
    for name, content in case.files.items():
        (folder / name).write_bytes(content)
    before = sorted(folder.iterdir())
    assert faults() == case.faults
    assert sorted(folder.iterdir()) == before, "reading must write nothing"


@pytest.mark.parametrize(("content", "fault"), [pytest.param(*each[1:], id=each[0]) for each in RAW_CASES])
def test_a_file_that_is_no_scenario(content: bytes, fault: str, folder: Path) -> None:
    (folder / "s.yaml").write_bytes(content)
    assert faults() == [fault]


@pytest.mark.parametrize(("override", "fault"), [pytest.param(*each[1:], id=each[0]) for each in OVERRIDE_CASES])
def test_an_override_that_is_wrong(override: str, fault: str, folder: Path) -> None:
    (folder / "s.yaml").write_text(TINY, encoding="utf-8")
    assert faults(override) == [fault]


def test_a_missing_file_and_a_directory(folder: Path) -> None:
    assert faults() == ["s.yaml: there is no such file"]
    (folder / "s.yaml").mkdir()
    assert faults() == ["s.yaml: this is a directory, not a file"]


def test_a_file_beyond_all_bounds(folder: Path) -> None:
    with (folder / "s.yaml").open("wb") as file:
        file.truncate(20_000_001)
    assert faults() == ["s.yaml: the file is larger than 20 MB"]


def test_all_faults_are_told_at_once_in_the_order_of_the_file(folder: Path) -> None:
    text = TINY.replace("1 y", "1").replace("120 EUR", "120").replace("two_bin", "twobin").replace("level: 3", "level: x")
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    lines = [int(fault.split(":")[1]) for fault in faults()]
    assert lines == [3, 5, 16, 18]


def test_a_fault_of_the_baseline_is_not_repeated_for_each_policy(folder: Path) -> None:
    (folder / "s.yaml").write_text(TINY.replace("source: factory", "source: factry"), encoding="utf-8")
    assert faults() == ["s.yaml:8:38: locations.depot.source: there is no location 'factry' (did you mean 'factory'?)"]


def test_the_same_fault_in_every_row_is_told_once(folder: Path) -> None:
    case = next(case for case in CASES if case.name == "row template with an unknown key")
    towns = "town,lat,lon,pumps\n" + "".join(f"T{i},50,8,1\n" for i in range(100))
    (folder / "towns.csv").write_text(towns, encoding="utf-8")
    (folder / "s.yaml").write_text(Case("", [case.edits[0], ("pump: '", "pmp: '")]).text, encoding="utf-8")
    assert faults() == [
        "towns.csv:2:4: sites.T0.assets.pmp: there is no asset type 'pmp' (and in 99 more places) (did you mean 'pump'?)"
    ]


def test_the_table_is_long_enough() -> None:
    assert len(CASES) + len(RAW_CASES) + len(OVERRIDE_CASES) > 150
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.faults for case in CASES)
