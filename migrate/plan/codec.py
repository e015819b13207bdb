"""The plan's types to and from JSON values, driven by the types themselves.

A field that holds its default is left out. A span is `"120-135"`, a value of an argument is an object
with one telling key (`literal`, `env`, `list`, `dict`, `unknown`). Decoding is strict: another type,
an unknown or a missing key raises `Mismatch` with the place as a JSON path.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import operator
import re
import sys
import types
import typing
from collections.abc import Callable
from enum import StrEnum

from migrate import model
from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Origin, Span, Unknown, Value

Encode = Callable[[typing.Any], object]
Decode = Callable[[object, str], typing.Any]

_SPAN = re.compile(r"(0|[1-9][0-9]{0,14})-(0|[1-9][0-9]{0,14})\Z")
_INTEGER = re.compile(r"-?0x[0-9a-f]+\Z")
_EXACT = 2**53  # integers beyond it are not exact for every reader of JSON
_FLOATS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
_NAMES: dict[object, str] = {str: "text", bool: "true or false", int: "a whole number"}


class Mismatch(Exception):
    """A JSON value is not what stands at its place in a plan: `path` and what was expected and found."""

    def __init__(self, path: str, expected: str, found: object) -> None:
        super().__init__(f"{path}: expected {expected}, found {describe(found)}")


def describe(value: object) -> str:
    """The kind of a JSON value in words, and a short value itself."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value!r:.40}"
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= 40 else f"a text of {len(value)} characters"
    return "an object" if isinstance(value, dict) else "a list"


def encode(value: object, kind: object) -> object:
    """`value`, which is of the type `kind`, as a JSON value."""
    return _coder(kind)[0](value)


def members(value: object) -> dict[str, object]:
    """A dataclass as a JSON object, its fields in order."""
    return typing.cast("dict[str, object]", encode(value, type(value)))


def decode(value: object, kind: object, path: str = "$") -> typing.Any:
    """The value of the type `kind` that a JSON value stands for; raises Mismatch."""
    return _coder(kind)[1](value, path)


@functools.cache
def fields(kind: type) -> tuple[tuple[str, object, object], ...]:
    """Name, type and default (or `dataclasses.MISSING`) of a dataclass's fields, in order."""
    hints = typing.get_type_hints(kind, {**vars(model), **vars(sys.modules[kind.__module__])})
    out = []
    for field in dataclasses.fields(kind):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        out.append((field.name, hints[field.name], default))
    return tuple(out)


