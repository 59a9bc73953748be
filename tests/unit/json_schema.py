"""As much of a JSON Schema validator as the language's own schema needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

KNOWN = {
    *("$defs", "$ref", "$schema", "title", "description", "default", "x-unit", "format"),
    *("type", "properties", "required", "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "propertyNames"),
    "minProperties",
    *("anyOf", "oneOf", "enum", "const", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "maxLength"),
}
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def faults(value: Any, schema: Any, root: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where and why a value does not fit."""
    if schema is True:
        return
    assert not set(schema) - KNOWN, f"the schema uses {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{path}: {value!r} is no {schema['type']}"
        return
    for word, most in (("anyOf", 99), ("oneOf", 1)):
        fits = sum(not list(faults(value, each, root, path)) for each in schema.get(word, []))
        if word in schema and not 1 <= fits <= most:
            yield f"{path}: {value!r} fits {fits} of {word}"
    yield from _words(value, schema, path)
    yield from _number(value, schema, path)
    if isinstance(value, dict):
        yield from _object(value, schema, root, path)
    for index, each in enumerate(value if isinstance(value, list) else []):
        yield from faults(each, schema.get("items", True), root, f"{path}.{index}")


def _words(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{path}: {value!r} does not match {schema['pattern']}"


def _is(value: Any, kinds: str | list[str]) -> bool:
    wanted = [kinds] if isinstance(kinds, str) else kinds
    return any(isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in wanted)


def _number(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            yield f"{path}: {value} is out of bounds"


def _object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[str]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    if len(value) < schema.get("minProperties", 0):
        yield f"{path}: {len(value)} entries are too few"
    for key in schema.get("required", []):
        if key not in value:
            yield f"{path}: lacks {key}"
    for key, each in value.items():
        if key in properties:
            yield from faults(each, properties[key], root, f"{path}.{key}")
        elif others is False:
            yield f"{path}: unknown {key}"
        else:
            yield from faults(each, others, root, f"{path}.{key}")
