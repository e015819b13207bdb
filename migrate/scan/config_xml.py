"""Settings in XML: Maven's properties and plugins, .NET's `<add key value>`, Android's strings, property lists.

Read by position and not by a parser: entities are never expanded, nothing is loaded, and what is not well-formed is
read as far as it goes. The lines are not edited (flag `manual_only`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from migrate.formats.base import Entry
from migrate.model import Site, Span
from migrate.scan import config_entries
from migrate.source import SourceFile

_SUFFIXES = (".xml", ".config", ".props", ".targets", ".csproj", ".fsproj", ".vbproj", ".plist")
_NOT = re.compile(r"(?:^|/)(?:\.idea|res/(?:layout|drawable|menu|navigation|anim)[\w-]*)/")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"(?P<name>[A-Za-z_][\w.:-]*)\s*=\s*(?P<quote>[\"'])(?P<value>[^\"'<>]*)(?P=quote)")
_NAMES = ("key", "name")
_SKIPPED = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">"))
_DEEPEST = 100
_ABOVE = 6  # names of a key path that are kept
_VERSION = re.compile(r"(?i)(?<!api)(?<!api[._-])version$")  # of a dependency


def wants(path: str) -> bool:
    """True for files that are read as XML."""
    return path.lower().endswith(_SUFFIXES) and _NOT.search(path) is None


def sites(source: SourceFile) -> Iterator[Site]:
    """Every use of an LLM API that the file configures."""
    kept = (e for e in entries(source) if not _VERSION.search(e.key) and " " not in str(e.value))
    for site in config_entries.sites(source, "xml", tuple(kept)):
        yield replace(site, flags=site.flags | {"manual_only"})


def entries(source: SourceFile) -> Iterator[Entry]:
    """Elements that hold text only, attributes, and pairs of a name and a value, in the order of the file."""
    if source.encoding.lower().startswith(("utf-16", "utf-32")):
        return
    text = source.text(Span(0, len(source.data)))
    offsets = _Offsets(text, source.encoding)
    stack: list[_Named] = []
    above: _Named | None = None  # the `<key>` of a property list
    begin = -1  # where the text of the innermost element starts; -1 when it holds elements
    for tag in _tags(text):
        own = _Named(tag["name"], *tag.span("name"))
        path = [element.name for element in stack]
        if not tag["close"]:
            given = {a["name"].rpartition(":")[2]: a for a in _ATTRIBUTE.finditer(text, *tag.span("attributes"))}
            yield from _attributes(source, offsets, [*path, own.name], given)
            if not tag["attributes"].rstrip().endswith("/"):
                label = next((given[n] for n in _NAMES if n in given and "value" not in given), None)
                stack.append(_Named(label["value"], *label.span("value")) if label is not None else own)
                del stack[_DEEPEST:]
            begin = -1 if tag["attributes"].rstrip().endswith("/") else tag.end()
            continue
        element = stack.pop() if stack else own
        held = text[begin : tag.start()].strip() if begin >= 0 else ""
        if held and "<" not in held:
            at = text.index(held, begin)
            if own.name == "key":
                above = _Named(held, at, at + len(held))
            else:
                if own.name == "value" and stack:
                    element, path = stack[-1], path[:-1]
                yield _entry(source, offsets, path[:-1], above or element, at, at + len(held))
                above = None
        begin = -1


class _Named(NamedTuple):
    """A name and where it stands."""

    name: str
    start: int
    end: int


class _Offsets:
    """Places in the text as places in the file."""

    def __init__(self, text: str, encoding: str) -> None:
        self._plain = text.isascii()
        self._text, self._encoding = text, encoding
        self._last = (0, 0)

    def __call__(self, at: int) -> int:
        if self._plain:
            return at
        chars, there = self._last if self._last[0] <= at else (0, 0)  # almost always asked in order
        there += len(self._text[chars:at].encode(self._encoding))
        self._last = (at, there)
        return there


def _tags(text: str) -> Iterator[re.Match[str]]:
    at = text.find("<")
    while at >= 0:
        for opener, closer in _SKIPPED:
            if text.startswith(opener, at):
                end = text.find(closer, at + len(opener))
                at = text.find("<", end + len(closer)) if end >= 0 else -1
                break
        else:
            tag = _TAG.match(text, at)
            if tag is not None:
                yield tag
            at = text.find("<", tag.end() if tag is not None else at + 1)


def _attributes(
    source: SourceFile, offsets: _Offsets, path: list[str], given: dict[str, re.Match[str]]
) -> Iterator[Entry]:
    """`<add key="OpenAI:ApiKey" value="..."/>` as one entry, other attributes as one each."""
    label, value = next((given[n] for n in _NAMES if n in given), None), given.get("value")
    if label is not None and value is not None:
        yield _entry(source, offsets, path, _Named(label["value"], *label.span("value")), *value.span("value"))
        return
    for attribute in given.values():
        if not attribute["name"].startswith("xmlns") and attribute["name"] not in _NAMES:
            key = _Named(attribute["name"].rpartition(":")[2], *attribute.span("name"))
            yield _entry(source, offsets, path, key, *attribute.span("value"))


def _entry(source: SourceFile, offsets: _Offsets, path: list[str], key: _Named, start: int, end: int) -> Entry:
    key_span = Span(offsets(key.start), offsets(key.end))
    value_span = Span(offsets(start), offsets(end))
    names = tuple(part for part in re.split(r"__|:", key.name) if part) or (key.name,)
    value = unescape(source.text(value_span))
    return Entry((*path[-_ABOVE:], *names), key_span, value, value_span, source.line(key_span.start))
