"""Changes without bytes become edits: the one place where rules meet the verbs of languages and formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrate.errors import MigrateError
from migrate.model import Arg, DictValue, Edit, Literal, Site, SiteKind, Span
from migrate.rules.base import Add, Change, Context, Drop, Extra, Import, Ready, Rename, SetCode, SetValue

if TYPE_CHECKING:
    from migrate.formats.base import Format
    from migrate.languages.base import ArgChange, Language
    from migrate.source import SourceFile


# Languages whose arguments are the properties of an object, which the SDK sends as they are, known or not.
_OBJECTS = frozenset({"typescript"})
_TYPED = (".ts", ".tsx", ".mts", ".cts")
SPREAD = "..."  # the name of an object whose entries are arguments
# Frameworks whose constructors have no `extra_body`: where fields of the request go instead.
_OWN_FIELDS = {
    "llama-index": 'additional_kwargs={"extra_body": {...}}',
    "haystack": 'generation_kwargs={"extra_body": {...}}',
    "semantic-kernel": "extra_body of the execution settings",
    "autogen": "extra_body of create's extra_create_args",
}


class CannotWrite(MigrateError):
    """The change has no safe edit at this place."""


@dataclass(frozen=True, slots=True)
class Made:
    """An edit; `structural` when other edits of the same list of arguments may meet it at a comma."""

    edit: Edit
    structural: bool


def write(
    site: Site, changes: Sequence[Change], ctx: Context, dropped: frozenset[Span] = frozenset()
) -> tuple[Made, ...]:
    """The edits of some changes at one site. Raises MigrateError when there is no safe way.

    `dropped` are the arguments that any finding at the site takes away: nothing is added next to them.
    """
    made: list[Made] = []
    nested: list[Arg] = []
    calls: list[Change] = []
    gone = {c.arg.span for c in changes if isinstance(c, Drop)}
    adds = any(isinstance(c, Add | Extra) for c in changes)
    for change in changes:
        match change:
            case Ready(edit):
                made.append(Made(edit, structural=False))
            case SetValue(span, value, path):
                if not any(d.start <= span.start and span.end <= d.end for d in gone):
                    made.append(Made(_set_value(_source(ctx, path or site.path), span, value), structural=False))
            case SetCode(span, code, path):
                made.append(Made(_set_code(_source(ctx, path or site.path), span, code), structural=False))
            case Rename(arg, name):
                made.append(
                    Made(_language(site).rename_argument(_source(ctx, site.path), arg, name), structural=False)
                )
            case Drop(arg) if not _top(site, arg) and not (adds and _in_body(_source(ctx, site.path), site, arg)):
                nested.append(arg)
            case Import(module):
                needed = _language(site).ensure_import(_source(ctx, site.path), module)
                if needed is not None:
                    made.append(Made(needed, structural=False))
            case _:
                calls.append(change)
    if nested:
        made += _nested(site, nested, ctx)
    if calls:
        made += _arguments(site, calls, ctx, dropped)
    return tuple(made)


def _nested(site: Site, gone: Sequence[Arg], ctx: Context) -> list[Made]:
    """Entries of dicts and lists among the arguments that go; neighbours go in one piece."""
    from migrate.languages.base import ArgChange

    source, language = _source(ctx, site.path), _language(site)
    if len(gone) == 1:
        return [Made(language.remove_argument(source, site, gone[0]), structural=True)]
    named = tuple(replace(arg, name=str(i)) for i, arg in enumerate(gone))  # several may have the same name
    changes = [ArgChange("remove", arg.name) for arg in named]
    return [Made(edit, structural=True) for edit in language.combine(source, replace(site, args=named), changes)]


def _arguments(site: Site, changes: Sequence[Change], ctx: Context, dropped: frozenset[Span]) -> list[Made]:
    """Arguments of a call that come and go.

    What comes takes the place of what goes, comma and comment included, so that most findings touch
    nothing but their own argument.
    """
    from migrate.languages.base import ArgChange

    source, language = _source(ctx, site.path), _language(site)
    extras = {c.name: c for c in changes if isinstance(c, Extra)}
    added = [(c.name, c.code) for c in changes if isinstance(c, Add)]
    gone = [c.arg for c in changes if isinstance(c, Drop)]
    wanted: list[ArgChange] = []
    if extras and (site.kind is SiteKind.HTTP or site.sdk == "openai<1" or site.language in _OBJECTS):
        fields = [(n, _code(e, language)) for n, e in extras.items()]
        added += [(SPREAD, _spread(fields))] if _is_typed(site) else fields
    elif extras and site.sdk in _OWN_FIELDS:
        raise CannotWrite(f"{site.sdk} takes such fields as {_OWN_FIELDS[site.sdk]}")
    elif extras:
        change = _extra_body(source, site, extras, language)
        if change.op == "add":
            added.append((change.name, change.code))
        else:
            wanted.append(change)
    made: list[Made] = []
    if gone and added and _named(site, gone[0]):
        text = ", ".join(_entry(source, gone[0], name, code) for name, code in added)
        pair = source.text(gone[0].span)[:1] in ("'", '"') or site.language in _OBJECTS
        edit = (_set_text if pair else language.replace_literal)(source, gone[0].span, text)
        made.append(Made(edit, structural=False))
        gone, added = gone[1:], []
    elif added and not gone and site.kind is SiteKind.HTTP and site.language not in _OBJECTS:
        return [Made(_into_body(source, site, added, dropped), structural=False)]
    elif added and not gone and not wanted:
        anchored = _anchored(source, site, added, dropped)
        if anchored is not None:
            return [Made(anchored, structural=False)]
    if len(gone) > 1 and not made and not added and not wanted:  # the first of all takes the comma behind it
        removed = language.combine(source, site, [ArgChange("remove", a.name) for a in gone])
        return [Made(edit, structural=True) for edit in removed]
    if gone and not added and not wanted:
        return made + [Made(_removal(source, site, arg), structural=True) for arg in gone]
    wanted += [ArgChange("remove", a.name) for a in gone] + [ArgChange("add", n, c) for n, c in added]
    if wanted:
        alone = not gone and bool(site.args) and not dropped
        edits = [_outside_line_end(source, edit) for edit in language.combine(source, site, wanted)]
        made += [Made(e, structural=not (alone and len(edits) == 1)) for e in edits]
    return made


def _outside_line_end(source: SourceFile, edit: Edit) -> Edit:
    """An insertion never stands between the two bytes of a line end."""
    at = edit.span.start
    if len(edit.span) or source.data[at - 1 : at + 1] != b"\r\n":
        return edit
    return _set_text(source, Span(at - 1, at - 1), edit.after)


def _removal(source: SourceFile, site: Site, arg: Arg) -> Edit:
    """An argument goes with the comma before it, so that neighbours can go or stay independently."""
    here = [a for a in site.args if site.args_span is not None and _within(a.span, site.args_span)]
    index = next((i for i, a in enumerate(here) if a.span == arg.span), 0)
    alone = not source.data[source.line_start(source.line(arg.span.start)) : arg.span.start].strip()
    if index and not alone:
        before = here[index - 1].span.end
        if re.fullmatch(r",[ \t]*", source.text(Span(before, arg.span.start))):
            return _set_text(source, Span(before, arg.span.end), "")
    return _language(site).remove_argument(source, site, arg)


def _named(site: Site, arg: Arg) -> bool:
    """True when the argument is written as `name=value` or `"name": value` in the call itself."""
    inside = site.args_span is not None and site.args_span.start <= arg.span.start <= site.args_span.end
    return (
        arg.name_span is not None and arg.name_span.start == arg.span.start and (inside or site.kind is SiteKind.HTTP)
    )


def _is_typed(site: Site) -> bool:
    """True where a compiler refuses fields that the SDK's types do not have.

    It does so where an object is written out, and takes them from one that is spread in it.
    """
    return site.path.lower().endswith(_TYPED) and site.kind is not SiteKind.HTTP


def _spread(fields: Sequence[tuple[str, str]]) -> str:
    return "{ " + ", ".join(f"{name}: {code}" for name, code in fields) + " }"


def _entry(source: SourceFile, like: Arg, name: str, code: str) -> str:
    """A new argument in the form of an old one: `name=value`, `name: value` or `"name": value`."""
    from migrate.languages import language_of

    old = source.text(like.name_span) if like.name_span is not None else ""
    if name == SPREAD:
        return SPREAD + code
    if old[:1] in ("'", '"'):
        return f"{old[0]}{name}{old[0]}: {code}"
    return f"{name}: {code}" if language_of(source.path) in _OBJECTS else f"{name}={code}"


def _in_body(source: SourceFile, site: Site, arg: Arg) -> bool:
    """True for an entry of a raw request's body, written as `"name": value`."""
    quoted = arg.name_span is not None and source.text(arg.name_span)[:1] in ("'", '"')
    return site.kind is SiteKind.HTTP and site.language not in _OBJECTS and quoted and arg in site.args


