"""Reads a protocol file against protocol.schema.json and names the place of what does not fit.

The subset of JSON Schema that the schema uses, because the domain imports the standard library alone; a test holds it to the
jsonschema library's verdicts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
DEEPEST = 40  # a condition in a condition in a condition ...; nobody can read that, and recursion must end
TYPES: dict[str, Any] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def misfits(value: Any, schema: Schema, root: Schema, place: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Each place that does not fit, with what is wrong there."""
    if depth > DEEPEST:
        yield place, "nested too deeply"
        return
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema:
        yield from misfits(value, chosen(value, schema["anyOf"], root), root, place, depth + 1)
        return
    if "type" in schema and not TYPES[schema["type"]](value):
        yield place, f"must be {schema['type']}, is {shown(value)}"
        return
    yield from simple_misfits(value, schema, place)
    if isinstance(value, dict):
        yield from object_misfits(value, schema, root, place, depth)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from misfits(item, schema["items"], root, f"{place}[{number}]", depth + 1)


def simple_misfits(value: Any, schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    if "const" in schema and not same(value, schema["const"]):
        yield place, f"must be {schema['const']}, is {shown(value)}"
    if "enum" in schema and not any(same(value, one) for one in schema["enum"]):
        yield place, f"must be one of {', '.join(map(str, schema['enum']))}; is {shown(value)}"
    if "pattern" in schema and not re.search(schema["pattern"].replace("$", r"\Z"), value):
        yield place, f"{shown(value)} is not of the form {schema['pattern']}"
    for word, is_less, limit in (("at least", True, "min"), ("at most", False, "max")):
        bound = schema.get(f"{limit}imum", schema.get(f"{limit}Length", schema.get(f"{limit}Items", schema.get(f"{limit}Properties"))))
        size = value if isinstance(value, int) else len(value) if isinstance(value, str | list | dict) else 0
        if bound is not None and (size < bound if is_less else size > bound):
            yield place, f"must be {word} {bound}, is {size}"


def object_misfits(value: Mapping[str, Any], schema: Schema, root: Schema, place: str, depth: int) -> Iterator[tuple[str, str]]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", []):
        if name not in value:
            yield place, f"{name} is needed"
    for name, part in value.items():
        inner = f"{place}.{name}" if place else name
        if name not in properties and others is False:
            yield inner, "is not known here"
        elif name in properties or isinstance(others, dict):
            yield from misfits(part, properties.get(name, others), root, inner, depth + 1)


def chosen(value: Any, branches: list[Schema], root: Schema) -> Schema:
    """The branch that the value's first key or its type points at. Trying each branch to its leaves would double the work at every level."""
    resolved = [root["$defs"][one["$ref"].removeprefix("#/$defs/")] if "$ref" in one else one for one in branches]
    meant = [branch for branch in resolved if isinstance(value, dict) and branch.get("required", [None])[0] in value]
    typed = [branch for branch in resolved if "type" in branch and TYPES[branch["type"]](value)]
    equal = [branch for branch in resolved if "const" in branch and same(value, branch["const"])]
    return [*meant, *equal, *typed, *resolved][0]


def same(value: Any, wanted: Any) -> bool:
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)


def shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, dict | list) else "an object" if isinstance(value, dict) else "a list"
    return text if len(text) <= 60 else text[:57] + "..."
