"""The commands that say what there is: list and schema, generated from what is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import click

from sim.app.runs import json_option, plugin_option
from sim.app.screen import print_json, print_table

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.registry import Family, Member


@dataclass
class Parameter:
    """One parameter of a law or rule, or one key of a scenario section."""

    name: str
    unit: str
    default: str
    """As a scenario writes it; empty when the parameter is required."""
    required: bool
    meaning: str


@dataclass
class Entry:
    """One thing that can be listed."""

    topic: str
    name: str
    meaning: str
    parameters: list[Parameter] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    """What else is to be said, such as a figure's formula."""


@click.command(name="list")
@click.argument("topic", required=False)
@click.argument("name", required=False)
@json_option
@plugin_option
def list_members(topic: str | None, name: str | None, as_json: bool) -> None:
    r"""List figures, policies, laws or scenario sections, or explain one of them.

    \b
    firstfix list                  what can be listed
    firstfix list policies         every rule
    firstfix list dispatch         the rules of one family
    firstfix list stock two_bin    one rule: parameters, units, defaults
    firstfix list kpis fill_rate   one figure: formula, clock, denominator
    """
    from sim.errors import UsageError, nearest

    topics = all_topics()
    if topic is None:
        print_topics(topics, as_json=as_json)
        return
    if topic not in topics:
        near = nearest(topic, topics)
        hint = f" (did you mean '{near}'?)" if near else ""
        raise UsageError(f"there is no topic '{topic}'; known: {', '.join(topics)}{hint}")
    entries = topics[topic][1]()
    if name is not None:
        found = [entry for entry in entries if entry.name == name]
        if not found:
            near = nearest(name, [entry.name for entry in entries])
            hint = f"; did you mean '{near}'?" if near else f"; see firstfix list {topic}"
            raise UsageError(f"there is no '{name}' among the {topic}{hint}")
        entries = found
    if as_json:
        print_json([asdict(entry) for entry in entries])
    elif name is not None:
        for entry in entries:
            explain(entry)
    else:
        columns = ("kind", "name", "meaning")
        rows = [[entry.topic, entry.name, entry.meaning] for entry in entries]
        several = len({entry.topic for entry in entries}) > 1
        print_table(columns[0 if several else 1 :], [row[0 if several else 1 :] for row in rows])


@click.command()
@plugin_option
def schema() -> None:
    """Print the JSON Schema of scenario files, with which an editor completes and checks as one types."""
    from sim.scenario.schema import json_schema

    print_json(json_schema())


def all_topics() -> dict[str, tuple[str, Callable[[], list[Entry]]]]:
    """Topic -> (what it is, its entries)."""
    from sim.registry import families
    from sim.scenario import spec

    del spec  # imported for its families
    known = list(families())
    rules, laws = [each for each in known if each.rule], [each for each in known if not each.rule]
    topics: dict[str, tuple[str, Callable[[], list[Entry]]]] = {
        "kpis": ("figures", figure_entries),
        "policies": ("rules of every family", lambda: [entry for each in rules for entry in member_entries(each)]),
        "laws": ("laws of every family", lambda: [entry for each in laws for entry in member_entries(each)]),
        "sections": ("sections of a scenario file", section_entries),
    }
    for each in known:
        topics[each.name] = (f"every {each.title}", lambda each=each: member_entries(each))  # type: ignore[misc]
    return topics


def print_topics(topics: dict[str, tuple[str, Callable[[], list[Entry]]]], *, as_json: bool) -> None:
    """Print what can be listed."""
    counted = [(topic, meaning, len(entries())) for topic, (meaning, entries) in topics.items()]
    if as_json:
        print_json([{"topic": topic, "meaning": meaning, "count": count} for topic, meaning, count in counted])
    else:
        print_table(
            ("topic", "what", "how many"),
            [[topic, meaning, str(count)] for topic, meaning, count in counted],
            right=("how many",),
        )


