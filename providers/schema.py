"""The part of JSON Schema that `seeds/schema` uses, without a dependency, for seeds and users' files.

Keywords: type, enum, const, pattern, minLength, minimum, exclusiveMinimum, properties, required,
additionalProperties, minProperties, propertyNames, items, minItems, maxItems, anyOf, $ref to `#/$defs`.
Another keyword that constrains is an error in the schema itself, so nothing is silently not checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from providers import resources

_NOTES = {"$schema", "$id", "$defs", "title", "description", "examples"}
_KNOWN = _NOTES | {
    "type", "enum", "const", "pattern", "minLength", "minimum", "exclusiveMinimum", "properties", "required",
    "additionalProperties", "minProperties", "propertyNames", "items", "minItems", "maxItems", "anyOf", "$ref",
}  # fmt: skip
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list, tuple),
    "string": (str,),
    "number": (int, float, Decimal),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_ARTICLE = {"object": "a mapping", "array": "a list", "string": "text", "number": "a number",
            "integer": "a whole number", "boolean": "true or false", "null": "null"}  # fmt: skip


@cache
def read(name: str) -> Any:
    """The published schema `seeds/schema/<name>.schema.json`."""
    return json.loads(resources.seeds("schema", f"{name}.schema.json").read_bytes())


def problems(value: Any, name: str) -> Iterator[str]:
    """What is wrong with `value` by the published schema of that name: `place: what, got what`."""
    schema = read(name)
    yield from _check(value, schema, schema, "")


def _check(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], place: str) -> Iterator[str]:
    unknown = schema.keys() - _KNOWN
    if unknown:
        raise NotImplementedError(f"schema keywords {sorted(unknown)} at {place or 'the top'}")
    if "$ref" in schema:
        yield from _check(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, place)
    if "anyOf" in schema:
        yield from _any_of(value, schema["anyOf"], root, place)
    wanted = schema.get("type")
    if wanted is not None:
        kinds = [wanted] if isinstance(wanted, str) else wanted
        if not any(_is(value, kind) for kind in kinds):
            words = " or ".join(_ARTICLE[k] for k in kinds)
            yield f"{place or 'the top'}: expected {words}, got {shown(value)}"
            return
    yield from _scalar(value, schema, place or "the top")
    if isinstance(value, dict):
        yield from _object(value, schema, root, place)
    elif isinstance(value, list | tuple):
        yield from _array(value, schema, root, place)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _any_of(value: Any, choices: list[Any], root: Mapping[str, Any], place: str) -> Iterator[str]:
    """Nothing when one choice fits; else what is wrong by the choice that is nearest in shape."""
    failed = [list(_check(value, choice, root, place)) for choice in choices]
    if all(failed):
        # A choice that fails at this very place is of another shape; one that fails deeper was meant.
        deeper = [f for f in failed if not f[0].startswith(f"{place or 'the top'}: expected")]
        yield from min(deeper or failed, key=len)


def _scalar(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: expected one of {', '.join(map(str, schema['enum']))}, got {shown(value)}"
    if "const" in schema and value != schema["const"]:
        yield f"{place}: expected {schema['const']}, got {shown(value)}"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            meant = schema.get("description") or f"text like {schema['pattern']}"
            yield f"{place}: expected {meant}, got {shown(value)}"
        if len(value) < schema.get("minLength", 0):
            yield f"{place}: must not be empty"
    elif _is(value, "number"):
        if "minimum" in schema and value < schema["minimum"]:
            yield f"{place}: must be at least {schema['minimum']}, got {shown(value)}"
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            yield f"{place}: must be more than {schema['exclusiveMinimum']}, got {shown(value)}"


def _object(
    value: Mapping[Any, Any], schema: Mapping[str, Any], root: Mapping[str, Any], place: str
) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place or 'the top'}: {name} is missing"
    if len(value) < schema.get("minProperties", 0):
        yield f"{place or 'the top'}: must not be empty"
    rest = schema.get("additionalProperties", True)
    for name, item in value.items():
        spot = f"{place}.{shown_key(name)}" if place else shown_key(name)
        if "propertyNames" in schema:
            yield from _check(str(name), schema["propertyNames"], root, spot)
        if name in known:
            yield from _check(item, known[name], root, spot)
        elif rest is False:
            yield f"{spot}: unknown key{_near(str(name), known)}"
        elif isinstance(rest, dict):
            yield from _check(item, rest, root, spot)


def _array(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], place: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{place}: must have at least {schema['minItems']} entries"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{place}: must have at most {schema['maxItems']} entries"
    if "items" in schema:
        for number, item in enumerate(value):
            yield from _check(item, schema["items"], root, f"{place}[{number}]")


def _near(name: str, known: Mapping[str, Any]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f", did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"


def shown(value: Any) -> str:
    """A value for an error line: short, on one line, control characters escaped."""
    text = repr(str(value)) if isinstance(value, str | Decimal) else repr(value)
    if isinstance(value, Decimal):
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def shown_key(name: Any) -> str:
    """A key for an error's place, control characters escaped."""
    return repr(str(name))[1:-1][:80]