def _into_body(
    source: SourceFile, site: Site, added: Sequence[tuple[str, str]], dropped: frozenset[Span]
) -> Edit:
    """New entries in the body of a raw request; its arguments are the HTTP library's own, not the vendor's."""
    stay = next(
        (a for a in reversed(site.args) if a.span not in dropped and _in_body(source, site, a)), None
    )
    if stay is None:
        raise CannotWrite(f"{site.path}: the body of the request is not written out here")
    text = "".join(f", {_entry(source, stay, name, code)}" for name, code in added)
    return _set_text(source, Span(stay.span.end, stay.span.end), text)


def _anchored(
    source: SourceFile, site: Site, added: Sequence[tuple[str, str]], dropped: frozenset[Span]
) -> Edit | None:
    """An addition behind the last argument that stays, when the last one of all may go; else None."""
    here = [a for a in site.args if site.args_span is not None and _within(a.span, site.args_span)]
    if not here or here[-1].span not in dropped:
        return None
    stay = next((a for a in reversed(here) if a.span not in dropped and _named(site, a)), None)
    if stay is None:
        return None
    line = source.text(source.line_span(stay.span.end))
    alone = not source.data[source.line_start(source.line(stay.span.start)) : stay.span.start].strip()
    glue = ", " if not alone or "#" in line or "//" in line else ",\n" + source.indent(stay.span.start)
    text = "".join(glue + _entry(source, stay, name, code) for name, code in added)
    return _set_text(source, Span(stay.span.end, stay.span.end), text)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _set_text(source: SourceFile, span: Span, text: str) -> Edit:
    from migrate.edit import make

    return make(source, span, text)


