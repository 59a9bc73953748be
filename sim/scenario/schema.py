"""The language as a JSON Schema, generated from the classes that declare it, so that editors complete and check as one types."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from sim.registry import Family, Member, families, get_family, member_schema, with_families
from sim.scenario.spec import Scenario
from sim.units import Share

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"
_LISTS_OF_WORDS = {
    ("FailureMode", "parts"),
    ("RevisedMode", "parts"),
    ("Maintenance", "parts"),
    ("Technician", "skills"),
    ("Replacement", "skills"),
}
"""Named entries that may be written as a list of their names."""
_BARE_SHARES = {("AssetType", "revisions")}
"""Named entries of which each may be a share alone."""


class _Generator(GenerateJsonSchema):
    """Leaves out defaults that are objects; the descriptions say what is meant."""

    def default_schema(self, schema: Any) -> dict[str, Any]:
        inner: dict[str, Any] = self.generate_inner(schema["schema"])
        default = schema.get("default")
        plain = isinstance(default, (bool, int, str)) and inner.get("type") in {"boolean", "integer", "string"}
        return {**inner, "default": default} if plain and "x-unit" not in inner else inner


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, with `$defs/family_<name>` for each family of laws and rules."""
    schema: dict[str, Any] = with_families(Scenario.model_json_schema(ref_template=_REF, schema_generator=_Generator))
    definitions: dict[str, Any] = schema.pop("$defs", {})
    for each in families():
        definitions[f"family_{each.name}"] = _family_schema(each, definitions)
    schema["properties"]["policies"] = _policies_schema()
    for name, section in [("Scenario", schema), *definitions.items()]:
        _allow_short_forms(name, section)
    definitions["table"] = _table_schema()
    schema["properties"] = {
        "extends": {"type": "string", "description": "another scenario file, of which this one says what is different"},
        "levels": {
            "type": "string",
            "description": "CSV table of stock rules: location, part and level, or rule and its parameters",
        },
        **schema["properties"],
    }
    schema["required"] = []
    return {
        "$schema": _DIALECT,
        "title": "firstfix scenario",
        **{k: v for k, v in schema.items() if k != "title"},
        "$defs": definitions,
    }


def _family_schema(owner: Family, definitions: dict[str, Any]) -> dict[str, Any]:
    """Any member, the words of members that need no parameters, and the bare quantity that stands for one."""
    choices: list[dict[str, Any]] = []
    for cls in owner.members.values():
        schema = member_schema(cls, owner)
        for holder in (schema, schema.get("properties", {}).get(cls.word, {})):
            definitions.update({name: each for name, each in holder.pop("$defs", {}).items() if not name.startswith("family_")})
        choices.append(schema if owner.rule else _with_only_parameter(cls, schema))
    words = [cls.word for cls in owner.members.values() if not any(field.is_required() for field in cls.model_fields.values())]
    if words:
        choices.append({"enum": sorted(words)})
    if owner.shorthand:
        choices.append(_bare_quantity(owner))
    return {"description": f"a {owner.title}", "anyOf": choices}


def _with_only_parameter(cls: type[Member], schema: dict[str, Any]) -> dict[str, Any]:
    """`{exponential: 90 d}` stands for `{exponential: {mtbf: 90 d}}`: a law's only required parameter, or only one, may stand alone."""
    inner = schema["properties"][cls.word]
    parameters, required = inner.get("properties", {}), inner.get("required", [])
    alone = required or list(parameters)
    if len(alone) == 1:
        inner = {"anyOf": [inner, parameters[alone[0]]]}
    elif not required:
        inner = {"anyOf": [inner, {"type": "null"}]}
    return {**schema, "properties": {cls.word: inner}}


def _bare_quantity(owner: Family) -> dict[str, Any]:
    """The schema of the parameter that a bare quantity stands for."""
    assert owner.shorthand is not None
    word, parameter = owner.shorthand
    schema = member_schema(owner.members[word], owner)["properties"]
    found = (schema[word] if not owner.rule else {"properties": schema})["properties"][parameter]
    if "$ref" in found:  # a member of another family: of these, what stands for a bare quantity there
        return _bare_quantity(get_family(found["$ref"].rpartition("family_")[2]))
    return {key: value for key, value in found.items() if key != "title"}


def _table_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "a CSV table whose rows become the entries; '{column}' takes a cell, '{column?}' may be empty",
        "properties": {
            "table": {"type": "string", "description": "CSV file, relative to this one"},
            "key": {"type": "string", "description": "name of each entry, such as '{town}'"},
            "row": {"description": "what each row becomes; each column becomes a key if left out"},
        },
        "required": ["table"],
        "additionalProperties": False,
    }


def _policies_schema() -> dict[str, Any]:
    path = {"description": "path -> value, such as technicians.*.van.seal; null takes an entry away", "type": ["object", "null"]}
    return {"type": "object", "description": "named overlays", "additionalProperties": path}


def _allow_short_forms(name: str, schema: Any) -> None:
    """Tables for named entries and lists, and lists of words where names alone are enough, at every depth."""
    if isinstance(schema, list):
        for each in schema:
            _allow_short_forms(name, each)
    if not isinstance(schema, dict):
        return
    for each in schema.values():
        _allow_short_forms(name, each)
    properties: dict[str, Any] = schema.get("properties") or {}
    for key, wanted in properties.items():
        wanted.pop("title", None)
        named = wanted.get("type") == "object" and isinstance(wanted.get("additionalProperties"), dict)
        if (name, key) in _BARE_SHARES:
            wanted["additionalProperties"] = {"anyOf": [wanted["additionalProperties"], TypeAdapter(Share).json_schema()]}
        if (named or wanted.get("type") == "array") and key != "policies":
            properties[key] = _with_short_forms(wanted, words=(name, key) in _LISTS_OF_WORDS)
        elif (name, key) in _LISTS_OF_WORDS and {"type": "null"} in wanted.get("anyOf", ()):
            wanted["anyOf"].append({"type": "array", "items": {"type": "string"}})


def _with_short_forms(schema: dict[str, Any], *, words: bool) -> dict[str, Any]:
    choices = [{key: value for key, value in schema.items() if key != "description"}, {"$ref": "#/$defs/table"}]
    if words:
        choices.append({"type": "array", "items": {"type": "string"}})
    described = {"description": schema["description"]} if "description" in schema else {}
    return {**described, "anyOf": choices}
