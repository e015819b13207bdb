"""Models that the markup of Vue and Svelte components names: `@click="model = 'gpt-4o'"`, `{{ model === 'gpt-4o' }}`.

The scripts of these files are read by the parser; of the markup only expressions and the values of attributes are
looked at. Text between tags, comments, styles and translations are for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.languages.typescript.detect.context import Context
from migrate.model import SiteKind, Span

_APART = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(?P<tag>script|style|i18n|docs)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>.*?(?:</(?P=tag)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(rb"<[A-Za-z](?:[^<>\"'{]|\"[^\"]*\"|'[^']*'|\{[^{}]*\})*+>")
_ATTRIBUTE = re.compile(rb"(?P<name>[@:#\w.|-]{1,80})\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')")
_MUSTACHE = re.compile(rb"\{\{(?P<code>[^{}]{1,2000})\}\}")
_STRING = re.compile(rb"(?P<before>[\w$]*\(?[ \t]*)(?P<quote>[\"'`])(?P<text>[\w./:-]{2,80})(?P=quote)")
_BOUND = re.compile(rb"[@:#]|v-|on:|bind:|class:")
_VALUES = re.compile(rb"(?i)^(?:value|[\w.:-]*models?(?:-?(?:name|id|value))?)$")
_SHOWN = re.compile(
    rb"(?i)^(?:[:]|v-bind:)?(?:title|alt|label|placeholder|aria-label|class|style|id|name|key|src|href)$"
)
_TELLS = re.compile(rb"(?:\$?t|i18n|alert|toast|log|notify)\([ \t]*\Z")  # calls whose text is shown
_LONGEST, _DEEPEST = 4000, 30


def detect(ctx: Context) -> None:
    """Report the models in the markup of a component."""
    name = ctx.path.lower()
    if not name.endswith((".vue", ".svelte")) or ctx.is_fixture:
        return
    data = _APART.sub(lambda m: re.sub(rb"[^\n]", b" ", m[0]), ctx.source.data)
    found = {s.value_span for s in ctx.sites}
    expressions = _of_svelte(data) if name.endswith(".svelte") else _of_vue(data)
    for start, end in expressions:
        for quoted in _STRING.finditer(data, start, end):
            told = _TELLS.search(quoted["before"]) is not None
            _add(ctx, quoted.start("quote"), quoted["text"], found, told=told)
    for start, text in _plain(data):
        _add(ctx, start, text, found)


def _add(ctx: Context, start: int, text: bytes, found: set[Span | None], *, told: bool = False) -> None:
    value = text.decode("utf-8", "replace")
    span = Span(start, start + len(text) + 2)
    if told or span in found or ctx.tables.shared.model.fullmatch(value) is None:
        return
    if value in ctx.tables.shared.weak_models:
        return
    found.add(span)
    ctx.add_at(SiteKind.MODEL, value, span, flags=("markup",))


def _of_vue(data: bytes) -> Iterator[tuple[int, int]]:
    for code in _MUSTACHE.finditer(data):
        yield code.span("code")
    for name, start, end in _attributes(data):
        if _BOUND.match(name) and not _SHOWN.match(name):
            yield start, end


def _of_svelte(data: bytes) -> Iterator[tuple[int, int]]:
    """What stands in braces, in text and attributes alike, but not of an attribute that is shown."""
    position = 0
    while (start := data.find(b"{", position)) >= 0:
        end = _closing(data, start)
        before = data[max(0, start - 80) : start].rstrip(b" \t\"'")
        named = re.search(rb"([\w:.-]+)=\Z", before)
        if named is None or not _SHOWN.match(named[1]):
            yield start, end
        position = end


def _closing(data: bytes, start: int) -> int:
    """Past the brace that closes the one at `start`, a quote's content aside."""
    depth = 0
    for mark in re.compile(rb"[{}]|'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`").finditer(data, start, start + _LONGEST):
        if mark[0] in (b"{", b"}"):
            depth += 1 if mark[0] == b"{" else -1
            if depth == 0:
                return mark.end()
            if depth > _DEEPEST:
                break
    line = data.find(b"\n", start)
    return line if line >= 0 else len(data)


def _attributes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    for tag in _TAG.finditer(data):
        for attribute in _ATTRIBUTE.finditer(data, tag.start(), tag.end()):
            start, end = attribute.span("value")
            yield attribute["name"], start + 1, end - 1


def _plain(data: bytes) -> Iterator[tuple[int, bytes]]:
    """`<option value="gpt-4o">`, `default-model="gpt-4o"`."""
    for name, start, end in _attributes(data):
        if _VALUES.match(name) and not _BOUND.match(name):
            yield start - 1, data[start:end]
