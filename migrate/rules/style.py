"""Where address, key and model are written after the move: in the code, or in environment variables.

With the style `env` their names belong to no vendor, so that the next move only changes their values; with the
style `gateway` address and key are those of a proxy in front of the vendor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrate.model import Arg, EnvRef, Literal, Site, SiteKind, Span
from migrate.rules import addresses, models, style_lines
from migrate.rules.base import Import, SetCode

if TYPE_CHECKING:
    from migrate.formats.base import Entry
    from migrate.model import Edit
    from migrate.rules.base import Change, Context
    from migrate.rules.codebase import Kind
    from migrate.source import SourceFile

ADDRESS, KEY = "LLM_BASE_URL", "LLM_API_KEY"
MODEL: dict[str, str] = {"chat": "LLM_MODEL", "embedding": "LLM_EMBEDDING_MODEL"}

LANGUAGES = frozenset({"python", "typescript"})
# A definition of a constant: nothing else stands on the line, so that an expression can take the value's place.
_DEFINITION = {
    "python": re.compile(r"[A-Za-z_]\w*[ \t]*=[ \t]*\Z"),
    "typescript": re.compile(r"(?:export[ \t]+)?(?:const|let|var)[ \t]+[A-Za-z_$][\w$]*[ \t]*=[ \t]*\Z"),
}
_ENUM = re.compile(rb"(?m)^[ \t]*class\b[^\r\n]*\bEnum\b")
_OS = re.compile(rb"(?m)^(?:import[ \t]+(?:[\w., \t]+,[ \t]*)?os\b|from[ \t]+os[ \t])")


def neutral(ctx: Context) -> bool:
    """True when variables that belong to no vendor take address and key: asked for, and the names are free."""
    if ctx.style == "inline":
        return False
    mine = {ADDRESS, KEY}
    if any(isinstance(a.value, EnvRef) and a.value.name in mine for s in ctx.code.others for a in s.args):
        return False
    if not any(name == ADDRESS for name, _ in ctx.code.once(_mentioned)):
        return True
    urls = [text for name, text in ctx.code.once(_mentioned) if name == ADDRESS and addresses.is_url(text)]
    return any(addresses.belongs_to(url or "", ctx.source) or addresses.arrived(url or "", ctx) for url in urls)


def remark(ctx: Context) -> str:
    """What to say when the style `env` was asked for and its names are taken; else empty."""
    if ctx.style != "env" or ctx.code.neutral:
        return ""
    return f" It stays in the code: {ADDRESS} or {KEY} serves something else here already."


def key_is_of_source(ctx: Context) -> bool:
    """True when the neutral variables are in use and still name the vendor that is left."""
    urls = [text for name, text in ctx.code.once(_mentioned) if name == ADDRESS and addresses.is_url(text)]
    return any(addresses.belongs_to(url or "", ctx.source) for url in urls)


def needs_address(ctx: Context) -> bool:
    """True when some client's address moves into the variable: one that is written in the code, or left out."""
    from migrate.rules import request, settings_fields
    from migrate.rules.stance import Stance

    if any(addresses.configured(name, ctx) for name in addresses.source_bases(ctx)):
        return False
    clients = (SiteKind.CLIENT, SiteKind.FRAMEWORK)
    moves = (Stance.OURS, Stance.RELAY)
    for site in ctx.sites:
        if site.kind in clients and site.language in LANGUAGES and ctx.code.stance(site) in moves:
            arg = request.find(site, "base_url")
            field = arg is not None and settings_fields.holds(arg, ctx)  # it has a variable of its own
            if arg is None or not (field or isinstance(arg.value, EnvRef)):
                return True
        if site.kind in clients and site.language in style_lines.LANGUAGES and ctx.code.stance(site) in moves:
            arg = request.find(site, "base_url")
            if arg is None or not isinstance(arg.value, Literal) or not addresses.is_url(arg.value.value):
                continue
            origin = arg.value.origin
            span, path = (origin.span, origin.path) if origin is not None else (arg.value_span, site.path)
            if written(site, span, path, ADDRESS, str(arg.value.value), ctx):
                return True
    return False


