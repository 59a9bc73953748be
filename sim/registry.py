"""Members of the families of laws and policies, registered under the word a scenario uses for them.

One frozen class per member holds parameters, units, defaults and meaning once; validation, JSON Schema, `firstfix list`, the
reference page and the contract tests are read off it. In a scenario a *law* is written `{word: {parameters}}` and a *rule* (a decision)
`{rule: word, parameters...}`; a member whose parameters all have defaults may be written as the bare word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.errors import UsageError, nearest


class Member(BaseModel):
    """A law or a policy: frozen parameters under a registered word."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    family: ClassVar[str] = ""
    word: ClassVar[str] = ""

    @classmethod
    def meaning(cls) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())


M = TypeVar("M", bound=type[Member])


@dataclass
class Family:
    """All members that can stand in one place of a scenario."""

    name: str
    title: str
    rule: bool
    """True when a scenario writes `{rule: word}`, false when it writes `{word: {...}}`."""
    shorthand: tuple[str, str] | None = None
    """(word, parameter) that a bare quantity stands for, such as a constant duration."""
    members: dict[str, type[Member]] = field(default_factory=dict)


_families: dict[str, Family] = {}


def family(name: str, title: str, *, rule: bool, shorthand: tuple[str, str] | None = None) -> Family:
    """Declare a family; called once by the module that owns it."""
    _families[name] = Family(name, title, rule, shorthand)
    return _families[name]


def families() -> Iterator[Family]:
    """All families, in order of their names."""
    return iter(sorted(_families.values(), key=lambda each: each.name))


def get_family(name: str) -> Family:
    """The family of that name; raises :class:`UsageError` when there is none."""
    if name not in _families:
        raise UsageError(f"there is no family '{name}'; known: {', '.join(sorted(_families))}")
    return _families[name]


def register(family_name: str, word: str) -> Callable[[M], M]:
    """Register a class under the word that scenarios use; a second class for the same word replaces the first."""

    def keep(cls: M) -> M:
        cls.family = family_name
        cls.word = word
        get_family(family_name).members[word] = cls
        return cls

    return keep


def unregister(family_name: str, word: str) -> None:
    """Forget a member, for notebooks and tests that try one out."""
    get_family(family_name).members.pop(word, None)


def nested_fault(error: ValidationError) -> PydanticCustomError:
    """Carry a member's own faults outwards with their inner places, for the reader to flatten."""
    return PydanticCustomError("nested", "see inner faults", {"inner": error.errors(include_url=False)})


_MARK = "x-family"


def with_families(schema: Any) -> Any:
    """The same JSON Schema, with each field that holds a member referring to '#/$defs/family_<name>'."""
    if isinstance(schema, dict):
        rest = {key: with_families(value) for key, value in schema.items() if key != _MARK}
        return {"$ref": f"#/$defs/family_{schema[_MARK]}", **rest} if isinstance(schema.get(_MARK), str) else rest
    return [with_families(each) for each in schema] if isinstance(schema, list) else schema


@dataclass(frozen=True)
class OneOf:
    """Annotation of a field that holds a member of a family: `Annotated[DurationLaw, OneOf("duration")]`."""

    family: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        return core_schema.with_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        del schema, handler
        return {_MARK: self.family}  # pydantic knows only its own references; `with_families` makes this one

    def validate(self, value: Any, info: ValidationInfo) -> Member:
        """Read a member from what a scenario says; a ready member passes."""
        owner = get_family(self.family)
        if isinstance(value, Member):
            if value.family != self.family:
                raise PydanticCustomError(
                    "member", "expected a {title}, found {found}", {"title": owner.title, "found": value.word}
                )
            return value
        word, parameters, inner = self._read(owner, value, info)
        if word not in owner.members:
            known = ", ".join(sorted(owner.members))
            raise PydanticCustomError(
                "unknown_word",
                "there is no {title} '{word}'; known: {known}",
                {
                    "title": owner.title,
                    "word": word,
                    "known": known,
                    "suggestion": nearest(word, owner.members),
                    "key": inner == "law",
                },
            )
        try:
            return owner.members[word].model_validate(parameters, context=info.context)
        except ValidationError as error:
            fault = nested_fault(error)
            assert fault.context is not None
            fault.context["under"] = word if inner == "law" else ""
            raise fault from None

    def _read(self, owner: Family, value: Any, info: ValidationInfo) -> tuple[str, Any, str]:
        """Return (word, parameters, how it was written)."""
        if isinstance(value, Mapping):
            if "rule" in value and owner.rule:
                return str(value["rule"]), {k: v for k, v in value.items() if k != "rule"}, "rule"
            if len(value) == 1 and not owner.rule:
                word = str(next(iter(value)))
                inner = value[next(iter(value))]
                if isinstance(inner, Mapping) or inner is None:
                    return word, inner or {}, "law"
                only = self._only_parameter(owner, word)
                return word, {only: inner} if only else inner, "law"
            shape = "{rule: word, ...}" if owner.rule else "{word: {parameters}}"
            raise PydanticCustomError("member", "expected a {title} written {shape}", {"title": owner.title, "shape": shape})
        if isinstance(value, str) and value in owner.members:
            return value, {}, "word"
        if owner.shorthand and self._is_quantity(value, info):
            word, parameter = owner.shorthand
            return word, {parameter: value}, "word"
        if isinstance(value, str):
            return value, {}, "word"
        raise PydanticCustomError(
            "member", "expected a {title}, found {found}", {"title": owner.title, "found": repr(value)[:40]}
        )

    @staticmethod
    def _is_quantity(value: Any, info: ValidationInfo) -> bool:
        if isinstance(value, bool):
            return False
        if isinstance(value, str):
            return value[:1].isdigit() or value[:1] in "+-."
        return isinstance(value, (int, float))

    @staticmethod
    def _only_parameter(owner: Family, word: str) -> str:
        """The parameter that `{word: value}` stands for: the member's only required one."""
        if word not in owner.members:
            return ""
        fields = owner.members[word].model_fields
        required = [name for name, info in fields.items() if info.is_required()]
        candidates = required or list(fields)
        return candidates[0] if len(candidates) == 1 else ""


def member_schema(cls: type[Member], owner: Family) -> dict[str, Any]:
    """JSON Schema of one member as a scenario writes it; it may bring `$defs` of its own."""
    schema: dict[str, Any] = with_families(cls.model_json_schema(ref_template="#/$defs/{model}"))
    schema.pop("title", None)
    schema["description"] = cls.meaning()
    if owner.rule:
        schema["properties"] = {"rule": {"const": cls.word}, **schema.get("properties", {})}
        schema["required"] = ["rule", *schema.get("required", [])]
        return schema
    return {"type": "object", "properties": {cls.word: schema}, "required": [cls.word], "additionalProperties": False}
