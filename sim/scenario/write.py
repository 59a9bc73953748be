"""A plain tree back to YAML that reads as the same tree, and Python values into a tree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml
from pydantic import BaseModel

from sim.nature.calendars import OpeningHours
from sim.registry import Member, get_family
from sim.scenario.read import MOST_DEPTH, UnreadableError, typed_scalar
from sim.scenario.tree import Mark, Node, problem_at

_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc]
    """Quotes every text that YAML 1.2 would read as something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is yaml.ScalarNode and implicit[0]:
            return _tag(value)
        return super().resolve(kind, value, implicit)


_LINE = 130
_TEXT = "tag:yaml.org,2002:str"
_PLAIN = re.compile(r"[A-Za-z]([A-Za-z0-9_. -]*[A-Za-z0-9_])?")
"""Names that take no quotes, unless YAML reads them as something else."""
_TAGS = {bool: "bool", int: "int", float: "float", type(None): "null"}


@lru_cache(maxsize=100_000)
def _tag(value: str) -> str:
    """What YAML 1.2 reads a bare text as."""
    typed, complaint = typed_scalar(value)
    tag = "str" if isinstance(typed, str) and not complaint and value != "<<" else _TAGS.get(type(typed), "str")
    return f"tag:yaml.org,2002:{tag}"


def to_yaml(tree: Mapping[str, Any]) -> str:
    """Write a plain tree; short lists and mappings stand on one line."""
    return "".join(_lines(tree, "", {})) or "{}\n"


def _lines(tree: Mapping[str, Any], indent: str, known: dict[str, str]) -> Iterator[str]:
    """The entries of a mapping, those that hold further mappings step by step; of thousands of stock rules few differ, and each is written once."""
    for key, value in tree.items():
        if isinstance(value, Mapping) and any(isinstance(each, (Mapping, list)) for each in value.values()):
            yield f"{indent}{_once(key, known)}:\n"
            yield from _lines(value, indent + "  ", known)
        elif (
            isinstance(value, Mapping)
            and "\n" not in (line := _once(value, known))
            and len(line) < _LINE - len(indent) - len(key)
        ):
            yield f"{indent}{_once(key, known)}: {line}\n"
        else:
            flow = None if isinstance(value, (Mapping, list)) else False
            yield "".join(indent + line for line in _dumped({key: value}, flow).splitlines(keepends=True))


def _once(value: Any, known: dict[str, str]) -> str:
    """A name or a mapping without anything below it, in one line."""
    word = repr(value)
    if word not in known:
        plain = isinstance(value, str) and _PLAIN.fullmatch(value) and _tag(value) == _TEXT
        known[word] = value if plain else _dumped(value).removesuffix("\n").removesuffix("\n...")
    return known[word]


def _dumped(value: Any, flow: bool | None = None) -> str:
    """In YAML; None: on one line what has nothing further below it."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_LINE, default_flow_style=flow)
    return text


def written(member: Member, currency: str = "EUR") -> dict[str, Any]:
    """A law or rule as a scenario writes it, with units."""
    schema = type(member).model_json_schema()
    given = {
        name: _say(getattr(member, name), schema["properties"].get(field.alias or name, {}), currency)
        for name, field in type(member).model_fields.items()
        if name in member.model_fields_set
    }
    return {"rule": member.word, **given} if get_family(member.family).rule else {member.word: given}


def _say(value: Any, schema: Mapping[str, Any], currency: str) -> Any:
    """A parameter with the unit that its schema tells."""
    if isinstance(value, Member):
        return written(value, currency)
    if isinstance(value, BaseModel):
        fields = type(value).model_json_schema()["properties"]
        return {(field.alias or name): _say(getattr(value, name), fields.get(field.alias or name, {}), currency)
                for name, field in type(value).model_fields.items() if name in value.model_fields_set}  # fmt: skip
    if isinstance(value, (list, tuple)):
        return [_say(each, schema.get("items", {}), currency) for each in value]
    unit = schema.get("x-unit", "share")
    if unit == "share" or not isinstance(value, (int, float)):
        return value
    return f"{100 * value!r} %/y" if unit == "1/y" else f"{value!r} {unit.replace('money', currency)}"


def from_python(value: Any, file: str, currency: str = "EUR", depth: int = 0) -> Node:
    """A tree from Python values; dates, opening hours and members of families become what a scenario would say."""
    mark = Mark(file)
    if depth > MOST_DEPTH:
        raise UnreadableError(problem_at(mark, (), f"nested too deeply: more than {MOST_DEPTH} levels"))
    if isinstance(value, Mapping):
        entries = {str(key): from_python(child, file, currency, depth + 1) for key, child in value.items()}
        return Node(entries, mark, keys=dict.fromkeys(entries, mark))
    if isinstance(value, (list, tuple, set, frozenset)):
        return Node([from_python(child, file, currency, depth + 1) for child in value], mark)
    if isinstance(value, Member):
        return from_python(written(value, currency), file, currency, depth)
    if isinstance(value, OpeningHours):
        value = value.text
    elif isinstance(value, dt.date):
        value = value.isoformat()[:10]
    elif hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # a NumPy number
    return Node(value, mark, text=str(value))