def written(site: Site, span: Span, path: str, name: str, value: str, ctx: Context) -> tuple[Change, ...]:
    """Changes that read `name`, with `value` as its default, in the place of the literal at `span`.

    Empty where an expression cannot safely stand: only arguments and definitions are taken.
    """
    from migrate import languages

    source = ctx.read(path)
    if path != site.path or source is None:
        return ()
    if site.language in style_lines.LANGUAGES:
        used = _is_argument(site.args, span) or ctx.code.uses.get((path, span.start, span.end))
        return style_lines.written(site, span, source, name, value, ctx) if used else ()
    if site.language not in LANGUAGES:
        return ()
    if not (_is_argument(site.args, span) or _is_used(path, span, ctx) or _is_defined(site, span, ctx)):
        return ()
    if _is_defined(site, span, ctx) and source.indent(span.start) and _ENUM.search(source.data):
        return ()  # perhaps a member of an enumeration
    language = languages.LANGUAGES[site.language]
    change = SetCode(span, language.env_reference(name, value))
    if site.language != "python":
        return (change,)
    needed, there = language.ensure_import(source, "os"), _OS.search(source.data)
    at = needed.span.start if needed is not None else there.start() if there is not None else 0
    return (change, Import("os")) if at <= span.start else ()


def model_variable(site: Site, name: str, target: str, kind: Kind, ctx: Context) -> str | None:
    """The variable for a model: only the most used one of its kind gets one, and always the same."""
    if not ctx.code.neutral or ctx.style != "env" or site.language not in LANGUAGES:
        return None
    variable = MODEL[kind]
    known = [text for mentioned, text in ctx.code.once(_mentioned) if mentioned == variable]
    if known:
        return variable if set(known) <= {target, None} and target in known else None
    names = ctx.code.chat_models if kind == "chat" else ctx.code.embedding_models
    first = next((n for n in names if not models.is_target(n, ctx)), None)
    if name != first:
        return None
    return variable if ctx.code.main_target(kind) == target else None


def beside(source: SourceFile, site: Site, url: str, keys: Sequence[str], comment: str) -> Edit | None:
    """The edit that sets the address next to the first key of a group of variables; None where none belongs.

    `.env` files and the `environment` of a service or a job hold it; files of secrets do not.
    """
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    form = FORMATS.get(site.language)
    if form is None or site.language not in ("dotenv", "yaml"):
        return None
    try:
        entries = form.entries(source)
    except FormatError:
        return None
    entry = next((e for e in entries if e.key_span == site.name_span), None)
    if entry is None or (site.language == "yaml" and not {"environment", "env"} & set(entry.key_path[:-1])):
        return None
    group = [e for e in entries if _group(e) == _group(entry)]
    if any(e.key == ADDRESS for e in group) or next(e for e in group if e.key in keys) is not entry:
        return None
    try:
        return form.insert_after(source, entry, ADDRESS, url, comment if form.comment else None)
    except FormatError:
        return None


def _group(entry: Entry) -> tuple[str, ...]:
    return entry.key_path[:-1]


def _mentioned(ctx: Context) -> list[tuple[str, str | None]]:
    """Each mention of a neutral variable, with the value or the default it has there."""
    ours = {ADDRESS, KEY, *MODEL.values()}
    found: list[tuple[str, str | None]] = []
    for site in ctx.sites:
        name = addresses.variable(site)
        if name in ours:
            found.append((name, addresses.text_of(site.value)))
        found += [(a.value.name, a.value.default) for a in site.args
                  if isinstance(a.value, EnvRef) and a.value.name in ours]  # fmt: skip
    return found


def _is_argument(args: tuple[Arg, ...], span: Span) -> bool:
    return any(arg.value_span == span for arg in args)


def _is_used(path: str, span: Span, ctx: Context) -> bool:
    """True for a literal that stands as the whole argument of a call or construction."""
    uses = ctx.code.uses.get((path, span.start, span.end), [])
    return any(arg.value_span == span and user.path == path for user, arg in uses)


def _is_defined(site: Site, span: Span, ctx: Context) -> bool:
    """True for the whole value of a constant that calls or constructions use."""
    source = ctx.read(site.path)
    if source is None or not ctx.code.uses.get((site.path, span.start, span.end)):
        return False
    line = source.line_span(span.start)
    before = source.text(Span(line.start, span.start)).lstrip("\ufeff \t")
    after = source.text(Span(span.end, line.end)).strip()
    ends = not after or after[:1] in ("#", ";") or after.startswith("//")
    return ends and _DEFINITION[site.language].match(before) is not None
