"""YAML text to a tree with places.

YAML 1.2 words: only `true`, `false`, `null` and numbers are typed; `no` is a word, `1e3` a number, '1:30' and 2026-01-05 are texts.
The parser's event stream is read one event at a time, with depth, size and alias expansion bounded before anything is built, so that no
file, however hostile, can exhaust memory or crash the interpreter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml

from sim.errors import Problem
from sim.scenario.tree import Mark, Node, Path, problem_at

MOST_BYTES = 20_000_000
MOST_DEPTH = 50
MOST_VALUES = 2_000_000
MOST_ALIASED = 100_000
"""Values that aliases may add beyond what is written."""
MOST_DIGITS = 20
MOST_CHARACTERS = 40

_INTEGER = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NUMBER = re.compile("|".join(each.pattern for each in (_INTEGER, _FLOAT, _NOT_FINITE)))
_NUMBER_BEGINS = frozenset("+-.0123456789")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS.update(dict.fromkeys(("true", "True", "TRUE"), True))
_WORDS.update(dict.fromkeys(("false", "False", "FALSE"), False))
_SOLOMON = re.compile(r"\s*\S+\s+VEHICLE\s+NUMBER\s+CAPACITY\s", re.IGNORECASE)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """Reading cannot go on; carries the one fault that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_bytes(path: FilePath, most: int = MOST_BYTES) -> bytes:
    """The content of a regular file of bounded size; raises :class:`OSError` or :class:`ValueError` with words for the user."""
    if path.is_dir():
        raise ValueError("this is a directory, not a file")
    if not path.exists():
        raise ValueError("there is no such file")
    if not path.is_file():
        raise ValueError("this is not a regular file")
    size = path.stat().st_size
    if size > most:
        raise ValueError(f"the file is larger than {most // 1_000_000} MB")
    return path.read_bytes()


def decode(content: bytes, file: str) -> str:
    """Text from bytes: UTF-8, with or without a byte-order mark."""
    if b"\0" in content:
        raise UnreadableError(problem_at(Mark(file), (), "this is a binary file, not text"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise UnreadableError(
            problem_at(Mark(file, line, column), (), "this is not UTF-8 text; save the file as UTF-8")
        ) from None


def read_file(path: FilePath, file: str, problems: list[Problem]) -> tuple[Node, str]:
    """Read a YAML file to (tree, text); raises :class:`UnreadableError` when nothing can be made of it."""
    try:
        content = read_bytes(path)
    except (OSError, ValueError) as error:
        raise UnreadableError(problem_at(Mark(file), (), explain_os_error(error))) from None
    text = decode(content, file)
    return read_text(text, file, problems), text


def explain_os_error(error: Exception) -> str:
    """Why a file cannot be read, in words."""
    if isinstance(error, OSError):
        return f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}"
    return str(error)


def read_text(text: str, file: str, problems: list[Problem]) -> Node:
    """Read YAML text, or a routing problem in Solomon's format.

    Faults that leave the rest readable are added to `problems`, others raise :class:`UnreadableError`.
    """
    if len(text) > MOST_BYTES:
        raise UnreadableError(problem_at(Mark(file), (), f"the text is larger than {MOST_BYTES // 1_000_000} MB"))
    odd = _UNPRINTABLE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        column = odd.start() - text.rfind("\n", 0, odd.start())
        message = f"unexpected control character #x{ord(odd.group()):02x}"
        raise UnreadableError(problem_at(Mark(file, line, column), (), message))
    if _SOLOMON.match(text):
        return _routing_problem(text, file)
    root = _Reader(file, problems).read(_events(text, file))
    if root is None:
        raise UnreadableError(problem_at(Mark(file, 1, 1), (), "the file is empty"))
    return root


def _routing_problem(text: str, file: str) -> Node:
    """A file in Solomon's format is the scenario of its day."""
    from sim.scenario import solomon
    from sim.scenario.write import from_python

    try:
        return from_python(solomon.day(solomon.read_instance(text)), file)
    except ValueError as error:
        raise UnreadableError(problem_at(Mark(file), (), str(error))) from None


def _events(text: str, file: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_PARSER)
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(_syntax_problem(error, text, file)) from None
    except yaml.YAMLError as error:
        raise UnreadableError(problem_at(Mark(file), (), f"not valid YAML: {error}")) from None


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """A parser's complaint in words that say what to do."""
    found, context = error.problem or "syntax error", error.context or ""
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in found and error.context_mark:
        mark, words = error.context_mark, "the quoted text that begins here never ends"
    elif "mapping values are not allowed" in found:
        words = "unexpected ':'; put a text that contains ': ' in quotes, and check the indentation"
    elif "cannot start any token" in found:
        words = _odd_start(text, mark)
    elif "," in found and "flow" in context:
        bracket = "]" if "sequence" in context else "}"
        words = f"expected ',' or '{bracket}'"
        if error.context_mark:
            words += f" to end what begins in line {error.context_mark.line + 1}"
    elif "block" in context:
        words = "expected a key or a list entry; check the indentation, quotes and brackets"
    else:
        words = f"not valid YAML: {found}"
    place = Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file)
    return problem_at(place, (), words)


def _odd_start(text: str, mark: Any) -> str:
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    character = line[mark.column : mark.column + 1] if line else ""
    if "\t" in line[: mark.column + 1]:
        return "a tab cannot indent YAML; use spaces"
    return f"a text cannot begin with {character!r}; put it in quotes" if character else "not valid YAML: unexpected character"


