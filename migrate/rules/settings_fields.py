"""Fields of a pydantic-settings class: an alias tells which variable a field is read from, its uses stay as they are.

`openai_api_key: str` reads OPENAI_API_KEY by its name. With `Field(validation_alias="LLM_API_KEY")` (pydantic 1:
`env=`) the same field reads the new variable, and no code that uses it changes. A class that refuses what it does not
know and reads a file of variables gets `extra="ignore"`, because new variables stand in that file beside the old.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Arg, EnvRef, Literal, Site, Span
from migrate.rules.base import Change, Import, Ready

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.source import SourceFile

FLAG = "settings_field"
_LONGEST = 2_000  # bytes: taking a field apart takes the square of its length, where that is mostly blanks
_FIELD = re.compile(r"(?P<name>\w+)\s*:\s*(?P<type>[^=]+?)\s*(?:=\s*(?P<right>.*))?\Z", re.DOTALL)
_CALL = re.compile(r"(?:\w+\.)?Field\((?P<inside>.*)\)\Z", re.DOTALL)
_EMPTY = re.compile(r"None|\"\"|''|\.\.\.")
_CLASS = re.compile(rb"(?m)^(?P<indent>[ \t]*)class[ \t]+(?P<name>\w+)")
_CURRENT = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?[ \t]*(?:from|import)[ \t]+pydantic_settings\b")
_OLD = re.compile(
    rb"(?m)^(?:\xef\xbb\xbf)?[ \t]*from[ \t]+pydantic[ \t]+import\b[^\n]*\bBaseSettings\b|\bpydantic\.BaseSettings\b"
)
_CONFIG = re.compile(rb"SettingsConfigDict\((?P<inside>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Aliased:
    """The changes that let a field read another variable, and what a person has to do, or know."""

    changes: tuple[Change, ...]
    todo: str | None


def aliased(site: Site, variable: str, ctx: Context) -> Aliased:
    """How the field at a site is made to read `variable`."""
    source = ctx.read(site.path)
    found = _field(site, source)
    name = found["name"] if found is not None else "this field"
    by_hand = f'Give the field {name} validation_alias="{variable}" (pydantic 1: env="{variable}").'
    if source is None or found is None or (how := _how(source)) is None:
        return Aliased((), by_hand)
    owner = _owner(source, site.span.start)
    given = _given(owner, found["name"], ctx)
    if given is not None:
        return Aliased((), f"{by_hand} {given} gives {name} by its name: with an alias that is by {variable}.")
    option, right = f'{how}="{variable}"', found["right"]
    imports: tuple[Change, ...] = (Import("pydantic:Field"),)
    if right is None:
        default = "..., " if how == "env" else ""
        change = _insert(source, site.span.end, f" = Field({default}{option})")
    elif (call := _CALL.match(right)) is not None:
        change, imports = _into(source, site.span.end, call["inside"], option), ()
    elif _EMPTY.fullmatch(right):
        start = site.span.end - len(right.encode(source.encoding))
        change = Ready(make(source, Span(start, site.span.end), f"Field({right}, {option})"))
    else:
        return Aliased((), by_hand)
    lenient = _lenient(source, site.span.start)
    known = 'The class ignores from now on what it does not know in its file of variables (extra="ignore").'
    return Aliased((change, *imports, *lenient), known if lenient else None)


def default(site: Site, url: str, ctx: Context) -> tuple[Change, ...]:
    """The field of an address, empty until now, with `url` as its default; () where something else stands there."""
    source = ctx.read(site.path)
    found = _field(site, source)
    right = found["right"] if found is not None else None
    if source is None or right not in ("None", '""', "''"):
        return ()
    quote = "'" if right == "''" else '"'
    return (Ready(make(source, Span(site.span.end - len(right), site.span.end), f"{quote}{url}{quote}")),)


def at(site: Site, ctx: Context) -> bool:
    """True for a value that is the default of such a field."""
    return site.value_span is not None and _is_default(site.path, site.value_span, ctx)


def holds(arg: Arg, ctx: Context) -> bool:
    """True for an argument whose value is the default of such a field."""
    origin = arg.value.origin if isinstance(arg.value, Literal) else None
    return origin is not None and _is_default(origin.path, origin.span, ctx)


def moved(arg: Arg, ctx: Context) -> bool:
    """True for an argument that comes from a field, not from the variable itself, where an edit gives it another."""
    name = arg.value.name if isinstance(arg.value, EnvRef) else None
    fields = [s for s in ctx.sites if FLAG in s.flags and isinstance(s.value, EnvRef) and s.value.name == name]
    return bool(fields) and all(aliased(site, "", ctx).changes for site in fields)


def has_default(name: str, ctx: Context) -> bool:
    """True for a variable whose field gets a default by an edit."""
    fields = (s for s in ctx.sites if FLAG in s.flags and isinstance(s.value, EnvRef) and s.value.name == name)
    return any(default(site, "", ctx) for site in fields)


def _field(site: Site, source: SourceFile | None) -> re.Match[str] | None:
    """The field at a site, in parts; None for one so long that it is no setting."""
    return _FIELD.match(source.text(site.span)) if source is not None and len(site.span) < _LONGEST else None


def _is_default(path: str, span: Span, ctx: Context) -> bool:
    return any(FLAG in s.flags and s.value_span == span for s in ctx.code.in_file.get(path, ()))


def _how(source: SourceFile) -> str | None:
    """What the alias is called: by the library the file imports, or None where that cannot be told."""
    if _CURRENT.search(source.data):
        return "validation_alias"
    return "env" if _OLD.search(source.data) else None


def _insert(source: SourceFile, at: int, text: str) -> Ready:
    return Ready(make(source, Span(at, at), text))


def _into(source: SourceFile, end: int, inside: str, option: str) -> Ready:
    """One more argument of `Field(...)`, whose closing bracket is the last byte before `end`."""
    bare = inside.rstrip()
    place = end - 1 - len(inside[len(bare) :].encode(source.encoding))
    if not bare:
        return _insert(source, place, option)
    if "\n" in inside[len(bare) :]:  # its arguments have lines of their own
        indent = source.indent(place - 1)
        text = f"\n{indent}{option}," if bare.endswith(",") else f",\n{indent}{option}"
        return _insert(source, place, text)
    return _insert(source, place, f" {option}" if bare.endswith(",") else f", {option}")


def _owner(source: SourceFile, at: int) -> tuple[str, int, int]:
    """Name, start and end of the class a place stands in."""
    held = list(_CLASS.finditer(source.data, 0, at))
    if not held:
        return "", 0, len(source.data)
    last = held[-1]
    after = re.compile(rb"(?m)^" + last["indent"] + rb"(?=[^\s#)\]}])").search(source.data, last.end())
    return last["name"].decode(), last.start(), after.start() if after is not None else len(source.data)


def _given(owner: tuple[str, int, int], field: str, ctx: Context) -> str | None:
    """A place that constructs the class with the field by its name; None when none is seen."""
    if not owner[0]:
        return None
    name, given = owner[0].encode(), field.encode()
    call = re.compile(rb"\b" + name + rb"\((?:[^()]|\([^()]*\)){0,2000}?\b" + given + rb"\s*=(?!=)")
    for path in sorted(ctx.code.in_file):
        source = ctx.read(path)
        found = call.search(source.data) if source is not None and path.endswith(".py") else None
        if source is not None and found is not None and not source.data[: found.start()].endswith(b"class "):
            return f"{path}:{source.line(found.start())}"
    return None


def _lenient(source: SourceFile, at: int) -> tuple[Change, ...]:
    """`extra="ignore"` for a class that reads a file of variables: that file gets more of them."""
    _, start, end = _owner(source, at)
    config = _CONFIG.search(source.data, start, end)
    if config is None or b"env_file" not in config["inside"] or b"extra" in config["inside"]:
        return ()
    inside = config["inside"].decode(source.encoding)
    return (_into(source, config.end(), inside, 'extra="ignore"'),)
