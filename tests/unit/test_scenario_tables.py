"""CSV tables become entries of a scenario, each value with its row and cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from trees import values

from sim.errors import Problem
from sim.scenario.files import Files
from sim.scenario.read import read_text
from sim.scenario.tree import Mark, follow


def expand(folder: Path, yaml: str, csv: str | bytes, problems: list[Problem] | None = None) -> Any:
    """The tree of a YAML text in a folder with one table, t.csv."""
    (folder / "t.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    found: list[Problem] = []
    root = Files(folder, found).expand(read_text(yaml, "s.yaml", found))
    if problems is None:
        assert found == []
    else:
        problems += found
    return root


def test_rows_become_entries(tmp_path: Path) -> None:
    yaml = "sites: {table: t.csv, key: '{town}', row: {at: ['{lat}', '{lon}'], region: 'depot {town}', assets: {lift: '{n}'}, offer: gold}}"
    root = expand(tmp_path, yaml, "town,lat,lon,n\nMainz,50,8.25,3\nWorms,49.6,8.4,2\n")
    assert values(root)["sites"] == {
        "Mainz": {"at": [50, 8.25], "region": "depot Mainz", "assets": {"lift": 3}, "offer": "gold"},
        "Worms": {"at": [49.6, 8.4], "region": "depot Worms", "assets": {"lift": 2}, "offer": "gold"},
    }


def test_values_know_their_cells(tmp_path: Path) -> None:
    root = expand(
        tmp_path, "sites: {table: t.csv, key: '{town}', row: {n: ['{n}'], fixed: 1}}", 'town,n\n"Bad\nEms",3\n\nWorms,2\n'
    )
    assert follow(root, ("sites", "Bad\nEms")).key == Mark("t.csv", 2, 1)
    assert follow(root, ("sites", "Worms", "n")).node.mark == Mark("t.csv", 5, 2)
    assert follow(root, ("sites", "Worms", "n", 0)).node.mark == Mark("t.csv", 5, 2)
    assert follow(root, ("sites", "Worms", "fixed")).node.mark.file == "s.yaml"


def test_without_row_each_column_becomes_a_key(tmp_path: Path) -> None:
    root = expand(tmp_path, "parts: {table: t.csv, key: '{part}'}", "part,price,repairable\nseal,120 EUR,true\nbolt,,false\n")
    assert values(root) == {"parts": {"seal": {"price": "120 EUR", "repairable": True}, "bolt": {"repairable": False}}}


def test_without_key_rows_become_a_list(tmp_path: Path) -> None:
    assert values(expand(tmp_path, "times: {table: t.csv, row: '{h} h'}", "h\n1.5\n2\n")) == {"times": ["1.5 h", "2 h"]}
    rows = values(expand(tmp_path, "rows: {table: t.csv}", "from,to\na,b\nb,c\n"))
    assert rows == {"rows": [{"from": "a", "to": "b"}, {"from": "b", "to": "c"}]}


def test_optional_cells_leave_their_entry_out(tmp_path: Path) -> None:
    root = expand(
        tmp_path, "sites: {table: t.csv, key: '{town}', row: {offer: '{offer?}', n: 1}}", "town,offer\nMainz,gold\nWorms,\n"
    )
    assert values(root) == {"sites": {"Mainz": {"offer": "gold", "n": 1}, "Worms": {"n": 1}}}


def test_what_holds_empty_cells_only_is_left_out_with_them(tmp_path: Path) -> None:
    row = "{van: {seal: {level: '{level?}'}}, certificates: ['{first?}', '{second?}'], tools: []}"
    root = expand(
        tmp_path, "crew: {table: t.csv, key: '{name}', row: " + row + "}", "name,level,first,second\nAnna,2,gas,\nBen,,,\n"
    )
    assert values(root) == {
        "crew": {"Anna": {"van": {"seal": {"level": 2}}, "certificates": ["gas"], "tools": []}, "Ben": {"tools": []}}
    }
    bare = expand(tmp_path, "parts: {table: t.csv, key: '{name}', row: {price: '{level?}'}}", "name,level\nseal,\n")
    assert values(bare) == {"parts": {"seal": {}}}


def test_keys_of_a_row_may_be_cells(tmp_path: Path) -> None:
    root = expand(
        tmp_path, "sites: {table: t.csv, key: '{town}', row: {assets: {'{kind}': '{n}'}}}", "town,kind,n\nMainz,lift,3\n"
    )
    assert values(root) == {"sites": {"Mainz": {"assets": {"lift": 3}}}}


@pytest.mark.parametrize(
    "csv",
    [
        "town;price\nMainz;1,5\n",
        "town\tprice\nMainz\t1.5\n",
        b"\xef\xbb\xbftown,price\r\nMainz,1.5\r\n",
        'town,"price"\n"Mainz"," 1.5 "\n',
    ],
    ids=["German Excel", "tabs", "byte-order mark and CRLF", "quotes"],
)
def test_dialects(tmp_path: Path, csv: str | bytes) -> None:
    assert values(expand(tmp_path, "x: {table: t.csv, key: '{town}'}", csv)) == {"x": {"Mainz": {"price": 1.5}}}


def test_a_comma_is_no_decimal_point_between_commas(tmp_path: Path) -> None:
    assert values(expand(tmp_path, "x: {table: t.csv, key: '{town}'}", 'town,n\nMainz,"1,5"\n')) == {"x": {"Mainz": {"n": "1,5"}}}


def test_wrong_rows_are_reported_and_the_others_kept(tmp_path: Path) -> None:
    problems: list[Problem] = []
    root = expand(tmp_path, "x: {table: t.csv, key: '{town}', row: '{n}'}", "town,n\nA,1\nB\nC,\nA,2\nD,4\n", problems)
    assert values(root) == {"x": {"A": 1, "D": 4}}
    assert [(each.line, each.column) for each in problems] == [(3, 1), (4, 2), (5, 1)]


def test_a_part_called_table_is_no_table(tmp_path: Path) -> None:
    assert values(expand(tmp_path, "parts: {table: {price: 5 EUR}}", "")) == {"parts": {"table": {"price": "5 EUR"}}}


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.scenario.tables.MOST_VALUES", 20)
    problems: list[Problem] = []
    expand(tmp_path, "x: {table: t.csv, key: '{n}', row: ['{n}', '{n}']}", "n\n1\n2\n3\n4\n5\n", problems)
    assert [each.message for each in problems] == ["the table makes more than 20 values"]
