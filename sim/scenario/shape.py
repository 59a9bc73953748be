"""What the language wants at each place, read off the classes that declare it.

A :class:`Shape` says whether a section, named entries, a list, a member of a family or a single value stands somewhere, and what
stands one step below. Overlays need it (laws and rules are replaced wholly, sections merge), names need it (the part 4711 is a name,
not a number), and error messages need it (the keys that are known here, the numbers that are allowed).
"""

from __future__ import annotations

import datetime as dt
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.registry import Member, OneOf, get_family
from sim.scenario.tree import Node, Path

Kind = Literal["section", "names", "list", "member", "text", "value"]


@dataclass(frozen=True)
class Shape:
    """What may stand at one place of a scenario."""

    kind: Kind
    model: type[BaseModel] | None = None
    """The class of a section."""
    entry: Shape | None = None
    """What each named entry, or each element of a list, is."""
    family: str = ""
    expected: str = ""
    """A single value in words: 'a whole number from 1 to 9'; of named entries, the names."""

    def below(self, node: Node, step: str | int) -> Shape | None:
        """What stands one step below, given what was written here; None when the language knows nothing there."""
        if self.kind == "section" and self.model is not None:
            return section_keys(self.model).get(str(step))
        if self.kind in {"names", "list"}:
            return self.entry
        if self.kind == "member":
            return self._below_member(node, str(step))
        return None

    def _below_member(self, node: Node, step: str) -> Shape | None:
        owner = get_family(self.family)
        if not owner.rule:
            if owner.shorthand and step == owner.shorthand[1] and owner.shorthand[0] in owner.members:  # a bare quantity
                return section_keys(owner.members[owner.shorthand[0]]).get(step)
            return Shape("section", owner.members[step]) if step in owner.members else None
        if not node.is_mapping or "rule" not in node.value:
            return None
        if step == "rule":
            return Shape("text")
        member = owner.members.get(node.value["rule"].text)
        return section_keys(member).get(step) if member else None


ANYTHING = Shape("value")


@cache
def section_keys(model: type[BaseModel]) -> dict[str, Shape]:
    """The keys of a section, as written, with what stands under each."""
    return {field.alias or name: _shape(field.annotation, tuple(field.metadata)) for name, field in model.model_fields.items()}


def described(model: type[BaseModel], key: str) -> str:
    """The meaning of a key of a section."""
    for name, field in model.model_fields.items():
        if (field.alias or name) == key:
            return field.description or ""
    return ""


def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of a whole section."""
    return Shape("section", model)


def shape_at(shape: Shape | None, root: Node, path: Path) -> Shape | None:
    """Follow a path through the language, beside what was written."""
    node = root
    for step in path:
        if shape is None:
            return None
        shape = shape.below(node, step)
        following = _written(node, step)
        node = following if following is not None else Node(None, node.mark)
    return shape


def _written(node: Node, step: str | int) -> Node | None:
    if node.is_mapping:
        return node.value.get(str(step))  # type: ignore[no-any-return]
    if node.is_list and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    return None


def _shape(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """Read a type annotation."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _shape(arguments[0], (*metadata, *arguments[1:]))
    owner = next((each.family for each in metadata if isinstance(each, OneOf)), "")
    if owner:
        return Shape("member", family=owner)
    if origin in {typing.Union, types.UnionType}:
        choices = [_shape(each, metadata) for each in arguments if each is not type(None)]
        return next((each for each in choices if each.kind not in {"value", "text"}), choices[0])
    if origin is not None and origin is not Literal:
        return _container(origin, arguments)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Member):
        return Shape("section", annotation)
    named = annotation is str or origin is Literal
    return Shape("text") if named else Shape("value", expected=_expected(annotation, metadata))


def _container(origin: Any, arguments: tuple[Any, ...]) -> Shape:
    if origin is dict:
        return Shape("names", entry=_shape(arguments[1]), expected=_shape(arguments[0]).expected)
    if origin in {list, tuple, set, frozenset}:
        return Shape("list", entry=_shape(arguments[0]))
    return ANYTHING


def _expected(annotation: Any, metadata: tuple[Any, ...]) -> str:
    if annotation is bool:
        return "true or false"
    if annotation is dt.date:
        return "a date like '2026-01-05'"
    if annotation not in {int, float}:
        return ""
    noun = "a whole number" if annotation is int else "a number"
    bounds: dict[str, Any] = {}
    for each in metadata:
        for limit in each.metadata if isinstance(each, FieldInfo) else [each]:
            for word, kind in (
                ("ge", annotated_types.Ge),
                ("gt", annotated_types.Gt),
                ("le", annotated_types.Le),
                ("lt", annotated_types.Lt),
            ):
                if isinstance(limit, kind):
                    bounds[word] = getattr(limit, word)
    if "ge" in bounds and "le" in bounds:
        return f"{noun} from {bounds['ge']:,} to {bounds['le']:,}"
    words = {"ge": "of at least", "gt": "above", "le": "of at most", "lt": "below"}
    limits = " and ".join(f"{words[word]} {bound:,}" for word, bound in bounds.items())
    return f"{noun} {limits}".strip()


def plain(node: Node, shape: Shape | None) -> Any:
    """The plain value of a tree, with names as they were written: where a name is wanted, 4711 is the name '4711'."""
    value = node.value
    if isinstance(value, dict):
        if shape is None:
            return {key: plain(child, None) for key, child in value.items()}
        return {key: plain(child, shape.below(node, key)) for key, child in value.items()}
    if isinstance(value, list):
        if shape is not None and shape.kind == "names":  # the short form of names without particulars: parts: [seal]
            return [child.text if isinstance(child.value, (int, float)) else plain(child, None) for child in value]
        entry = shape.entry if shape is not None and shape.kind == "list" else None
        return [plain(child, entry) for child in value]
    if shape is not None and shape.kind == "text" and isinstance(value, (int, float)) and node.text:
        return node.text
    return value
