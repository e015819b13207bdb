"""A value that fits a JSON Schema, always the same one for the same schema.

Meant for answers and tool arguments in tests: defaults, examples and enumerations of the schema come
first, and a text is the name of its property, so that a failed assertion says where it came from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "email": "user@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
    "duration": "PT1S",
}
_DEEP = 12


def example(schema: Any, name: str = "text") -> Any:
    """A value for `schema`; `name` is the property it stands for."""
    return _value(schema, name, schema, 0)


def _value(schema: Any, name: str, root: Any, depth: int) -> Any:
    if not isinstance(schema, Mapping) or depth > _DEEP:
        return None if depth > _DEEP else name
    reference = schema.get("$ref")
    if isinstance(reference, str):
        rest = {k: v for k, v in schema.items() if k != "$ref"}
        return _value({**_resolved(reference, root), **rest}, name, root, depth + 1)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("enum", "examples"):
        if schema.get(key):
            return schema[key][0]
    if schema.get("allOf"):
        return _value(_merged(schema, root), name, root, depth + 1)
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            options = [s for s in schema[key] if s != {"type": "null"}] or list(schema[key])
            return _value(options[0], name, root, depth + 1)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "null")
    if kind == "object" or (kind is None and "properties" in schema):
        return _object(schema, root, depth)
    if kind == "array":
        prefix = [_value(s, name, root, depth + 1) for s in schema.get("prefixItems", ())]
        count = max(int(schema.get("minItems", 0)), min(1, int(schema.get("maxItems", 1))))
        item = schema.get("items", {"type": "string"})
        more = [_value(item, name, root, depth + 1) for _ in range(count - len(prefix))]
        return prefix + more
    if kind in ("integer", "number"):
        return _number(schema, whole=kind == "integer")
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    return _string(schema, name)


def _object(schema: Mapping[str, Any], root: Any, depth: int) -> dict[str, Any]:
    properties = schema.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    wanted = list(properties) if depth <= 3 else [n for n in properties if n in schema.get("required", ())]
    return {name: _value(properties[name], name, root, depth + 1) for name in wanted}


def _resolved(reference: str, root: Any) -> Mapping[str, Any]:
    node: Any = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        step = step.replace("~1", "/").replace("~0", "~")
        if step:
            node = node.get(step, {}) if isinstance(node, Mapping) else {}
    return node if isinstance(node, Mapping) else {}


def _merged(schema: Mapping[str, Any], root: Any) -> dict[str, Any]:
    merged = {k: v for k, v in schema.items() if k != "allOf"}
    for part in schema["allOf"]:
        if isinstance(part, Mapping):
            part = {**_resolved(part["$ref"], root), **part} if isinstance(part.get("$ref"), str) else part
            properties = {**merged.get("properties", {}), **part.get("properties", {})}
            required = [*merged.get("required", ()), *part.get("required", ())]
            merged = {**merged, **{k: v for k, v in part.items() if k != "$ref"}}
            if properties:
                merged |= {"properties": properties, "required": required}
    return merged


def _number(schema: Mapping[str, Any], *, whole: bool) -> float | int:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    step = schema.get("multipleOf") or (1 if whole else 0)
    value: float = 1
    if isinstance(high, int | float) and value > high:
        value = high
    if isinstance(below, int | float) and not isinstance(below, bool) and value >= below:
        value = below - (step or 0.5)
    if isinstance(low, int | float) and value < low:
        value = low
    if isinstance(above, int | float) and not isinstance(above, bool) and value <= above:
        value = above + (step or 0.5)
    if step:
        fitted = math.ceil(value / step) * step
        value = (
            fitted if not isinstance(high, int | float) or fitted <= high else math.floor(high / step) * step
        )
    return int(value) if whole or float(value).is_integer() else float(value)


def _string(schema: Mapping[str, Any], name: str) -> str:
    text = _FORMATS.get(schema.get("format", ""), name)
    shortest = int(schema.get("minLength", 0))
    if len(text) < shortest:
        text = (text + "-") * (shortest // (len(text) + 1) + 1)
        text = text[: max(shortest, 1)]
    longest = schema.get("maxLength")
    return text[:longest] if isinstance(longest, int) else text