class _Open:
    """A list or mapping that is being read."""

    __slots__ = ("anchor", "expanded", "height", "key", "key_mark", "node", "refused")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: str | None = None
        self.key_mark = node.mark
        self.refused = False
        """The key is wrong and reported: its value is read and dropped."""
        self.height = 0
        self.expanded = 1


class _Reader:
    """Builds the tree from events, iteratively."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        """Finished nodes by anchor, with their height and number of values."""
        self.values = 0
        self.aliased = 0
        self.root: Node | None = None

    def read(self, events: Iterator[Any]) -> Node | None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._begin(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._end()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "a second document begins here; a scenario is one document")
        return self.root

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _path(self) -> Path:
        return tuple(
            len(each.node.value) if each.node.is_list else each.key or "" for each in self.open if each.key or each.node.is_list
        )

    def _report(self, mark: Mark, message: str) -> None:
        self.problems.append(problem_at(mark, self._path(), message))

    def _stop(self, event: Any, message: str) -> None:
        raise UnreadableError(problem_at(self._mark(event), (), message))

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None and not (event.tag == "!" and isinstance(event, yaml.ScalarEvent)):
            self._report(self._mark(event), f"tags such as '{event.tag[:40]}' are not part of the language")

    def _scalar(self, event: Any) -> None:
        if self._expects_key():
            self._key(event)
            return
        self._check_tag(event)
        node = (
            self._typed(event)
            if not event.style and event.implicit[0]
            else Node(event.value, self._mark(event), text=event.value)
        )
        self._keep(event, node, 0, 1)

    def _typed(self, event: Any) -> Node:
        value, complaint = typed_scalar(event.value)
        if complaint:
            self._report(self._mark(event), complaint)
        return Node(value, self._mark(event), text=event.value, bad=bool(complaint))

    def _expects_key(self) -> bool:
        return bool(self.open) and self.open[-1].node.is_mapping and self.open[-1].key is None

    def _key(self, event: Any) -> None:
        top, mark, name = self.open[-1], self._mark(event), event.value
        plain = not event.style and event.implicit[0]
        if event.anchor:
            self._report(mark, "a key cannot carry an anchor")
        if plain and name == "<<":
            self._report(mark, "merge keys ('<<') are not part of YAML 1.2; repeat the entries, or use 'extends'")
        elif not name.strip():
            self._report(mark, "a key is empty")
        elif name in top.node.value:
            self._report(mark, f"duplicate key '{name[:60]}', first in line {top.node.keys[name].line}")
        else:
            top.refused = False
            top.key, top.key_mark = name, mark
            return
        top.refused = True
        top.key, top.key_mark = name, mark

    def _begin(self, event: Any) -> None:
        mark = self._mark(event)
        if self._expects_key():
            self._stop(
                event,
                "a key must be a word or a number, found a list or mapping; put a text that begins with '{' or '[' in quotes",
            )
        if len(self.open) >= MOST_DEPTH:
            self._stop(event, f"nested too deeply: more than {MOST_DEPTH} levels")
        self._check_tag(event)
        self.open.append(_Open(Node({} if isinstance(event, yaml.MappingStartEvent) else [], mark), event.anchor))

    def _end(self) -> None:
        done = self.open.pop()
        self._keep(done, done.node, done.height + 1, done.expanded)

    def _alias(self, event: Any) -> None:
        if self._expects_key():
            self._stop(event, f"an alias ('*{event.anchor}') cannot be a key")
        if any(each.anchor == event.anchor for each in self.open):
            self._stop(event, f"'*{event.anchor}' contains itself")
        if event.anchor not in self.anchors:
            self._stop(event, f"'*{event.anchor}' refers to an anchor '&{event.anchor}' that does not exist")
        node, height, expanded = self.anchors[event.anchor]
        self.aliased += expanded
        if self.aliased > MOST_ALIASED:
            self._stop(event, f"aliases expand to more than {MOST_ALIASED:,} values")
        if len(self.open) + height > MOST_DEPTH:
            self._stop(event, f"nested too deeply: more than {MOST_DEPTH} levels")
        self._attach(node, height, expanded)

    def _keep(self, event: Any, node: Node, height: int, expanded: int) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise UnreadableError(problem_at(node.mark, (), f"more than {MOST_VALUES:,} values; put large tables in CSV files"))
        if event.anchor:
            self.anchors[event.anchor] = (node, height, expanded)
        self._attach(node, height, expanded)

    def _attach(self, node: Node, height: int, expanded: int) -> None:
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        top.height = max(top.height, height)
        top.expanded += expanded
        if top.node.is_list:
            top.node.value.append(node)
            return
        assert top.key is not None
        if not top.refused:
            top.node.value[top.key] = node
            top.node.keys[top.key] = top.key_mark
        top.key = None


def typed_scalar(text: str) -> tuple[Any, str]:
    """The value of a plain word by YAML 1.2's core schema, and a complaint about numbers that no scenario can mean."""
    if text in _WORDS:
        return _WORDS[text], ""
    if text[:1] in _NUMBER_BEGINS and _NUMBER.match(text):
        return _number(text)
    return text, ""


def _number(text: str) -> tuple[float, str]:
    whole = _INTEGER.match(text)
    if len(text) > (MOST_DIGITS if whole else MOST_CHARACTERS):
        return 0, f"a number of {len(text)} digits is too long; put it in quotes if it is a name"
    if whole:
        return int(text, 0 if text[1:2] in "ox" else 10), ""
    number = math.nan if _NOT_FINITE.match(text) else float(text)
    return (number, "") if math.isfinite(number) else (0.0, f"expected a finite number, found {text}")
