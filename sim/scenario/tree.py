"""A scenario as it was written: plain values, each with its place in a YAML file, a CSV table or on the command line.

Nodes are never changed once made: an overlay builds new nodes along its path and shares the rest. So every value keeps the place
where somebody wrote it, whatever was laid over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sim.errors import Problem

Path = tuple[str | int, ...]


class Mark(NamedTuple):
    """A place: line and column count from 1; in a CSV table they are the row and the number of the cell. Line 0: no lines there."""

    file: str
    line: int = 0
    column: int = 0


class Node:
    """One value: a scalar, a list of nodes, or a mapping of names to nodes."""

    __slots__ = ("bad", "keys", "mark", "text", "value")

    def __init__(self, value: Any, mark: Mark, *, text: str = "", keys: dict[str, Mark] | None = None, bad: bool = False) -> None:
        self.value = value
        self.mark = mark
        self.text = text
        """A scalar as it was written: the part 007 is called '007'."""
        self.keys = keys if keys is not None else {}
        """Where each key of a mapping stands."""
        self.bad = bad
        """Already reported: faults found here later are only its echo."""

    @property
    def is_mapping(self) -> bool:
        """True for named entries."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """True for a list."""
        return isinstance(self.value, list)

    def without(self, *names: str) -> Node:
        """A copy of this mapping that lacks some entries."""
        kept = {key: child for key, child in self.value.items() if key not in names}
        return Node(kept, self.mark, keys={key: self.keys[key] for key in kept}, bad=self.bad)

    def describe(self) -> str:
        """What stands here, for 'found ...'."""
        if self.is_mapping:
            return "a mapping" if self.value else "an empty mapping"
        if self.is_list:
            return "a list" if self.value else "an empty list"
        return show(self.value)


class Found(NamedTuple):
    """How far a path could be followed."""

    node: Node
    depth: int
    key: Mark
    """Where the last key followed stands (its value's place in a list)."""
    bad: bool


def follow(root: Node, path: Path) -> Found:
    """Follow a path as far as it leads. A list of words is followed by word: `parts: [seal]` has an entry 'seal'."""
    node, key, bad = root, root.mark, root.bad
    for depth, step in enumerate(path):
        child = _child(node, step)
        if child is None:
            return Found(node, depth, key, bad)
        key = node.keys.get(str(step), child.mark) if node.is_mapping else child.mark
        node, bad = child, bad or child.bad
    return Found(node, len(path), key, bad)


def _child(node: Node, step: str | int) -> Node | None:
    if node.is_mapping:
        return node.value.get(str(step))  # type: ignore[no-any-return]
    if node.is_list:
        if isinstance(step, int):
            return node.value[step] if 0 <= step < len(node.value) else None
        return next((child for child in node.value if child.text == step), None)
    return None


def problem_at(mark: Mark, path: Path, message: str, suggestion: str = "") -> Problem:
    """A fault at a known place; what cannot be printed is escaped, so that no file can play tricks on a terminal."""
    words = (printable(each) for each in (write_path(path), message, suggestion))
    return Problem(printable(mark.file), mark.line, mark.column, *words)


def printable(text: str) -> str:
    """The text with unprintable characters written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def write_path(path: Iterable[str | int]) -> str:
    """Write a path as a scenario does: dots between steps, quotes around names that contain one."""
    return ".".join(quoted(str(step)) if re.search(r"[.*\s\"'=]|^$", str(step)) else str(step) for step in path)


def quoted(name: str) -> str:
    """A name in whichever quotes it does not contain."""
    return f"'{name}'" if '"' in name else f'"{name}"'


def show(value: Any) -> str:
    """Write a value for 'found ...', shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)) and len(str(value)) > 40:
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def one_of(words: Sequence[str], conjunction: str = "or") -> str:
    """Write alternatives: "'a', 'b' or 'c'"; nothing for none."""
    if not words:
        return "''"
    each = [f"'{word}'" for word in words]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} {conjunction} {each[-1]}"
