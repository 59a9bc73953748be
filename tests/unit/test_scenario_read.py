"""YAML text becomes the values that YAML 1.2 says, with places, and nothing hostile gets through."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from trees import values

from sim.errors import Problem
from sim.scenario import read
from sim.scenario.read import UnreadableError, read_text, typed_scalar
from sim.scenario.tree import Mark, Node, follow


def tree(text: str) -> Node:
    problems: list[Problem] = []
    node = read_text(text, "s.yaml", problems)
    assert problems == []
    return node


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("012", 12),
        ("-3", -3),
        ("+3", 3),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("1:30", "1:30"),
        ("2026-01-05", "2026-01-05"),
        ("4 h", "4 h"),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        ("0x", "0x"),
        ("1e", "1e"),
        ("12\n", "12\n"),
    ],
)
def test_only_words_of_the_core_schema_are_typed(text: str, value: Any) -> None:
    found, complaint = typed_scalar(text)
    assert (found, type(found), complaint) == (value, type(value), "")


def test_quoted_words_are_texts() -> None:
    assert values(tree("{a: '5', b: \"true\", c: 5}")) == {"a": "5", "b": "true", "c": 5}


def test_keys_are_texts_as_they_were_written() -> None:
    assert list(tree("{4711: a, 007: b, no: c, 1e3: d, true: e}").value) == ["4711", "007", "no", "1e3", "true"]


def test_every_key_and_value_knows_its_place() -> None:
    root = tree("parts:\n  seal:\n    price: 120 EUR\nlist: [a, b]\n")
    found = follow(root, ("parts", "seal", "price"))
    assert (found.key, found.node.mark) == (Mark("s.yaml", 3, 5), Mark("s.yaml", 3, 12))
    assert follow(root, ("list", 1)).node.mark == Mark("s.yaml", 4, 11)
    assert follow(root, ("list", "b")).node.mark == Mark("s.yaml", 4, 11)
    assert follow(root, ("parts", "bolt", "price")).depth == 1


def test_anchors_and_aliases_are_the_same_value() -> None:
    assert values(tree("a: &rule {level: 3}\nb: *rule\nc: [*rule, *rule]\n")) == {
        "a": {"level": 3},
        "b": {"level": 3},
        "c": [{"level": 3}] * 2,
    }


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read.decode(b"\xef\xbb\xbfname: x", "s.yaml") == "name: x"


def test_faults_that_leave_the_rest_readable_are_collected() -> None:
    problems: list[Problem] = []
    root = read_text("a: 1\na: 2\nb: .nan\nc: {d: 1, d: 2}\n", "s.yaml", problems)
    assert [(each.line, each.column) for each in problems] == [(2, 1), (3, 4), (4, 11)]
    assert values(root) == {"a": 1, "b": 0.0, "c": {"d": 1}}


def test_as_deep_as_allowed_and_no_deeper() -> None:
    assert tree("[" * read.MOST_DEPTH + "]" * read.MOST_DEPTH)
    with pytest.raises(UnreadableError, match="nested too deeply"):
        tree("[" * (read.MOST_DEPTH + 1) + "]" * (read.MOST_DEPTH + 1))


def test_aliases_may_not_nest_deeper_than_text() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 60))
    with pytest.raises(UnreadableError, match="nested too deeply"):
        tree(chain)


def test_more_values_than_bounds_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_VALUES", 100)
    assert tree("[" + "x, " * 90 + "]")
    with pytest.raises(UnreadableError, match=r"s\.yaml:1:302: more than 100 values; put large tables in CSV files"):
        tree("[" + "x, " * 200 + "]")


def test_the_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: {b: [1, 'x', ~]}\nc: >\n  long\n  text\nd: &x 5\ne: *x\n"
    expected = values(tree(text))
    monkeypatch.setattr(read, "_PARSER", yaml.SafeLoader)
    assert values(tree(text)) == expected
    with pytest.raises(UnreadableError, match=r"s\.yaml:2:1: a tab cannot indent YAML; use spaces"):
        tree("a:\n\tb: 1")
