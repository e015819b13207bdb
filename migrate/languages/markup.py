"""Models that markup names: in templates of Vue, Svelte, Blade and plain HTML.

Of the markup only expressions and the values of attributes are looked at. Text between tags, comments, styles and
translations are for people. Every function yields where a quoted text begins, and the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_APART = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(?P<tag>script|style|i18n|docs)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>.*?(?:</(?P=tag)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(rb"<[A-Za-z](?:[^<>\"'{]|\"[^\"]*\"|'[^']*'|\{[^{}]*\})*+>")
_ATTRIBUTE = re.compile(rb"(?P<name>[@:#\w.|-]{1,80})\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')")
_MUSTACHE = re.compile(rb"\{\{(?P<code>[^{}]{1,2000})\}\}")
_STRING = re.compile(rb"(?P<quote>[\"'`])(?P<text>[\w./:-]{2,80})(?P=quote)")
_BOUND = re.compile(rb"[@:#]|v-|on:|bind:|class:")
_VALUES = re.compile(rb"(?i)^(?:value|[\w.:-]*models?(?:-?(?:name|id|value))?)$")
_SHOWN = re.compile(
    rb"(?i)^(?:[:]|v-bind:)?(?:title|alt|label|placeholder|aria-label|class|style|id|name|key|src|href)$"
)
# Calls whose text is shown: `$t('...')`, not `select('...')`.
_TELLS = re.compile(rb"(?<![\w$])\$?(?:t|i18n|alert|toast|log|notify|__|trans|lang)\([ \t]*\Z")
_LONGEST, _DEEPEST = 4000, 30
_BEFORE = 40  # bytes: the name of a call, and blanks
_INERT = re.compile(  # markup that stands in a script
    rb"<script\b[^<>]*?type=[\"'](?:text/)?(?:x-|ng-)?(?:template|html)[\w-]*[\"'][^<>]*>", re.IGNORECASE
)
_SCRIPT = re.compile(rb"<script\b[^<>]*>(?P<code>.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(rb"[\"'`](?P<url>https://[\w./:${}-]{4,200})")
_ASKED = re.compile(
    rb"(?i)(?:\b\w*(?:model|engine)(?:_?(?:name|id))?[\"']?[ \t]*(?::|={1,3}|!==?)|[=!]==?)[ \t]*(?P<quote>[\"'`])"
    rb"(?P<text>[\w./:-]{2,80})(?P=quote)"
)


def blanked(data: bytes) -> bytes:
    """The markup with what is not looked at as blanks of the same length."""
    return _APART.sub(lambda m: re.sub(rb"[^\n]", b" ", m[0]), data)


def component(data: bytes, *, svelte: bool) -> Iterator[tuple[int, bytes]]:
    """Of a component, whose scripts are read by the parser."""
    data = blanked(data)
    yield from _quoted(data, _of_svelte(data) if svelte else _of_vue(data))
    yield from _plain(data)


def page(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Of a page or a server's template, with what its scripts say of models."""
    for script in _SCRIPT.finditer(data):
        for asked in _ASKED.finditer(data, *script.span("code")):
            yield asked.start("quote"), asked["text"]
    data = blanked(_INERT.sub(lambda m: b" " * len(m[0]), data))
    yield from _quoted(data, _of_vue(data))
    yield from _plain(data)


def addresses(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Addresses that the page's scripts hold as texts: where each begins, and the address."""
    for script in _SCRIPT.finditer(data):
        for found in _ADDRESS.finditer(data, *script.span("code")):
            yield found.start("url"), found["url"]


def _quoted(data: bytes, expressions: Iterator[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    for start, end in expressions:
        for quoted in _STRING.finditer(data, start, end):
            if _TELLS.search(data, max(start, quoted.start() - _BEFORE), quoted.start()) is None:
                yield quoted.start("quote"), quoted["text"]


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
