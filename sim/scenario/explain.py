"""Validation errors in the reader's own words: where, what was expected, what was found, and the nearest valid word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from sim.errors import Problem, nearest
from sim.registry import get_family
from sim.scenario.shape import Shape, described, section_keys, shape_at, shape_of
from sim.scenario.spec import Scenario
from sim.scenario.tree import Found, Mark, Node, Path, follow, one_of, problem_at, show


class _Fault(NamedTuple):
    """One of pydantic's errors, with its full path."""

    path: Path
    kind: str
    error: dict[str, Any]


def explain(error: ValidationError, root: Node, model: type[BaseModel]) -> list[Problem]:
    """All faults of a tree that `model` refuses; echoes of faults already reported are left out."""
    problems: dict[Path, Problem] = {}
    for fault in _flatten(error.errors(include_url=False), ()):
        found = follow(root, _target(fault))
        if found.bad or (fault.kind == "too_short" and found.node.value):  # an echo of faults among the elements
            continue
        path = _target(fault)[: found.depth]
        which = fault.path[-1] if fault.kind in {"missing", "extra_forbidden"} else ""
        problems.setdefault((*path, which), _problem(fault, found, path, root, model))
    return list(problems.values())


def place(found: Found, *, template: bool = False) -> Mark:
    """Where to point: at a value, but for a mapping at its key (`template`: unless it was written in a table's row template)."""
    if not found.node.is_mapping or (template and found.node.mark.file != found.key.file):
        return found.node.mark
    return found.key


def _flatten(errors: Iterable[Any], prefix: Path) -> Iterator[_Fault]:
    for error in errors:
        context = error.get("ctx") or {}
        path = (*prefix, *(step for step in error["loc"]))
        if error["type"] == "nested":
            yield from _flatten(context["inner"], (*path, context["under"]) if context.get("under") else path)
        else:
            yield _Fault(path, error["type"], error)


def _target(fault: _Fault) -> Path:
    """The path of the value that is wrong: the section that misses a key, the word that is unknown."""
    if fault.kind == "missing":
        return fault.path[:-1]
    if fault.path and fault.path[-1] == "[key]":
        return fault.path[:-1]
    if fault.kind == "unknown_word":
        context = fault.error.get("ctx") or {}
        return (*fault.path, context["word"] if context.get("key") else "rule")
    return fault.path


def _problem(fault: _Fault, found: Found, path: Path, root: Node, model: type[BaseModel]) -> Problem:
    if fault.kind == "missing":
        message, suggestion = _missing(fault, root, model), ""
    elif fault.kind == "extra_forbidden":
        message, suggestion = _unknown_key(fault, root, model)
        return problem_at(found.key, path[:-1], message, suggestion)
    else:
        keyed = fault.path[-1:] == ("[key]",)
        shape = shape_at(shape_of(model), root, fault.path[:-2] if keyed else fault.path)
        message, suggestion = _message(fault, found, shape)
        if fault.kind == "unknown_word" or "[key]" in fault.path:
            by_key = fault.path[-1] == "[key]" or (fault.error.get("ctx") or {}).get("key")
            return problem_at(found.key if by_key else found.node.mark, path, message, suggestion)
    return problem_at(place(found, template=True), path, message, suggestion)


def _missing(fault: _Fault, root: Node, model: type[BaseModel]) -> str:
    key = str(fault.path[-1])
    owner = _section(fault.path[:-1], root, model)
    meaning = described(owner, key) if owner else ""
    return f"missing key '{key}': {meaning}" if meaning else f"missing key '{key}'"


def _unknown_key(fault: _Fault, root: Node, model: type[BaseModel]) -> tuple[str, str]:
    key = str(fault.path[-1])
    owner = _section(fault.path[:-1], root, model)
    known = [*section_keys(owner), *(("extends", "levels") if owner is Scenario else ())] if owner else []
    suggestion = nearest(key, known)
    if suggestion or not 0 < len(known) <= 12:
        return f"unknown key '{key}'", suggestion
    return f"unknown key '{key}'; known here: {', '.join(known)}", ""


def _section(path: Path, root: Node, model: type[BaseModel]) -> type[BaseModel] | None:
    """The class whose keys stand at a path: a section, or a member of a family."""
    shape = shape_at(shape_of(model), root, path)
    if shape is None:
        return None
    if shape.kind != "member":
        return shape.model
    members, node = get_family(shape.family).members, follow(root, path).node
    word = node.value["rule"].text if node.is_mapping and "rule" in node.value else node.text
    return members.get(word)


_NUMBERS = re.compile(r"int_|float_|greater_than|less_than|finite_number|bool_|date_|datetime_")
_FIXED = {
    "list_type": "a list like [a, b]",
    "tuple_type": "a list like [a, b]",
    "string_type": "a word or text",
    "too_short": "at least one element",
}
_PATTERNS = {
    "^[A-Z]{3}$": "three capital letters like 'EUR'",
    r"^[A-Za-z0-9_][A-Za-z0-9_.\- ]*$": "a name of letters, digits, spaces and . - _",
}


def _message(fault: _Fault, found: Found, shape: Shape | None) -> tuple[str, str]:
    """(message, suggestion) of any other kind of error."""
    context = fault.error.get("ctx") or {}
    value, node = _found_words(fault, found), found.node
    if fault.kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"expected {one_of(words)}, found {value}", nearest(str(node.value), words)
    if fault.kind == "string_too_long":
        return f"expected a text of at most {context['max_length']} characters, found {len(node.text)}", ""
    expected = _expected(fault, shape, context)
    if expected:
        return f"expected {expected}, found {value}{', which is too large' if context.get('excess') else ''}", ""
    message = str(context.get("error") or fault.error["msg"])
    if "found" in context and message.endswith(f"found {context['found']}"):
        message = f"{message.removesuffix(str(context['found']))}{value}"
    elif fault.kind == "member":
        message += f", found {value}"
    return message, str(context.get("suggestion", ""))


def _expected(fault: _Fault, shape: Shape | None, context: dict[str, Any]) -> str:
    """What was expected, where the kind of error says so; else an empty text."""
    if "expected" in context and "found" in context:
        return str(context["expected"])
    if _NUMBERS.match(fault.kind):
        words = shape.expected if shape and shape.expected else _plainly(fault.error["msg"])
        return f"{words} as key" if fault.path[-1] == "[key]" else words
    if fault.kind in {"dict_type", "model_type", "model_attributes_type", "mapping_type"}:
        return _mapping_words(shape)
    if fault.kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context["pattern"]), f"a text of the form {context['pattern']}")
    return _FIXED.get(fault.kind, "")


def _found_words(fault: _Fault, found: Found) -> str:
    if fault.path[-1:] == ("[key]",):
        return show(fault.path[-2])
    node = found.node
    if node.is_list and fault.kind == "place":
        return show([child.value for child in node.value])
    if node.is_mapping and fault.kind == "member":
        return f"a mapping with {'keys' if len(node.value) > 1 else 'key'} {one_of(list(node.value)[:4], 'and')}"
    return node.describe()


def _mapping_words(shape: Shape | None) -> str:
    if shape is not None and shape.kind == "names":
        return "named entries like {name: ...}"
    if shape is not None and shape.model is not None:
        keys = list(section_keys(shape.model))
        return f"a mapping with keys such as {one_of(keys[:3])}"
    return "a mapping"


def _plainly(message: str) -> str:
    return re.sub(r"^input should be ", "", message[:1].lower() + message[1:]).replace("input should be ", "")