def figure_entries() -> list[Entry]:
    """Every figure with its formula."""
    from sim.kpi import members

    return [
        Entry(
            "figure",
            each.name,
            each.meaning,
            facts={
                "unit": each.unit,
                "better": each.better or "neither",
                "formula": each.formula,
                "clock": each.clock,
                "denominator": each.denominator,
            },
        )
        for each in members().values()
    ]


def member_entries(family: Family) -> list[Entry]:
    """Every law or rule of a family with its parameters."""
    from sim.registry import member_schema

    entries = []
    for word, cls in sorted(family.members.items()):
        tree = member_schema(cls, family)
        inner = tree if family.rule else tree["properties"][word]
        written = f"{{rule: {word}, ...}}" if family.rule else f"{{{word}: {{...}}}}"
        entries.append(Entry(family.title, word, cls.meaning(), parameters(inner, cls), {"written": written}))
    return entries


def section_entries() -> list[Entry]:
    """Every section of a scenario file with its keys."""
    from sim.registry import with_families
    from sim.scenario.values import Section

    return [
        Entry("section", cls.__name__, cls.__doc__ or "", parameters(with_families(cls.model_json_schema()), cls))
        for cls in sorted([*Section.__subclasses__()], key=lambda each: each.__name__)
    ]


def parameters(schema: dict[str, Any], cls: type[BaseModel]) -> list[Parameter]:
    """Parameters of a class in the order of its fields: units and meaning from its JSON Schema, defaults from the fields themselves."""
    fields = {field.alias or name: field for name, field in cls.model_fields.items()}
    return [
        Parameter(
            name,
            unit_of(schema["properties"][name]),
            ""
            if field.is_required()
            else default_of(field.get_default(call_default_factory=True), unit_of(schema["properties"][name])),
            field.is_required(),
            field.description or "",
        )
        for name, field in fields.items()
    ]


def unit_of(schema: dict[str, Any]) -> str:
    """Unit of a parameter, else its kind: 'h', 'share', 'integer', 'duration'."""
    several = [each for key in ("anyOf", "allOf") for each in schema.get(key, []) if each.get("type") != "null"]
    if "x-unit" in schema:
        found = schema["x-unit"]
    elif "$ref" in schema:
        found = schema["$ref"].rpartition("/")[2].removeprefix("family_")
    elif "enum" in schema:
        found = " | ".join(str(each) for each in schema["enum"])
    elif several:
        found = " or ".join(dict.fromkeys(unit_of(each) for each in several))
    elif schema.get("type") == "array":
        found = f"list of {unit_of(schema.get('items', {}))}"
    elif schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        found = f"name: {unit_of(schema['additionalProperties'])}"
    else:
        found = schema.get("type", "any")
    return str(found)


def default_of(value: Any, unit: str) -> str:
    """A default in the words of a scenario; times in the unit a person would choose."""
    from pydantic import BaseModel

    from sim.registry import Member
    from sim.units import describe_hours

    if value is None or (isinstance(value, (dict, list)) and not value):
        return "none"
    if isinstance(value, Member):
        inner = ", ".join(
            f"{name}: {default_of(getattr(value, name), _unit_in(value, name))}" for name in type(value).model_fields
        )
        return f"{value.word} {inner}".rstrip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return describe_hours(value) if unit == "h" and value > 0 else f"{value:g} {unit}" if unit == "h" else f"{value:g}"
    if isinstance(value, BaseModel):
        stated = (f"{name}: {default_of(getattr(value, name), '')}" for name in sorted(value.model_fields_set))
        return ", ".join(stated) or "nothing said"
    return str(getattr(value, "text", value))


def _unit_in(member: Member, name: str) -> str:
    return unit_of(type(member).model_json_schema()["properties"][name])


def explain(entry: Entry) -> None:
    """Print one entry in full."""
    click.echo(f"{entry.name} ({entry.topic})")
    click.echo(f"  {entry.meaning}")
    for label, text in entry.facts.items():
        if text:
            click.echo(f"  {label}: {text}")
    if entry.parameters:
        click.echo("")
        columns = ("parameter", "unit", "default", "meaning")
        print_table(
            columns,
            [[each.name, each.unit, "required" if each.required else each.default, each.meaning] for each in entry.parameters],
        )
