"""What a scenario says, entry by entry: each key that is not at its neutral default, with its value in words and its meaning.

Whoever writes a scenario up needs to know which parts of the language it uses, and only those. A key that states its neutral default is as if it
had been left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from sim.nature.calendars import OpeningHours
from sim.registry import Member, get_family
from sim.scenario.spec import Scenario
from sim.units import describe_hours

Steps = tuple[str, ...]


@dataclass(frozen=True)
class Stated:
    """One key of one entry of a scenario."""

    steps: Steps
    """Where it stands: ('locations', 'Köln', 'stock', 'tube')."""
    pattern: str
    """The same with '*' for names and numbers: 'locations.*.stock.*'."""
    section: str
    """Class of the section: 'Location'."""
    key: str
    value: str
    """In words, with its unit: '4 h', '12 %', 'lognormal (mean 2 h, cv 0.5)'."""
    meaning: str
    """What the key means; of single values, not of named entries."""
    amount: float | None = None
    """The number, where the value is one, in the unit that `value` is in inside."""
    members: tuple[tuple[str, str], ...] = ()
    """(family, word) of the law or rule that stands here, and of those within it."""

    @property
    def names(self) -> str:
        """The names on the way, 'CT.hardware'; empty where there is only one such thing."""
        wild = self.pattern.split(".")
        return ".".join(step for step, each in zip(self.steps, wild, strict=True) if each == "*")

    def facts(self) -> Iterator[str]:
        """What sentences may depend on: 'Location', 'Location.stock', 'Location.supplier=yes', 'stock:kanban'."""
        yield from (self.section, f"{self.section}.{self.key}", f"{self.section}.{self.key}={self.value}")
        for family, word in self.members:
            yield from (f"{family}:{word}", f"{self.section}.{self.key}={word}")


def stated(scenario: Scenario) -> list[Stated]:
    """Everything that a scenario says beyond neutral defaults, in the order of the language; policies, strategies and titles aside."""
    return [each for each in _section(scenario, (), (), scenario.currency) if each.pattern.partition(".")[0] not in _ABOUT]


_ABOUT = {"policies", "strategies", "name", "description", "baseline", "headline", "replications"}
"""What a scenario says about itself and not about the world."""
_IN_FORCE = {"dispatch", "travel", "horizon", "start", "seed", "currency"}
"""Keys of the whole whose default is no absence: it is in force."""


def _section(section: BaseModel, steps: Steps, wild: Steps, currency: str) -> Iterator[Stated]:
    name = type(section).__name__
    for field, key, default, meaning, unit in _keys(type(section)):
        value = getattr(section, field)
        if value is None or (value == default and not (not steps and key in _IN_FORCE)):
            continue
        yield from _value(value, (*steps, key), (*wild, key), name, key, meaning, unit, currency)


@cache
def _keys(model: type[BaseModel]) -> list[tuple[str, str, Any, str, str]]:
    """(field, key, default, meaning, unit) of each key; a key that is required has a default that nothing equals."""
    units = _units(model)
    return [
        (
            name,
            field.alias or name,
            object() if field.is_required() else field.get_default(call_default_factory=True),
            field.description or "",
            units.get(field.alias or name, ""),
        )
        for name, field in model.model_fields.items()
    ]


def _value(
    value: Any, steps: Steps, wild: Steps, section: str, key: str, meaning: str, unit: str, currency: str
) -> Iterator[Stated]:
    """One value; sections, named entries and lists of sections entry by entry."""
    if isinstance(value, BaseModel) and not isinstance(value, Member):
        yield Stated(steps, ".".join(wild), section, key, "", meaning)
        yield from _section(value, steps, wild, currency)
    elif isinstance(value, Mapping):
        for name, child in value.items():
            yield from _value(child, (*steps, str(name)), (*wild, "*"), section, key, meaning, unit, currency)
    elif isinstance(value, (list, tuple)) and value and isinstance(value[0], BaseModel) and not isinstance(value[0], Member):
        for at, child in enumerate(value, start=1):
            yield from _value(child, (*steps, str(at)), (*wild, "*"), section, key, meaning, unit, currency)
    else:
        number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
        words, found = in_words(value, unit, currency), tuple(_within(value))
        yield Stated(steps, ".".join(wild), section, key, words, meaning, number, found)


def _within(value: Any) -> Iterator[tuple[str, str]]:
    """(family, word) of a law or rule and of all within it."""
    if isinstance(value, Member):
        yield (value.family, value.word)
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _within(each)


def in_words(value: Any, unit: str = "", currency: str = "EUR") -> str:
    """A value of a scenario as a reader wants it: '450 EUR', '97 %', 'min max (min 1, max 3)'."""
    if isinstance(value, Member):
        return _member_in_words(value, currency)
    if isinstance(value, BaseModel):
        units = _units(type(value))
        inner = (
            f"{name.replace('_', ' ')} {in_words(getattr(value, name), units.get(name, ''), currency)}"
            for name in type(value).model_fields
            if name in value.model_fields_set
        )
        return ", ".join(inner)
    if isinstance(value, (list, tuple, set, frozenset)):
        return _listed(list(value), unit, currency)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {in_words(each, unit, currency)}" for name, each in value.items())
    return _single(value, unit, currency)


def _single(value: Any, unit: str, currency: str) -> str:
    """A value without anything in it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _amount(value, unit, currency)
    return value.text if isinstance(value, OpeningHours) else str(value)


