"""The JSON Schema of plan files, derived from the same types the codec reads and writes.

`python -m migrate.plan.schema` prints it; it is published as `seeds/schema/plan.schema.json`.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import operator
import sys
import types
import typing
from enum import StrEnum

from migrate.model import Arg, Finding, Origin, Plan, Site, Span, Value
from migrate.plan import codec
from migrate.plan.store import SCHEMA

_SCALARS: dict[object, dict[str, object]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    object: {},
}
_SPAN = {"type": "string", "pattern": "^(0|[1-9][0-9]*)-(0|[1-9][0-9]*)$", "description": "Bytes: start-end."}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SITE_ID = {"type": "string", "pattern": "^s-[0-9a-f]{16}$"}
_VALUE: dict[str, dict[str, object]] = {
    "literal": {
        "oneOf": [
            {"type": ["string", "number", "boolean", "null"]},
            {
                "type": "object",
                "properties": {"float": {"enum": ["inf", "-inf", "nan"]}},
                "required": ["float"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"integer": {"type": "string", "pattern": "^-?0x[0-9a-f]+$"}},
                "required": ["integer"],
                "additionalProperties": False,
            },
        ]
    },
    "env": {"type": "string"},
    "list": {"type": "array", "items": {"$ref": "#/$defs/Arg"}},
    "dict": {"type": "array", "items": {"$ref": "#/$defs/Arg"}},
    "unknown": {"type": "string"},
}
_VALUE_EXTRA: dict[str, dict[str, object]] = {
    "literal": {"origin": {"$ref": "#/$defs/Origin"}},
    "env": {"default": {"type": "string"}},
    "list": {"complete": {"const": False}},
    "dict": {"complete": {"const": False}},
    "unknown": {},
}


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of a plan file."""
    definitions: dict[str, object] = {"Value": _value()}
    plan = _object(Plan, definitions)
    properties = typing.cast("dict[str, object]", plan["properties"])
    properties["schema"] = {"const": SCHEMA}
    properties["id"] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    plan["required"] = list(properties)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan of llm-migrate",
        **plan,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, object]) -> dict[str, object]:
    """A dataclass as an object; types it names are added to `definitions`."""
    properties: dict[str, object] = {}
    required = []
    for name, hint, default in codec.fields(kind):
        properties[name] = _SHA256 if name.endswith("sha256") else _type(hint, definitions)
        if default is dataclasses.MISSING:
            required.append(name)
    if kind is Site:
        properties = {"id": _SITE_ID, **properties}
    if kind is Finding:
        properties["site"] = {"oneOf": [_SITE_ID, properties["site"]]}
    summary = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    return {
        "type": "object",
        "description": summary,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _type(hint: object, definitions: dict[str, object]) -> dict[str, object]:
    if hint == Value:
        for named in (Arg, Origin):  # what `_VALUE` refers to
            _type(named, definitions)
        return {"$ref": "#/$defs/Value"}
    if hint is Span:
        return dict(_SPAN)
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(member) for member in hint]}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # it may name itself
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return {"oneOf": [_type(functools.reduce(operator.or_, arguments[:-1]), definitions), {"type": "null"}]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1], definitions)}
    return {"type": "array", "items": _type(arguments[0], definitions)}


def _value() -> dict[str, object]:
    return {
        "oneOf": [
            {
                "type": "object",
                "properties": {name: shape, **_VALUE_EXTRA[name]},
                "required": [name],
                "additionalProperties": False,
            }
            for name, shape in _VALUE.items()
        ]
    }


def text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