@functools.cache
def _coder(kind: object) -> tuple[Encode, Decode]:
    """How a type is written and read; made once per type."""
    if kind == Value:
        return _encode_value, _decode_value
    if kind is Span:
        return (lambda span: f"{span.start}-{span.end}"), _decode_span
    if kind is object:
        return _plain, lambda value, _: value
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return str, _enum_decoder(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_coder(kind)
    if kind in _NAMES:
        return (lambda value: value), _scalar_decoder(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType and arguments[-1] is type(None):
        return _optional_coder(functools.reduce(operator.or_, arguments[:-1]))
    if origin in (tuple, frozenset):
        return _list_coder(origin, arguments[0])
    if origin is dict:
        return _dict_coder(arguments[1])
    raise TypeError(f"no JSON form for {kind!r}")


def _scalar_decoder(kind: object) -> Decode:
    def decoder(value: object, path: str) -> object:
        if type(value) is not kind:
            raise Mismatch(path, _NAMES[kind], value)
        return value

    return decoder


def _enum_decoder(kind: type[StrEnum]) -> Decode:
    members = {str(member): member for member in kind}
    expected = "one of " + ", ".join(members)

    def decoder(value: object, path: str) -> StrEnum:
        if not isinstance(value, str) or value not in members:
            raise Mismatch(path, expected, value)
        return members[value]

    return decoder


def _optional_coder(kind: object) -> tuple[Encode, Decode]:
    to_json, from_json = _coder(kind)
    return (
        lambda value: None if value is None else to_json(value),
        lambda value, path: None if value is None else from_json(value, path),
    )


def _list_coder(origin: type, kind: object) -> tuple[Encode, Decode]:
    to_json, from_json = _coder(kind)

    def encoder(values: typing.Any) -> object:
        return [to_json(v) for v in (sorted(values) if origin is frozenset else values)]

    def decoder(value: object, path: str) -> object:
        if not isinstance(value, list):
            raise Mismatch(path, "a list", value)
        return origin(from_json(item, f"{path}[{i}]") for i, item in enumerate(value))

    return encoder, decoder


def _dict_coder(kind: object) -> tuple[Encode, Decode]:
    to_json, from_json = _coder(kind)

    def encoder(values: dict[str, object]) -> object:
        return {_key(name): to_json(values[name]) for name in sorted(values)}

    def decoder(value: object, path: str) -> object:
        if not isinstance(value, dict):
            raise Mismatch(path, "an object", value)
        return {name: from_json(item, f"{path}.{name}") for name, item in value.items()}

    return encoder, decoder


def _dataclass_coder(kind: type) -> tuple[Encode, Decode]:
    named = fields(kind)
    known = {name for name, *_ in named}
    full = kind is model.Plan  # a program reads `applyable` and `complete` without knowing defaults

    @functools.cache
    def table() -> list[tuple[str, object, Encode, Decode]]:
        """Looked up at the first use, as types refer to themselves (a list of arguments)."""
        return [(name, default, *_coder(hint)) for name, hint, default in named]

    def encoder(value: object) -> object:
        out: dict[str, object] = {}
        for name, default, to_json, _ in table():
            item = getattr(value, name)
            if full or default is dataclasses.MISSING or item != default:
                out[name] = to_json(item)
        return out

    def decoder(value: object, path: str) -> object:
        if type(value) is kind:  # no JSON value: whoever decodes has put it there, decoded already
            return value
        if not isinstance(value, dict):
            raise Mismatch(path, "an object", value)
        if not known.issuperset(value):
            unknown = next(name for name in value if name not in known)
            raise Mismatch(f"{path}.{unknown}", "no such key", value[unknown])
        arguments: dict[str, object] = {}
        for name, default, _, from_json in table():
            if name in value:
                arguments[name] = from_json(value[name], f"{path}.{name}")
            elif default is dataclasses.MISSING:
                raise Mismatch(path, f"the key {name!r}", value)
        return kind(**arguments)

    return encoder, decoder


def _decode_span(value: object, path: str) -> Span:
    match = _SPAN.match(value) if isinstance(value, str) else None
    if match is None or int(match[1]) > int(match[2]):
        raise Mismatch(path, "a span of bytes such as '120-135'", value)
    return Span(int(match[1]), int(match[2]))


# --- values of arguments -------------------------------------------------------------------------


def _encode_value(value: Value) -> object:
    match value:
        case Literal(content, origin):
            out: dict[str, object] = {"literal": _encode_scalar(content)}
            return out if origin is None else out | {"origin": encode(origin, Origin)}
        case EnvRef(name, default):
            return {"env": name} if default is None else {"env": name, "default": default}
        case ListValue(items, complete):
            out = {"list": [encode(item, Arg) for item in items]}
            return out if complete else out | {"complete": False}
        case DictValue(entries, complete):
            out = {"dict": [encode(entry, Arg) for entry in entries]}
            return out if complete else out | {"complete": False}
        case Unknown(reason):
            return {"unknown": reason}


def _decode_value(value: object, path: str) -> Value:
    if isinstance(value, dict):
        rest = dict(value)
        if "literal" in rest:
            scalar = _decode_scalar(rest.pop("literal"), f"{path}.literal")
            origin = decode(rest.pop("origin"), Origin, f"{path}.origin") if "origin" in rest else None
            return _whole(Literal(scalar, origin), rest, path)
        if "env" in rest:
            name = decode(rest.pop("env"), str, f"{path}.env")
            default = decode(rest.pop("default"), str, f"{path}.default") if "default" in rest else None
            return _whole(EnvRef(name, default), rest, path)
        for key, kind in (("list", ListValue), ("dict", DictValue)):
            if key in rest:
                items = decode(rest.pop(key), tuple[Arg, ...], f"{path}.{key}")
                complete = decode(rest.pop("complete", True), bool, f"{path}.complete")
                return _whole(kind(items, complete), rest, path)
        if "unknown" in rest:
            return _whole(Unknown(decode(rest.pop("unknown"), str, f"{path}.unknown")), rest, path)
    raise Mismatch(path, "a value (literal, env, list, dict or unknown)", value)


def _whole(value: Value, rest: dict[str, object], path: str) -> Value:
    """`value`, when nothing of its JSON object is left over."""
    for name, item in rest.items():
        raise Mismatch(f"{path}.{name}", "no such key", item)
    return value


def _encode_scalar(value: str | int | float | bool | None) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if isinstance(value, int) and abs(value) > _EXACT:
        return {"integer": hex(value)}
    return value


def _decode_scalar(value: object, path: str) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict) and len(value) == 1:
        [(name, text)] = value.items()
        if name == "float" and isinstance(text, str) and text in _FLOATS:
            return _FLOATS[text]
        if name == "integer" and isinstance(text, str) and _INTEGER.match(text):
            return int(text, 16)
    raise Mismatch(path, "text, a number, true, false or null", value)


# --- free JSON -----------------------------------------------------------------------------------


def _plain(value: object) -> object:
    """A free-form value as JSON: containers copied with sorted keys; TypeError when it has no form."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise TypeError(f"{value} has no JSON form")
        return value
    if isinstance(value, dict):
        return {_key(name): _plain(value[name]) for name in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the key {name!r} is not text")
    return str(name)