_MOST = 8
"""Elements of a list that are written out."""


def _listed(values: list[Any], unit: str, currency: str) -> str:
    shown = ", ".join(in_words(each, unit, currency) for each in values[:_MOST])
    return shown if len(values) <= _MOST else f"{len(values):,} values: {shown}, ..."


def _amount(value: float, unit: str, currency: str) -> str:
    if unit == "h":
        return describe_hours(value)
    if unit == "share":
        return f"{100 * value:.6g} %"
    if unit == "1/y":
        return f"{100 * value:.6g} %/y"
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return f"{number} {unit.replace('money', currency)}".strip()


_PARAMETERS = {
    "cv": "coefficient of variation",
    "sd": "standard deviation",
    "mtbf": "mean time between failures",
    "p90": "90 % quantile",
}
"""Names of parameters as statistics calls them."""


def _member_in_words(member: Member, currency: str) -> str:
    """A law or rule: a constant as its bare value, others as 'word (parameter value, ...)'."""
    given, owner = _parameters(member), get_family(member.family)
    units = _units(type(member))
    if owner.shorthand and member.word == owner.shorthand[0]:
        return in_words(given[owner.shorthand[1]], units.get(owner.shorthand[1], ""), currency)
    inner = ", ".join(
        f"{_PARAMETERS.get(name, name.replace('_', ' '))} {in_words(value, units.get(name, ''), currency)}"
        for name, value in given.items()
        if not (isinstance(value, (list, tuple, dict)) and not value)
    )
    word = member.word.replace("_", " ")
    return f"{word} ({inner})" if inner else word


def _parameters(member: Member) -> dict[str, Any]:
    """Parameters as they were given, and defaults that are in force; a law that can be said in several ways has only those that say it."""
    fields = type(member).model_fields.items()
    return {
        field.alias or name: value
        for name, field in fields
        if (value := getattr(member, name)) is not None
        and (name in member.model_fields_set or field.get_default(call_default_factory=True) is not None)
    }


@cache
def _units(model: type[BaseModel]) -> dict[str, str]:
    """Unit of each key that has one, from the JSON Schema of its type."""
    properties = model.model_json_schema().get("properties", {})
    return {key: unit for key, schema in properties.items() if (unit := _unit(schema))}


def _unit(schema: Mapping[str, Any]) -> str:
    if "x-unit" in schema:
        return str(schema["x-unit"])
    if any(each.get("type") == "number" and "%" in str(schema) for each in schema.get("anyOf", ())):
        return "share"
    inner = [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    return next((unit for each in inner if isinstance(each, Mapping) and (unit := _unit(each))), "")