def _extra_body(source: SourceFile, site: Site, extras: dict[str, Extra], language: Language) -> ArgChange:
    from migrate.languages.base import ArgChange

    if all(e.code is None for e in extras.values()):
        return language.extra_body_change(source, site, {n: e.value for n, e in extras.items()})
    written = ", ".join(f"{language.literal(n)}: {_code(e, language)}" for n, e in extras.items())
    held = site.arg("extra_body")
    if held is None or (isinstance(held.value, Literal) and held.value.value is None):
        return ArgChange("add" if held is None else "replace", "extra_body", "{" + written + "}")
    old = source.text(held.value_span)
    if isinstance(held.value, DictValue) and old.startswith("{"):
        if not held.value.entries and held.value.complete:
            return ArgChange("replace", "extra_body", "{" + written + "}")
        end = max(e.span.end for e in held.value.entries) - held.value_span.start
        head = old.encode(source.encoding)[:end].decode(source.encoding)
        return ArgChange("replace", "extra_body", f"{head}, {written}{old[len(head) :]}")
    spread = "**" if site.language == "python" else "..."
    return ArgChange("replace", "extra_body", f"{{{spread}{old}, {written}}}")


def _code(extra: Extra, language: Language) -> str:
    return extra.code if extra.code is not None else language.literal(extra.value)


def _set_value(source: SourceFile, span: Span, value: object) -> Edit:
    language = _language_at(source.path)
    if language is not None:
        if isinstance(value, dict | list | tuple):
            return language.replace_literal(source, span, language.literal(value))
        return language.replace_value(source, span, value)
    if isinstance(value, str | int | float | bool | None):
        return _format_at(source.path).replace_value(source, span, value)
    raise CannotWrite(f"{source.path}: only a single value can be written in files of this kind")


def _set_code(source: SourceFile, span: Span, code: str) -> Edit:
    language = _language_at(source.path)
    if language is not None:
        return language.replace_literal(source, span, code)
    from migrate.edit import make

    return make(source, span, code)


def _top(site: Site, arg: Arg) -> bool:
    return site.kind is not SiteKind.HTTP and arg in site.args


def _source(ctx: Context, path: str) -> SourceFile:
    source = ctx.read(path)
    if source is None:
        raise CannotWrite(f"{path}: cannot be read")
    return source


def _language(site: Site) -> Language:
    from migrate.languages import LANGUAGES

    if site.language not in LANGUAGES:
        raise CannotWrite(f"{site.path}: {site.language} has no edit of that kind")
    return LANGUAGES[site.language]


def _language_at(path: str) -> Language | None:
    from migrate.languages import LANGUAGES, language_of

    name = language_of(path)
    return LANGUAGES[name] if name else None


def _format_at(path: str) -> Format:
    from migrate.formats import FORMATS

    found = next((f for f in FORMATS.values() if f.matches(path)), None)
    if found is None:
        raise CannotWrite(f"{path}: no edits are written in files of this kind")
    return found
